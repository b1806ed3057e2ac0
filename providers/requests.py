"""Typed requests and results, one pair per task. Lengths in seconds, sizes in pixels, money in US dollars.

A result's files lie in temporary places: the caller stores them and deletes them. `usage` is what the vendor
bills by; `cost_usd` is only set when the vendor itself reported a price (it then beats the price book).
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from providers.usage import Usage
from studio.domain.presenter import PresenterTrack
from studio.domain.speech import Timing

Aspect = Literal["9:16", "1:1", "16:9"]


class Request(BaseModel):
    """The base of all requests."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    consent_id: str | None = None
    """The recorded consent of the person whose voice or face is used."""


class Result(BaseModel):
    """The base of all results."""

    cost_usd: Decimal | None = None
    """What the vendor says it charged; None when it does not say."""
    usage: tuple[Usage, ...] = ()
    """What it used up; empty for what is free."""
    model: str = ""
    """The vendor's model that did it: a key of the price book."""


class MediaFile(BaseModel):
    """A file handed to a vendor: on this disk, or at an address it can reach. At least one is set."""

    model_config = ConfigDict(frozen=True)

    path: Path | None = None
    url: str = ""
    media_type: str
    sha256: str = ""


class Message(BaseModel):
    """One turn of a conversation with a language model."""

    model_config = ConfigDict(frozen=True)

    role: Literal["system", "user", "assistant"]
    content: str


class TextRequest(Request):
    """Ask a language model for text, or for JSON that fits `schema_`."""

    messages: tuple[Message, ...]
    schema_: Mapping[str, Any] | None = None
    """A JSON schema the answer must fit; None for free text."""
    max_tokens: int = 4000
    temperature: float = 0.7
    seed: int = 0


class TextResult(Result):
    """A language model's answer."""

    text: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0


class ImageRequest(Request):
    """Draw pictures from words."""

    prompt: str
    aspect: Aspect = "9:16"
    count: int = Field(default=1, ge=1, le=8)
    seed: int = 0


class ImageResult(Result):
    """Pictures, PNG, JPEG or WebP."""

    images: tuple[Path, ...]


class SpeechSegment(Request):
    """One scene's words."""

    scene: str
    text: str
    pause_after: float = 0.25
    """Seconds of silence after it."""


class SpeechRequest(Request):
    """Speak these segments in one go. A payload may say `text` and `voice_id` instead."""

    segments: tuple[SpeechSegment, ...]
    voice: str
    """A voice of `studio.domain.voices`, a clone's id, or a vendor's own voice id."""
    voice_ids: Mapping[str, str] = {}
    """The same voice at each vendor: provider -> its id there. A vendor not named here gets `voice`."""
    language: str = "en"
    """BCP 47."""
    seconds: float | None = None
    """Length to meet by fitting the speed within 0.9 to 1.15; None speaks at 1.0."""
    max_seconds: float | None = None
    lead_in: float = 0.15
    """Seconds of silence before the first word."""
    tail: float = 0.5
    """Seconds of silence after the last word."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        found = dict(data)
        if "text" in found:
            found["segments"] = ({"scene": "s1", "text": found.pop("text")},)
        if "voice_id" in found:
            found["voice"] = found.pop("voice_id")
        return found

    @property
    def text(self) -> str:
        """All words, one segment a line."""
        return "\n".join(s.text for s in self.segments if s.text.strip())


class SpeechResult(Result):
    """Speech and its exact times."""

    audio: Path
    """WAV, mono, 16-bit, 24 kHz or more."""
    timing: Timing
    voice: str
    language: str
    speed: float
    note: str = ""
    """Said in the record: `German phonemes spoken by an English voice`."""


class VoiceEnrollRequest(Request):
    """Make a clone of a voice at a vendor. Without a consent no vendor is asked."""

    name: str
    samples: tuple[MediaFile, ...] = Field(min_length=1)
    language: str = "en"
    consent_recording: MediaFile | None = None
    """The person saying the vendor's consent phrase, where the vendor wants one."""


class VoiceEnrollResult(Result):
    """A voice at a vendor."""

    voice_id: str
    ready: bool = True
    """False while the vendor still trains or verifies it."""


class AvatarRequest(Request):
    """Perform this speech with a face."""

    style: str
    """One of `studio.domain.presenter.PRESENTER_STYLES` for a drawn presenter; vendors do not look at it."""
    seed: str
    timing: Timing
    stressed: tuple[float, ...] = ()
    """Seconds of words to nod on."""
    audio: MediaFile | None = None
    """The speech itself; vendors need it."""
    avatar_ids: Mapping[str, str] = {}
    """Provider -> the avatar's, replica's or talking photo's id there."""
    image: MediaFile | None = None
    """A portrait to bring to life, for vendors that work from one."""
    aspect: Aspect = "9:16"
    title: str = ""


class AvatarResult(Result):
    """A drawn performance, or a finished video of it. Exactly one is set."""

    track: PresenterTrack | None = None
    video: Path | None = None


class VideoRequest(Request):
    """Film something from words, or from a picture and words."""

    prompt: str
    image: MediaFile | None = None
    seconds: float = Field(default=5.0, gt=0)
    aspect: Aspect = "9:16"
    resolution: Literal["480p", "720p", "1080p"] = "720p"
    seed: int = 0


class VideoResult(Result):
    """A clip, MP4."""

    video: Path
    seconds: float


class MusicRequest(Request):
    """Find music."""

    mood: str
    seconds: float
    seed: int = 0


class MusicResult(Result):
    """A track to lay under the piece."""

    audio: Path
    title: str
    licence: str
    bpm: float | None = None
    start: float = 0.0
    """Where in the track to start, in seconds."""


class MediaRequest(Request):
    """Search stock footage and photographs."""

    query: str
    kind: Literal["video", "photo"] = "video"
    aspect: Aspect = "9:16"
    count: int = Field(default=3, ge=1, le=40)
    min_seconds: float = 0.0
    """Shorter clips are left out."""
    language: str = "en"


class MediaHit(BaseModel):
    """A clip or photograph, downloaded."""

    model_config = ConfigDict(frozen=True)

    file: Path
    media_type: str
    width: int
    height: int
    seconds: float = 0.0
    author: str = ""
    page: str = ""
    """Where a person can see it and its terms."""
    licence: str = ""


class MediaResult(Result):
    """What was found, best first; may hold fewer than asked, never none."""

    hits: tuple[MediaHit, ...]
