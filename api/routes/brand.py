"""The brand of a workspace, and what may be chosen for it and for briefs."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.deps import Given, needs
from api.words import Plain
from studio.domain.brand import Brand, BrandColors, CaptionStyle, FontName
from studio.domain.catalogue import Catalogue, PresenterChoice, VoiceChoice
from studio.security.roles import Principal
from studio.services.brands import Brands, Wish
from studio.services.catalogue import Catalogues

router = APIRouter(tags=["brand"])

Reader = Annotated[Principal, Depends(needs("assets:read"))]
Writer = Annotated[Principal, Depends(needs("assets:write"))]
Chooser = Annotated[Principal, Depends(needs("runs:read"))]


class BrandWish(BaseModel):
    """A brand; what is left out is left to each brief."""

    colors: BrandColors | None = None
    font: FontName | None = None
    captions: CaptionStyle | None = None
    voice: Annotated[Plain, Field(min_length=1, max_length=80)] | None = None
    """As GET /voices lists them; only used for pieces in its language."""
    presenter: Annotated[Plain, Field(min_length=1, max_length=80)] | None = None
    """As GET /presenters lists them, or `none`."""
    logo: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    """Id of a photo among the assets; a PNG with a clear ground looks best."""
    handle: Plain = Field(default="", max_length=40)
    """As `@ada.moves`: shown beside the logo."""
    sign_off: Plain = Field(default="", max_length=80)
    """A line for the last scene."""


class BrandView(BrandWish):
    """The brand as it is used for the next briefs."""

    logo_url: str
    """Address of the logo, good for an hour; empty without one."""


@router.get("/brand")
async def brand(given: Given, who: Reader) -> BrandView:
    """The workspace's brand; all empty when none was set."""
    return _view(given, await Brands(given.database, given.shelf, who).get())


@router.put("/brand")
async def put(given: Given, who: Writer, asked: BrandWish) -> BrandView:
    """Set the brand for the briefs that come; videos that are made already stay as they are.

    Colours are moved as far as it takes to read what stands on them.
    """
    wish = Wish(**{name: getattr(asked, name) for name in BrandWish.model_fields})
    return _view(given, await Brands(given.database, given.shelf, who).put(wish))


@router.get("/voices")
async def voices(given: Given, _who: Chooser) -> list[VoiceChoice]:
    """The voices there are."""
    return list((await Catalogues(given.database).get()).voices)


@router.get("/presenters")
async def presenters(given: Given, _who: Chooser) -> list[PresenterChoice]:
    """The presenters there are; `none` leaves them out."""
    return list((await Catalogues(given.database).get()).presenters)


@router.get("/options")
async def options(given: Given, _who: Chooser) -> Catalogue:
    """All that may be chosen: voices, presenters, captions, moods, platforms, languages, fonts, palettes, niches."""
    return await Catalogues(given.database).get()


def _view(given: Given, brand: Brand) -> BrandView:
    kept = {name: getattr(brand, name) for name in BrandWish.model_fields if name != "logo"}
    return BrandView(
        **kept,
        logo=brand.logo.sha256 if brand.logo else None,
        logo_url=given.shelf.link(brand.logo).url if brand.logo else "",
    )
