"""Gives the voice a face."""

import asyncio
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel

from providers.requests import AvatarRequest, MediaFile, Request
from providers.router import Router
from providers.tasks import Task
from render.importer import import_file
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.speech import Timing
from studio.errors import StepFailed
from tools.base import Args, Output, Tool, ToolContext

SPARE_SECONDS = 0.5
"""How much of a film is kept past the end of the speech."""


class AvatarArgs(Args):
    """Who performs which speech."""

    style: str = "auto"
    """Of a drawn presenter: one of PRESENTER_STYLES, or `auto`."""
    seed: str
    """Decides the drawn face: `female-3`, or the voice's name and a number (`heart-0`)."""
    timing: Asset
    """`studio.domain.speech.Timing` as JSON."""
    voice: Asset
    """The speech, WAV: what a vendor's avatar speaks."""
    avatar: str = ""
    """Name of the user's own avatar; empty without one."""
    aspect: Aspect = "9:16"
    """Of the film a vendor makes."""
    title: str = ""
    """What the vendor's own list of films calls it."""
    seconds: float = 20.0
    """Planned length of the speech, for the price."""


class AvatarOutput(Output):
    """A performance to be drawn, or a finished video of it."""

    track: Asset | None = None
    """`studio.domain.presenter.PresenterTrack` as JSON."""
    video: Asset | None = None
    """MP4 at 30 frames a second, silent; its first picture belongs to the first moment of the speech."""


class AvatarTool(Tool[AvatarArgs, AvatarOutput]):
    """Performs the speech: a drawn presenter with lips from the phonemes, or a vendor's talking avatar."""

    name: ClassVar[str] = "avatar"
    version: ClassVar[str] = "2"
    args: ClassVar[type[BaseModel]] = AvatarArgs
    output: ClassVar[type[BaseModel]] = AvatarOutput

    def estimate(self, args: AvatarArgs) -> Estimate:
        """Free and at once with the drawn presenter."""
        return Estimate(seconds=0.1)

    def price(self, args: AvatarArgs, router: Router) -> tuple[Task, Request] | None:
        """A speech of the planned length."""
        speech = MediaFile(media_type="audio/wav")
        timing = Timing(seconds=args.seconds, scenes=(), words=())
        return "avatar", AvatarRequest(
            style=_style(args),
            seed=args.seed,
            timing=timing,
            audio=speech,
            avatar_ids=router.avatar_ids(args.avatar),
            aspect=args.aspect,
        )

    async def run(self, args: AvatarArgs, context: ToolContext) -> AvatarOutput:
        """Ask the providers of presenters.

        Raises:
            AllProvidersFailed: Nobody can perform it.
            StepFailed: The film that came back cannot be read.
        """
        request = _request(args, context)
        routed = await context.router.generate("avatar", request, context=context.calls)
        context.trail.extend(routed.trail)
        result, origin = routed.result, routed.provider
        if result.video:
            video = await asyncio.to_thread(_filmed, result.video, request.timing.seconds, origin, context)
            return AvatarOutput(video=video, by=f"{origin} {args.avatar or 'avatar'}")
        track = result.track and context.store.put_model(result.track, name="presenter.json", origin=origin)
        return AvatarOutput(track=track, by=f"{origin} {request.style}")


def _style(args: AvatarArgs) -> str:
    return PRESENTER_STYLES[0] if args.style == "auto" else args.style


def _request(args: AvatarArgs, context: ToolContext) -> AvatarRequest:
    speech = context.store.path(args.voice.sha256)
    return AvatarRequest(
        style=_style(args),
        seed=args.seed,
        timing=context.store.load_model(args.timing, Timing),
        audio=MediaFile(path=speech, media_type=args.voice.media_type, sha256=args.voice.sha256),
        avatar_ids=context.router.avatar_ids(args.avatar) if args.avatar else {},
        aspect=args.aspect,
        title=args.title,
    )


def _filmed(film: Path, seconds: float, origin: str, context: ToolContext) -> Asset:
    """Store a vendor's film in a form that every later reader knows, without its sound: that is the speech again."""
    try:
        taken = import_file(
            film,
            context.store,
            name="presenter.mp4",
            origin=origin,
            max_seconds=seconds + SPARE_SECONDS,
            synced=True,
        )
    finally:
        film.unlink(missing_ok=True)
    if taken.asset is None or taken.kind != "video":
        raise StepFailed(f"the film by {origin} cannot be used: {taken.reason or 'it is a picture'}", "make it again")
    return taken.asset
