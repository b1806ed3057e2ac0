"""Queries on the clones of one workspace."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import CloneRow


class CloneRepo:
    """Clones of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: CloneRow) -> None:
        """Keep a new clone."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def get(self, clone_id: str) -> CloneRow | None:
        """The clone of this id."""
        here = CloneRow.workspace_id == self._workspace, CloneRow.id == clone_id
        return await self._session.scalar(select(CloneRow).where(*here))

    async def all(self, *, kind: str | None = None, name: str | None = None) -> Sequence[CloneRow]:
        """Clones, the oldest first; of one kind or name only where that is given."""
        query = select(CloneRow).where(CloneRow.workspace_id == self._workspace)
        if kind is not None:
            query = query.where(CloneRow.kind == kind)
        if name is not None:
            query = query.where(CloneRow.name == name)
        return (await self._session.scalars(query.order_by(CloneRow.created, CloneRow.id))).all()

    async def set(self, clone_id: str, **values: Any) -> bool:
        """Change a clone that is not retired; False when there is none."""
        live = CloneRow.workspace_id == self._workspace, CloneRow.id == clone_id, CloneRow.retired.is_(None)
        change = update(CloneRow).where(*live).values(**values)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1
