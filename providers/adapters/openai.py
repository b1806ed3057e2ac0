"""OpenAI's speech, pictures and custom voices. Its language models are spoken to through LiteLLM."""

import base64
import binascii
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import SecretStr

from providers import media_in, pictures, sse
from providers.errors import BadOutput, ContentRejected, Permission, ProviderError, QuotaExhausted
from providers.http import HINTS, VendorHttp
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import (
    Aspect,
    ImageRequest,
    ImageResult,
    MediaFile,
    Request,
    SpeechRequest,
    SpeechResult,
    VoiceEnrollRequest,
    VoiceEnrollResult,
)
from providers.speech.aligned import PACE, Aligner, Take, said_text
from providers.tasks import Task
from providers.usage import Usage, used

if TYPE_CHECKING:
    import httpx

URL = "https://api.openai.com/v1"
SPEECH_MODEL = "gpt-4o-mini-tts"
IMAGE_MODEL = "gpt-image-2"
PCM_RATE = 24_000
"""Of the format `pcm`: 16-bit little-endian mono."""
LONGEST_TEXT = 4096
LARGEST_RECORDING = 10 * 1024 * 1024
TOKENS_A_SECOND = 1250 / 60
"""Of audio: $12 a million tokens and about $0.015 a minute, as the price list says."""
SIZES: Mapping[Aspect, tuple[int, int]] = {"9:16": (1008, 1792), "1:1": (1024, 1024), "16:9": (1792, 1008)}
"""Exact shapes; sides must be multiples of 16."""
QUALITY = "medium"
PATIENCE = 3
"""Pictures may take so many times the timeout of other calls."""
BUILT_IN = frozenset(
    ("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar")
)
STOCK: Mapping[str, str] = {
    "heart": "coral",
    "bella": "nova",
    "michael": "ash",
    "puck": "verse",
    "emma": "shimmer",
    "george": "onyx",
    "dora": "nova",
    "alex": "ash",
    "siwis": "sage",
    "alpha": "coral",
    "omega": "cedar",
    "sara": "marin",
    "nicola": "echo",
    "clara": "shimmer",
    "tiago": "ballad",
}
"""Our voices, and the built-in voice nearest to each; every built-in voice speaks every language."""
LANGUAGES = frozenset(
    (
        *("af", "ar", "az", "be", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr"),
        *("gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "kk", "kn", "ko", "lt", "lv", "mi", "mk", "mr"),
        *("ms", "ne", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk"),
        *("ur", "vi", "zh"),
    )
)
"""Languages the speech models are documented to speak."""
CODES: Mapping[str, type[ProviderError]] = {
    "content_policy_violation": ContentRejected,
    "moderation_blocked": ContentRejected,
    "insufficient_quota": QuotaExhausted,
    "billing_hard_limit_reached": QuotaExhausted,
}
"""What a refusal's `code` says more exactly than its status."""


class OpenAI(Provider):
    """`POST /audio/speech`, `/images/generations`, and `/audio/voice_consents` with `/audio/voices` for clones.

    Speech and pictures are billed by tokens of text in and tokens of audio or picture out. Speech is asked for as a
    stream of events because only its last one tells these; it has no times, they are found by listening. A clone
    costs nothing; it needs a recording of the person reading OpenAI's consent phrase, and an account that is let to.
    """

    name: ClassVar[str] = "openai"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech", "voice_clone", "voice_enroll", "image"}),
        languages=LANGUAGES,
        regions=frozenset({"us"}),
        needs_consent=frozenset({"voice_enroll"}),
        quality=0.75,
        models={"speech": SPEECH_MODEL, "voice_clone": SPEECH_MODEL, "voice_enroll": "voices", "image": IMAGE_MODEL},
    )

    def __init__(self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0) -> None:
        self._timeout = timeout_seconds
        headers = {"authorization": f"Bearer {key.get_secret_value()}"}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._aligner = Aligner()

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak with a built-in voice, or with a custom one by its id."""
        voice = _voice(request)
        body = {
            "model": SPEECH_MODEL,
            "input": said_text(request),
            "voice": voice if voice in BUILT_IN else {"id": voice},
            "response_format": "pcm",
            "stream_format": "sse",
        }
        response = await self._http.request("POST", "/audio/speech", json=body)
        audio, usage = _spoken(sse.events(response, self.name))
        note = f"OpenAI's voice {voice}" if request.voice in STOCK else ""
        take = Take(audio, SPEECH_MODEL, usage, note=note, pcm_rate=PCM_RATE)
        return await self._aligner.from_audio(request, take)

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        """Draw JPEGs of exactly the shape asked for. It takes no seed."""
        width, height = SIZES[request.aspect]
        body = {
            "model": IMAGE_MODEL,
            "prompt": request.prompt,
            "n": request.count,
            "size": f"{width}x{height}",
            "quality": QUALITY,
            "output_format": "jpeg",
        }
        answer = await self._http.json("POST", "/images/generations", json=body, seconds=self._timeout * PATIENCE)
        usage = _image_usage(answer) or self.estimate("image", request).usage
        images = await pictures.save(_pictures(answer), self.name)
        return ImageResult(images=images, usage=usage, model=IMAGE_MODEL)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """Hand in the consent, then make a voice of the first sample.

        Raises:
            Permission: There is no recording of the consent.
        """
        if request.consent_recording is None:
            raise Permission("openai makes no voice without a recorded consent", "record OpenAI's consent phrase")
        recording = await self._read(request.consent_recording)
        sample = await self._read(request.samples[0])
        consent = await self._post_file(
            "/audio/voice_consents", {"name": request.name, "language": request.language}, "recording", recording
        )
        voice = await self._post_file(
            "/audio/voices", {"name": request.name, "consent": consent}, "audio_sample", sample
        )
        return VoiceEnrollResult(voice_id=voice, model="voices")

    def refusal(self, task: Task, request: Request) -> str:
        """Texts may have 4096 characters; a clone needs the recorded consent."""
        if isinstance(request, VoiceEnrollRequest) and request.consent_recording is None:
            return "needs a recording of the person reading its consent phrase"
        if isinstance(request, SpeechRequest) and len(request.text) > LONGEST_TEXT:
            return f"speaks at most {LONGEST_TEXT} characters at once"
        return super().refusal(task, request)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Tokens of text by its length, of audio by the speech's likely length; of pictures exactly."""
        if isinstance(request, SpeechRequest):
            seconds = len(request.text) / PACE
            out = math.ceil(seconds * TOKENS_A_SECOND)
            return Forecast(_tokens(_text_tokens(request.text), out), 1.0 + seconds / 4, SPEECH_MODEL)
        if isinstance(request, ImageRequest):
            out = pictures.gpt_image_tokens(*SIZES[request.aspect]) * request.count
            return Forecast(_tokens(_text_tokens(request.prompt) * request.count, out), 30.0, IMAGE_MODEL)
        return Forecast(seconds=5.0)

    async def aclose(self) -> None:
        """Close all connections, stop the child process."""
        await self._http.aclose()
        await self._aligner.aclose()

    async def _read(self, file: MediaFile) -> media_in.Media:
        return await media_in.read(file, vendor=self.name, limit=LARGEST_RECORDING, stem="recording")

    async def _post_file(self, path: str, fields: Mapping[str, str], field: str, file: media_in.Media) -> str:
        answer = await self._http.json("POST", path, data=fields, files={field: file.part})
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
            raise BadOutput(f"openai's answer to {path} has no id")
        return str(answer["id"])


class _Http(VendorHttp):
    """OpenAI's `code` tells an empty account from a rate limit, and moderation from other bad requests."""

    def error(self, response: "httpx.Response") -> ProviderError:
        """The error a refused request stands for."""
        error = super().error(response)
        try:
            kind = CODES.get(response.json()["error"]["code"])
        except (ValueError, KeyError, TypeError):
            kind = None
        return kind(error.message, HINTS.get(kind, "")) if kind else error


def _voice(request: SpeechRequest) -> str:
    wanted = request.voice_ids.get("openai", request.voice)
    return STOCK.get(wanted, wanted)


def _spoken(events: list[dict[str, Any]]) -> tuple[bytes, tuple[Usage, ...]]:
    try:
        parts = [base64.b64decode(e["audio"], validate=True) for e in events if e["type"] == "speech.audio.delta"]
        usage = next(e["usage"] for e in events if e["type"] == "speech.audio.done")
        return b"".join(parts), _tokens(usage["input_tokens"], usage["output_tokens"])
    except StopIteration:
        raise BadOutput("openai's speech was not finished") from None
    except (KeyError, TypeError, binascii.Error) as error:
        raise BadOutput(f"openai sent speech of another form ({error!r})") from None


def _tokens(come: int, go: int) -> tuple[Usage, ...]:
    return (*used("token_in", come), *used("token_out", go))


def _text_tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / 4) + 8


def _image_usage(answer: Any) -> tuple[Usage, ...]:
    told = answer.get("usage") if isinstance(answer, dict) else None
    return _tokens(told["input_tokens"], told["output_tokens"]) if isinstance(told, dict) else ()


def _pictures(answer: Any) -> list[str]:
    try:
        return [str(picture["b64_json"]) for picture in answer["data"]]
    except (KeyError, TypeError) as error:
        raise BadOutput(f"openai sent pictures of another form ({error!r})") from None
