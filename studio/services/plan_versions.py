"""Versions of a run's plan: changes are asked for here, applied by a worker, carried out once somebody says yes.

While a run waits for its first yes, an edit becomes its plan at once. Afterwards an edit makes a proposal with a
price of its own: the run keeps its status and its files until the proposal is approved.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.plans import PlanEditRow, PlanVersionRow
from studio.db.service import JobRow
from studio.db.tables import RunRow
from studio.domain.operations import Operation, Restore
from studio.domain.plan import Estimate, Plan
from studio.domain.runs import RunStatus
from studio.errors import Conflict, NotFound
from studio.repos.jobs import WANTED, JobRepo
from studio.repos.plans import DROPPED, KEPT, WAITING, PlanRepo
from studio.repos.workspace_runs import WorkspaceRunRepo
from studio.services.idempotency import KeyReused
from studio.services.owner import alive
from studio.services.runs import Run, as_run
from studio.services.transactions import transact

VERSIONS = 100
"""The newest so many versions of a plan are kept."""

OPERATIONS: TypeAdapter[tuple[Operation, ...]] = TypeAdapter(tuple[Operation, ...])


@dataclass(frozen=True)
class Asked:
    """An edit that a worker will apply."""

    edit_id: str
    epoch: int
    """The run's, for the queue."""


@dataclass(frozen=True)
class EditState:
    """What became of an edit."""

    id: str
    state: str
    """`waiting`, `applied` or `refused`."""
    version: int
    """The version it made; 0 when it made none."""
    error: str
    hint: str


@dataclass(frozen=True)
class Version:
    """A version of a plan."""

    version: int
    state: str
    """`kept`: it is or was the run's plan; `proposed`: it waits for a yes; `dropped`: it never got one."""
    plan: Plan
    changes: tuple[str, ...]
    estimate: Estimate
    """Of what has to be made anew."""
    redone: tuple[str, ...]
    parent: int
    restores: int
    author: str
    created: datetime


