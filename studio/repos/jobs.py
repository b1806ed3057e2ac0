"""Queries on what workers are to do. Workers serve every workspace, so these alone are not bound to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.service import JobRow
from studio.db.tables import RunRow, StepRow
from studio.domain.runs import StepStatus

WANTED, ENDED = "wanted", "ended"


@dataclass(frozen=True)
class Waiting:
    """A run that is to be worked on, and who had it last."""

    run_id: str
    workspace_id: str
    kind: str
    epoch: int
    owner: str
    heartbeat: datetime


class JobRepo:
    """Jobs in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def want(self, known: JobRow | None, run_id: str, workspace_id: str, kind: str, now: datetime) -> None:
        """Have this done about a run, in place of what was ordered before."""
        job = known or JobRow(run_id=run_id, workspace_id=workspace_id, finished=0, created=now)
        job.kind, job.state, job.attempts, job.error, job.updated = kind, WANTED, 0, "", now
        self._session.add(job)

    async def get(self, run_id: str) -> JobRow | None:
        """The job of a run, locked where the database can."""
        return await self._session.get(JobRow, run_id, with_for_update=True)

    async def wanted(self, before: datetime, limit: int) -> Sequence[Waiting]:
        """Jobs that nothing was written about since a moment, the oldest first."""
        found = (
            select(JobRow.run_id, JobRow.workspace_id, JobRow.kind, RunRow.epoch, RunRow.owner, RunRow.heartbeat)
            .join(RunRow, RunRow.id == JobRow.run_id)
            .where(JobRow.state == WANTED, JobRow.updated <= before)
            .order_by(JobRow.updated)
            .limit(limit)
        )
        return [Waiting(*row) for row in (await self._session.execute(found)).all()]

    async def finished_steps(self, run_id: str) -> int:
        """How many steps of a run are finished."""
        done = select(func.count()).where(StepRow.run_id == run_id, StepRow.status == StepStatus.done)
        return await self._session.scalar(done) or 0
