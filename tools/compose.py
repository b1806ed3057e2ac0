"""Puts a piece together: lays its scenes out, mixes its sound, renders the video."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel

from render.audio import mix
from render.engine import RenderReport, render
from render.formats import FINAL
from render.scenes.build import build_timeline
from render.scenes.caption_model import CaptionTrack
from render.scenes.look import Look, Medium
from render.scenes.media import measure
from render.timeline import Audio, Timeline
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import PLATFORMS, Aspect, PlatformName
from studio.domain.presenter import PresenterTrack
from studio.domain.script import Script
from studio.domain.speech import Timing, silent_timing
from studio.errors import StudioError
from tools.base import Args, Output, Tool, ToolContext

_COST = 0.9
"""Seconds of two cores for one second of video."""
_SOUND_SHARE = 0.08
"""Part of the work that the sound is."""


class ComposeArgs(Args):
    """Everything that goes into a video."""

    script: Script
    platform: PlatformName
    aspect: Aspect
    look: Look
    timing: Asset | None = None
    """`studio.domain.speech.Timing` as JSON; None for a piece in which nobody speaks."""
    voice: Asset | None = None
    presenter: Asset | None = None
    """`studio.domain.presenter.PresenterTrack` as JSON."""
    avatar_video: Asset | None = None
    """A film of the presenter, MP4; its first picture belongs to the first moment of the speech."""
    music: Asset | None = None
    music_start: float = 0.0
    cues: Asset | None = None
    """`render.scenes.caption_model.CaptionTrack` as JSON."""


class ComposeOutput(Output):
    """The finished video."""

    video: Asset
    """MP4."""
    timeline: Asset
    """`render.timeline.Timeline` as JSON."""
    seconds: float
    chunks: int
    chunks_reused: int


class ComposeTool(Tool[ComposeArgs, ComposeOutput]):
    """Lays out the scenes, mixes voice and music and renders the video; only what changed is rendered again."""

    name: ClassVar[str] = "compose"
    version: ClassVar[str] = "2"
    args: ClassVar[type[BaseModel]] = ComposeArgs
    output: ClassVar[type[BaseModel]] = ComposeOutput
    lease: ClassVar[str] = "render"

    def estimate(self, args: ComposeArgs) -> Estimate:
        """Free; nearly as long as the video plays."""
        return Estimate(usd=Decimal("0"), usd_p90=Decimal("0"), seconds=_COST * 20.0)

    async def run(self, args: ComposeArgs, context: ToolContext) -> ComposeOutput:
        """Make the video in a thread; a cancelled run stops it, and finished chunks are kept.

        Raises:
            BadRequest: An asset cannot be read.
        """
        film = await asyncio.to_thread(_film, args, context)
        timeline = self._timeline(args, film, context)
        stop = threading.Event()
        loop = asyncio.get_running_loop()

        def tell(part: float) -> None:
            loop.call_soon_threadsafe(context.progress, part)

        work = asyncio.ensure_future(asyncio.to_thread(_rendered, timeline, args, context, tell, stop))
        try:
            report = await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            with suppress(StudioError):
                await work
            raise
        return self._stored(timeline, report, context)

    def _timeline(self, args: ComposeArgs, film: Medium | None, context: ToolContext) -> Timeline:
        load = context.store.load_model
        platform = PLATFORMS[args.platform]
        return build_timeline(
            script=args.script,
            timing=load(args.timing, Timing) if args.timing else unspoken(args.script),
            look=args.look,
            platform=args.platform,
            aspect=args.aspect,
            presenter=load(args.presenter, PresenterTrack) if args.presenter else None,
            film=film,
            captions=load(args.cues, CaptionTrack) if args.cues else None,
            audio=Audio(
                voice=args.voice.sha256 if args.voice else "",
                music=args.music.sha256 if args.music else "",
                music_from=args.music_start,
                lufs=platform.lufs,
                true_peak_dbtp=platform.true_peak_dbtp,
            ),
        )

    def _stored(self, timeline: Timeline, report: RenderReport, context: ToolContext) -> ComposeOutput:
        video = context.workdir / "video.mp4"
        return ComposeOutput(
            video=context.store.put_file(video, "video/mp4", origin="render"),
            timeline=context.store.put_model(timeline, name="timeline.json", origin=self.name),
            seconds=report.seconds,
            chunks=report.chunks,
            chunks_reused=report.chunks_reused,
            by="render",
        )


def _film(args: ComposeArgs, context: ToolContext) -> Medium | None:
    found = args.avatar_video
    return measure(found.sha256, context.store.path(found.sha256)) if found else None


def unspoken(script: Script) -> Timing:
    """The times of a piece in which nobody speaks: by how much there is to read in each scene."""
    read = [(s.id, len(" ".join((s.headline, s.narration or s.detail, *s.items)).split())) for s in script.scenes]
    return silent_timing(read, script.seconds)


def _rendered(
    timeline: Timeline, args: ComposeArgs, context: ToolContext, tell: Callable[[float], None], stop: threading.Event
) -> RenderReport:
    platform = PLATFORMS[args.platform]
    sound = context.workdir / "sound.wav"
    mix(timeline.audio, timeline.seconds, resolve=context.store.path, out=sound)
    tell(_SOUND_SHARE)
    return render(
        timeline,
        resolve=context.store.path,
        out=context.workdir / "video.mp4",
        cache=context.chunks,
        audio=sound,
        profile=FINAL.limited(platform.max_video_kbps, platform.audio_kbps),
        threads=context.settings.render_threads,
        progress=lambda part: tell(_SOUND_SHARE + (1 - _SOUND_SHARE) * part),
        should_stop=stop.is_set,
    )
