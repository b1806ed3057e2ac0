"""Draws the picture that stands for a piece."""

import asyncio
from typing import ClassVar

from pydantic import BaseModel

from render.scenes.cover import cover_picture
from render.scenes.look import Look
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from tools.base import Args, Output, Tool, ToolContext


class CoverArgs(Args):
    """Whose cover."""

    script: Script
    look: Look
    platform: PlatformName
    aspect: Aspect
    presenter: tuple[str, str] | None = None
    """Style and seed of the presenter; None without one."""


class CoverOutput(Output):
    """The cover."""

    image: Asset
    """JPEG of the video's size."""


class CoverTool(Tool[CoverArgs, CoverOutput]):
    """Draws a cover: the hook in large letters with the emoji or the presenter, in the piece's look."""

    name: ClassVar[str] = "cover"
    version: ClassVar[str] = "1"
    args: ClassVar[type[BaseModel]] = CoverArgs
    output: ClassVar[type[BaseModel]] = CoverOutput

    def estimate(self, args: CoverArgs) -> Estimate:
        """Free; one picture."""
        return Estimate(seconds=0.6)

    async def run(self, args: CoverArgs, context: ToolContext) -> CoverOutput:
        """Draw and store it."""
        seed = args.presenter[1] if args.presenter else None
        data = await asyncio.to_thread(cover_picture, args.script, args.look, args.aspect, seed, context.store.path)
        image = context.store.put_bytes(data, "image/jpeg", name="cover.jpg", origin=self.name)
        return CoverOutput(image=image, by=f"cover {args.look.palette.name}")
