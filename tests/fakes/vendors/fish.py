"""Fish Audio as its specification describes it: speech in timed chunks, voices that are trained."""

import base64
import json
import re
from typing import Any, ClassVar

from tests.fakes.vendors.babble import babble
from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.wire import Call, Reply

NOW = "2026-11-01T12:00:00Z"
PUBLIC = re.compile(r"[0-9a-f]{32}")
AUTHOR = {"_id": "u-1", "nickname": "ada", "avatar": ""}


class FishFake(FakeVendor):
    """Speaks each line as a chunk of its own, each in two events: the second tells more than the first."""

    name: ClassVar[str] = "fish"
    spec: ClassVar[str] = "fish.json"

    def __init__(self) -> None:
        super().__init__()
        self.timed = True
        """Chunks come with times."""
        self.training: tuple[str, ...] = ("trained",)
        """States a new voice goes through."""

    @route("POST", "/v1/tts/stream/with-timestamp")
    def speech(self, call: Call) -> Reply:
        asked = call.json()
        voice = asked["reference_id"]
        if voice not in self.jobs and not PUBLIC.fullmatch(voice):
            return self.refuse(400, "Reference not found")
        self.bill("byte", len(asked["text"].encode()), call.headers["model"])
        told, offset = [], 0.0
        for number, line in enumerate(asked["text"].split("\n")):
            audio, words = babble(line, asked["sample_rate"], asked["prosody"]["speed"])
            seconds = len(audio) / 2 / asked["sample_rate"]
            segments = [{"text": _bare(t), "start": a, "end": b} for t, a, b in words]
            middle, known = len(audio) // 4 * 2, {"chunk_seq": number, "chunk_audio_offset_sec": offset}
            for part, upto in ((audio[:middle], len(segments) // 2), (audio[middle:], len(segments))):
                times = {"segments": segments[:upto], "audio_duration": seconds} if self.timed else None
                told.append({"audio_base64": _base64(part), "content": line, "alignment": times, **known})
            offset += seconds
        stream = "".join(f"event: message\ndata: {json.dumps(event)}\n\n" for event in told)
        return Reply(stream.encode(), media_type="text/event-stream")

    @route("POST", "/model")
    def create(self, call: Call) -> Reply:
        fields, files = call.form()
        assert all(upload.data for upload in files["voices"])
        samples = len(files["voices"])
        job = self.add_job(self.training, dict(fields), kind="voice", samples=samples)
        return Reply(self._voice(job), 201)

    @route("GET", "/model/{voice}")
    def look(self, call: Call) -> Reply:
        job = self.jobs.get(call.params["voice"])
        return Reply(self._voice(job)) if job else self.refuse(404, "Model not found")

    @route("DELETE", "/model/{voice}")
    def delete(self, call: Call) -> Reply:
        if self.jobs.pop(call.params["voice"], None) is None:
            return self.refuse(404, "Model not found")
        return Reply(None, 200, "text/plain")

    def refuse(self, status: int, message: str = "refused") -> Reply:
        return Reply({"status": status, "message": message}, status)

    def check(self, call: Call, reply: Reply) -> list[str]:
        """The text leaves most refusals out."""
        return [line for line in super().check(call, reply) if "Unknown response http status" not in line]

    def _voice(self, job: Job) -> dict[str, Any]:
        counts = dict.fromkeys(("like_count", "mark_count", "shared_count", "task_count"), 0)
        times = {"created_at": NOW, "updated_at": NOW}
        named = {"_id": job.id, "type": "tts", "title": job.request["title"], "train_mode": "fast", "tags": []}
        return {**named, **times, **counts, "state": job.look(), "visibility": "private", "author": AUTHOR}


def _bare(word: str) -> str:
    """Words lose their punctuation and their apostrophes."""
    return "".join(c for c in word if c.isalnum())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
