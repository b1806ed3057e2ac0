"""Runway on loopback: tasks that hold their credits from the start and give them back when they fail."""

import math
import uuid
from typing import Any, ClassVar

from tests.fakes.vendors import faces, media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.wire import Call, Reply

STATES = ("PENDING", "THROTTLED", "RUNNING", "SUCCEEDED")
FAILURES = {
    "FAILED": ("An unexpected error occurred.", "INTERNAL.BAD_OUTPUT.CODE01"),
    "MODERATED": ("Your text input did not pass our content moderation.", "SAFETY.INPUT.TEXT"),
}
"""`Job.end` takes these: both are the status FAILED, of another code."""
ENDED = {"SUCCEEDED", "CANCELLED", *FAILURES}
CREATED = "2026-11-05T10:00:00.000Z"


class FakeRunway(FakeVendor):
    """12 credits a second of gen4.5; two credits for each six seconds begun of an avatar."""

    name = "runway"
    spec = "runway.json"
    auth: ClassVar[tuple[str, str]] = ("authorization", "Bearer {key}")

    def new_id(self, kind: str = "id") -> str:
        return str(uuid.UUID(int=next(self._ids) << 64, version=4))

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"error": message}, status)

    @route("POST", "/v1/text_to_video")
    @route("POST", "/v1/image_to_video")
    def clip(self, call: Call) -> Reply:
        body = call.json()
        width, height = map(int, body["ratio"].split(":"))
        job = self._hold(body, 12 * body["duration"], body["duration"], width, height)
        return Reply({"id": job.id, "estimatedCost": {"credits": job.data["credits"]}})

    @route("POST", "/v1/avatar_videos")
    def avatar(self, call: Call) -> Reply:
        body = call.json()
        seconds = faces.heard(body["speech"]["audio"])
        job = self._hold(body, 2 * math.ceil(seconds / 6), seconds, 1280, 720)
        return Reply({"id": job.id})

    @route("GET", "/v1/tasks/{id}")
    def task(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None or job.data.get("gone"):
            return self.refuse(404, "task not found")
        return Reply(self._told(job, job.look()))

    @route("DELETE", "/v1/tasks/{id}")
    def delete(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["id"])
        if job is None or job.data.get("gone"):
            return self.refuse(404, "task not found")
        if job.state in ENDED:
            job.data["gone"] = True
        else:
            job.end("CANCELLED")
            self.forgive(job)
        return Reply(None, 204)

    def _hold(self, body: dict[str, Any], credits: int, seconds: float, width: int, height: int) -> Job:
        job = self.add_job(STATES, body, credits=credits, seconds=seconds, size=(width, height))
        self.bill("credit", credits, body["model"], job.id)
        return job

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        told: dict[str, Any] = {"id": job.id, "createdAt": CREATED, "status": state}
        if state in FAILURES or state == "CANCELLED":
            self.forgive(job)
            told["cost"] = {"credits": 0}
        elif state == "SUCCEEDED":
            told |= {"output": [self._film(job)], "cost": {"credits": job.data["credits"]}}
        else:
            told["estimatedCost"] = {"credits": job.data["credits"]}
        if state == "RUNNING":
            told["progress"] = 0.5
        if state in FAILURES:
            failure, code = FAILURES[state]
            told |= {"status": "FAILED", "failure": failure, "failureCode": code}
        return told

    def _film(self, job: Job) -> str:
        width, height = job.data["size"]
        film = media.mp4(job.data["seconds"], width, height)
        return self.serve_file(f"{job.id}.mp4", "video/mp4", film)
