"""Decides how a piece looks."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, Field

from providers.requests import MediaRequest, Request
from providers.router import Router
from providers.tasks import Task
from render.scenes.choose import choose
from render.scenes.look import Look, Mark, Medium
from render.scenes.mark import measured_logo
from render.scenes.media import measure
from studio.domain.assets import Asset
from studio.domain.brand import BrandMark
from studio.domain.plan import Estimate
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.script import Script
from tools.base import Args, Output, Tool, ToolContext
from tools.footage import MOST_CLIPS, Footage, find_footage, named_footage, query_of, wanted

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
    """The user's own photographs and clips; they replace the drawn backdrops, and no stock is searched."""
    topic: str = ""
    """What stock footage is searched for, with a word of the script's; its title when empty."""
    presenter: bool = False
    seed: int = 0
    brand: BrandMark | None = None
    """Whose colours, letters and mark are taken, as far as it has any."""
    takes: dict[str, int] = Field(default_factory=dict)
    """Scene -> how often its picture was not what a person wanted: it gets another one, the others stay."""
    stock: tuple[Medium, ...] = ()
    """Footage that was found for the piece before: none is searched."""
    credits: tuple[str, ...] = ()
    """Of that footage."""


class VisualsOutput(Output):
    """The look, and whose footage is in it."""

    look: Look
    credits: tuple[str, ...] = ()
    """Author, page and licence of each clip of stock footage."""
    note: str = ""
    """What the record must say about the footage; empty where none was searched."""
    stock: tuple[Medium, ...] = ()
    """The footage, before it was shared out."""
    takes: dict[str, int] = Field(default_factory=dict)
    """The scenes that were given another picture, and how often."""


class VisualsTool(Tool[VisualsArgs, VisualsOutput]):
    """Chooses colours, typefaces, backdrop or footage, and the layout of every scene, unlike the sibling pieces'."""

    name: ClassVar[str] = "visuals"
    version: ClassVar[str] = "2"
    args: ClassVar[type[BaseModel]] = VisualsArgs
    output: ClassVar[type[BaseModel]] = VisualsOutput

    def estimate(self, args: VisualsArgs) -> Estimate:
        """Free, and at once."""
        return Estimate(seconds=0.1)

    def price(self, args: VisualsArgs, router: Router) -> tuple[Task, Request] | None:
        """One search for footage; none where the user's own media are shown, or some was found before."""
        if args.media or args.stock:
            return None
        return "media", MediaRequest(query=args.topic or "nature", aspect=args.aspect, count=MOST_CLIPS)

    async def run(self, args: VisualsArgs, context: ToolContext) -> VisualsOutput:
        """Measure the user's media, or search for footage where a library is set up, and choose.

        Raises:
            BadRequest: A photograph or clip of the user's cannot be read.
        """
        place = args.index + _STRIDE * context.attempt
        own = await asyncio.to_thread(_measured, args.media, context)
        found = Footage() if own else await _searched(args, place, context)
        logo = await asyncio.to_thread(_logo, args.brand, context)
        look = choose(
            args.script,
            aspect=args.aspect,
            index=place,
            media=own or found.media,
            seed=args.seed,
            own=args.brand,
            logo=logo,
            takes=args.takes,
        )
        by = f"look {look.palette.name}, {look.fonts.name}, {look.backdrop}"
        if found.authors:
            by += f"; footage by {', '.join(found.authors)}"
        return VisualsOutput(
            look=look, credits=found.credits, note=found.note, stock=found.media, takes=args.takes, by=by
        )


async def _searched(args: VisualsArgs, place: int, context: ToolContext) -> Footage:
    if args.stock:
        return named_footage(args.stock, args.credits)
    if not context.router.can("media"):
        return Footage()
    request = wanted(query_of(args.topic, args.script), args.script, args.aspect, place)
    return await find_footage(request, args.script, place, context)


def _logo(brand: BrandMark | None, context: ToolContext) -> Mark | None:
    found = brand.logo if brand else None
    return measured_logo(found.sha256, context.store.path(found.sha256)) if found else None


def _measured(media: Sequence[Asset], context: ToolContext) -> list[Medium]:
    return [measure(asset.sha256, context.store.path(asset.sha256)) for asset in media]
