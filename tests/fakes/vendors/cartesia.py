"""Cartesia: speech as events, with the times of its words, and instant clones."""

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any, ClassVar

from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.media import resampled, wav
from tests.fakes.vendors.speaker import Speech, speak
from tests.fakes.vendors.wire import Call, Reply

VERSION = "2025-11-04"
FEMALE = {
    "f786b574-daa5-4673-aa0c-cbe3e8534c02": "Katie",
    "6ccbfb76-1fc6-48f7-b71d-91ac6298247b": "Tessa",
    "71a7ad14-091c-4e8e-a314-022ece01c121": "British Reading Lady",
}
MALE = {
    "228fca29-3a0a-435c-8728-5cb483251068": "Kiefer",
    "c961b81c-a935-4c17-bfb3-ba2239de8c2f": "Kyle",
    "95856005-0332-41b0-935f-352e296aa0df": "Classy British Man",
}
CHUNK = 44_100
TOGETHER = 8
"""Words whose times come in one event."""
NOW = "2026-11-04T05:31:56Z"


class CartesiaFake(FakeVendor):
    """Bills a credit a character; breaks off in mid-stream at the word `forbidden`."""

    name: ClassVar[str] = "cartesia"
    spec: ClassVar[str] = "cartesia.json"

    def __init__(self) -> None:
        super().__init__()
        self.voices: dict[str, dict[str, Any]] = {}
        for voice, name in {**FEMALE, **MALE}.items():
            self.add_voice(voice, name)
        self.credits = 10_000_000
        self.times = True
        """Whether events with times are sent."""

    def add_voice(self, voice: str, name: str, language: str = "en") -> None:
        told = {"id": voice, "name": name, "description": "", "created_at": NOW, "language": language}
        locales = [{"locale": "en-US", "is_native": True}]
        self.voices[voice] = {**told, "is_owner": True, "is_public": False, "locales": locales}

    @route("POST", "/tts/sse")
    async def stream(self, call: Call) -> Reply:
        asked = call.json()
        if refused := self._refusal(call, asked):
            return refused
        if "forbidden" in asked["transcript"]:
            told = {
                "type": "error",
                "done": True,
                "status_code": 400,
                "error": "Content moderated",
                "context_id": "c-1",
            }
            return _events([{**told, "error_code": "content_moderated"}])
        speech = await self._spoken(asked)
        times = _times(speech) if asked.get("add_timestamps") and self.times else []
        return _events([*_chunks(speech, asked), *times, _DONE])

    @route("POST", "/tts/bytes")
    async def whole(self, call: Call) -> Reply:
        asked = call.json()
        if refused := self._refusal(call, asked):
            return refused
        speech, rate = await self._spoken(asked), asked["output_format"]["sample_rate"]
        return Reply(wav(resampled(speech.samples, speech.rate, rate), rate), 200, "audio/wav")

    @route("POST", "/voices/clone")
    def clone(self, call: Call) -> Reply:
        fields, files = call.form()
        if not files["clip"][0].data:
            return self.refuse(400, "the clip is empty")
        voice = f"{len(self.voices):08d}-0000-4000-8000-000000000000"
        self.add_voice(voice, fields["name"], fields["language"])
        known = {
            k: self.voices[voice][k] for k in ("id", "name", "description", "is_public", "created_at", "language")
        }
        return Reply({**known, "user_id": "u-1"})

    @route("GET", "/voices/{id}")
    def voice(self, call: Call) -> Reply:
        voice = self.voices.get(call.params["id"])
        return Reply(voice) if voice else self.refuse(404, "Voice not found")

    @route("DELETE", "/voices/{id}")
    def delete(self, call: Call) -> Reply:
        if self.voices.pop(call.params["id"], None) is None:
            return self.refuse(404, "Voice not found")
        return Reply(None, 204)

    def refuse(self, status: int, message: str = "refused") -> Reply:
        """Plain text, as this version of the API does."""
        return Reply(f"Error: {message}".encode(), status, "text/plain")

    def check(self, call: Call, reply: Reply) -> list[str]:
        """The text has no `/tts/sse`; its requests are those of `/tts/bytes` with more fields."""
        if reply.status >= 400:
            return []
        if call.path == "/tts/sse":
            return super().check(
                replace(call, path="/tts/bytes", target="/tts/bytes"), Reply(b"RIFF", 200, "audio/wav")
            )
        return super().check(call, reply)

    def _refusal(self, call: Call, asked: dict[str, Any]) -> Reply | None:
        if call.headers.get("cartesia-version") != VERSION:
            return self.refuse(400, "Cartesia-Version missing or unknown")
        if asked["voice"]["id"] not in self.voices:
            return self.refuse(404, "Voice not found")
        if len(asked["transcript"]) > self.credits:
            return self.refuse(402, "Credit limit reached")
        return None

    async def _spoken(self, asked: dict[str, Any]) -> Speech:
        speed = (asked.get("generation_config") or {}).get("speed") or 1.0
        sound = "michael" if asked["voice"]["id"] in MALE else "heart"
        text, language = asked["transcript"], asked.get("language") or "en"
        speech = await asyncio.to_thread(speak, text, language, sound, speed)
        self.credits -= len(text)
        self.bill("credit", len(text), asked["model_id"])
        return speech


_DONE = {"type": "done", "done": True, "status_code": 200, "context_id": "c-1"}


def _chunks(speech: Speech, asked: dict[str, Any]) -> list[dict[str, Any]]:
    data = resampled(speech.samples, speech.rate, asked["output_format"]["sample_rate"]).tobytes()
    parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    common = {"type": "chunk", "done": False, "status_code": 206, "step_time": 40.0, "context_id": "c-1"}
    return [{**common, "data": base64.b64encode(part).decode()} for part in parts]


def _times(speech: Speech) -> list[dict[str, Any]]:
    common = {"type": "timestamps", "done": False, "status_code": 206, "context_id": "c-1"}
    groups = [speech.words[at : at + TOGETHER] for at in range(0, len(speech.words), TOGETHER)]
    return [
        {
            **common,
            "word_timestamps": {
                "words": [w.text for w in own],
                "start": [round(w.start, 3) for w in own],
                "end": [round(w.end, 3) for w in own],
            },
        }
        for own in groups
    ]


def _events(told: list[dict[str, Any]]) -> Reply:
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in told)
    return Reply(body.encode(), 200, "text/event-stream")
