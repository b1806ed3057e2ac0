"""Queries on the events of runs."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.service import EventRow
from studio.db.tables import RunRow
from studio.events.log import Entry
from studio.repos.upsert import upsert


class EventRepo:
    """Events of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def has(self, run_id: str) -> bool:
        """Whether the workspace has this run."""
        mine = select(RunRow.id).where(RunRow.id == run_id, RunRow.workspace_id == self._workspace)
        return await self._session.scalar(mine) is not None

    async def add(self, entries: Sequence[Entry]) -> None:
        """Keep these; one that is there already stays as it is."""
        rows = [
            {
                "run_id": entry.run_id,
                "seq": entry.seq,
                "id": entry.id,
                "workspace_id": self._workspace,
                "type": entry.type,
                "payload": entry.payload,
                "at": entry.at,
            }
            for entry in entries
        ]
        await upsert(self._session, cast(Table, EventRow.__table__), rows, update=False)

    async def after(
        self, run_id: str, seq: int, limit: int | None = None, *, before: int | None = None
    ) -> Sequence[Entry]:
        """Events that came after one, and before another, in order."""
        later = self._of(select(EventRow), run_id).where(EventRow.seq > seq).order_by(EventRow.seq).limit(limit)
        if before is not None:
            later = later.where(EventRow.seq < before)
        return [Entry.of(row.run_id, row.id, row.payload, row.at) for row in await self._session.scalars(later)]

    async def last(self, run_id: str) -> Entry | None:
        """The newest event."""
        newest = self._of(select(EventRow), run_id).order_by(EventRow.seq.desc()).limit(1)
        row = await self._session.scalar(newest)
        return Entry.of(row.run_id, row.id, row.payload, row.at) if row else None

    def _of(self, query: Any, run_id: str) -> Any:
        return query.where(EventRow.workspace_id == self._workspace, EventRow.run_id == run_id)
