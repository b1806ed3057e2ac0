"""The drawn presenter as a provider: free, at once, the same every time."""

from typing import ClassVar

from providers.adapters.drawn.mouth import mouths
from providers.adapters.drawn.moves import blinks, nods
from providers.errors import Unsupported
from providers.ports import Capabilities, Provider
from providers.requests import AvatarRequest, AvatarResult, Request
from providers.tasks import Task
from studio.domain.presenter import PRESENTER_STYLES, PresenterTrack


class Drawn(Provider):
    """Performs a speech with a drawn face: says what the face does, not how it looks."""

    name: ClassVar[str] = "drawn"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"avatar"}), regions=frozenset({"local"}), quality=0.3
    )
    local: ClassVar[bool] = True

    def refusal(self, task: Task, request: Request) -> str:
        """It draws the styles of PRESENTER_STYLES."""
        if not isinstance(request, AvatarRequest) or request.style in PRESENTER_STYLES:
            return super().refusal(task, request)
        return f"does not draw the style {request.style}"

    async def generate_avatar(self, request: AvatarRequest) -> AvatarResult:
        """Turn speech times into a performance.

        Raises:
            Unsupported: The style is none of PRESENTER_STYLES.
        """
        if request.style not in PRESENTER_STYLES:
            raise Unsupported(
                f"there is no presenter style {request.style!r}", f"choose one of: {', '.join(PRESENTER_STYLES)}"
            )
        seed = f"{request.style} {request.seed}"
        return AvatarResult(
            track=PresenterTrack(
                style=request.style,
                seed=request.seed,
                mouths=mouths(request.timing),
                blinks=blinks(request.timing, seed),
                nods=nods(request.timing, seed, request.stressed),
            )
        )
