"""Kokoro-82M as a provider of speech: local, free, seven languages, fifteen voices."""

from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from providers.adapters.kokoro import files
from providers.errors import ProviderError
from providers.ports import Capabilities, Forecast, Health, Provider
from providers.requests import Request, SpeechRequest, SpeechResult
from providers.speech.child import Child
from providers.speech.languages import is_spoken
from providers.tasks import Task
from studio.domain.voices import VOICES

PACE = 2.6
"""Words a second, for estimates."""
COST = 0.6
"""Seconds of two cores for one second of speech."""
WARM_UP = 2.0
"""Seconds to load the model, once a process."""


class Kokoro(Provider):
    """Speaks with Kokoro-82M in a warm child process, so that the event loop never waits."""

    name: ClassVar[str] = "kokoro"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech"}), regions=frozenset({"local"}), quality=0.5
    )
    local: ClassVar[bool] = True

    def __init__(self, home: Path, threads: int = 2) -> None:
        """Keep the joined model below `home`; speak with so many threads."""
        folder = home.absolute() / "cache" / "kokoro"
        self._child = Child("providers.adapters.kokoro.server", (str(folder), str(threads)))

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak, fitting the speed to the wanted length. Requests made at the same time are queued.

        Raises:
            Unavailable: The model is missing or altered.
            Unsupported: There is no such voice or language.
            VendorServer: The child process stopped; the next call starts it again.
        """
        return await self._child.perform(request)

    @property
    def pid(self) -> int | None:
        """Process id of the child, None while there is none."""
        return self._child.pid

    def refusal(self, task: Task, request: Request) -> str:
        """It has fifteen voices and speaks seven languages."""
        if not isinstance(request, SpeechRequest) or task != "speech":
            return super().refusal(task, request)
        if request.voice not in VOICES:
            return f"has no voice {request.voice}"
        return "" if is_spoken(request.language) else f"does not speak {request.language}"

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Free, and the seconds it takes on two cores."""
        words = sum(len(s.text.split()) for s in request.segments) if isinstance(request, SpeechRequest) else 0
        return Forecast(seconds=WARM_UP + words / PACE * COST)

    async def health(self) -> Health:
        """Whether the model's packages and espeak-ng are installed; the content is checked on loading."""
        try:
            size = sum(path.stat().st_size for path in files.part_files())
        except ProviderError as error:
            return Health(ok=False, reason=error.message, hint=error.hint)
        if size != files.SIZE:
            return Health(ok=False, reason="the voice model's files are not complete", hint=files.REINSTALL)
        if find_spec("espeakng_loader") is None:
            return Health(ok=False, reason="espeak-ng is missing", hint="reinstall espeakng-loader")
        return Health(ok=True)

    async def aclose(self) -> None:
        """Stop the child process."""
        await self._child.aclose()
