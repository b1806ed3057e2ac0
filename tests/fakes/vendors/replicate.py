"""Replicate on loopback: predictions of two official models, files, and Standard Webhooks."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any, ClassVar

from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.wire import Call, Reply

STATES = ("starting", "processing", "succeeded")
SIZES = {"480p": 480, "720p": 720, "1080p": 1080}
SHAPES = {"9:16": (9, 16), "16:9": (16, 9), "1:1": (1, 1)}
ERRORS = {
    "failed": "CUDA out of memory",
    "flagged": "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
}
"""`Job.end` takes these; both are the status failed."""
CREATED = "2026-11-05T10:00:00.000Z"
INPUTS = {
    "bytedance/seedance-1-lite": {"prompt", "image", "duration", "resolution", "aspect_ratio", "fps", "seed"},
    "black-forest-labs/flux-schnell": {"prompt", "aspect_ratio", "num_outputs", "output_format", "seed"},
}


class FakeReplicate(FakeVendor):
    """Bills seconds of clips as `{model}@{resolution}`, and pictures; not what failed or was cancelled."""

    name = "replicate"
    spec = "replicate.json"
    prefix = "/v1"
    auth: ClassVar[tuple[str, str]] = ("authorization", "Bearer {key}")
    webhook_secret = "whsec_" + base64.b64encode(b"a secret of the account").decode()

    def __init__(self) -> None:
        super().__init__()
        self.waits = True
        """Whether `Prefer: wait` is long enough for the picture to be done."""
        self.uploads: dict[str, bytes] = {}

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"title": "Refused", "detail": message, "status": status}, status)

    @route("POST", "/models/{owner}/{model}/predictions")
    def official(self, call: Call) -> Reply:
        return self._create(call, f"{call.params['owner']}/{call.params['model']}", "hidden")

    @route("POST", "/predictions")
    def versioned(self, call: Call) -> Reply:
        return self._create(call, "bytedance/seedance-1-lite", call.json()["version"])

    @route("GET", "/predictions/{id}")
    def prediction(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        return Reply(self._told(job, job.look())) if job else self.refuse(404, "not found")

    @route("POST", "/predictions/{id}/cancel")
    def cancel(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None:
            return self.refuse(404, "not found")
        if not job.over:
            job.end("canceled")
            self.forgive(job)
        return Reply(self._told(job, job.state))

    @route("POST", "/files")
    def upload(self, call: Call) -> Reply:
        (sent,) = call.form()[1]["content"]
        name = self.new_id("file")
        self.uploads[name] = sent.data
        return Reply({"id": name, "size": len(sent.data), "urls": {"get": f"{self.url}/files/{name}"}}, 201)

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        raw = json.dumps(self._told(job, job.states[-1])).encode()
        message, sent = f"msg_{job.id}", str(int(time.time() - age))
        secret = b"another secret" if forged else base64.b64decode(self.webhook_secret.removeprefix("whsec_"))
        signed = hmac.new(secret, f"{message}.{sent}.".encode() + raw, hashlib.sha256).digest()
        signature = f"v1,{base64.b64encode(signed).decode()}"
        return {"webhook-id": message, "webhook-timestamp": sent, "webhook-signature": signature}, raw

    def _create(self, call: Call, model: str, version: str) -> Reply:
        body = call.json()
        if unknown := set(body["input"]) - INPUTS.get(model, set()):
            return self.refuse(422, f"- input: Additional properties {sorted(unknown)} are not allowed")
        job = self.add_job(STATES, body, "pred", model=model, version=version)
        self._charge(job)
        if "prefer" in call.headers and self.waits:
            job.end("succeeded")
        done = job.state == "succeeded"
        return Reply(self._told(job, job.state), 201 if done or "prefer" not in call.headers else 202)

    def _charge(self, job: Job) -> None:
        given, model = job.request["input"], job.data["model"]
        if "flux" in model:
            self.bill("image", given.get("num_outputs", 1), model, job.id)
        else:
            resolution = given.get("resolution", "720p")
            self.bill("second", given.get("duration", 5), f"{model}@{resolution}", job.id)

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        if state in {"canceled", "aborted", *ERRORS}:
            self.forgive(job)
        address = f"{self.url}/predictions/{job.id}"
        return {
            "id": job.id,
            "model": job.data["model"],
            "version": job.data["version"],
            "input": job.request["input"],
            "output": self._output(job) if state == "succeeded" else None,
            "data_removed": False,
            "error": ERRORS.get(state),
            "status": "failed" if state in ERRORS else state,
            "created_at": CREATED,
            "urls": {"get": address, "cancel": f"{address}/cancel", "web": f"{self.origin}/p/{job.id}"},
        }

    def _output(self, job: Job) -> Any:
        given = job.request["input"]
        wide, high = SHAPES[given.get("aspect_ratio", "16:9")]
        if "flux" in job.data["model"]:
            picture = media.png(64 * wide, 64 * high)
            count = range(given.get("num_outputs", 1))
            return [self.serve_file(f"{job.id}-{n}.png", "image/png", picture) for n in count]
        short = SIZES[given.get("resolution", "720p")]
        size = (short * wide // min(wide, high) // 2 * 2, short * high // min(wide, high) // 2 * 2)
        return self.serve_file(f"{job.id}.mp4", "video/mp4", media.mp4(given.get("duration", 5), *size))
