"""Briefs that bring something: what is named by ids becomes the files and settings that workers go by."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from studio.db.database import Database
from studio.domain.brief import Brief, Options
from studio.errors import BadRequest
from studio.security.roles import Principal
from studio.services.brands import Brands
from studio.services.library import Library
from studio.services.shelf import Shelf


@dataclass(frozen=True)
class Brought:
    """What comes with the words of a brief."""

    media: Sequence[str] = ()
    """Ids of photos and clips."""
    source: str = ""
    """Address of a page whose sentences the scripts must come from."""
    script: str = ""
    """The person's own words to speak."""
    brand: bool = True
    """Whether the workspace's brand is used."""


class Briefs:
    """Makes the briefs of the principal's workspace."""

    def __init__(self, database: Database, shelf: Shelf, who: Principal) -> None:
        self._library = Library(database, shelf, who)
        self._brands = Brands(database, shelf, who)
        self._who = who

    async def made(self, text: str, options: Options, brought: Brought) -> Brief:
        """The brief for a worker.

        Raises:
            NotFound: A file is none of the workspace's.
            BadRequest: It is no photo or clip, there are too many, or the source is no web address.
        """
        if brought.source:
            _web_address(brought.source)
        brand = await self._brands.get() if brought.brand and self._who.may("assets:read") else None
        if brand is not None and brand.mark is None and not (brand.captions or brand.voice or brand.presenter):
            brand = None
        return Brief(
            text=text,
            source=brought.source or None,
            words=brought.script,
            assets=await self._library.bring(brought.media),
            options=options.model_copy(update={"brand": brand}),
        )


def _web_address(written: str) -> None:
    """Only addresses on the web: a path would name a file of the worker's own disk."""
    try:
        parts = urlsplit(written)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        fits = False
    if not fits:
        raise BadRequest("The source is no web address.", "It begins with https://, or send the text as `script`.")
