"""PlayHT, which is no more: whoever names it learns so, and what to use instead."""

from typing import Any, ClassVar, NoReturn

from pydantic import SecretStr

from providers.errors import Unavailable
from providers.ports import Capabilities, Health, Provider
from providers.requests import Request, SpeechRequest, SpeechResult, VoiceEnrollRequest, VoiceEnrollResult
from providers.tasks import Task

ENDED = "PlayHT closed on 31 December 2025"
INSTEAD = "use cartesia or fish: both speak with stock voices and clones"


class PlayHT(Provider):
    """Takes any key and does nothing with it; each use raises `Unavailable` with the replacements named."""

    name: ClassVar[str] = "playht"
    capabilities: ClassVar[Capabilities] = Capabilities(tasks=frozenset(), quality=0.0)

    def __init__(self, key: SecretStr | None = None, **_: Any) -> None:
        """Every option that other adapters take is taken, and ignored."""

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        """Raise Unavailable."""
        self._gone()

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        """Raise Unavailable."""
        self._gone()

    def refusal(self, task: Task, request: Request) -> str:
        """It can do nothing any more."""
        return f"{ENDED}; {INSTEAD}"

    async def health(self) -> Health:
        """Never well."""
        return Health(ok=False, reason=ENDED, hint=INSTEAD)

    def _gone(self) -> NoReturn:
        raise Unavailable(ENDED, INSTEAD)
