"""Draws the picture that stands for a piece."""

import asyncio
from typing import ClassVar

from pydantic import BaseModel

from render.scenes.cover import cover_picture
from render.scenes.look import Look
from render.scenes.media import measure
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from studio.storage.store import AssetStore
from tools.base import Args, Output, Tool, ToolContext


class CoverArgs(Args):
    """Whose cover."""

    script: Script
    look: Look
    platform: PlatformName
    aspect: Aspect
    presenter: tuple[str, str] | None = None
    """Style and seed of the presenter; None without one."""
    avatar_video: Asset | None = None
    """A film of the presenter, MP4: a picture of it is shown instead of the drawn face."""


class CoverOutput(Output):
    """The cover."""

    image: Asset
    """JPEG of the video's size."""


class CoverTool(Tool[CoverArgs, CoverOutput]):
    """Draws a cover: the hook in large letters with the emoji or the presenter, in the piece's look."""

    name: ClassVar[str] = "cover"
    version: ClassVar[str] = "2"
    args: ClassVar[type[BaseModel]] = CoverArgs
    output: ClassVar[type[BaseModel]] = CoverOutput

    def estimate(self, args: CoverArgs) -> Estimate:
        """Free; one picture."""
        return Estimate(seconds=0.6)

    async def run(self, args: CoverArgs, context: ToolContext) -> CoverOutput:
        """Draw and store it."""
        data = await asyncio.to_thread(_drawn, args, context.store)
        image = context.store.put_bytes(data, "image/jpeg", name="cover.jpg", origin=self.name)
        return CoverOutput(image=image, by=f"cover {args.look.palette.name}")


def _drawn(args: CoverArgs, store: AssetStore) -> bytes:
    seed = args.presenter[1] if args.presenter else None
    film = measure(args.avatar_video.sha256, store.path(args.avatar_video.sha256)) if args.avatar_video else None
    return cover_picture(args.script, args.look, args.aspect, seed, store.path, film)
