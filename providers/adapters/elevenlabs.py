"""ElevenLabs: speech with the time of every character, and clones of voices."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

from pydantic import SecretStr

from providers import media_in, webhooks
from providers.errors import (
    Auth,
    BadOutput,
    ContentRejected,
    Permission,
    ProviderError,
    QuotaExhausted,
    Unsupported,
)
from providers.http import HINTS, VendorHttp
from providers.jobs import WebhookEvent
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import Request, SpeechRequest, SpeechResult, VoiceEnrollRequest, VoiceEnrollResult
from providers.speech.aligned import PACE, Aligner, Take, characters, said_text, speed_for
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://api.elevenlabs.io"
MODEL = "eleven_flash_v2_5"
FORMAT = "mp3_44100_128"
"""The best sound that every plan may ask for."""
MOST_CHARACTERS: Mapping[str, int] = {"eleven_flash_v2_5": 40_000, "eleven_multilingual_v2": 10_000}
"""In one request; other models are taken to have 5000 (help.elevenlabs.io, `API - Error Code 400 or 401`)."""
FOLLOWS_CODE = frozenset({"eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_v3"})
"""Models that take a language code; the others tell the language from the text."""
SLOWEST, FASTEST = 0.9, 1.15
"""Within the 0.7 to 1.2 that ElevenLabs allows, what still sounds unhurried."""
LARGEST_SAMPLE = 11 * 1024 * 1024
NO_SECRET = SecretStr("")
WEBHOOK_SECONDS = 30 * 60.0
"""Age at which ElevenLabs' own clients refuse a message."""
STOCK: Mapping[str, tuple[str, str]] = {
    "heart": ("Sarah", "EXAVITQu4vr4xnSDxMaL"),
    "bella": ("Jessica", "cgSgspJ2msm6clMCkdW9"),
    "michael": ("Brian", "nPczCjzI2devNBz1zQrb"),
    "puck": ("Liam", "TX3LPaxmHKxFdv7VOQHJ"),
    "emma": ("Alice", "Xb7hH8MSUJpSbSDYk0k2"),
    "george": ("George", "JBFqnCBsd6RMkjVDRZzb"),
    "dora": ("Matilda", "XrExE9yKIg1WjnnlVkGX"),
    "alex": ("Eric", "cjVigY5qzO86Huf0OWal"),
    "siwis": ("Lily", "pFZP5JQG7iQjIQuC4Bku"),
    "alpha": ("Sarah", "EXAVITQu4vr4xnSDxMaL"),
    "omega": ("Brian", "nPczCjzI2devNBz1zQrb"),
    "sara": ("Jessica", "cgSgspJ2msm6clMCkdW9"),
    "nicola": ("Eric", "cjVigY5qzO86Huf0OWal"),
    "clara": ("Laura", "FGY2WhTYpPnrIDTdsKH5"),
    "tiago": ("Will", "bIHbv24MWmeRgasZH58o"),
}
"""Our voices, and ElevenLabs' default voice of the same gender nearest to each; all of them speak every language."""
LANGUAGES = frozenset(
    (
        *(
            "en",
            "ja",
            "zh",
            "de",
            "hi",
            "fr",
            "ko",
            "pt",
            "it",
            "es",
            "id",
            "nl",
            "tr",
            "fil",
            "pl",
            "sv",
            "bg",
            "ro",
            "ar",
            "cs",
        ),
        *("el", "fi", "hr", "ms", "sk", "da", "ta", "uk", "ru", "hu", "no", "vi"),
    )
)
"""Of Flash v2.5 (elevenlabs.io/docs/overview/models)."""
CODES: Mapping[str, type[ProviderError]] = {
    "invalid_api_key": Auth,
    "quota_exceeded": QuotaExhausted,
    "insufficient_credits": QuotaExhausted,
    "voice_limit_reached": QuotaExhausted,
    "voice_not_found": Unsupported,
    "voice_does_not_exist": Unsupported,
    "content_against_policy": ContentRejected,
    "paid_plan_required": Permission,
    "only_for_creator_plus": Permission,
    "free_users_not_allowed": Permission,
    "can_not_use_instant_voice_cloning": Permission,
    "missing_permissions": Permission,
    "detected_unusual_activity": Permission,
}
"""What a refusal's `code` (or the older `status`) says more exactly than its status."""


