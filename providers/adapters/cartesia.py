"""Cartesia: speech with the time of every word, and clones of voices."""

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import SecretStr

from providers import media_in, sse
from providers.errors import (
    BadOutput,
    ContentRejected,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Unsupported,
    VendorServer,
)
from providers.http import HINTS, STATUSES, VendorHttp
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import Request, SpeechRequest, SpeechResult, VoiceEnrollRequest, VoiceEnrollResult
from providers.speech.aligned import PACE, Aligner, Take, characters, said_text, speed_for
from providers.tasks import Task
from providers.usage import used

if TYPE_CHECKING:
    import httpx

URL = "https://api.cartesia.ai"
VERSION = "2025-11-04"
MODEL = "sonic-3.5"
RATE = 44_100
SLOWEST, FASTEST = 0.9, 1.15
"""Within the 0.6 to 1.5 that Cartesia allows, what still sounds unhurried."""
LARGEST_SAMPLE = 25 * 1024 * 1024
STOCK: Mapping[str, tuple[str, str]] = {
    "heart": ("Katie", "f786b574-daa5-4673-aa0c-cbe3e8534c02"),
    "bella": ("Tessa", "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"),
    "michael": ("Kiefer", "228fca29-3a0a-435c-8728-5cb483251068"),
    "puck": ("Kyle", "c961b81c-a935-4c17-bfb3-ba2239de8c2f"),
    "emma": ("British Reading Lady", "71a7ad14-091c-4e8e-a314-022ece01c121"),
    "george": ("Classy British Man", "95856005-0332-41b0-935f-352e296aa0df"),
    "dora": ("Katie", "f786b574-daa5-4673-aa0c-cbe3e8534c02"),
    "alex": ("Kiefer", "228fca29-3a0a-435c-8728-5cb483251068"),
    "siwis": ("Katie", "f786b574-daa5-4673-aa0c-cbe3e8534c02"),
    "alpha": ("Katie", "f786b574-daa5-4673-aa0c-cbe3e8534c02"),
    "omega": ("Kiefer", "228fca29-3a0a-435c-8728-5cb483251068"),
    "sara": ("Tessa", "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"),
    "nicola": ("Kiefer", "228fca29-3a0a-435c-8728-5cb483251068"),
    "clara": ("Tessa", "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"),
    "tiago": ("Kyle", "c961b81c-a935-4c17-bfb3-ba2239de8c2f"),
}
"""Our voices, and Cartesia's of the same gender nearest to each; all of them speak every language."""
LANGUAGES = frozenset(
    (
        *(
            "en",
            "fr",
            "de",
            "es",
            "pt",
            "zh",
            "ja",
            "hi",
            "it",
            "ko",
            "nl",
            "pl",
            "ru",
            "sv",
            "tr",
            "tl",
            "bg",
            "ro",
            "ar",
            "cs",
        ),
        *(
            "el",
            "fi",
            "hr",
            "ms",
            "sk",
            "da",
            "ta",
            "uk",
            "hu",
            "no",
            "vi",
            "bn",
            "th",
            "he",
            "ka",
            "id",
            "te",
            "gu",
            "kn",
            "ml",
        ),
        *("mr", "pa"),
    )
)
"""Of Sonic 3 and newer, as Cartesia codes them."""
SAME = {"fil": "tl", "nb": "no"}
"""Languages that Cartesia knows by another code."""
CODES: Mapping[str, type[ProviderError]] = {
    "quota_exceeded": QuotaExhausted,
    "insufficient_credits": QuotaExhausted,
    "voice_not_found": Unsupported,
    "model_not_found": Unsupported,
    "concurrency_limited": RateLimited,
    "content_moderated": ContentRejected,
}
"""What an error's `error_code` says more exactly than its status."""


