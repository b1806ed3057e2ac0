"""Queries on runs."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import RunRow


class RunRepo:
    """Runs in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: RunRow) -> None:
        """Keep a new run."""
        self._session.add(row)

    async def get(self, run_id: str) -> RunRow | None:
        """The run of this id."""
        return await self._session.get(RunRow, run_id)

    async def like(self, beginning: str) -> Sequence[str]:
        """Ids that begin or end so, newest first."""
        match = RunRow.id.startswith(beginning, autoescape=True) | RunRow.id.endswith(beginning, autoescape=True)
        rows = await self._session.scalars(select(RunRow.id).where(match).order_by(RunRow.created.desc()))
        return rows.all()

    async def newest(self, limit: int) -> Sequence[RunRow]:
        """The latest runs, newest first."""
        rows = await self._session.scalars(select(RunRow).order_by(RunRow.created.desc()).limit(limit))
        return rows.all()

    async def set(self, run_id: str, held_epoch: int, /, **values: Any) -> bool:
        """Change a run that this process still holds.

        Returns:
            False when another process has taken it since.
        """
        change = update(RunRow).where(RunRow.id == run_id, RunRow.epoch == held_epoch).values(**values)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1

    async def take(self, run_id: str, seen_epoch: int, owner: str, now: datetime) -> bool:
        """Make `owner` the process at work, unless someone else was quicker.

        Returns:
            False when the epoch is no longer the one that was seen.
        """
        values = {"owner": owner, "epoch": seen_epoch + 1, "stop": "", "heartbeat": now, "updated": now}
        return await self.set(run_id, seen_epoch, **values)

    async def held(self, run_id: str, epoch: int) -> bool:
        """Whether this epoch is still the current one; locks the row where the database can."""
        return bool(await self.current({(run_id, epoch)}))

    async def current(self, epochs: Set[tuple[str, int]]) -> Set[tuple[str, int]]:
        """Those runs and epochs that are still the current ones; locks the rows, in one order for all."""
        runs = {run_id for run_id, _ in epochs}
        query = select(RunRow.id, RunRow.epoch).where(RunRow.id.in_(runs)).order_by(RunRow.id).with_for_update()
        return epochs & {(run_id, epoch) for run_id, epoch in await self._session.execute(query)}

    async def ask_stop(self, run_id: str, become: str) -> None:
        """Ask whoever is at work to stop and leave the run so."""
        await self._session.execute(update(RunRow).where(RunRow.id == run_id).values(stop=become))
