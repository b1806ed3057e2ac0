"""fal's queue on loopback: requests of four apps, messages signed with a published key, prices."""

import base64
import hashlib
import json
import time
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.fakes.vendors import faces, media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.wire import Call, Reply

WAN, FLUX, FACE = "fal-ai/wan-25-preview", "fal-ai/flux", "fal-ai/bytedance"
STATES = ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")
SHORT = {"480p": 480, "720p": 720, "1080p": 1080}
SIZES = {"portrait_16_9": (576, 1024), "square_hd": (1024, 1024), "landscape_16_9": (1024, 576)}
INPUTS = {
    f"{WAN}/text-to-video": {"prompt", "aspect_ratio", "resolution", "duration", "seed", "audio_url"},
    f"{WAN}/image-to-video": {"prompt", "image_url", "resolution", "duration", "seed", "audio_url"},
    f"{FLUX}/schnell": {"prompt", "image_size", "num_images", "output_format", "seed"},
    f"{FACE}/omnihuman/v1.5": {"prompt", "image_url", "audio_url", "resolution", "turbo_mode"},
}
PRICES = {f"{WAN}/text-to-video": (0.05, "seconds"), f"{FLUX}/schnell": (0.003, "megapixels")}
FAILED = {"failed": "runner_server_error", "cancelled": "client_cancelled"}
"""`Job.end` takes these: the queue itself says that it went wrong."""
POLICY = {"loc": ["body", "prompt"], "msg": "The content was flagged.", "type": "content_policy_violation"}


class FakeFal(FakeVendor):
    """Bills clips as `{app}@{resolution}`. `Job.end` also takes rejected, crashed, blackened (in the result)."""

    name = "fal"
    auth: ClassVar[tuple[str, str]] = ("authorization", "Key {key}")

    def __init__(self) -> None:
        super().__init__()
        self._signer = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self._forger = Ed25519PrivateKey.from_private_bytes(bytes(32))
        public = base64.urlsafe_b64encode(self._signer.public_key().public_bytes_raw()).decode().rstrip("=")
        keys = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": public}]}
        self.files["/.well-known/jwks.json"] = ("application/json", json.dumps(keys).encode())
        self.elsewhere = ""
        """A host that the addresses of requests are told to lie at, when set."""

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"detail": message}, status)

    @route("POST", f"/{WAN}/text-to-video")
    @route("POST", f"/{WAN}/image-to-video")
    @route("POST", f"/{FLUX}/schnell")
    @route("POST", f"/{FACE}/omnihuman/v1.5")
    def submit(self, call: Call) -> Reply:
        app, body = call.path.removeprefix("/"), call.json()
        if wrong := _wrong(app, body):
            return Reply({"detail": [{"loc": ["body", wrong], "msg": "is not right", "type": "value_error"}]}, 422)
        job = self.add_job(STATES, body, "req", app=app, hook=call.query.get("fal_webhook", ""))
        self._charge(job)
        at = (self.elsewhere or self.origin) + f"/{'/'.join(app.split('/')[:2])}/requests/{job.id}"
        told = {"status_url": f"{at}/status", "response_url": at, "cancel_url": f"{at}/cancel"}
        return Reply({"status": "IN_QUEUE", "request_id": job.id, "queue_position": 0, **told})

    @route("GET", "/{owner}/{app}/requests/{id}/status")
    def queued(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None:
            return self.refuse(404, "Request not found")
        state = job.look()
        told = {"status": state if state in STATES else "COMPLETED", "request_id": job.id}
        if state in FAILED:
            self.forgive(job)
            told |= {"error": "the runner gave up", "error_type": FAILED[state]}
        return Reply(told, 200 if told["status"] == "COMPLETED" else 202)

    @route("GET", "/{owner}/{app}/requests/{id}")
    def result(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None:
            return self.refuse(404, "Request not found")
        if not job.over:
            return self.refuse(400, "Request is still in progress")
        if job.state == "rejected":
            self.forgive(job)
            return Reply({"detail": [POLICY]}, 422)
        if job.state == "crashed":
            self.forgive(job)
            body = {"detail": "Request timed out", "error_type": "request_timeout"}
            return Reply(body, 504, headers={"x-fal-error-type": "request_timeout"})
        return Reply(self._made(job), 200, headers={"x-fal-billable-units": str(job.data["units"])})

    @route("PUT", "/{owner}/{app}/requests/{id}/cancel")
    def cancel(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None:
            return Reply({"status": "NOT_FOUND"}, 404)
        if job.over:
            return Reply({"status": "ALREADY_COMPLETED"}, 400)
        job.end("cancelled")
        self.forgive(job)
        return Reply({"status": "CANCELLATION_REQUESTED"}, 202)

    @route("GET", "/v1/models/pricing")
    def pricing(self, call: Call) -> Reply:
        rows = [{"endpoint_id": a, "unit_price": p, "unit": u, "currency": "USD"} for a, (p, u) in PRICES.items()]
        return Reply({"prices": rows, "next_cursor": None, "has_more": False})

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        body = {"request_id": job.id, "gateway_request_id": job.id, "status": "OK", "payload": self._made(job)}
        raw, sent = json.dumps(body).encode(), str(int(time.time() - age))
        message = "\n".join((job.id, "user-1", sent, hashlib.sha256(raw).hexdigest())).encode()
        signature = (self._forger if forged else self._signer).sign(message).hex()
        signed = {"request-id": job.id, "user-id": "user-1", "timestamp": sent, "signature": signature}
        return {f"X-Fal-Webhook-{name.title()}": value for name, value in signed.items()}, raw

    def _charge(self, job: Job) -> None:
        app, body = job.data["app"], job.request
        if app.startswith(FLUX):
            job.data["units"] = body["num_images"]
            self.bill("image", body["num_images"], app, job.id)
            return
        speaks = app.startswith(FACE)
        seconds = faces.heard(body["audio_url"]) if speaks else int(body["duration"])
        job.data["units"] = seconds
        self.bill("second", seconds, app if speaks else f"{app}@{body['resolution']}", job.id)

    def _made(self, job: Job) -> dict[str, Any]:
        app, body = job.data["app"], job.request
        if app.startswith(FLUX):
            width, height = SIZES[body["image_size"]]
            picture, count = media.png(width, height), range(body["num_images"])
            urls = [self.serve_file(f"{job.id}-{n}.png", "image/png", picture) for n in count]
            images = [{"url": url, "width": width, "height": height, "content_type": "image/png"} for url in urls]
            return {"images": images, "has_nsfw_concepts": [job.state == "blackened" for _ in urls]}
        wide, high = map(int, body.get("aspect_ratio", "9:16").split(":"))
        short = SHORT[body["resolution"]]
        size = (short * wide // min(wide, high) // 2 * 2, short * high // min(wide, high) // 2 * 2)
        film = media.mp4(float(job.data["units"]), *size)
        return {"video": {"url": self.serve_file(f"{job.id}.mp4", "video/mp4", film), "content_type": "video/mp4"}}


def _wrong(app: str, body: dict[str, Any]) -> str:
    """The first field that the app does not take so."""
    if unknown := set(body) - INPUTS[app]:
        return min(unknown)
    if app.startswith(WAN) and body["duration"] not in ("5", "10"):
        return "duration"
    return "" if app.startswith(FACE) or body.get("prompt") else "prompt"
