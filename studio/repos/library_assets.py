"""Queries on the files that one workspace has brought."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import LibraryAssetRow
from studio.repos.upsert import upsert


class LibraryAssetRepo:
    """Claims of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def add(self, values: dict[str, Any]) -> None:
        """Keep a claim; one that stands already stays as it is."""
        row = {**values, "workspace_id": self._workspace}
        await upsert(self._session, cast(Table, LibraryAssetRow.__table__), [row], update=False)

    async def get(self, sha256: str) -> LibraryAssetRow | None:
        """The claim on this file."""
        return await self._session.get(LibraryAssetRow, (self._workspace, sha256))

    async def some(self, sha256s: Collection[str]) -> dict[str, LibraryAssetRow]:
        """The claims on these files, as far as there are any."""
        mine = LibraryAssetRow.workspace_id == self._workspace, LibraryAssetRow.sha256.in_(sha256s)
        return {row.sha256: row for row in await self._session.scalars(select(LibraryAssetRow).where(*mine))}

    async def page(self, limit: int, before: tuple[datetime, str] | None, kind: str) -> Sequence[LibraryAssetRow]:
        """The newest, or those older than a place in the list; of one kind only where that is given."""
        mine = select(LibraryAssetRow).where(LibraryAssetRow.workspace_id == self._workspace)
        if kind:
            mine = mine.where(LibraryAssetRow.kind == kind)
        if before:
            mine = mine.where(tuple_(LibraryAssetRow.created, LibraryAssetRow.sha256) < before)
        newest = LibraryAssetRow.created.desc(), LibraryAssetRow.sha256.desc()
        return (await self._session.scalars(mine.order_by(*newest).limit(limit))).all()

    async def held(self) -> int:
        """Bytes of all files of the workspace."""
        query = select(func.coalesce(func.sum(LibraryAssetRow.size), 0))
        return int(await self._session.scalar(query.where(LibraryAssetRow.workspace_id == self._workspace)) or 0)

    async def remove(self, sha256: str) -> bool:
        """Give a claim up; False when there is none."""
        mine = LibraryAssetRow.workspace_id == self._workspace, LibraryAssetRow.sha256 == sha256
        gone = await self._session.execute(delete(LibraryAssetRow).where(*mine))
        return cast(CursorResult[Any], gone).rowcount == 1
