"""Hedra's v3 API: files, jobs of its avatar model, estimates, signed webhooks."""

import base64
import json
import time
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from providers.webhooks import digest
from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.faces import seconds_of
from tests.fakes.vendors.wire import Call, Reply

STATES = ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")
RATE = Decimal("0.07")
CODES = {400: "INVALID_ARGUMENT", 401: "UNAUTHORIZED", 402: "INSUFFICIENT_BALANCE", 403: "PERMISSION_DENIED"}
CODES |= {404: "NOT_FOUND", 422: "MODERATION_FAILED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}


class HedraFake(FakeVendor):
    """Charges the wallet when it takes a job on, and gives the money back when it fails.

    A job ends in COMPLETED, or in any of its error codes, which is then FAILED for that reason.
    """

    name = "hedra"
    spec = "hedra.json"
    prefix = "/v3"
    key = "key-id-1:secret-0123456789"

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, bytes] = {}
        self.signing = Ed25519PrivateKey.generate()
        self.key_asked = 0
        self._acks: dict[str, dict[str, Any]] = {}

    def refuse(self, status: int, message: str = "refused", retryable: bool | None = None) -> Reply:
        again = status in (429, 503) if retryable is None else retryable
        error: dict[str, Any] = {"code": CODES.get(status, "UNKNOWN"), "message": message, "retryable": again}
        if status == 402:
            error["billing"] = {
                "balance": 0,
                "currency": "USD",
                "funding_url": "https://www.hedra.com/develop/billing",
            }
        return Reply({"error": error}, status)

    @route("POST", "/files")
    def upload(self, call: Call) -> Reply:
        file = call.form()[1]["file"][0]
        url = f"https://files.hedra.test/{self.new_id('file')}?signature=abc"
        self.uploads[url] = file.data
        about = {"content_type": file.media_type, "expires_at": "2030-01-01T00:00:00Z"}
        return Reply({"url": url, **about}, 201)

    @route("POST", "/models/{model}")
    def submit(self, call: Call) -> Reply:
        body = call.json()
        key = body.get("idempotency_key")
        if key in self._acks:
            return Reply(self._acks[key], 202)
        if (seconds := self._seconds(body["input"])) is None:
            return self.refuse(400, "the POST /v3/files url is not known or expired")
        job = self.add_job(STATES, body, "job", seconds=seconds, model=call.params["model"])
        job.data["url"] = self.serve_file(f"{job.id}.mp4", "video/mp4", media.mp4(seconds))
        self.bill("second", seconds, job.data["model"], job.id)
        paths = {"status_url": f"/v3/jobs/{job.id}/status", "result_url": f"/v3/jobs/{job.id}"}
        ack = {"job_id": job.id, "model": job.data["model"], "status": "IN_QUEUE", **paths}
        if key:
            self._acks[key] = ack
        return Reply(ack, 202)

    @route("POST", "/models/{model}/estimate")
    def estimate(self, call: Call) -> Reply:
        if (seconds := self._seconds(call.json()["input"])) is None:
            return self.refuse(400, "the POST /v3/files url is not known or expired")
        return Reply({"model": call.params["model"], "cost": _cost(seconds), "currency": "USD"})

    @route("GET", "/jobs/{job_id}/status")
    def look(self, call: Call) -> Reply:
        if (job := self.jobs.get(call.params["job_id"])) is None:
            return self.refuse(404, "Job not found.")
        state = job.look()
        known = state if state in STATES else "FAILED"
        return Reply({"job_id": job.id, "status": known, "progress": 1.0 if job.over else 0.4})

    @route("GET", "/jobs/{job_id}")
    def result(self, call: Call) -> Reply:
        if (job := self.jobs.get(call.params["job_id"])) is None:
            return self.refuse(404, "Job not found.")
        found = self._envelope(job)
        if found["status"] == "FAILED":
            self.bills = [bill for bill in self.bills if bill.job != job.id]
        paid = {"FAILED": 0, "COMPLETED": _cost(job.data["seconds"])}.get(found["status"])
        return Reply({**found, "cost": paid, "currency": None if paid is None else "USD"})

    @route("GET", "/webhooks/public-key")
    def public_key(self, call: Call) -> Reply:
        self.key_asked += 1
        key = base64.b64encode(self.signing.public_key().public_bytes_raw()).decode()
        return Reply({"algorithm": "ed25519", "public_key": key})

    def webhook(
        self, job: Job, *, forged: bool = False, age: float = 0.0, redelivery: str = "false"
    ) -> tuple[dict[str, str], bytes]:
        raw = json.dumps(self._envelope(job)).encode()
        event = "job.completed" if job.state in STATES else "job.failed"
        signed = [str(int(time.time() - age)), job.id, event, redelivery]
        signing = Ed25519PrivateKey.generate() if forged else self.signing
        names = ("Timestamp", "Id", "Event", "Redelivery")
        headers = {f"X-Hedra-Webhook-{name}": value for name, value in zip(names, signed, strict=True)}
        signature = signing.sign("\n".join([*signed, digest(raw)]).encode()).hex()
        return {**headers, "X-Hedra-Webhook-Attempt": "1", "X-Hedra-Webhook-Signature": signature}, raw

    def _authorised(self, call: Call) -> bool:
        return call.path.endswith("/webhooks/public-key") or super()._authorised(call)

    def _seconds(self, wanted: dict[str, Any]) -> float | None:
        audio = self.uploads.get(wanted["audio"]["url"])
        known = audio and wanted["start_image"]["url"] in self.uploads
        return seconds_of(audio) if audio and known else None

    def _envelope(self, job: Job) -> dict[str, Any]:
        state = job.state if job.state in STATES else "FAILED"
        found: dict[str, Any] = {"job_id": job.id, "model": job.data["model"], "status": state, "outputs": []}
        if state == "FAILED":
            found["error"] = {"code": _code(job.state), "message": f"It ended with {job.state}.", "retryable": False}
        if state == "COMPLETED":
            size = {"width": 270, "height": 480, "fps": 12, "duration_ms": round(job.data["seconds"] * 1000)}
            about = {"asset_id": f"asset_{job.id}", "content_type": "video/mp4", "error": None}
            found["outputs"] = [{"status": "COMPLETED", "url": job.data["url"], **about, **size}]
        return found


def _cost(seconds: float) -> float:
    return float(RATE * Decimal(str(seconds)))


def _code(state: str) -> str:
    return state if state in CODES.values() else "INTERNAL"
