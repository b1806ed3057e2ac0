"""What may be chosen on this installation: told by its workers, read by whoever shows it."""

from datetime import UTC, datetime
from typing import cast

from pydantic import ValidationError
from sqlalchemy import Table

from studio.db.database import Database
from studio.db.library import CatalogueRow
from studio.domain.catalogue import Catalogue, shipped
from studio.repos.upsert import upsert

ONLY = "catalogue"
"""There is one row."""


class Catalogues:
    """Keeps and reads the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def publish(self, found: Catalogue) -> None:
        """Keep what a worker found it can do."""
        row = {"id": ONLY, "content": found.model_dump(mode="json"), "updated": datetime.now(UTC)}
        async with self._database.write() as session:
            await upsert(session, cast(Table, CatalogueRow.__table__), [row], update=True)

    async def get(self) -> Catalogue:
        """What was told last; what every machine has when no worker of this version has told anything yet."""
        async with self._database.read() as session:
            row = await session.get(CatalogueRow, ONLY)
        try:
            return Catalogue.model_validate(row.content) if row else shipped()
        except ValidationError:
            return shipped()
