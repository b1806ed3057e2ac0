"""What workers are to do: ordered, started, counted and ended here, in the database; the queue only tells them when.

An order is kept before it is queued. Should the queue lose it, `lost` finds it and it is queued again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.service import JobRow
from studio.db.tables import RunRow
from studio.domain.brief import Brief
from studio.domain.plan import Plan
from studio.domain.runs import RunStatus
from studio.queue.port import Kind
from studio.repos.jobs import ENDED, WANTED, JobRepo, Waiting
from studio.repos.runs import RunRepo
from studio.repos.workspace_runs import WorkspaceRunRepo
from studio.services.owner import alive
from studio.services.transactions import transact

Also = Callable[[AsyncSession], Awaitable[None]]
"""What belongs to an order and is kept in its transaction: a hold of credits, an answer. It may refuse the order, and
may be done again when the transaction lost a race, so it must touch nothing but the session."""

MAX_ATTEMPTS = 4
"""Starts in a row that finish nothing more; then the run is given up. A worker that is killed costs one of them
only when not a single step was finished since the last start."""

LOST_AFTER = timedelta(seconds=3)
"""An order that nothing happened to for so long is queued again, unless somebody is at work on it."""

OVER = (RunStatus.failed, RunStatus.cancelled)
"""What an order leaves a run as that did not get it done; asked for again, it is `planned` anew."""

AT_ONCE = 500
"""How many orders are looked at in one go."""


@dataclass(frozen=True)
class Order:
    """A new run for workers."""

    run_id: str
    workspace_id: str
    brief: Brief
    out: Path
    plan: Plan | None = None
    plan_hash: str = ""
    options: dict[str, Any] | None = None


@dataclass(frozen=True)
class Start:
    """A start of work on a run."""

    attempt: int
    """The how manieth since something was finished; beyond MAX_ATTEMPTS the run is to be given up."""
    error: str
    """What went wrong the last time, where it is known."""

    @property
    def hopeless(self) -> bool:
        """Whether it was tried often enough."""
        return self.attempt > MAX_ATTEMPTS


class JobService:
    """Rules about jobs. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def order(self, order: Order, kind: Kind, also: Also | None = None) -> int:
        """Keep a new run, and that workers are to do this with it.

        Returns:
            The run's epoch, for the queue.
        """

        async def keep(session: AsyncSession) -> int:
            now = datetime.now(UTC)
            RunRepo(session).add(_planned(order, now))
            await session.flush()
            JobRepo(session).want(None, order.run_id, order.workspace_id, kind, now)
            if also:
                await also(session)
            return 0

        return await transact(self._db, keep)

    async def again(self, workspace_id: str, run_id: str, kind: Kind, also: Also | None = None) -> int:
        """Have workers take up a run that is there: an approved plan, an edit, a failed run, which is `planned` anew.

        Args:
            workspace_id: Whose run.
            run_id: Which.
            kind: What is to be done.
            also: Done first, while nobody else can order anything about this run.

        Returns:
            The run's epoch, for the queue.

        Raises:
            NotFound: The workspace has no such run.
        """

        async def keep(session: AsyncSession) -> int:
            now = datetime.now(UTC)
            run = await WorkspaceRunRepo(session, workspace_id).get(run_id, lock=True)
            job = await JobRepo(session).get(run_id)
            if also:
                await also(session)
            if kind != "plan" and run.status in OVER:
                run.status, run.error = RunStatus.planned, ""
            JobRepo(session).want(job, run_id, workspace_id, kind, now)
            return run.epoch

        return await transact(self._db, keep)

    async def stop(self, workspace_id: str, run_id: str) -> bool:
        """Ask the worker that has a run to stop it and leave it as cancelled.

        Returns:
            False when nobody is at work on it.

        Raises:
            NotFound: The workspace has no such run.
        """
        async with self._db.write() as session:
            run = await WorkspaceRunRepo(session, workspace_id).get(run_id, lock=True)
            if not alive(run.owner, run.heartbeat):
                return False
            run.stop = RunStatus.cancelled
            return True

    async def wanted(self, run_id: str) -> bool:
        """Whether workers are to do something about a run."""
        async with self._db.read() as session:
            job = await session.get(JobRow, run_id)
            return job is not None and job.state == WANTED

    async def waits(self, run_id: str, status: RunStatus) -> bool:
        """Whether it was said that a run shall be made, or go on, and no worker has begun since.

        Who takes a run up begins it a moment later: as long as it is seen `planned` or `interrupted`, it waits.
        """
        async with self._db.read() as session:
            job = await session.get(JobRow, run_id)
            if job is None or (job.kind, job.state) != ("run", WANTED):
                return False
            return job.attempts == 0 or status in (RunStatus.planned, RunStatus.interrupted)

    async def start(self, run_id: str, kind: str = "") -> Start | None:
        """Count a start of work; None when there is nothing (of this kind) to do or somebody else is at it."""
        async with self._db.write() as session:
            jobs = JobRepo(session)
            job, run = await jobs.get(run_id), await RunRepo(session).get(run_id)
            if job is None or run is None or job.state != WANTED or kind not in ("", job.kind):
                return None
            if alive(run.owner, run.heartbeat):
                return None
            finished = await jobs.finished_steps(run_id)
            job.attempts = 1 if finished > job.finished else job.attempts + 1
            job.finished, job.updated = finished, datetime.now(UTC)
            return Start(job.attempts, job.error)

    async def spare(self, run_id: str) -> None:
        """Do not count the last start: it was stopped by a request, or somebody else was quicker."""
        async with self._db.write() as session:
            if job := await JobRepo(session).get(run_id):
                job.attempts, job.updated = max(0, job.attempts - 1), datetime.now(UTC)

    async def broke(self, run_id: str, error: str) -> None:
        """Keep why a start failed; it counts, and another one is made in a while."""
        async with self._db.write() as session:
            if job := await JobRepo(session).get(run_id):
                job.error, job.updated = error, datetime.now(UTC)

    async def end(self, run_id: str, error: str = "", kind: str = "") -> None:
        """Nothing more is to be done about a run; or nothing of this kind, when something else was ordered since."""
        async with self._db.write() as session:
            job = await JobRepo(session).get(run_id)
            if job and kind in ("", job.kind):
                job.state, job.error, job.updated = ENDED, error, datetime.now(UTC)

    async def lost(self, after: timedelta = LOST_AFTER) -> Sequence[Waiting]:
        """Orders that may have dropped out of the queue, or whose worker is gone."""
        async with self._db.read() as session:
            found = await JobRepo(session).wanted(datetime.now(UTC) - after, AT_ONCE)
        return [waiting for waiting in found if not alive(waiting.owner, waiting.heartbeat)]


def _planned(order: Order, now: datetime) -> RunRow:
    return RunRow(
        id=order.run_id,
        workspace_id=order.workspace_id,
        status=RunStatus.planned,
        brief=order.brief.model_dump(mode="json"),
        plan=order.plan.model_dump(mode="json") if order.plan else None,
        plan_hash=order.plan_hash,
        options=order.options or {},
        out=str(order.out),
        thread=f"{order.run_id}.0",
        owner="",
        epoch=0,
        created=now,
        updated=now,
        heartbeat=now,
    )
