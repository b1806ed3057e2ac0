"""The photos, clips and sounds that a workspace brought."""

from collections.abc import AsyncIterable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from studio.db.database import Database
from studio.db.library import LibraryAssetRow
from studio.domain.accounts import utc_now
from studio.domain.assets import Asset
from studio.domain.credits import PlanName, plan_named
from studio.errors import BadRequest, NotFound
from studio.repos.library_assets import LibraryAssetRepo
from studio.security.magic import Kind
from studio.security.roles import Principal
from studio.security.uploads import MEDIA, TooLarge, Upload
from studio.services.cursors import cursor, place
from studio.services.shelf import Link, Shelf

GIB = 1024**3
ROOM: dict[PlanName, int] = {"free": 5 * GIB, "standard": 100 * GIB, "premium": 1024 * GIB}
"""Bytes that the files of a workspace may have in all."""
MOST_MEDIA = 60
"""Files that one brief may bring; the importer takes no more of a folder either."""
GONE = "There is no such asset.", "GET /assets lists yours."


@dataclass(frozen=True)
class Page:
    """Some assets, the newest first, and where the next page begins."""

    assets: Sequence[LibraryAssetRow]
    next: str
    """A cursor; empty on the last page."""


class Library:
    """The files of the principal's workspace; what another one brought is not there."""

    def __init__(
        self, database: Database, shelf: Shelf, who: Principal, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database, self._shelf = database.of(who.workspace), shelf
        self._who, self._clock = who, clock

    async def take(
        self, chunks: AsyncIterable[bytes], name: str, *, accept: Collection[Kind] = MEDIA
    ) -> LibraryAssetRow:
        """Receive, check and keep a file. The same file brought twice is one asset.

        Raises:
            TooLarge: More bytes than are taken, or than the workspace has room for.
            WrongType: It is no photo, clip or sound, or two things at once.
            BadRequest: Cut short, damaged, or beyond another bound.
        """
        self._who.require("assets:write")
        await self._room(1)
        async with self._shelf.uploads.taken(chunks, name, accept=accept) as upload:
            await self._room(upload.size)
            await self._shelf.blobs.put_file(upload.sha256, upload.path, upload.media_type)
        async with self._database.write() as session:
            repo = LibraryAssetRepo(session, self._who.workspace)
            await repo.add(self._values(upload))
            return _there(await repo.get(upload.sha256))

    async def get(self, sha256: str) -> LibraryAssetRow:
        """One asset.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("assets:read")
        async with self._database.read() as session:
            return _there(await LibraryAssetRepo(session, self._who.workspace).get(sha256))

    async def page(self, limit: int = 50, written: str = "", kind: str = "") -> Page:
        """A page of assets; of one kind only where that is given.

        Raises:
            BadRequest: The cursor is none of ours.
        """
        self._who.require("assets:read")
        async with self._database.read() as session:
            rows = await LibraryAssetRepo(session, self._who.workspace).page(limit + 1, place(written), kind)
        shown = rows[:limit]
        return Page(shown, cursor(shown[-1].created, shown[-1].sha256) if len(rows) > limit else "")

    async def remove(self, sha256: str) -> None:
        """Give up the workspace's claim: its links end, and briefs can bring it no more. Videos made with it stay.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("assets:write")
        async with self._database.write() as session:
            if not await LibraryAssetRepo(session, self._who.workspace).remove(sha256):
                raise NotFound(*GONE)

    def link(self, row: LibraryAssetRow) -> Link:
        """An address of an asset for an hour, or until it is deleted."""
        return self._shelf.link(as_asset(row), claim=self._who.workspace)

    async def bring(self, sha256s: Sequence[str], kinds: Collection[str] = ("image", "video")) -> tuple[Asset, ...]:
        """The files of these ids, for a brief.

        Raises:
            NotFound: One of them is none of this workspace's.
            BadRequest: One is of a kind that is not asked for, or there are too many.
        """
        wanted = tuple(dict.fromkeys(sha256s))
        if not wanted:
            return ()
        self._who.require("assets:read")
        if len(wanted) > MOST_MEDIA:
            raise BadRequest(f"{len(wanted)} files are too many for one brief.", f"Bring up to {MOST_MEDIA}.")
        async with self._database.read() as session:
            rows = await LibraryAssetRepo(session, self._who.workspace).some(wanted)
        if len(rows) < len(wanted):
            raise NotFound(*GONE)
        for row in rows.values():
            if row.kind not in kinds:
                raise BadRequest(f"{row.name} is of kind {row.kind}.", f"Only {' and '.join(kinds)} files go here.")
        return tuple(as_asset(rows[sha256]) for sha256 in wanted)

    async def _room(self, size: int) -> None:
        room = ROOM[plan_named(self._who.plan or "free")]
        async with self._database.read() as session:
            held = await LibraryAssetRepo(session, self._who.workspace).held()
        if held + size > room:
            raise TooLarge(f"The workspace's {room // GIB} GB are full.", "Delete assets, or take a larger plan.")

    def _values(self, upload: Upload) -> dict[str, object]:
        kept = ("name", "kind", "media_type", "size", "sha256", "width", "height", "seconds")
        values = {name: getattr(upload, name) for name in kept}
        return values | {"created_by": self._who.id, "created": self._clock()}


def as_asset(row: LibraryAssetRow) -> Asset:
    """An asset as steps know it."""
    return Asset(sha256=row.sha256, media_type=row.media_type, size=row.size, name=row.name, origin="user")


def _there(row: LibraryAssetRow | None) -> LibraryAssetRow:
    if row is None:
        raise NotFound(*GONE)
    return row
