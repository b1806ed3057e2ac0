"""The contract of a vendor: typed requests and results, what it can do, and how it fails.

ProviderError
 ├─ Unavailable        not installed, switched off, or no key      (fail over)
 ├─ Unsupported        cannot do this task, language or voice      (fail over)
 ├─ InvalidRequest     the request itself is wrong                 (stop)
 ├─ Timeout, Connection, VendorServer, RateLimited                 (retry, then fail over)
 ├─ BadOutput          it answered with something unusable         (retry, then fail over)
 └─ AllProvidersFailed nobody could; carries every cause
"""

from abc import ABC
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from studio.domain.presenter import PresenterTrack
from studio.domain.runs import Attempt
from studio.domain.speech import Timing
from studio.errors import StudioError

Task = Literal["text", "speech", "avatar", "music", "image", "video"]


class ProviderError(StudioError):
    """A vendor did not deliver. The flags tell the router what to do about it."""

    retryable: ClassVar[bool] = False
    failover: ClassVar[bool] = True
    counts_against_health: ClassVar[bool] = True
    may_have_billed: ClassVar[bool] = False


class Unavailable(ProviderError):
    """Not installed, switched off, or without a key."""

    counts_against_health = False


class Unsupported(ProviderError):
    """This vendor cannot do this task, language or voice."""

    counts_against_health = False


class InvalidRequest(ProviderError):
    """The request is wrong for any vendor."""

    failover = False
    counts_against_health = False


class Timeout(ProviderError):
    """No answer in time."""

    retryable = True
    may_have_billed = True


class Connection(ProviderError):
    """The vendor could not be reached, or the line broke."""

    retryable = True


class VendorServer(ProviderError):
    """The vendor failed (5xx, or a local engine that crashed)."""

    retryable = True


class RateLimited(ProviderError):
    """Too many requests."""

    retryable = True


class BadOutput(ProviderError):
    """The answer cannot be used."""

    retryable = True
    may_have_billed = True


class AllProvidersFailed(ProviderError):
    """Nobody could do it; `trail` has every attempt and `__cause__` an ExceptionGroup of the causes."""

    failover = False

    def __init__(self, message: str, hint: str, trail: tuple[Attempt, ...]) -> None:
        super().__init__(message, hint)
        self.trail = trail


class Message(BaseModel):
    """One turn of a conversation with a language model."""

    model_config = ConfigDict(frozen=True)

    role: Literal["system", "user", "assistant"]
    content: str


class Request(BaseModel):
    """The base of all requests."""

    model_config = ConfigDict(frozen=True)


class TextRequest(Request):
    """Ask a language model for text, or for JSON that fits `schema_`."""

    messages: tuple[Message, ...]
    schema_: Mapping[str, Any] | None = None
    """A JSON schema the answer must fit; None for free text."""
    max_tokens: int = 4000
    temperature: float = 0.7
    seed: int = 0


class TextResult(BaseModel):
    """A language model's answer."""

    text: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal("0")


class SpeechSegment(Request):
    """One scene's words."""

    scene: str
    text: str
    pause_after: float = 0.25
    """Seconds of silence after it."""


class SpeechRequest(Request):
    """Speak these segments in one go."""

    segments: tuple[SpeechSegment, ...]
    voice: str
    """A voice of `studio.domain.voices`."""
    language: str
    """BCP 47."""
    seconds: float | None = None
    """Length to meet by fitting the speed within 0.9 to 1.15; None speaks at 1.0."""
    max_seconds: float | None = None
    lead_in: float = 0.15
    """Seconds of silence before the first word."""
    tail: float = 0.5
    """Seconds of silence after the last word."""


class SpeechResult(BaseModel):
    """Speech and its exact times."""

    audio: Path
    """WAV, mono, 16-bit, 24 kHz or more; the caller stores it and deletes it."""
    timing: Timing
    voice: str
    language: str
    speed: float
    note: str = ""
    """Said in the record: `German phonemes spoken by an English voice`."""
    cost_usd: Decimal = Decimal("0")


class AvatarRequest(Request):
    """Perform this speech with a face."""

    style: str
    seed: str
    timing: Timing
    stressed: tuple[float, ...] = ()
    """Seconds of words to nod on."""


class AvatarResult(BaseModel):
    """A drawn performance, or a finished video of it."""

    track: PresenterTrack | None = None
    video: Path | None = None
    cost_usd: Decimal = Decimal("0")


class MusicRequest(Request):
    """Find music."""

    mood: str
    seconds: float
    seed: int = 0


class MusicResult(BaseModel):
    """A track to lay under the piece."""

    audio: Path
    title: str
    licence: str
    bpm: float | None = None
    start: float = 0.0
    """Where in the track to start, in seconds."""
    cost_usd: Decimal = Decimal("0")


class Health(BaseModel):
    """Whether a vendor can be used now, and if not why and what turns it on."""

    ok: bool
    reason: str = ""
    hint: str = ""


class Provider(ABC):
    """One vendor or local engine. What it cannot do raises `Unsupported`, and is known before from `tasks`."""

    name: ClassVar[str]
    tasks: ClassVar[frozenset[Task]]
    local: ClassVar[bool] = False

    async def generate_text(self, request: TextRequest) -> TextResult:
        """Answer as a language model."""
        raise self._unsupported("text")

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak, with the times of words and phonemes."""
        raise self._unsupported("speech")

    async def generate_avatar(self, request: AvatarRequest) -> AvatarResult:
        """Perform a speech with a face."""
        raise self._unsupported("avatar")

    async def find_music(self, request: MusicRequest) -> MusicResult:
        """Choose or make music for a mood."""
        raise self._unsupported("music")

    def supports(self, task: Task, request: Request) -> bool:
        """Whether this very request (language, voice, size) can be met; cheap and without I/O."""
        return task in self.tasks

    def estimate(self, task: Task, request: Request) -> tuple[Decimal, float]:
        """US dollars and seconds this request will take."""
        return Decimal("0"), 0.0

    async def health(self) -> Health:
        """Whether it can be used now; never spends money."""
        return Health(ok=True)

    async def aclose(self) -> None:
        """Let go of connections and child processes."""

    def _unsupported(self, task: Task) -> Unsupported:
        return Unsupported(f"{self.name} cannot do {task}", f"it does: {', '.join(sorted(self.tasks))}")
