"""ElevenLabs: speech with the times of its characters, instant clones, signed messages about voices."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any, ClassVar

from tests.fakes.vendors.base import FakeVendor, Job, route
from tests.fakes.vendors.media import mp3, resampled, wav
from tests.fakes.vendors.speaker import Speech, characters, speak
from tests.fakes.vendors.wire import Call, Reply

PREMADE = {
    "EXAVITQu4vr4xnSDxMaL": ("Sarah", "heart"),
    "cgSgspJ2msm6clMCkdW9": ("Jessica", "heart"),
    "nPczCjzI2devNBz1zQrb": ("Brian", "michael"),
    "TX3LPaxmHKxFdv7VOQHJ": ("Liam", "michael"),
    "Xb7hH8MSUJpSbSDYk0k2": ("Alice", "heart"),
    "JBFqnCBsd6RMkjVDRZzb": ("George", "michael"),
    "XrExE9yKIg1WjnnlVkGX": ("Matilda", "heart"),
    "cjVigY5qzO86Huf0OWal": ("Eric", "michael"),
    "pFZP5JQG7iQjIQuC4Bku": ("Lily", "heart"),
    "FGY2WhTYpPnrIDTdsKH5": ("Laura", "heart"),
    "bIHbv24MWmeRgasZH58o": ("Will", "michael"),
}
"""The default voices: name, and the voice of ours that stands in for their sound."""
SECRET = "wsec_0123456789"


class ElevenLabsFake(FakeVendor):
    """Bills the characters of each text it speaks; refuses what says `forbidden`."""

    name: ClassVar[str] = "elevenlabs"
    spec: ClassVar[str] = "elevenlabs.json"
    auth: ClassVar[tuple[str, str]] = ("xi-api-key", "{key}")

    def __init__(self) -> None:
        super().__init__()
        self.voices = {voice: name for voice, (name, _) in PREMADE.items()}
        self.credits = 10_000_000
        """Characters left."""
        self.verifies = False
        """Whether a new clone must be verified first."""
        self.times = True
        """Whether the times of the characters are told."""

    @route("POST", "/v1/text-to-speech/{voice_id}/with-timestamps")
    async def timed_speech(self, call: Call) -> Reply:
        asked = call.json()
        if refused := self._refusal(call.params["voice_id"], asked["text"]):
            return refused
        speech = await self._spoken(call.params["voice_id"], asked)
        audio = _encoded(speech, call.query.get("output_format", "mp3_44100_128"))[1]
        times = _alignment(asked["text"], speech) if self.times else None
        told = {"audio_base64": base64.b64encode(audio).decode(), "alignment": times, "normalized_alignment": times}
        return Reply(told)

    @route("POST", "/v1/text-to-speech/{voice_id}")
    async def speech(self, call: Call) -> Reply:
        asked = call.json()
        if refused := self._refusal(call.params["voice_id"], asked["text"]):
            return refused
        speech = await self._spoken(call.params["voice_id"], asked)
        media_type, audio = _encoded(speech, call.query.get("output_format", "mp3_44100_128"))
        return Reply(audio, 200, media_type)

    @route("POST", "/v1/voices/add")
    def add_voice(self, call: Call) -> Reply:
        fields, files = call.form()
        if not all(file.data for file in files["files"]):
            return self.refuse(400, "an empty sample", "invalid_parameters")
        voice = self.new_id("voice")
        self.voices[voice] = fields["name"]
        return Reply({"voice_id": voice, "requires_verification": self.verifies})

    @route("GET", "/v1/voices/{voice_id}")
    def voice(self, call: Call) -> Reply:
        voice = call.params["voice_id"]
        if voice not in self.voices:
            return self.refuse(404, "no such voice", "voice_not_found")
        own = voice not in PREMADE
        checked = {
            "requires_verification": own and self.verifies,
            "is_verified": not self.verifies,
            "verification_failures": [],
            "verification_attempts_count": 0,
        }
        told = {"voice_id": voice, "name": self.voices[voice], "category": "cloned" if own else "premade"}
        lists: dict[str, Any] = {"labels": {}, "available_for_tiers": [], "high_quality_base_model_ids": []}
        return Reply({**told, **lists, "voice_verification": checked})

    @route("DELETE", "/v1/voices/{voice_id}")
    def delete_voice(self, call: Call) -> Reply:
        if self.voices.pop(call.params["voice_id"], None) is None:
            return self.refuse(404, "no such voice", "voice_not_found")
        return Reply({"status": "ok"})

    def refuse(self, status: int, message: str = "refused", code: str = "") -> Reply:
        if status == 422:
            return Reply({"detail": [{"loc": ["body"], "msg": message, "type": "value_error"}]}, status)
        detail = {"type": "error", "code": code, "status": code, "message": message, "request_id": "r-1"}
        return Reply({"detail": detail}, status)

    def check(self, call: Call, reply: Reply) -> list[str]:
        """The text describes no refusal but 422."""
        return [] if reply.status >= 400 and reply.status != 422 else super().check(call, reply)

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        """A message that a shared voice (`job.id`) will be removed."""
        now = int(time.time() - age)
        told = {"type": "voice_removal_notice", "event_timestamp": now, "data": {"voice_id": job.id}}
        raw = json.dumps(told).encode()
        key = "another" if forged else SECRET
        signature = hmac.new(key.encode(), f"{now}.".encode() + raw, hashlib.sha256).hexdigest()
        return {"elevenlabs-signature": f"t={now},v0={signature}"}, raw

    def _refusal(self, voice: str, text: str) -> Reply | None:
        if voice not in self.voices:
            return self.refuse(404, f"A voice with voice_id {voice} was not found.", "voice_not_found")
        if len(text) > self.credits:
            return self.refuse(401, f"You have {self.credits} credits remaining.", "quota_exceeded")
        if "forbidden" in text:
            return self.refuse(403, "The text may violate our Terms of Service.", "content_against_policy")
        return None

    async def _spoken(self, voice: str, asked: dict[str, Any]) -> Speech:
        speed = (asked.get("voice_settings") or {}).get("speed") or 1.0
        language = asked.get("language_code") or "en"
        sound = PREMADE.get(voice, ("", "heart"))[1]
        speech = await asyncio.to_thread(speak, asked["text"], language, sound, speed)
        self.credits -= len(asked["text"])
        self.bill("character", len(asked["text"]), asked.get("model_id", "eleven_multilingual_v2"))
        return speech


def _encoded(speech: Speech, form: str) -> tuple[str, bytes]:
    kind, rate, *more = form.split("_")
    samples = resampled(speech.samples, speech.rate, int(rate))
    if kind == "mp3":
        return "audio/mpeg", mp3(samples, int(rate), int(more[0]) * 1000)
    return ("audio/wav", wav(samples, int(rate))) if kind == "wav" else ("audio/pcm", samples.tobytes())


def _alignment(text: str, speech: Speech) -> dict[str, list[Any]]:
    told = characters(text, speech)
    return {
        "characters": [char for char, _, _ in told],
        "character_start_times_seconds": [start for _, start, _ in told],
        "character_end_times_seconds": [end for _, _, end in told],
    }
