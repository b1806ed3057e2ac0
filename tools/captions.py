"""Writes the spoken words on the picture, and into subtitle files."""

from typing import ClassVar, get_args

from pydantic import BaseModel

from render.scenes.captions import caption_track
from render.scenes.subtitles import cues, srt, vtt
from render.scenes.zones import zones
from studio.domain.assets import Asset
from studio.domain.brief import CaptionStyle
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from studio.domain.speech import Timing
from studio.errors import BadRequest, StepFailed
from tools.base import Args, Output, Tool, ToolContext

STYLES: tuple[CaptionStyle, ...] = get_args(CaptionStyle)


class CaptionsArgs(Args):
    """The words, when they sound, and where on the picture they go."""

    script: Script
    timing: Asset
    """`studio.domain.speech.Timing` as JSON."""
    style: str = "auto"
    """A CaptionStyle, or `auto`."""
    platform: PlatformName
    aspect: Aspect
    presenter: bool
    """Whether a presenter shares the picture."""
    seed: int = 0


class CaptionsOutput(Output):
    """Captions for the picture and for players."""

    cues: Asset
    """`render.scenes.caption_model.CaptionTrack` as JSON."""
    srt: Asset
    vtt: Asset
    style: str


class CaptionsTool(Tool[CaptionsArgs, CaptionsOutput]):
    """Turns the times of the spoken words into word-by-word captions and SRT and WebVTT files."""

    name: ClassVar[str] = "captions"
    version: ClassVar[str] = "1"
    args: ClassVar[type[BaseModel]] = CaptionsArgs
    output: ClassVar[type[BaseModel]] = CaptionsOutput

    def estimate(self, args: CaptionsArgs) -> Estimate:
        """Free, and at once."""
        return Estimate(seconds=0.1)

    async def run(self, args: CaptionsArgs, context: ToolContext) -> CaptionsOutput:
        """Cut the words into groups that fit, and write the files.

        Raises:
            BadRequest: There is no such caption style.
            StepFailed: No font can draw the words, or no word has a time.
        """
        timing = context.store.load_model(args.timing, Timing)
        if not timing.words:
            raise StepFailed(
                "nothing is spoken, so there is nothing to caption", "leave captions out of silent pieces"
            )
        style = _style(args.style, args.seed + context.attempt)
        zone = zones(args.platform, args.aspect, args.presenter).captions
        lit = ("box", "colour")[(args.seed // len(STYLES) + context.attempt) % 2]
        track = caption_track(timing, style, args.script.language, zone, lit=lit)
        found = cues(timing)
        put = context.store.put_bytes
        return CaptionsOutput(
            cues=context.store.put_model(track, name="captions.json", origin=self.name),
            srt=put(srt(found).encode(), "application/x-subrip", name="captions.srt", origin=self.name),
            vtt=put(vtt(found, args.script.language).encode(), "text/vtt", name="captions.vtt", origin=self.name),
            style=style,
            by=f"captions {style}",
        )


def _style(asked: str, seed: int) -> CaptionStyle:
    if asked == "auto":
        return STYLES[seed % len(STYLES)]
    if asked not in STYLES:
        raise BadRequest(f"there is no caption style {asked!r}", f"choose one of: {', '.join(STYLES)}")
    return asked
