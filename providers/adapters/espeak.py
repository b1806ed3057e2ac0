"""espeak-ng as a provider of speech: plain to the ear, but always there, in seven languages."""

from decimal import Decimal
from importlib.util import find_spec
from typing import ClassVar

from providers.ports import Health, Provider, Request, SpeechRequest, SpeechResult, Task
from providers.speech.child import Child
from providers.speech.languages import is_spoken


class Espeak(Provider):
    """Speaks with espeak-ng's formant synthesiser in a child process: the voice of last resort."""

    name: ClassVar[str] = "espeak"
    tasks: ClassVar[frozenset[Task]] = frozenset({"speech"})
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

    def supports(self, task: Task, request: Request) -> bool:
        """Whether it speaks the language."""
        return task == "speech" and isinstance(request, SpeechRequest) and is_spoken(request.language)

    def estimate(self, task: Task, request: Request) -> tuple[Decimal, float]:
        """Nothing, and about a second."""
        return Decimal("0"), 1.0

    async def health(self) -> Health:
        """Whether espeak-ng is installed."""
        if find_spec("espeakng_loader") is None:
            return Health(ok=False, reason="espeak-ng is missing", hint="reinstall the package espeakng-loader")
        return Health(ok=True)

    async def aclose(self) -> None:
        """Stop the child process."""
        await self._child.aclose()
