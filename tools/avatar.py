"""Gives the voice a face."""

from typing import ClassVar

from pydantic import BaseModel

from providers.requests import AvatarRequest
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.speech import Timing
from tools.base import Args, Output, Tool, ToolContext


class AvatarArgs(Args):
    """Who performs which speech."""

    style: str = "auto"
    """One of PRESENTER_STYLES, or `auto`."""
    seed: str
    """Decides the face: `female-3`, or the voice's name and a number (`heart-0`)."""
    timing: Asset
    """`studio.domain.speech.Timing` as JSON."""


class AvatarOutput(Output):
    """A performance to be drawn, or a finished video of it."""

    track: Asset | None = None
    """`studio.domain.presenter.PresenterTrack` as JSON."""
    video: Asset | None = None


class AvatarTool(Tool[AvatarArgs, AvatarOutput]):
    """Performs the speech with a presenter: lips from the phonemes, blinks, brows and head motion."""

    name: ClassVar[str] = "avatar"
    version: ClassVar[str] = "1"
    args: ClassVar[type[BaseModel]] = AvatarArgs
    output: ClassVar[type[BaseModel]] = AvatarOutput

    def estimate(self, args: AvatarArgs) -> Estimate:
        """Free and at once with the drawn presenter."""
        return Estimate(seconds=0.1)

    async def run(self, args: AvatarArgs, context: ToolContext) -> AvatarOutput:
        """Ask the providers of presenters.

        Raises:
            AllProvidersFailed: Nobody has a presenter of this style.
        """
        request = AvatarRequest(
            style=PRESENTER_STYLES[0] if args.style == "auto" else args.style,
            seed=args.seed,
            timing=context.store.load_model(args.timing, Timing),
        )
        routed = await context.router.generate("avatar", request)
        context.trail.extend(routed.trail)
        result, origin = routed.result, routed.provider
        track = result.track and context.store.put_model(result.track, name="presenter.json", origin=origin)
        video = None
        if result.video:
            video = context.store.put_file(result.video, "video/mp4", name="presenter.mp4", origin=origin)
            result.video.unlink(missing_ok=True)
        return AvatarOutput(track=track, video=video, by=f"{origin} {request.style}")