class Cartesia(Provider):
    """`POST /tts/sse` with word timestamps, billed by the credit: one a character of the transcript.

    All segments go out as one transcript and are cut apart by the times. Cartesia may count a credit more or less
    than characters, and does not say how many it took. A clone (`POST /voices/clone`) costs nothing.
    """

    name: ClassVar[str] = "cartesia"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech", "voice_clone", "voice_enroll"}),
        languages=LANGUAGES | SAME.keys(),
        regions=frozenset({"us"}),
        quality=0.8,
        models={"speech": MODEL, "voice_clone": MODEL, "voice_enroll": "voices"},
    )

    def __init__(
        self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0, model: str = MODEL
    ) -> None:
        headers = {"authorization": f"Bearer {key.get_secret_value()}", "cartesia-version": VERSION}
        self._http = _Http(self.name, base_url, secrets=(key,), headers=headers, timeout=timeout_seconds)
        self._model = model
        self._aligner = Aligner()

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak with one of our voices, a clone, or any voice of Cartesia by its id.

        Raises:
            Unsupported: There is no such voice.
        """
        text, speed = said_text(request), speed_for(request, SLOWEST, FASTEST)
        voice, note = _voice(request)
        response = await self._http.request("POST", "/tts/sse", json=self._body(request, text, voice, speed))
        audio, words = self._spoken(sse.events(response, self.name))
        take = Take(audio, self._model, used("credit", len(text)), speed=speed, note=note, pcm_rate=RATE)
        if not words:
            return await self._aligner.from_audio(request, take)
        return await self._aligner.from_words(request, take, words)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """`POST /voices/clone`: of the first sample; five to ten clear seconds are best. Ready at once."""
        clip = await media_in.read(request.samples[0], vendor=self.name, limit=LARGEST_SAMPLE, stem="clip")
        answer = await self._http.json(
            "POST",
            "/voices/clone",
            data={"name": request.name, "language": _code(request.language)},
            files={"clip": clip.part},
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
            raise BadOutput("cartesia's new voice has no id")
        return VoiceEnrollResult(voice_id=answer["id"], model="voices")

    async def delete_voice(self, voice_id: str) -> None:
        """`DELETE /voices/{id}`: forget a clone, when its owner takes the consent back."""
        await self._http.request("DELETE", f"/voices/{voice_id}")

    def refusal(self, task: Task, request: Request) -> str:
        """Forty-two languages, of clones too."""
        if isinstance(request, VoiceEnrollRequest) and _code(request.language) not in LANGUAGES:
            return f"does not speak {request.language}"
        return super().refusal(task, request)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """A credit a character."""
        if not isinstance(request, SpeechRequest):
            return Forecast(seconds=5.0)
        amount = characters(request)
        return Forecast(used("credit", amount), 0.5 + amount / PACE / 10, self._model)

    async def aclose(self) -> None:
        """Close all connections, stop the child process."""
        await self._http.aclose()
        await self._aligner.aclose()

    def _body(self, request: SpeechRequest, text: str, voice: str, speed: float) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model_id": self._model,
            "transcript": text,
            "voice": {"mode": "id", "id": voice},
            "language": _code(request.language),
            "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": RATE},
            "add_timestamps": True,
            "use_normalized_timestamps": False,
        }
        if speed != 1.0:
            body["generation_config"] = {"speed": speed}
        return body

    def _spoken(self, events: list[dict[str, Any]]) -> tuple[bytes, list[tuple[str, float, float]]]:
        """The samples and the words of a stream that came to its end."""
        audio, words, done = bytearray(), list[tuple[str, float, float]](), False
        try:
            for event in events:
                if event["type"] == "error":
                    raise _told(event, self._http)
                if event["type"] == "chunk":
                    audio += base64.b64decode(event["data"], validate=True)
                elif event["type"] == "timestamps":
                    words += _words(event["word_timestamps"])
                done = done or event["type"] == "done" or bool(event.get("done"))
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise BadOutput(f"cartesia sent speech of another form ({type(error).__name__})") from None
        if not done or not audio:
            raise BadOutput("cartesia's speech was not finished")
        return bytes(audio), words


class _Http(VendorHttp):
    """Newer versions of the API name an `error_code`; older ones say `Title: message` in plain text."""

    def error(self, response: "httpx.Response") -> ProviderError:
        """The error a refused request stands for."""
        error = super().error(response)
        try:
            kind = CODES.get(response.json()["error_code"])
        except (ValueError, KeyError, TypeError):
            kind = None
        return kind(error.message, HINTS.get(kind, "")) if kind and not isinstance(error, kind) else error


def _told(event: Mapping[str, Any], http: VendorHttp) -> ProviderError:
    """The error of a stream that broke off."""
    parts = (event.get(k) for k in ("title", "message", "error"))
    said = http.scrub(": ".join(str(part) for part in parts if part)) or "no reason given"
    status = int(event.get("status_code") or 500)
    by_status = RateLimited if status == 429 else STATUSES.get(status)
    kind = CODES.get(str(event.get("error_code"))) or by_status or (VendorServer if status >= 500 else Unsupported)
    return kind(f"cartesia broke off with {status}: {said[:300]}", HINTS.get(kind, ""))


def _words(told: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    found = zip(told["words"], told["start"], told["end"], strict=True)
    return [(str(word), float(start), float(end)) for word, start, end in found]


def _code(language: str) -> str:
    bare = language.split("-")[0]
    return SAME.get(bare, bare)


def _voice(request: SpeechRequest) -> tuple[str, str]:
    """The voice's id there, and what the record should say of it."""
    wanted = request.voice_ids.get("cartesia", request.voice)
    title, voice = STOCK.get(wanted, ("", wanted))
    return voice, f"Cartesia's voice {title}" if title else ""