class PlanVersions:
    """The plans of one workspace's runs."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._db, self._workspace = database.of(workspace_id), workspace_id

    async def ask(self, run_id: str, operations: Sequence[Operation], base: int, author: str, key: str = "") -> Asked:
        """Have operations applied to the newest version.

        Args:
            run_id: Which run.
            operations: What to change.
            base: The version that the change was made for; it must still be the newest.
            author: Who asks.
            key: The same for a request that is sent again: it is then applied once.

        Raises:
            NotFound: The workspace has no such run.
            Conflict: There is no plan, it is being carried out, or another change came first.
            KeyReused: The key came with other operations before.
        """

        async def work(session: AsyncSession) -> Asked:
            row, job = await locked(session, self._workspace, run_id)
            plans = PlanRepo(session, self._workspace)
            edit_id = self._edit_id(run_id, key)
            if key and (known := await plans.edit(run_id, edit_id)):
                return _again(known, operations, row.epoch)
            await self._editable(plans, row, job)
            await self._at(plans, row, base)
            now = datetime.now(UTC)
            plans.ask(_edit(edit_id, row, base, operations, author, now))
            JobRepo(session).want(job, run_id, self._workspace, "plan", now)
            return Asked(edit_id, row.epoch)

        return await transact(self._db, work)

    async def undo(self, run_id: str, base: int, author: str) -> Asked:
        """Go back to the plan before the newest; several in a row go back further and further.

        Raises:
            NotFound: The workspace has no such run.
            Conflict: There is nothing to go back to, or as `ask`.
        """
        async with self._db.read() as session:
            plans = PlanRepo(session, self._workspace)
            await self._run(session, run_id)
            newest = await plans.version(run_id, base)
            if newest and newest.restores:
                newest = await plans.version(run_id, newest.restores)
            before = await plans.version(run_id, newest.parent) if newest and newest.parent else None
        if before is None:
            raise Conflict("there is nothing to undo", "this is the first version that is kept")
        return await self.ask(run_id, (Restore(version=before.version),), base, author)

    async def drop(self, run_id: str) -> None:
        """Let go of the proposal; the run stays as it is.

        Raises:
            NotFound: There is no such run, or nothing is proposed.
            Conflict: A change is being applied to it.
        """

        async def work(session: AsyncSession) -> None:
            await locked(session, self._workspace, run_id)
            plans = PlanRepo(session, self._workspace)
            await quiet(plans, run_id)
            if not await plans.settle(run_id, DROPPED):
                raise NotFound("nothing is proposed", "an edit of a finished run makes a proposal")

        await transact(self._db, work)

    async def edit(self, run_id: str, edit_id: str) -> EditState:
        """What became of an edit.

        Raises:
            NotFound: There is none of this id.
        """
        async with self._db.read() as session:
            row = await PlanRepo(session, self._workspace).edit(run_id, edit_id)
        if row is None:
            raise NotFound(f"there is no edit {edit_id!r}", "it may be long ago; look at the run's versions")
        return EditState(row.id, row.state, row.version, row.error, row.hint)

    async def versions(self, run_id: str) -> tuple[int, Sequence[Version]]:
        """The run's own version and all that are kept, newest first; one that was never edited has its first plan.

        Raises:
            NotFound: The workspace has no such run.
        """
        async with self._db.read() as session:
            run = await self._run(session, run_id)
            rows = await PlanRepo(session, self._workspace).versions(run_id)
        if not rows and run.plan:
            return run.version, [_first(run)]
        return run.version, [version_of(row) for row in rows]

    async def plan(self, run_id: str, version: int) -> Plan:
        """The plan of a version.

        Raises:
            NotFound: There is no such run, or no such version any more.
        """
        found = next((one for one in (await self.versions(run_id))[1] if one.version == version), None)
        if found is None:
            raise NotFound(f"there is no version {version} of the plan", f"the newest {VERSIONS} are kept")
        return found.plan

    async def proposal(self, run_id: str) -> Version | None:
        """The version that waits for a yes beside what the run is."""
        async with self._db.read() as session:
            row = await PlanRepo(session, self._workspace).proposed(run_id)
        return version_of(row) if row else None

    async def _run(self, session: AsyncSession, run_id: str) -> Run:
        return as_run(await WorkspaceRunRepo(session, self._workspace).get(run_id))

    async def _editable(self, plans: PlanRepo, row: RunRow, job: JobRow | None) -> None:
        if not row.plan:
            raise Conflict("there is no plan to change yet", "wait until the run is planned")
        await quiet(plans, row.id)
        idle(row, job)

    async def _at(self, plans: PlanRepo, row: RunRow, base: int) -> None:
        proposed = await plans.proposed(row.id)
        newest = proposed.version if proposed else row.version
        if base != newest:
            raise moved(newest, base)

    def _edit_id(self, run_id: str, key: str) -> str:
        if not key:
            return secrets.token_hex(10)
        return hashlib.sha256(f"{self._workspace}\0{run_id}\0{key}".encode()).hexdigest()[:32]


def version_of(row: PlanVersionRow) -> Version:
    """A version from its row."""
    return Version(
        version=row.version,
        state=row.state,
        plan=Plan.model_validate(row.plan),
        changes=tuple(row.changes),
        estimate=Estimate.model_validate(row.estimate),
        redone=tuple(row.redone),
        parent=row.parent,
        restores=row.restores,
        author=row.author,
        created=row.created,
    )


def _first(run: Run) -> Version:
    assert run.plan is not None
    steps = tuple(step.id for step in run.plan.steps)
    return Version(run.version, KEPT, run.plan, (), run.plan.estimate, steps, 0, 0, "", run.created)


async def locked(session: AsyncSession, workspace_id: str, run_id: str) -> tuple[RunRow, JobRow | None]:
    """A run and what is ordered about it, which nobody else changes until the end of the transaction.

    Raises:
        NotFound: The workspace has no such run.
    """
    row = await WorkspaceRunRepo(session, workspace_id).get(run_id, lock=True)
    return row, await JobRepo(session).get(run_id)


async def quiet(plans: PlanRepo, run_id: str) -> None:
    """Go on only if no change waits to be applied."""
    if await plans.waiting(run_id):
        raise Conflict("another change is being applied", "wait a moment, then look at the new version")


def idle(row: RunRow, job: JobRow | None) -> None:
    """Go on only if no worker carries the run out or is about to."""
    at_work = row.status == RunStatus.running and alive(row.owner, row.heartbeat)
    ordered = job is not None and job.state == WANTED and job.kind != "plan"
    if at_work or ordered:
        raise Conflict("the run is being made", "wait until it is done, or cancel it")


def moved(newest: int, base: int) -> Conflict:
    """That somebody else was quicker."""
    return Conflict(f"the plan is at version {newest}, not {base}", "look at it again: somebody changed it")


def _again(known: PlanEditRow, operations: Sequence[Operation], epoch: int) -> Asked:
    if OPERATIONS.validate_python(known.operations) != tuple(operations):
        raise KeyReused("this Idempotency-Key came with another edit before", "use a new key for a new edit")
    return Asked(known.id, epoch)


def _edit(
    edit_id: str, row: RunRow, base: int, operations: Sequence[Operation], author: str, now: datetime
) -> PlanEditRow:
    written: list[dict[str, Any]] = OPERATIONS.dump_python(tuple(operations), mode="json", exclude_none=True)
    return PlanEditRow(
        id=edit_id,
        run_id=row.id,
        workspace_id=row.workspace_id,
        base=base,
        operations=written,
        author=author,
        state=WAITING,
        version=0,
        error="",
        hint="",
        created=now,
    )