class ElevenLabs(Provider):
    """`POST /v1/text-to-speech/{voice_id}/with-timestamps`, billed by the character of the text as sent.

    All segments of a request go out as one text, so that the voice flows; they are cut apart by the times that come
    back. A clone (`POST /v1/voices/add`) costs nothing but a place among the plan's voices.
    """

    name: ClassVar[str] = "elevenlabs"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech", "voice_clone", "voice_enroll"}),
        languages=LANGUAGES,
        regions=frozenset({"us"}),
        webhooks=True,
        quality=0.9,
        models={"speech": MODEL, "voice_clone": MODEL, "voice_enroll": "voices"},
    )

    def __init__(
        self,
        key: SecretStr,
        *,
        base_url: str = URL,
        timeout_seconds: float = 60.0,
        webhook_secret: SecretStr = NO_SECRET,
        model: str = MODEL,
        output_format: str = FORMAT,
    ) -> None:
        headers = {"xi-api-key": key.get_secret_value()}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._webhook_secret = webhook_secret
        self._model, self._format = model, output_format
        self._aligner = Aligner()

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak with one of our voices, a clone, or any voice of ElevenLabs by its id.

        Raises:
            Unsupported: There is no such voice.
            ContentRejected: The text breaks ElevenLabs' rules.
        """
        text, speed = said_text(request), speed_for(request, SLOWEST, FASTEST)
        voice, note = _voice(request)
        answer = await self._http.json(
            "POST",
            f"/v1/text-to-speech/{voice}/with-timestamps",
            params={"output_format": self._format},
            json=self._body(request, text, voice, speed),
        )
        audio, times = _spoken(answer)
        take = Take(audio, self._model, used("character", len(text)), speed=speed, note=note, pcm_rate=self._pcm_rate)
        if not times:
            return await self._aligner.from_audio(request, take)
        return await self._aligner.from_chars(request, take, *times)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """`POST /v1/voices/add`: an instant clone of up to a few minutes of samples.

        It is not ready while ElevenLabs wants the voice verified; `voice_ready` tells.
        """
        files = [
            await media_in.read(s, vendor=self.name, limit=LARGEST_SAMPLE, stem="sample") for s in request.samples
        ]
        answer = await self._http.json(
            "POST",
            "/v1/voices/add",
            data={"name": request.name, "labels": json.dumps({"language": request.language})},
            files=[("files", file.part) for file in files],
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("voice_id"), str):
            raise BadOutput("elevenlabs' new voice has no id")
        ready = not answer.get("requires_verification", False)
        return VoiceEnrollResult(voice_id=answer["voice_id"], ready=ready, model="voices")

    async def voice_ready(self, voice_id: str) -> bool:
        """`GET /v1/voices/{voice_id}`: whether a clone can speak."""
        answer = await self._http.json("GET", f"/v1/voices/{voice_id}")
        if not isinstance(answer, dict):
            raise BadOutput("elevenlabs told nothing of the voice")
        checked = answer.get("voice_verification") or {}
        return not checked.get("requires_verification") or bool(checked.get("is_verified"))

    async def delete_voice(self, voice_id: str) -> None:
        """`DELETE /v1/voices/{voice_id}`: forget a clone, when its owner takes the consent back."""
        await self._http.request("DELETE", f"/v1/voices/{voice_id}")

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Check `ElevenLabs-Signature` (half an hour at most); the event is of a voice, its id is the job's."""
        signature = webhooks.header(headers, "ElevenLabs-Signature")
        webhooks.check_timed_hmac(self._webhook_secret, signature, raw, tolerance=WEBHOOK_SECONDS)
        told = webhooks.body(raw).get("data")
        found = told if isinstance(told, dict) else {}
        subject = next((str(found[k]) for k in ("voice_id", "request_id", "conversation_id") if found.get(k)), "")
        return WebhookEvent(provider=self.name, event_id=webhooks.digest(raw), job_id=subject, trusted=True)

    def refusal(self, task: Task, request: Request) -> str:
        """Thirty-two languages, and up to 40,000 characters at once."""
        if isinstance(request, SpeechRequest) and characters(request) > (most := self._most):
            return f"speaks at most {most} characters at once"
        return super().refusal(task, request)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """The characters as they will be sent: exact."""
        if not isinstance(request, SpeechRequest):
            return Forecast(seconds=5.0)
        amount = characters(request)
        return Forecast(used("character", amount), 0.5 + amount / PACE / 20, self._model)

    async def aclose(self) -> None:
        """Close all connections, stop the child process."""
        await self._http.aclose()
        await self._aligner.aclose()

    @property
    def _most(self) -> int:
        return MOST_CHARACTERS.get(self._model, 5000)

    @property
    def _pcm_rate(self) -> int:
        kind, _, rate = self._format.partition("_")
        return int(rate) if kind == "pcm" else 0

    def _body(self, request: SpeechRequest, text: str, voice: str, speed: float) -> dict[str, Any]:
        body: dict[str, Any] = {
            "text": text,
            "model_id": self._model,
            "seed": crc32(f"{voice} {speed} {text}".encode()),
        }
        if self._model in FOLLOWS_CODE:
            body["language_code"] = request.language.split("-")[0]
        if speed != 1.0:
            body["voice_settings"] = {"speed": speed}
        return body


class _Http(VendorHttp):
    """ElevenLabs says `quota_exceeded` with 401 and breaches of its rules with 403: its code tells them apart."""

    def error(self, response: "httpx.Response") -> ProviderError:
        """The error a refused request stands for."""
        error = super().error(response)
        try:
            detail = response.json()["detail"]
            kind = CODES.get(detail.get("code") or "") or CODES.get(detail.get("status") or "")
        except (ValueError, KeyError, TypeError, AttributeError):
            kind = None
        return kind(error.message, HINTS.get(kind, "")) if kind else error


def _voice(request: SpeechRequest) -> tuple[str, str]:
    """The voice's id there, and what the record should say of it."""
    wanted = request.voice_ids.get("elevenlabs", request.voice)
    title, voice = STOCK.get(wanted, ("", wanted))
    return voice, f"ElevenLabs' voice {title}" if title else ""


Times = tuple[list[str], list[float], list[float]]


def _spoken(answer: Any) -> tuple[bytes, Times | None]:
    try:
        audio = base64.b64decode(answer["audio_base64"], validate=True)
        told = answer.get("alignment")
        if told is None:
            return audio, None
        starts = [float(s) for s in told["character_start_times_seconds"]]
        ends = [float(s) for s in told["character_end_times_seconds"]]
        return audio, ([str(c) for c in told["characters"]], starts, ends)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise BadOutput(f"elevenlabs sent speech of another form ({type(error).__name__})") from None
