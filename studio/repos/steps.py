"""Queries on steps."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import StepRow
from studio.domain.runs import StepStatus
from studio.repos.upsert import upsert


class StepRepo:
    """Steps in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, values: Mapping[str, Any]) -> None:
        """Keep this making of a step, in place of what was known of the same one."""
        await upsert(self._session, cast(Table, StepRow.__table__), [values], update=True)

    async def of_run(self, run_id: str) -> Sequence[StepRow]:
        """All attempts of a run, in the order they began."""
        rows = await self._session.scalars(select(StepRow).where(StepRow.run_id == run_id).order_by(StepRow.started))
        return rows.all()

    async def latest(self, run_id: str, step_id: str) -> StepRow | None:
        """The attempt at a step that began last."""
        mine = select(StepRow).where(StepRow.run_id == run_id, StepRow.step_id == step_id)
        return await self._session.scalar(mine.order_by(StepRow.started.desc()).limit(1))

    async def of_step(self, run_id: str, step_id: str) -> Sequence[StepRow]:
        """All attempts at a step."""
        mine = select(StepRow).where(StepRow.run_id == run_id, StepRow.step_id == step_id)
        return (await self._session.scalars(mine)).all()

    async def made(self, key: str) -> Sequence[StepRow]:
        """Finished steps of any run with this key, newest first."""
        done = select(StepRow).where(StepRow.key == key, StepRow.status == StepStatus.done)
        rows = await self._session.scalars(done.order_by(StepRow.finished.desc()).limit(5))
        return rows.all()

    async def recent(self, tool: str, limit: int) -> Sequence[StepRow]:
        """The last steps of this tool that were really done, newest first."""
        done = select(StepRow).where(
            StepRow.tool == tool, StepRow.status == StepStatus.done, StepRow.reused.is_(False), StepRow.estimate > 0
        )
        rows = await self._session.scalars(done.order_by(StepRow.finished.desc()).limit(limit))
        return rows.all()
