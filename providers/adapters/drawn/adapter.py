"""The drawn presenter as a provider: free, at once, the same every time."""

from typing import ClassVar

from providers.adapters.drawn.mouth import mouths
from providers.adapters.drawn.moves import blinks, nods
from providers.ports import AvatarRequest, AvatarResult, Provider, Request, Task, Unsupported
from studio.domain.presenter import PRESENTER_STYLES, PresenterTrack


class Drawn(Provider):
    """Performs a speech with a drawn face: says what the face does, not how it looks."""

    name: ClassVar[str] = "drawn"
    tasks: ClassVar[frozenset[Task]] = frozenset({"avatar"})
    local: ClassVar[bool] = True

    def supports(self, task: Task, request: Request) -> bool:
        """Whether the style is one that can be drawn."""
        return task in self.tasks and isinstance(request, AvatarRequest) and request.style in PRESENTER_STYLES

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
