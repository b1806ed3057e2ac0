"""Decides how a piece looks."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel

from render.scenes.choose import choose
from render.scenes.look import Look, Medium
from render.scenes.media import measure
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from tools.base import Args, Output, Tool, ToolContext

_STRIDE = 3
"""A look that a gate refused is followed by that of a piece this many places on."""


class VisualsArgs(Args):
    """What is shown, where, and which of its siblings the piece is."""

    script: Script
    platform: PlatformName
    aspect: Aspect
    index: int = 0
    """Place in the batch: neighbours get other colours, backdrops and layouts."""
    media: tuple[Asset, ...] = ()
    """The user's own photographs and clips; they replace the drawn backdrops."""
    presenter: bool = False
    seed: int = 0


class VisualsOutput(Output):
    """The look."""

    look: Look


class VisualsTool(Tool[VisualsArgs, VisualsOutput]):
    """Chooses colours, typefaces, backdrop and the layout of every scene, unlike those of the sibling pieces."""

    name: ClassVar[str] = "visuals"
    version: ClassVar[str] = "1"
    args: ClassVar[type[BaseModel]] = VisualsArgs
    output: ClassVar[type[BaseModel]] = VisualsOutput

    def estimate(self, args: VisualsArgs) -> Estimate:
        """Free, and at once."""
        return Estimate(seconds=0.1)

    async def run(self, args: VisualsArgs, context: ToolContext) -> VisualsOutput:
        """Measure the user's media, if any, and choose.

        Raises:
            BadRequest: A photograph or clip cannot be read.
        """
        media = await asyncio.to_thread(_measured, args.media, context)
        index = args.index + _STRIDE * context.attempt
        look = choose(args.script, aspect=args.aspect, index=index, media=media, seed=args.seed)
        return VisualsOutput(look=look, by=f"look {look.palette.name}, {look.fonts.name}, {look.backdrop}")


def _measured(media: Sequence[Asset], context: ToolContext) -> list[Medium]:
    return [measure(asset.sha256, context.store.path(asset.sha256)) for asset in media]
