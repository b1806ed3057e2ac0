"""A yes to a plan: what it would carry out, and what becomes of the run with it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.plans import PlanVersionRow
from studio.domain.plan import Estimate, Plan
from studio.domain.runs import RunStatus
from studio.errors import Conflict
from studio.repos.plans import KEPT, PlanRepo
from studio.services.plan_versions import idle, locked, moved, quiet, version_of
from studio.services.runs import Run, as_run


@dataclass(frozen=True)
class Approvable:
    """A plan that waits for a yes."""

    run: Run
    version: int
    plan: Plan
    estimate: Estimate
    """What the yes costs: the whole plan the first time, afterwards only what is made anew."""
    proposal: bool
    """Whether the run was carried out before, and this is a change to it."""


async def approvable(session: AsyncSession, workspace_id: str, run_id: str, version: int | None = None) -> Approvable:
    """What a yes now would carry out; the run is locked until the session ends.

    Args:
        session: The transaction that keeps the yes.
        workspace_id: Whose run.
        run_id: Which run.
        version: The one that was looked at; None takes the newest.

    Raises:
        NotFound: The workspace has no such run.
        Conflict: Nothing waits for a yes, or it is not that version.
    """
    row, job = await locked(session, workspace_id, run_id)
    plans = PlanRepo(session, workspace_id)
    run = as_run(row)
    if run.status is RunStatus.planned and run.plan is None:
        raise Conflict("the plan is not made yet", "wait until the run is planned")
    idle(row, job)
    await quiet(plans, run_id)
    proposed = await plans.proposed(run_id)
    if proposed is None and run.status is not RunStatus.planned:
        raise Conflict(f"the run is {run.status}, not planned", "only a plan that waits can be approved")
    found = _approvable(run, proposed)
    if version is not None and version != found.version:
        raise moved(found.version, version)
    return found


async def approve(session: AsyncSession, found: Approvable) -> None:
    """Make what was approved the run's plan; the run of a proposal becomes `planned` again."""
    if not found.proposal:
        return
    row, _ = await locked(session, found.run.workspace_id, found.run.id)
    plans = PlanRepo(session, row.workspace_id)
    proposed = await plans.version(row.id, found.version)
    assert proposed is not None
    row.plan, row.plan_hash, row.version = proposed.plan, proposed.plan_hash, found.version
    row.status, row.error, row.thread = RunStatus.planned, "", f"{row.id}.v{found.version}"
    row.carried = {**row.carried, "attempts": {}}
    row.updated = datetime.now(UTC)
    await plans.settle(row.id, KEPT)


def _approvable(run: Run, proposed: PlanVersionRow | None) -> Approvable:
    if proposed:
        found = version_of(proposed)
        return Approvable(run, found.version, found.plan, found.estimate, True)
    assert run.plan is not None
    return Approvable(run, run.version, run.plan, run.plan.estimate, False)
