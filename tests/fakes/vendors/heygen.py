"""HeyGen's v3 API: assets, avatar videos, voice clones, consent pages."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.faces import seconds_of
from tests.fakes.vendors.wire import Call, Reply

STATES = ("pending", "processing", "completed")
CODES = {"failed": "rendering_failed", "moderation": "content_moderation_failed"}
"""How a job ended, beside `completed` -> its failure code."""


class HeyGenFake(FakeVendor):
    """Bills a video when it takes it on, by its length, and takes the bill back when it fails."""

    name = "heygen"
    spec = "heygen.json"
    auth = ("x-api-key", "{key}")
    most_jobs = 10

    def __init__(self) -> None:
        super().__init__()
        self.assets: dict[str, bytes] = {}
        self.reachable: dict[str, bytes] = {}
        """Addresses on the net, and what lies there."""
        self.voices: dict[str, str] = {}
        """Voice -> processing, complete or failed."""
        self.start_seconds = 0.0
        """How long a start is worked on, in which its key is taken."""
        self.refusing: tuple[int, str] | None = None
        """Status and code that the next starts are refused with."""
        self._working: set[str] = set()
        self._answered: dict[str, tuple[str, Reply]] = {}

    def refuse(self, status: int, message: str = "refused", code: str = "invalid_parameter") -> Reply:
        return Reply({"error": {"code": code, "message": message}}, status)

    @route("POST", "/v3/assets")
    async def upload(self, call: Call) -> Reply:
        return await self._once(call, lambda: self._keep(call))

    @route("POST", "/v3/videos")
    async def create(self, call: Call) -> Reply:
        return await self._once(call, lambda: self._begin(call.json()))

    @route("GET", "/v3/videos/{video_id}")
    def show(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["video_id"])
        if job is None:
            return self.refuse(404, "video not found", "not_found")
        state = job.look()
        return Reply({"data": {"id": job.id, "title": job.request.get("title"), **self._told(job, state)}})

    @route("POST", "/v3/voices/clone")
    def clone(self, call: Call) -> Reply:
        if self._bytes(call.json()["audio"]) is None:
            return self.refuse(400, "the audio cannot be read")
        voice = self.new_id("voice")
        self.voices[voice] = "processing"
        return Reply({"data": {"voice_clone_id": voice}})

    @route("GET", "/v3/voices/{voice_id}")
    def voice(self, call: Call) -> Reply:
        voice = call.params["voice_id"]
        failed = "too much noise" if self.voices.get(voice) == "failed" else None
        data = {"voice_id": voice, "support_pause": True, "failure_message": failed}
        if voice in self.voices:
            data["status"] = self.voices[voice]
        return Reply({"data": data})

    @route("POST", "/v3/avatars/{group_id}/consent")
    def consent(self, call: Call) -> Reply:
        group = call.params["group_id"]
        about = {"id": group, "name": "Ana", "created_at": 1, "looks_count": 1, "consent_status": "pending"}
        return Reply({"data": {"avatar_group": about, "url": f"https://app.heygen.com/consent/{group}"}})

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        """A job's callback carries no signature, so a forged one looks the same."""
        event = {"video_id": job.id, "url": "https://evil.test/v.mp4" if forged else job.data["url"]}
        message = {"event_type": "avatar_video.success", "event_data": event}
        return {"content-type": "application/json"}, json.dumps(message).encode()

    def check(self, call: Call, reply: Reply) -> list[str]:
        """HeyGen's text leaves out the 409 of its idempotency keys."""
        return [] if reply.status == 409 else super().check(call, reply)

    async def _once(self, call: Call, work: Callable[[], Reply]) -> Reply:
        """The Idempotency-Key rule: the first answer again for 24 hours, 409 while it is being made."""
        key = call.headers.get("idempotency-key")
        if not key:
            return work()
        if key in self._working:
            return self.refuse(409, "a request with this key is in progress", "request_in_progress")
        body = "" if call.path.endswith("assets") else hashlib.sha256(call.body).hexdigest()
        if key in self._answered:
            before, reply = self._answered[key]
            return reply if before == body else self.refuse(400, "this key was used for another request")
        self._working.add(key)
        await asyncio.sleep(self.start_seconds)
        self._working.remove(key)
        reply = work()
        if reply.status == 200:
            self._answered[key] = (body, reply)
        return reply

    def _keep(self, call: Call) -> Reply:
        upload = call.form()[1]["file"][0]
        asset = self.new_id("asset")
        self.assets[asset] = upload.data
        about = {"asset_id": asset, "mime_type": upload.media_type, "size_bytes": len(upload.data)}
        return Reply({"data": {**about, "url": f"https://files.heygen.test/{asset}"}})

    def _begin(self, body: dict[str, Any]) -> Reply:
        if self.refusing:
            return self.refuse(self.refusing[0], "refused", self.refusing[1])
        if sum(not job.over for job in self.jobs.values()) >= self.most_jobs:
            return self.refuse(429, "too many concurrent videos", "rate_limit_exceeded")
        audio = self._audio(body)
        face = body["type"] == "avatar" or self._bytes(body["image"])
        if audio is None or not face:
            return self.refuse(400, "the audio or the image cannot be read")
        seconds = seconds_of(audio)
        model = "avatar-iv-twin" if body["type"] == "avatar" else "avatar-iv-photo"
        job = self.add_job(STATES, body, "video", seconds=seconds)
        job.data["url"] = self.serve_file(f"{job.id}.mp4", "video/mp4", media.mp4(seconds))
        self.bill("second", seconds, model, job.id)
        return Reply({"data": {"video_id": job.id, "status": "waiting", "output_format": "mp4"}})

    def _told(self, job: Job, state: str) -> dict[str, Any]:
        if state in CODES:
            self.bills = [bill for bill in self.bills if bill.job != job.id]
            return {"status": "failed", "failure_code": CODES[state], "failure_message": f"the video ended: {state}"}
        if state != "completed":
            return {"status": state}
        return {"status": state, "video_url": job.data["url"], "duration": job.data["seconds"]}

    def _audio(self, body: dict[str, Any]) -> bytes | None:
        if url := body.get("audio_url"):
            return self.reachable.get(url)
        return self.assets.get(body.get("audio_asset_id", ""))

    def _bytes(self, source: dict[str, str]) -> bytes | None:
        if source["type"] == "url":
            return self.reachable.get(source["url"])
        return self.assets.get(source.get("asset_id", ""))
