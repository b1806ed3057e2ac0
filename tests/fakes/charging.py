"""A workspace with credits whose runs are approved, made and settled by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec, Options, Piece
from studio.domain.plan import Estimate, Plan, Step
from studio.domain.runs import RunStatus
from studio.services.approvals import Approvals
from studio.services.charges import Charges
from studio.services.credits import Credits, audit
from studio.services.jobs import JobService, Order
from studio.services.ledger import Ledger
from studio.services.orders import Orders
from studio.services.runs import RunService
from studio.services.steps import Doing, StepService
from studio.storage.store import AssetStore
from tests.fakes.records import began, over

D = Decimal


WORK, RUN = "ws-1", "run-1"


CENT = D("0.01")


class NoQueue:
    """Nobody hears of anything: the tests play the workers."""

    async def enqueue(self, *_: object) -> bool:
        return True


class House:
    """One workspace with credits of a cent each, and the services around it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.jobs, self.runs, self.ledger = JobService(database), RunService(database), Ledger(database)
        self.charges = Charges(database, CENT, reading_usd=D("0.05"))
        self.credits = Credits(database, WORK)
        orders = Orders(self.jobs, self.runs, cast(Any, None), cast(Any, NoQueue()), self.charges.settle)
        self.door = Approvals(orders, self.charges)

    async def plan(self, *usd: str, budget: str | None = None, run: str = RUN) -> None:
        """A run of one piece that waits for a yes: a step for each price, its 90th percentile half as much again."""
        options = Options(budget_usd=D(budget) if budget else None)
        plan = Plan(spec=ContentSpec(pieces=(Piece(id="reel-1", topic="tea"),)), steps=steps(*usd))
        order = Order(run, WORK, Brief(text="1 reel", options=options), Path("out"), plan, "hash")
        await self.jobs.order(order, "plan")
        await self.jobs.end(run)

    async def approve(self, version: int | None = None) -> None:
        await self.door.approve(WORK, RUN, version, nothing_more)

    async def spend(self, reserved: str, billed: str | None = None, step: str = "reel-1.1", **more: Any) -> None:
        """An attempt at a vendor; without an end when its process died in the middle."""
        attempt = began(reserved, run=RUN, workspace=WORK, step=step, **more)
        await self.ledger.reserve(attempt)
        if billed is not None:
            await self.ledger.close(over(attempt, usd=billed))

    async def end(self, status: RunStatus = RunStatus.done) -> None:
        """Its worker lets go of the run and closes the order, and dies before it settles."""
        await self.runs.end(await self.runs.take(RUN), status)
        await self.jobs.end(RUN)

    async def made(self, step: str) -> None:
        """A step is finished, and its worker dies."""
        claim = await self.runs.take(RUN)
        doing = Doing(claim, step, "voice", "hash", f"key of {step}", 0, 1.0)
        await StepService(self.database, AssetStore(Path("assets"))).finish(doing, {"by": "vendor"})
        await self.runs.end(claim, RunStatus.interrupted)

    async def balance(self) -> tuple[Decimal, Decimal]:
        found = await self.credits.wallet()
        assert not await audit(self.database)
        return found.balance, found.held


async def nothing_more(_: AsyncSession) -> None:
    """Nothing else belongs to the yes."""


def steps(*usd: str) -> tuple[Step, ...]:
    made: list[Step] = []
    for number, price in enumerate(usd, 1):
        needs = (made[-1].id,) if made else ()
        estimate = Estimate(usd=D(price), usd_p90=D(price) * D("1.5"), seconds=1)
        made.append(Step(id=f"reel-1.{number}", tool="voice", args={}, needs=needs, estimate=estimate))
    return tuple(made)


async def funded(database: Database, amount: str = "100", workspace: str = WORK) -> Credits:
    """A wallet with so much in it."""
    found = Credits(database, workspace)
    await found.grant(D(amount), "a gift", f"gift-{workspace}")
    return found
