"""Edits on the worker's side: taken up one by one, and kept as a new version or refused in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.tables import RunRow
from studio.domain.operations import Operation, Restore
from studio.domain.plan import Estimate, Plan
from studio.domain.runs import RunStatus
from studio.errors import NotFound, StudioError
from studio.events.progress import Edited, Refused
from studio.repos.charges import ChargeRepo
from studio.repos.jobs import ENDED, JobRepo
from studio.repos.plans import APPLIED, DROPPED, KEPT, PROPOSED, REFUSED, PlanRepo
from studio.repos.runs import RunRepo
from studio.services.plan_versions import OPERATIONS, VERSIONS, Version, version_of
from studio.services.runs import Claim, Run, Taken
from studio.services.transactions import transact


@dataclass(frozen=True)
class Waiting:
    """Operations that are to be applied."""

    id: str
    base: int
    operations: tuple[Operation, ...]
    author: str

    @property
    def restores(self) -> int:
        """The version that is brought back, when that is all that is asked for."""
        first = self.operations[0]
        return first.version if len(self.operations) == 1 and isinstance(first, Restore) else 0


@dataclass(frozen=True)
class Made:
    """What came of operations."""

    base: Plan
    """The run's plan as it really is: with the takes that were made of each step."""
    base_hash: str
    plan: Plan
    plan_hash: str
    changes: tuple[str, ...]
    redone: tuple[str, ...]
    estimate: Estimate
    """Of what has to be made anew."""


class PlanEdits:
    """Edits of one workspace's runs, for the worker that holds the run."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._db, self._workspace = database.of(workspace_id), workspace_id

    async def waiting(self, run_id: str) -> Waiting | None:
        """The edit that is next."""
        async with self._db.read() as session:
            row = await PlanRepo(session, self._workspace).waiting(run_id)
        if row is None:
            return None
        return Waiting(row.id, row.base, OPERATIONS.validate_python(row.operations), row.author)

    async def untold(self, run: Run, told: Collection[str]) -> Sequence[Edited | Refused]:
        """What became of edits, as far as it is not among what was told; of versions that are still kept."""
        async with self._db.read() as session:
            plans = PlanRepo(session, self._workspace)
            rows = [row for row in await plans.ended(run.id) if row.id not in told]
            versions = {row.id: await plans.version(run.id, row.version) for row in rows if row.version}
        found: list[Edited | Refused] = []
        for row in rows:
            if row.state == REFUSED:
                found.append(Refused(row.id, row.error, row.hint))
            elif kept := versions.get(row.id):
                found.append(_edited(run, row.id, version_of(kept)))
        return found

    async def plan(self, run: Run, version: int) -> Plan:
        """The plan of a version.

        Raises:
            NotFound: It is not kept.
        """
        async with self._db.read() as session:
            row = await PlanRepo(session, self._workspace).version(run.id, version)
        if row is None and version == run.version and run.plan:
            return run.plan
        if row is None:
            raise NotFound(f"there is no version {version} of the plan", f"the newest {VERSIONS} are kept")
        return Plan.model_validate(row.plan)

    async def spent(self, run_id: str) -> Decimal:
        """What the run was charged for so far, in US dollars."""
        async with self._db.read() as session:
            return await ChargeRepo(session, self._workspace).spent(run_id)

    async def keep(self, claim: Claim, edit: Waiting, made: Made) -> int:
        """Keep what came of an edit: as the run's plan when nothing is to be made of it yet, else as a proposal.

        Returns:
            Its number.

        Raises:
            Taken: Another process has the run.
        """

        async def work(session: AsyncSession) -> int:
            row = await self._held(session, claim)
            plans = PlanRepo(session, self._workspace)
            number = max(await plans.newest(row.id), row.version) + 1
            at_once = row.status == RunStatus.planned or made.plan_hash == made.base_hash
            await plans.put(_base(row, made, await plans.version(row.id, row.version)))
            await plans.settle(row.id, DROPPED)
            await plans.put(_version(row.id, number, KEPT if at_once else PROPOSED, edit, made))
            if at_once:
                _become(row, number, made)
            await self._close(plans, row.id, edit.id, state=APPLIED, version=number)
            await plans.forget(row.id, number - VERSIONS + 1)
            return number

        return await transact(self._db, work)

    async def refuse(self, claim: Claim, edit: Waiting, error: StudioError) -> None:
        """Keep why an edit cannot be applied; the plan stays as it is.

        Raises:
            Taken: Another process has the run.
        """

        async def work(session: AsyncSession) -> None:
            row = await self._held(session, claim)
            plans = PlanRepo(session, self._workspace)
            await self._close(plans, row.id, edit.id, state=REFUSED, error=error.message, hint=error.hint)

        await transact(self._db, work)

    async def end(self, run_id: str) -> bool:
        """Close the order for a plan, unless more is to be done by now.

        Returns:
            False when another edit waits.
        """

        async def work(session: AsyncSession) -> bool:
            job = await JobRepo(session).get(run_id)
            if await PlanRepo(session, self._workspace).waiting(run_id):
                return False
            if job and job.kind == "plan":
                job.state, job.error, job.updated = ENDED, "", datetime.now(UTC)
            return True

        return await transact(self._db, work)

    async def _held(self, session: AsyncSession, claim: Claim) -> RunRow:
        runs = RunRepo(session)
        held = await runs.held(claim.run_id, claim.epoch)
        row = await runs.get(claim.run_id)
        if not held or row is None:
            raise Taken(f"run {claim.run_id} was taken over by another process", "nothing is lost")
        return row

    async def _close(self, plans: PlanRepo, run_id: str, edit_id: str, **values: Any) -> None:
        row = await plans.edit(run_id, edit_id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def _edited(run: Run, edit_id: str, made: Version) -> Edited:
    return Edited(
        edit=edit_id,
        version=made.version,
        plan=made.plan,
        changes=made.changes,
        redone=made.redone,
        estimate=made.estimate,
        status=run.status.value,
        proposed=made.state == PROPOSED,
    )


def _base(row: RunRow, made: Made, known: Any) -> dict[str, Any]:
    """The run's own version, as it has turned out by now."""
    steps: Sequence[str] = [step.id for step in made.base.steps]
    return {
        "run_id": row.id,
        "version": row.version,
        "state": KEPT,
        "plan": made.base.model_dump(mode="json"),
        "plan_hash": made.base_hash,
        "changes": known.changes if known else [],
        "estimate": known.estimate if known else made.base.estimate.model_dump(mode="json"),
        "redone": known.redone if known else steps,
        "parent": known.parent if known else 0,
        "restores": known.restores if known else 0,
        "author": known.author if known else "",
        "created": known.created if known else row.created,
    }


def _version(run_id: str, number: int, state: str, edit: Waiting, made: Made) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "version": number,
        "state": state,
        "plan": made.plan.model_dump(mode="json"),
        "plan_hash": made.plan_hash,
        "changes": list(made.changes),
        "estimate": made.estimate.model_dump(mode="json"),
        "redone": list(made.redone),
        "parent": edit.base,
        "restores": edit.restores,
        "author": edit.author,
        "created": datetime.now(UTC),
    }


def _become(row: RunRow, number: int, made: Made) -> None:
    row.plan, row.plan_hash, row.version = made.plan.model_dump(mode="json"), made.plan_hash, number
    row.carried = {**row.carried, "attempts": {}}
    row.updated = datetime.now(UTC)
