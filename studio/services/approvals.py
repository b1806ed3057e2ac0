"""A person's yes to spending: with it, and in one transaction, the price of what is to be done is held."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.service import JobRow
from studio.db.tables import RunRow
from studio.domain.brief import Brief
from studio.domain.charges import NO_USD, price_of, unfinished
from studio.domain.plan import Plan, Step
from studio.domain.runs import RunStatus, StepStatus
from studio.errors import BadRequest, Conflict
from studio.repos.charges import ChargeRepo
from studio.repos.jobs import WANTED
from studio.repos.steps import StepRepo
from studio.repos.workspace_runs import WorkspaceRunRepo
from studio.services.charges import Charges
from studio.services.jobs import Also, Order
from studio.services.orders import Orders
from studio.services.plan_approval import Approvable, approvable, approve
from studio.services.runs import Run, as_run


class Approvals:
    """The door that everything goes through which may spend a workspace's credits on a run."""

    def __init__(self, orders: Orders, charges: Charges) -> None:
        self._orders = orders
        self._charges = charges

    async def brief(self, order: Order, also: Also) -> None:
        """Have a brief read and planned; reading it costs where a language model does it.

        Raises:
            NotEnoughCredits: There is not enough for that.
        """

        async def hold(session: AsyncSession) -> None:
            usd, run_id = self._charges.reading_usd, order.run_id
            await self._charges.hold(session, order.workspace_id, run_id, usd, "reading a brief", first_round=0)
            await also(session)

        await self._orders.submit(order, "plan", hold)

    async def approve(self, workspace_id: str, run_id: str, version: int | None, also: Also) -> None:
        """Have a plan, or a proposed change of it, carried out.

        Args:
            workspace_id: Whose run.
            run_id: Which.
            version: Of the plan that was looked at; None takes the newest.
            also: What else belongs to the yes, in its transaction.

        Raises:
            NotFound: The workspace has no such run.
            Conflict: There is no plan to say yes to, it was said already, or it is another version.
            NotEnoughCredits: There is not enough for it.
        """

        async def hold(session: AsyncSession) -> None:
            found = await approvable(session, workspace_id, run_id, version)
            anew = max(found.estimate.usd, found.estimate.usd_p90)
            usd = anew if found.proposal else price_of(await _left(session, found.run))
            await self._hold(session, found.run, usd, "a change" if found.proposal else "a run", _budget(found))
            await approve(session, found)
            await also(session)

        await self._orders.again(workspace_id, run_id, "run", hold)

    async def resume(self, workspace_id: str, run_id: str, also: Also) -> None:
        """Have a run taken up where it stopped; what is left of it is held for anew.

        Raises:
            NotFound: The workspace has no such run.
            BadRequest: It needs nothing, or was never planned.
            Conflict: It is at work.
            NotEnoughCredits: There is not enough for what is left.
        """

        async def hold(session: AsyncSession) -> None:
            row = await WorkspaceRunRepo(session, workspace_id).get(run_id)
            run = _resumable(row, await session.get(JobRow, run_id))
            usd = price_of(await _left(session, run))
            await self._hold(session, run, usd, "the rest of a run", budget_of(run.brief, run.plan))
            await also(session)

        await self._orders.again(workspace_id, run_id, "run", hold)

    async def _hold(self, session: AsyncSession, run: Run, usd: Decimal, reason: str, budget: Decimal | None) -> None:
        if budget is not None:
            spent = await ChargeRepo(session, run.workspace_id).spent(run.id)
            usd = min(usd, max(NO_USD, budget - spent))
        await self._charges.hold(session, run.workspace_id, run.id, usd, reason)


def _resumable(row: RunRow, job: JobRow | None) -> Run:
    run = as_run(row)
    if run.live or (job is not None and job.state == WANTED):
        raise Conflict("the run is at work, or just ending", "wait a moment and look again")
    if run.plan is None or run.status in (RunStatus.planned, RunStatus.done):
        raise BadRequest(f"the run is {run.status.value}", "approve a plan; a run that is done needs nothing")
    return run


async def _left(session: AsyncSession, run: Run) -> Sequence[Step]:
    """The steps of a run's plan that are still to be done."""
    latest = {row.step_id: row for row in await StepRepo(session).of_run(run.id)}
    done = {name for name, row in latest.items() if row.status == StepStatus.done}
    return unfinished(run.plan.steps, done) if run.plan else ()


def _budget(found: Approvable) -> Decimal | None:
    return budget_of(found.run.brief, found.plan)


def budget_of(brief: Brief, plan: Plan | None) -> Decimal | None:
    """The most that a whole run may cost, where that was said: by the plan, which edits change, or the options."""
    said = plan.spec.budget_usd if plan else None
    return brief.options.budget_usd if said is None else said
