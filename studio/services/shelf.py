"""Where files are taken in and handed out: the storage, the door for uploads, and signed links."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studio.db.database import Database
from studio.domain.assets import Asset
from studio.errors import NotFound
from studio.repos.library_assets import LibraryAssetRepo
from studio.security.inspection import Bounds
from studio.security.secret_lines import secret_lines
from studio.security.uploads import Uploads
from studio.settings import Settings
from studio.storage.aio import AsyncBlobs
from studio.storage.blobs import Span, byte_range
from studio.storage.links import Links, Ticket
from studio.storage.opening import blobs_of

FILES = "/api/v1/files"
"""Where links point."""
LINK_SECRETS = "keys/links"
"""What signs them, below home. Several hosts that hand out each other's links share it."""
LINK_SECONDS = 3600
ROUND = 600
"""Links made within so many seconds are the same, so that a page that is asked for again plays on."""
GONE = "the file is not there any more", "ask for a new link; if there is none, it was deleted"


@dataclass(frozen=True)
class Link:
    """An address that gives a file to whoever has it, until it expires."""

    url: str
    expires: datetime


@dataclass(frozen=True)
class Handed:
    """A file that is handed out, or a part of it."""

    ticket: Ticket
    size: int
    """Bytes of the whole file."""
    span: Span | None
    """The part asked for; None for the whole file."""


class Shelf:
    """The files of all workspaces. Whoever asks for a link has made sure that it may be given."""

    def __init__(self, database: Database, settings: Settings, *, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self.public = settings.public_url
        """Where people reach the studio; empty for the address that they came by."""
        self._database = database
        self._base = f"{settings.public_url}{FILES}"
        secrets = secret_lines(settings.home / LINK_SECRETS)
        self._reader = Links(secrets)
        self._writer = Links(secrets, now=_rounded)
        self.blobs = AsyncBlobs(blobs_of(settings, links=self._reader, base_url=self._base))
        self.uploads = Uploads(Path(settings.home) / "incoming", bounds=self.bounds)

    def link(self, asset: Asset, *, claim: str = "", seconds: int = LINK_SECONDS) -> Link:
        """An address of a file.

        Args:
            asset: Its name is what the file is saved as.
            claim: Workspace that must still have it among its assets; empty for what a run made.
            seconds: How long it is good, give or take ROUND.
        """
        name, kind = asset.name or asset.sha256[:12], asset.media_type
        token = self._writer.write("get", asset.sha256, seconds=seconds, name=name, media_type=kind, claim=claim)
        return Link(f"{self._base}/{token}", datetime.fromtimestamp(int(_rounded()) + seconds, UTC))

    def named(self, token: str) -> str:
        """The SHA-256 of the file that a link is for.

        Raises:
            Forbidden: The link was not made here, was altered, or has expired.
        """
        return self._reader.read(token, "get").key

    async def opened(self, token: str, wanted: str = "") -> Handed:
        """What a link gives.

        Args:
            token: The last part of the address.
            wanted: The `Range` header.

        Raises:
            Forbidden: The link was not made here, was altered, or has expired.
            NotFound: The file is there no more.
            RangeRefused: The bytes asked for lie outside the file.
        """
        ticket = self._reader.read(token, "get")
        if ticket.claim and not await self._claimed(ticket):
            raise NotFound(*GONE)
        try:
            size = (await self.blobs.head(ticket.key)).size
        except NotFound:
            raise NotFound(*GONE) from None
        return Handed(ticket, size, byte_range(wanted, size) if wanted else None)

    def read(self, handed: Handed) -> AsyncIterator[bytes]:
        """The bytes."""
        span = handed.span or Span(0, handed.size)
        return self.blobs.stream(handed.ticket.key, span.start, span.stop)

    def close(self) -> None:
        """Let the threads go."""
        self.blobs.close()

    async def _claimed(self, ticket: Ticket) -> bool:
        async with self._database.of(ticket.claim).read() as session:
            return await LibraryAssetRepo(session, ticket.claim).get(ticket.key) is not None


def _rounded() -> float:
    return time.time() // ROUND * ROUND + ROUND
