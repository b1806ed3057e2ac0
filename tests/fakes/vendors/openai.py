"""OpenAI as its specification describes it: speech as events, pictures, custom voices with consent, chat."""

import base64
import json
import math
from typing import Any, ClassVar

from tests.fakes.vendors.babble import babble
from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.media import jpeg
from tests.fakes.vendors.wire import Call, Reply

PICTURE_TOKENS = {"1008x1792": 1234, "1792x1008": 1234, "1024x1024": 1756, "1024x1792": 1243, "1792x1024": 1243}
"""At medium quality, reckoned by hand from the published table."""
NOW = 1_795_000_000
CHUNK = 48_000


class OpenAIFake(FakeVendor):
    """Refuses whatever says `forbidden`, and everything once the account is empty."""

    name: ClassVar[str] = "openai"
    spec: ClassVar[str] = "openai.json"
    prefix: ClassVar[str] = "/v1"

    def __init__(self) -> None:
        super().__init__()
        self.empty = False
        """No credit is left."""
        self.finishes = True
        """Streams of speech end with what they cost."""
        self.answer = '{"ok": true}'
        """What the language model says."""
        self.consents: dict[str, str] = {}
        """Id -> language."""
        self.voices: dict[str, str] = {}
        """Id -> the consent it was made with."""

    @route("POST", "/audio/speech")
    def speech(self, call: Call) -> Reply:
        asked = call.json()
        voice = asked["voice"]
        if isinstance(voice, dict) and voice["id"] not in self.voices:
            return self.refuse(400, f"voice {voice['id']} not found", "invalid_value")
        if refused := self._refusal(asked["input"]):
            return refused
        audio, _ = babble(asked["input"])
        usage = self._use(asked["input"], math.ceil(len(audio) / 48_000 * 20), asked["model"])
        parts = [audio[at : at + CHUNK] for at in range(0, len(audio), CHUNK)]
        told: list[dict[str, Any]] = [
            {"type": "speech.audio.delta", "audio": base64.b64encode(part).decode()} for part in parts
        ]
        if self.finishes:
            told.append({"type": "speech.audio.done", "usage": usage})
        stream = "".join(f"data: {json.dumps(event)}\n\n" for event in told)
        return Reply(stream.encode(), media_type="text/event-stream")

    @route("POST", "/images/generations")
    def images(self, call: Call) -> Reply:
        asked = call.json()
        if refused := self._refusal(asked["prompt"]):
            return refused
        width, height = (int(side) for side in asked["size"].split("x"))
        picture = base64.b64encode(jpeg(width, height)).decode()
        usage = self._use(asked["prompt"], PICTURE_TOKENS[asked["size"]] * asked["n"], asked["model"])
        details = {"input_tokens_details": {"text_tokens": usage["input_tokens"], "image_tokens": 0}}
        data = [{"b64_json": picture} for _ in range(asked["n"])]
        return Reply({"created": NOW, "data": data, "output_format": "jpeg", "usage": {**usage, **details}})

    @route("POST", "/audio/voice_consents")
    def consent(self, call: Call) -> Reply:
        fields, files = call.form()
        assert files["recording"][0].data
        consent = self.new_id("cons")
        self.consents[consent] = fields["language"]
        named = {"id": consent, "name": fields["name"], "language": fields["language"], "created_at": NOW}
        return Reply({"object": "audio.voice_consent", **named})

    @route("POST", "/audio/voices")
    def voice(self, call: Call) -> Reply:
        fields, files = call.form()
        if fields["consent"] not in self.consents or not files["audio_sample"][0].data:
            return self.refuse(400, "no such consent", "invalid_value")
        voice = self.new_id("voice")
        self.voices[voice] = fields["consent"]
        return Reply({"object": "audio.voice", "id": voice, "name": fields["name"], "created_at": NOW})

    @route("POST", "/chat/completions")
    def chat(self, call: Call) -> Reply:
        asked = call.json()
        said = "\n".join(message["content"] for message in asked["messages"])
        if refused := self._refusal(said):
            return refused
        usage = self._use(said, math.ceil(len(self.answer) / 4), asked["model"])
        counts = {"prompt_tokens": usage["input_tokens"], "completion_tokens": usage["output_tokens"]}
        message = {"role": "assistant", "content": self.answer, "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
        named = {"id": self.new_id("chatcmpl"), "object": "chat.completion", "created": NOW, "model": asked["model"]}
        return Reply({**named, "choices": [choice], "usage": {**counts, "total_tokens": usage["total_tokens"]}})

    def refuse(self, status: int, message: str = "refused", code: str | None = None) -> Reply:
        kind = "invalid_request_error" if status < 500 else "server_error"
        return Reply({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)

    def check(self, call: Call, reply: Reply) -> list[str]:
        """The text leaves most refusals out."""
        return [line for line in super().check(call, reply) if "Unknown response http status" not in line]

    def _refusal(self, text: str) -> Reply | None:
        if self.empty:
            return self.refuse(429, "You exceeded your current quota, please check your plan.", "insufficient_quota")
        if "forbidden" in text:
            return self.refuse(400, "Your request was rejected by the safety system.", "moderation_blocked")
        return None

    def _use(self, text: str, out: int, model: str) -> dict[str, int]:
        come = math.ceil(len(text) / 4)
        self.bill("token_in", come, model)
        self.bill("token_out", out, model)
        return {"input_tokens": come, "output_tokens": out, "total_tokens": come + out}
