"""Tavus' v2 API: videos of replicas."""

import json
import math
from typing import Any

from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.faces import seconds_of, speech
from tests.fakes.vendors.wire import Call, Reply

STATES = ("queued", "generating", "ready")
SPEECH_URL = "https://media.test/speech.wav"
"""Where two seconds of speech lie."""


class TavusFake(FakeVendor):
    """Bills whole seconds when it takes a video on; a failed one is not billed, a deleted one is.

    A video may end in `ready`, `error`, `moderation` (an error that says so) or `deleted`.
    """

    name = "tavus"
    spec = "tavus.yaml"
    auth = ("x-api-key", "{key}")

    def __init__(self) -> None:
        super().__init__()
        self.reachable: dict[str, bytes] = {SPEECH_URL: speech(2.0)}
        """Addresses on the net, and what lies there."""

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"message": message}, status)

    def check(self, call: Call, reply: Reply) -> list[str]:
        """Tavus' text leaves out every refusal."""
        return [] if reply.status >= 400 else super().check(call, reply)

    @route("POST", "/v2/videos")
    def create(self, call: Call) -> Reply:
        body = call.json()
        audio = self.reachable.get(body.get("audio_url", ""))
        if audio is None:
            return self.refuse(400, "the audio_url cannot be downloaded")
        seconds = seconds_of(audio)
        job = self.add_job(STATES, body, "vid", seconds=seconds)
        job.data["url"] = self.serve_file(f"{job.id}.mp4", "video/mp4", media.mp4(seconds))
        self.bill("second", math.ceil(seconds), "replica-video", job.id)
        return Reply(self._told(job, "queued"))

    @route("GET", "/v2/videos/{video_id}")
    def show(self, call: Call) -> Reply:
        if (job := self.jobs.get(call.params["video_id"])) is None:
            return self.refuse(404, "video not found")
        return Reply(self._told(job, job.look()))

    @route("DELETE", "/v2/videos/{video_id}")
    def delete(self, call: Call) -> Reply:
        if (job := self.jobs.get(call.params["video_id"])) is None:
            return self.refuse(404, "video not found")
        job.end("deleted")
        return Reply(None)

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        """Unsigned: a forged message looks like a good one."""
        told = {**self._told(job, "ready"), "download_url": "https://evil.test/v.mp4" if forged else job.data["url"]}
        return {"content-type": "application/json"}, json.dumps(told).encode()

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        failed = state in ("error", "moderation")
        found: dict[str, Any] = {"video_id": job.id, "replica_id": job.request["replica_id"]}
        found |= {"status": "error" if failed else state, "hosted_url": f"https://videos.tavus.test/{job.id}"}
        found["generation_progress"] = "45/100" if state == "generating" else "0/100"
        if failed:
            self.bills = [bill for bill in self.bills if bill.job != job.id]
            found["status_details"] = (
                "It was stopped by moderation." if state == "moderation" else "An error occurred."
            )
        if state == "ready":
            found["download_url"] = job.data["url"]
        return found
