"""Finds the music of a piece."""

from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel

from providers.requests import MusicRequest
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.script import Script
from tools.base import Args, Output, Tool, ToolContext

MEDIA_TYPES = {
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
}


class MusicArgs(Args):
    """What the music is for."""

    script: Script
    mood: str = "auto"
    """A mood, or `auto` for the script's own."""
    seconds: float
    seed: int = 0


class MusicOutput(Output):
    """A track, and where in it the piece starts."""

    track: Asset
    title: str
    licence: str
    bpm: float | None = None
    start: float = 0.0


class MusicTool(Tool[MusicArgs, MusicOutput]):
    """Finds background music for a piece by mood and length, free to publish, starting on a beat."""

    name: ClassVar[str] = "music"
    version: ClassVar[str] = "1"
    args: ClassVar[type[BaseModel]] = MusicArgs
    output: ClassVar[type[BaseModel]] = MusicOutput

    def estimate(self, args: MusicArgs) -> Estimate:
        """Free and at once with the pack that ships."""
        return Estimate(usd=Decimal("0"), usd_p90=Decimal("0"), seconds=0.1)

    async def run(self, args: MusicArgs, context: ToolContext) -> MusicOutput:
        """Ask the providers of music; a step redone after a failed gate asks for the next track."""
        mood = args.script.mood if args.mood == "auto" else args.mood
        request = MusicRequest(mood=mood, seconds=args.seconds, seed=args.seed + context.attempt)
        routed = await context.router.generate("music", request, context=context.calls)
        context.trail.extend(routed.trail)
        found = routed.result
        media_type = MEDIA_TYPES.get(found.audio.suffix.lower(), "application/octet-stream")
        return MusicOutput(
            by=f"{routed.provider} {found.title}",
            track=context.store.put_file(found.audio, media_type, origin=routed.provider),
            title=found.title,
            licence=found.licence,
            bpm=found.bpm,
            start=found.start,
        )
