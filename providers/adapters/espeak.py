"""espeak-ng as a provider of speech: plain to the ear, but always there, in seven languages."""

from importlib.util import find_spec
from typing import ClassVar

from providers.ports import Capabilities, Forecast, Health, Provider
from providers.requests import Request, SpeechRequest, SpeechResult
from providers.speech.child import Child
from providers.speech.languages import is_spoken
from providers.tasks import Task


class Espeak(Provider):
    """Speaks with espeak-ng's formant synthesiser in a child process: the voice of last resort."""

    name: ClassVar[str] = "espeak"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"speech"}), regions=frozenset({"local"}), quality=0.1
    )
    local: ClassVar[bool] = True

    def __init__(self) -> None:
        self._child = Child("providers.speech.formant")

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Speak; any voice is accepted, its gender is kept.

        Raises:
            Unavailable: espeak-ng's library does not load.
            VendorServer: The child process stopped; the next call starts it again.
        """
        return await self._child.perform(request)

    @property
    def pid(self) -> int | None:
        """Process id of the child, None while there is none."""
        return self._child.pid

    def refusal(self, task: Task, request: Request) -> str:
        """It speaks seven languages."""
        if not isinstance(request, SpeechRequest) or is_spoken(request.language):
            return super().refusal(task, request)
        return f"does not speak {request.language}"

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Free, and about a second."""
        return Forecast(seconds=1.0)

    async def health(self) -> Health:
        """Whether espeak-ng is installed."""
        if find_spec("espeakng_loader") is None:
            return Health(ok=False, reason="espeak-ng is missing", hint="reinstall the package espeakng-loader")
        return Health(ok=True)

    async def aclose(self) -> None:
        """Stop the child process."""
        await self._child.aclose()
