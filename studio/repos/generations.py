"""Queries on generations."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.generations import GenerationRow

WANTED = ("waiting", "running")


class Lost(NamedTuple):
    """A generation that nothing was heard of for a while, and who had it last."""

    id: str
    workspace_id: str
    epoch: int
    owner: str
    heartbeat: datetime


class GenerationRepo:
    """Generations of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: GenerationRow) -> None:
        """Keep a new one."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def get(self, generation_id: str, *, lock: bool = False) -> GenerationRow | None:
        """The generation of this id."""
        mine = GenerationRow.workspace_id == self._workspace, GenerationRow.id == generation_id
        query = select(GenerationRow).where(*mine)
        return await self._session.scalar(query.with_for_update() if lock else query)

    async def page(self, limit: int, before: tuple[datetime, str] | None, kind: str) -> Sequence[GenerationRow]:
        """The newest, or those older than a place in the list; of one kind only where that is given."""
        mine = select(GenerationRow).where(GenerationRow.workspace_id == self._workspace)
        if kind:
            mine = mine.where(GenerationRow.kind == kind)
        if before:
            mine = mine.where(tuple_(GenerationRow.created, GenerationRow.id) < before)
        newest = GenerationRow.created.desc(), GenerationRow.id.desc()
        return (await self._session.scalars(mine.order_by(*newest).limit(limit))).all()


class GenerationDesk:
    """Generations of all workspaces, for workers alone; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, generation_id: str) -> GenerationRow | None:
        """A generation, locked where the database can."""
        return await self._session.get(GenerationRow, generation_id, with_for_update=True, populate_existing=True)

    async def beat(self, owner: str, ids: Collection[str], now: datetime) -> dict[str, bool]:
        """Say that this process still has these; gives those it has, and whether it was asked to stop each."""
        mine = GenerationRow.id.in_(ids), GenerationRow.owner == owner
        beaten = update(GenerationRow).where(*mine).values(heartbeat=now)
        await self._session.execute(beaten, execution_options=_ALONE)
        found = await self._session.execute(select(GenerationRow.id, GenerationRow.stop).where(*mine))
        return {row.id: row.stop for row in found.all()}

    async def lost(self, before: datetime, limit: int) -> Sequence[Lost]:
        """Those that are wanted and were not written about since a moment, the oldest first."""
        columns = (GenerationRow.id, GenerationRow.workspace_id, GenerationRow.epoch, GenerationRow.owner)
        found = (
            select(*columns, GenerationRow.heartbeat)
            .where(GenerationRow.state.in_(WANTED), GenerationRow.updated <= before)
            .order_by(GenerationRow.updated)
            .limit(limit)
        )
        return [Lost(*row) for row in (await self._session.execute(found)).all()]

    async def change(self, generation_id: str, epoch: int, **values: Any) -> bool:
        """Change one that is still held under this epoch; False when another process has it."""
        held = GenerationRow.id == generation_id, GenerationRow.epoch == epoch, GenerationRow.state.in_(WANTED)
        done = await self._session.execute(
            update(GenerationRow).where(*held).values(**values), execution_options=_ALONE
        )
        return cast(CursorResult[Any], done).rowcount == 1


_ALONE = {"synchronize_session": False}
