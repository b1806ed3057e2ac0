"""The contract of a vendor: what it can do, and the methods that do it."""

import asyncio
from abc import ABC
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import BaseModel

from providers.errors import ContentRejected, InvalidRequest, JobFailed, ProviderError, QuotaExhausted, Unsupported
from providers.jobs import ENDED, JobRef, JobStatus, WebhookEvent
from providers.requests import (
    AvatarRequest,
    AvatarResult,
    ImageRequest,
    ImageResult,
    MediaRequest,
    MediaResult,
    MusicRequest,
    MusicResult,
    Request,
    Result,
    SpeechRequest,
    SpeechResult,
    TextRequest,
    TextResult,
    VideoRequest,
    VideoResult,
    VoiceEnrollRequest,
    VoiceEnrollResult,
)
from providers.tasks import Task
from providers.usage import Usage

Tell = Callable[[str], Awaitable[None]]
"""Takes words as they are written."""

Region = Literal["local", "us", "eu", "cn", "global"]


class Health(BaseModel):
    """Whether a vendor can be used now, and if not why and what turns it on."""

    ok: bool
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do, known before anything is asked."""

    tasks: frozenset[Task]
    jobs: frozenset[Task] = frozenset()
    """Tasks that are long jobs: `start`, `status`, `fetch`, `cancel`."""
    languages: frozenset[str] | None = None
    """Languages it speaks (the part of BCP 47 before the dash); None for any."""
    regions: frozenset[Region] = frozenset({"us"})
    """Where it processes data."""
    needs_avatar_id: bool = False
    """An avatar must have been made at this vendor before."""
    needs_image: bool = False
    needs_consent: frozenset[Task] = frozenset()
    """Tasks for which this vendor has a consent gate of its own."""
    idempotent_start: bool = False
    """A start repeated with the same key makes no second job."""
    cancels: bool = False
    """A job can be cancelled at the vendor."""
    bills_cancelled: bool = True
    """A job cancelled half-way is charged for."""
    webhooks: bool = False
    quality: float = 0.5
    """0 to 1, our own ranking within a task: what a premium plan is routed by."""
    models: Mapping[Task, str] = field(default_factory=dict)
    """The model used for a task: a key of the price book."""


@dataclass(frozen=True)
class Forecast:
    """What a request will use up, and how long it takes."""

    usage: tuple[Usage, ...] = ()
    seconds: float = 0.0
    model: str = ""
    """Its key of the price book, where one model has several (by resolution); else `capabilities.models` tells."""


class Provider(ABC):
    """One vendor or local engine. What it cannot do raises `Unsupported`, and is known before from `capabilities`."""

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    local: ClassVar[bool] = False
    poll_seconds: ClassVar[float] = 3.0
    """Between two looks at a job."""

    async def generate_text(self, request: TextRequest) -> TextResult:
        """Answer as a language model."""
        raise self._unsupported("text")

    async def stream_text(self, request: TextRequest, tell: Tell) -> TextResult:
        """The same, telling the words as they come; who cannot only gives the result."""
        return await self.generate_text(request)

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        """Draw pictures."""
        raise self._unsupported("image")

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak with a stock or a cloned voice, with the times of words and phonemes."""
        raise self._unsupported("speech")

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """Make a clone of a voice; the caller has checked the consent."""
        raise self._unsupported("voice_enroll")

    async def generate_video(self, request: VideoRequest) -> VideoResult:
        """Film a clip; a long job is started and waited for."""
        result = await self._run_job("video", request)
        assert isinstance(result, VideoResult)
        return result

    async def generate_avatar(self, request: AvatarRequest) -> AvatarResult:
        """Perform a speech with a face; a long job is started and waited for."""
        result = await self._run_job("avatar", request)
        assert isinstance(result, AvatarResult)
        return result

    async def find_music(self, request: MusicRequest) -> MusicResult:
        """Choose or make music for a mood."""
        raise self._unsupported("music")

    async def search_media(self, request: MediaRequest) -> MediaResult:
        """Find stock footage or photographs, and download the best."""
        raise self._unsupported("media")

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Submit a long job. Uploads what it needs first.

        Raises:
            Dropped, Timeout: It may or may not have been accepted.
        """
        raise self._unsupported(task)

    async def status(self, ref: JobRef) -> JobStatus:
        """Ask how a job stands."""
        raise self._unsupported(ref.task)

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        """Download the result of a job that succeeded."""
        raise self._unsupported(ref.task)

    async def cancel(self, ref: JobRef) -> JobStatus:
        """Stop a job at the vendor, as far as it can; says how it then stands and what it cost."""
        raise self._unsupported(ref.task)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Check a message's signature and age, and read it.

        Raises:
            Permission: Forged, altered or too old.
        """
        raise Unsupported(f"{self.name} sends no webhooks")

    def supports(self, task: Task, request: Request) -> bool:
        """Whether this very request (language, voice, size) can be met; cheap and without I/O."""
        return not self.refusal(task, request)

    def refusal(self, task: Task, request: Request) -> str:
        """Why this very request cannot be met here; empty when it can."""
        able = self.capabilities
        if task not in able.tasks:
            return f"does not do {task}"
        if isinstance(request, SpeechRequest) and able.languages is not None:
            spoken = request.language.split("-")[0]
            return "" if spoken in able.languages else f"does not speak {request.language}"
        if isinstance(request, AvatarRequest) and able.needs_avatar_id and self.name not in request.avatar_ids:
            return "has no avatar of this person"
        if isinstance(request, AvatarRequest | VideoRequest) and able.needs_image and request.image is None:
            return "needs a picture to start from"
        return ""

    def estimate(self, task: Task, request: Request) -> Forecast:
        """What this request will use up, and the seconds it takes; the price book makes dollars of it."""
        return Forecast()

    async def health(self) -> Health:
        """Whether it can be used now; never spends money."""
        return Health(ok=True)

    async def aclose(self) -> None:
        """Let go of connections and child processes."""

    async def _run_job(self, task: Task, request: Request) -> Result:
        if task not in self.capabilities.jobs:
            raise self._unsupported(task)
        ref = await self.start(task, request, idempotency_key="")
        try:
            status = await self._ended(ref)
        except asyncio.CancelledError:
            if self.capabilities.cancels:
                await asyncio.shield(self.cancel(ref))
            raise
        if status.state != "succeeded":
            raise job_error(self.name, status)
        return await self.fetch(ref, status)

    async def _ended(self, ref: JobRef) -> JobStatus:
        while True:
            status = await self.status(ref)
            if status.state in ENDED:
                return status
            await asyncio.sleep(self.poll_seconds)

    def _unsupported(self, task: Task) -> Unsupported:
        return Unsupported(f"{self.name} cannot do {task}", f"it does: {', '.join(sorted(self.capabilities.tasks))}")


def job_error(provider: str, status: JobStatus) -> ProviderError:
    """The error of a job that did not succeed."""
    kinds: dict[str, type[ProviderError]] = {
        "failed": JobFailed,
        "rejected": ContentRejected,
        "quota": QuotaExhausted,
        "invalid": InvalidRequest,
    }
    return kinds[status.error_kind](f"{provider}: the job was {status.state}: {status.error or 'no reason given'}")
