"""The brand of a workspace: how its videos look and sound where a brief leaves it open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from studio.db.database import Database
from studio.domain.accounts import utc_now
from studio.domain.brand import Brand, BrandColors, CaptionStyle, FontName
from studio.errors import BadRequest
from studio.repos.library_assets import LibraryAssetRepo
from studio.repos.library_brands import BrandRepo
from studio.security.roles import Principal
from studio.services.catalogue import Catalogues
from studio.services.library import Library
from studio.services.shelf import Shelf


@dataclass(frozen=True)
class Wish:
    """A brand as a person sets it; what is left out is left to each brief."""

    colors: BrandColors | None = None
    font: FontName | None = None
    captions: CaptionStyle | None = None
    voice: str | None = None
    presenter: str | None = None
    logo: str | None = None
    """Id of a photo among the workspace's assets."""
    handle: str = ""
    sign_off: str = ""


class Brands:
    """The brand of the principal's workspace."""

    def __init__(
        self, database: Database, shelf: Shelf, who: Principal, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database, self._who, self._clock = database.of(who.workspace), who, clock
        self._library = Library(database, shelf, who, clock)

    async def get(self) -> Brand:
        """The brand; an empty one when none was set. A logo that was deleted is in it no more."""
        self._who.require("assets:read")
        async with self._database.read() as session:
            row = await BrandRepo(session, self._who.workspace).get()
            brand = Brand.model_validate(row.brand) if row else Brand()
            assets = LibraryAssetRepo(session, self._who.workspace)
            if brand.logo and await assets.get(brand.logo.sha256) is None:
                return brand.model_copy(update={"logo": None})
        return brand

    async def put(self, wish: Wish) -> Brand:
        """Set the brand for the briefs that come.

        Raises:
            BadRequest: There is no such voice or presenter, or the logo is no photo.
            NotFound: The logo is none of the workspace's assets.
        """
        self._who.require("assets:write")
        await self._known(wish)
        logo = await self._library.bring([wish.logo] if wish.logo else [], kinds=("image",))
        kept = ("colors", "font", "captions", "voice", "presenter")
        brand = Brand(
            **{name: getattr(wish, name) for name in kept},
            logo=logo[0] if logo else None,
            handle=" ".join(wish.handle.split()),
            sign_off=" ".join(wish.sign_off.split()),
        )
        async with self._database.write() as session:
            repo = BrandRepo(session, self._who.workspace)
            await repo.put(brand.model_dump(mode="json"), self._who.id, self._clock())
        return brand

    async def _known(self, wish: Wish) -> None:
        found = await Catalogues(self._database).get()
        voices, faces = [one.name for one in found.voices], ["none", *(one.name for one in found.presenters)]
        if wish.voice and wish.voice not in voices:
            raise BadRequest(f"There is no voice called {wish.voice!r}.", f"There are {', '.join(voices)}.")
        if wish.presenter and wish.presenter not in faces:
            raise BadRequest(f"There is no presenter called {wish.presenter!r}.", f"There are {', '.join(faces)}.")
