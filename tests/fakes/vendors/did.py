"""D-ID's REST API: uploads and talks."""

import json
import math
from typing import Any

from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.faces import seconds_of
from tests.fakes.vendors.wire import Call, Reply

STATES = ("created", "started", "done")
AT = "2026-11-01T10:00:00.000Z"
KINDS = {
    400: "BadRequestError",
    401: "AuthorizationError",
    402: "InsufficientCreditsError",
    403: "PermissionError",
    404: "NotFoundError",
    451: "ImageModerationError",
}


class DIDFake(FakeVendor):
    """Takes credits (15 seconds each, begun ones whole) when it takes a talk on; a failed talk gives them back."""

    name = "did"
    spec = "did.json"
    auth = ("authorization", "Basic {key}")

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, bytes] = {}
        """Addresses it can read (its own uploads, and what a test puts there), and what lies there."""
        self.moderates = False
        self.stitches = True
        """Whether the account's plan has `stitch`."""

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"kind": KINDS.get(status, "UnknownError"), "description": message}, status)

    @route("POST", "/audios")
    def audio(self, call: Call) -> Reply:
        found = self._keep(call, "audio")
        return Reply({**found, "duration": seconds_of(self.stored[found["url"]])}, 201)

    @route("POST", "/images")
    def image(self, call: Call) -> Reply:
        return Reply(self._keep(call, "image"), 201)

    @route("POST", "/talks")
    def create(self, call: Call) -> Reply:
        body = call.json()
        if self.moderates:
            return self.refuse(451, "Automatic content moderation")
        if body.get("config", {}).get("stitch") and not self.stitches:
            return self.refuse(403, "user has no permission for stitch")
        audio = self.stored.get(body["script"]["audio_url"])
        if audio is None or body["source_url"] not in self.stored:
            return self.refuse(400, "invalid actor url")
        seconds = seconds_of(audio)
        job = self.add_job(STATES, body, "tlk", seconds=seconds)
        job.data["url"] = self.serve_file(f"{job.id}.mp4", "video/mp4", media.mp4(seconds))
        self.bill("credit", math.ceil(seconds / 15), "talks", job.id)
        about = {"id": job.id, "object": "talk", "created_by": "me", "created_at": AT}
        return Reply({**about, "status": "created"}, 201)

    @route("GET", "/talks/{id}")
    def show(self, call: Call) -> Reply:
        if (job := self.jobs.get(call.params["id"])) is None:
            return self.refuse(404, "not found")
        return Reply(self._told(job, job.look()))

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        """Unsigned: a forged message looks like a good one."""
        told = {**self._told(job, "done"), "result_url": "https://evil.test/v.mp4" if forged else job.data["url"]}
        return {"content-type": "application/json"}, json.dumps(told).encode()

    def _keep(self, call: Call, what: str) -> dict[str, Any]:
        file = call.form()[1][what][0]
        name = self.new_id(what)
        url = f"s3://d-id-{what}s-prod/{name}/{file.name}"
        self.stored[url] = file.data
        return {"id": name, "url": url}

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        found = {"id": job.id, "user_id": "me", "source_url": job.request["source_url"], "status": state}
        found |= {"created_at": AT, "modified_at": AT}
        if state in ("error", "rejected"):
            self.bills = [bill for bill in self.bills if bill.job != job.id]
        if state == "done":
            found["result_url"] = job.data["url"]
        return found
