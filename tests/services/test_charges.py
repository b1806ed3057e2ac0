"""Charges: held with the yes, spent within it, settled once at what vendors billed; whoever dies in between."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec, Options, Piece
from studio.domain.charges import price_of, unfinished
from studio.domain.credits import NotEnoughCredits, Wallet
from studio.domain.plan import Estimate, Plan, Step
from studio.domain.runs import RunStatus
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.charges import ChargeRepo
from studio.services.approvals import Approvals
from studio.services.charges import Charges
from studio.services.credits import Credits, audit, expire_holds
from studio.services.jobs import JobService, Order
from studio.services.ledger import Ledger
from studio.services.orders import Orders
from studio.services.runs import RunService
from studio.services.steps import Doing, StepService
from studio.services.usage import usage_of
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
        self.door = Approvals(database, orders, self.charges)

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


@pytest.fixture
async def house(database: Database) -> House:
    made = House(database)
    await made.credits.grant(D(100), "a gift", "gift")
    return made


async def test_a_yes_holds_the_price_and_the_end_charges_what_was_billed(house: House) -> None:
    await house.plan("0.20", "0.10")
    await house.approve()
    assert await house.balance() == (D(55), D(45))
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.45")
    await house.spend("0.20", "0.17001")
    await house.spend("0.10", "0.09", step="reel-1.2")
    assert await house.charges.settle(WORK, RUN) is None, "it is still to be worked on"
    await house.end()
    settled = await house.charges.settle(WORK, RUN)
    assert settled and (settled.spent_usd, settled.charged) == (D("0.26001"), D("26.001"))
    assert await house.balance() == (D("73.999"), D(0))
    assert await house.charges.settle(WORK, RUN) is None
    assert await house.balance() == (D("73.999"), D(0))


async def test_fractions_of_a_credit_are_rounded_up_to_its_smallest_part(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.spend("0.20", "0.0000001")
    await house.end()
    settled = await house.charges.settle(WORK, RUN)
    assert settled and settled.charged == D("0.0001")


async def test_too_few_credits_keep_nothing(house: House) -> None:
    await house.credits.reserve(D(30), "another run", "other")
    await house.plan("0.60")
    with pytest.raises(NotEnoughCredits, match="90 credits are needed, 70 are there, and 30 are held"):
        await house.approve()
    assert not await house.jobs.wanted(RUN)
    assert await house.balance() == (D(70), D(30))


async def test_an_answer_that_cannot_be_kept_holds_nothing(house: House) -> None:
    await house.plan("0.20")

    async def overtaken(_: AsyncSession) -> None:
        raise Conflict("somebody else answered")

    with pytest.raises(Conflict):
        await house.door.approve(WORK, RUN, None, overtaken)
    assert await house.balance() == (D(100), D(0))
    assert not await house.jobs.wanted(RUN)


async def test_many_yeses_at_once_hold_once(house: House) -> None:
    await house.plan("0.20")
    found = await asyncio.gather(*(house.approve() for _ in range(8)), return_exceptions=True)
    assert [type(error) for error in found if error] == [Conflict] * 7
    assert await house.balance() == (D(70), D(30))


async def test_a_plan_that_costs_nothing_holds_nothing_and_may_spend_nothing(house: House) -> None:
    await house.plan("0", "0")
    await house.approve()
    assert await house.balance() == (D(100), D(0))
    assert (await house.charges.allowance(WORK, RUN)).usd == 0
    await house.end()
    assert await house.charges.settle(WORK, RUN) is None


async def test_another_version_or_workspace_is_refused(house: House) -> None:
    await house.plan("0.20")
    with pytest.raises(Conflict, match="version"):
        await house.approve(version=7)
    with pytest.raises(NotFound):
        await house.door.approve("ws-2", RUN, None, nothing_more)
    assert await house.balance() == (D(100), D(0))


async def test_no_more_than_the_budget_of_the_brief_is_held(house: House) -> None:
    await house.plan("0.20", "0.10", budget="0.32")
    await house.approve()
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.32")
    assert await house.balance() == (D(68), D(32))


async def test_what_a_killed_worker_may_have_spent_is_gone_for_its_successor(house: House) -> None:
    await house.plan("0.20", "0.10")
    await house.approve()
    await house.spend("0.20", "0.18")
    await house.spend("0.10", None, step="reel-1.2")
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.17")
    await house.end(RunStatus.failed)
    settled = await house.charges.settle(WORK, RUN)
    assert settled and (settled.spent_usd, settled.unsure_usd) == (D("0.28"), D("0.10"))


async def test_a_job_that_is_taken_up_again_is_not_paid_twice(house: House, database: Database) -> None:
    await house.plan("0.20")
    await house.approve()
    claim = await house.runs.take(RUN)
    found = StepService(database, AssetStore(Path("assets")))
    await found.keep_job(Doing(claim, "reel-1.1", "avatar", "hash", "key", 0, 1.0), {"id": "job-1"})
    await house.spend("0.20", None)
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.30"), "whoever takes it up pays it"
    again = began("0.20", run=RUN, workspace=WORK, step="reel-1.1")
    await house.ledger.reserve(again)
    await house.ledger.close(over(again, usd="0.19", job="job-1"))
    await house.runs.end(claim, RunStatus.done)
    await house.jobs.end(RUN)
    settled = await house.charges.settle(WORK, RUN)
    assert settled and settled.spent_usd == D("0.19")


async def test_a_failed_run_pays_for_what_it_did_and_holds_for_the_rest_when_it_goes_on(house: House) -> None:
    await house.plan("0.20", "0.10", "0.30")
    await house.approve()
    await house.made("reel-1.1")
    await house.spend("0.20", "0.18")
    await house.end(RunStatus.failed)
    await house.charges.settle_ended()
    assert await house.balance() == (D(82), D(0))
    await house.door.resume(WORK, RUN, nothing_more)
    assert await house.balance() == (D(22), D(60))
    with pytest.raises(Conflict):
        await house.door.resume(WORK, RUN, nothing_more)
    await house.spend("0.40", "0.33", step="reel-1.2")
    await house.end()
    settled = await house.charges.settle(WORK, RUN)
    assert settled and (settled.round, settled.spent_usd) == (2, D("0.33"))
    assert await house.balance() == (D(49), D(0))
    with pytest.raises(BadRequest, match="done"):
        await house.door.resume(WORK, RUN, nothing_more)


async def test_going_on_settles_what_a_dead_worker_left_open(house: House) -> None:
    await house.plan("0.20", "0.10")
    await house.approve()
    await house.made("reel-1.1")
    await house.spend("0.20", "0.18")
    await house.end(RunStatus.failed)
    await house.door.resume(WORK, RUN, nothing_more)
    assert await house.balance() == (D(67), D(15))
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.15")


async def test_many_settle_an_ended_run_once(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.spend("0.20", "0.11")
    await house.end(RunStatus.cancelled)
    found = await asyncio.gather(*(house.charges.settle_ended() for _ in range(6)))
    assert sum(found) == 1
    assert await house.balance() == (D(89), D(0))
    assert [t.kind for t in await house.credits.history(run=RUN)] == ["settle", "reserve"]


async def test_the_sweeper_keeps_a_hold_until_its_run_is_settled(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    later = datetime.now(UTC) + timedelta(days=1)
    assert await expire_holds(house.database, house.charges.lives, later) == []
    assert await house.balance() == (D(70), D(30))
    await house.end()
    await house.charges.settle(WORK, RUN)
    assert not await house.charges.lives(RUN)


async def test_a_hold_that_was_given_back_all_the_same_is_charged(house: House) -> None:
    await house.plan("0.20")
    await house.approve()

    async def nobody(_: str) -> bool:
        return False

    assert await expire_holds(house.database, nobody, datetime.now(UTC) + timedelta(days=1))
    await house.spend("0.20", "0.20")
    await house.credits.spend(D(95), "elsewhere", "all of it")
    await house.end()
    settled = await house.charges.settle(WORK, RUN)
    assert settled and settled.charged == D(5), "what is left is all there is"
    assert await house.balance() == (D(0), D(0))


async def test_what_turned_out_cheaper_is_refunded_once(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    lost = began("0.20", run=RUN, workspace=WORK)
    await house.ledger.reserve(lost)
    await house.end(RunStatus.failed)
    await house.charges.settle(WORK, RUN)
    assert await house.balance() == (D(80), D(0))
    assert await house.charges.give_back() == 0, "nobody knows yet"
    await house.ledger.close(over(lost, usd="0.05"))
    assert await house.charges.give_back() == 1
    assert await house.charges.give_back() == 0
    assert await house.balance() == (D(95), D(0))
    async with house.database.read() as session:
        (charge,) = await ChargeRepo(session, WORK).of_run(RUN)
    assert (charge.spent_usd, charge.unsure_usd, charge.charged) == (D("0.05"), D(0), D(5))


async def test_reading_a_brief_is_held_and_charged_too(house: House) -> None:
    order = Order(RUN, WORK, Brief(text="1 reel"), Path("out"))
    await house.door.brief(order, nothing_more)
    assert await house.balance() == (D(95), D(5))
    assert (await house.charges.allowance(WORK, RUN)).usd == D("0.05")
    await house.spend("0.01", "0.008", step="")
    await house.end(RunStatus.planned)
    await house.charges.settle(WORK, RUN)
    assert await house.balance() == (D("99.2"), D(0))
    poor = House(house.database)
    await house.credits.spend(D("99.2"), "all", "all")
    with pytest.raises(NotEnoughCredits):
        await poor.door.brief(Order("run-2", WORK, Brief(text="1 reel"), Path("out")), nothing_more)
    with pytest.raises(NotFound):
        await house.runs.get("run-2")


async def test_the_end_of_a_planning_does_not_close_an_order_that_came_meanwhile(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.jobs.end(RUN, kind="plan")
    assert await house.jobs.wanted(RUN)
    assert await house.jobs.start(RUN, "plan") is None
    assert await house.jobs.start(RUN, "run")


async def test_usage_tells_what_each_run_took(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.spend("0.20", "0.11")
    await house.end()
    await house.charges.settle(WORK, RUN)
    await house.credits.reserve(D(7), "a picture", "k", run="run-2")
    found = await usage_of(house.database, WORK, limit=1)
    assert (found.balance, found.held, found.granted, found.spent) == (D(82), D(7), D(100), D(11))
    assert [(u.run, u.held, u.spent) for u in found.runs] == [("run-2", D(7), D(0))]
    rest = await usage_of(house.database, WORK, limit=1, cursor=found.next)
    assert [(u.run, u.held, u.spent) for u in rest.runs] == [(RUN, D(0), D(11))]
    assert rest.next == ""
    assert (await usage_of(house.database, "ws-2")).runs == []
    with pytest.raises(BadRequest):
        await usage_of(house.database, WORK, cursor="-1")


async def test_a_vendor_that_bills_beyond_what_it_said_is_charged_within_the_tolerance(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.spend("0.20", "0.50")
    await house.end()
    settled = await house.charges.settle(WORK, RUN)
    assert settled and (settled.spent_usd, settled.charged) == (D("0.50"), D(33))
    assert await house.credits.wallet() == Wallet(D(67), D(0))


@pytest.mark.parametrize(
    ("done", "left"),
    [([], ["reel-1.1", "reel-1.2", "reel-1.3"]), (["reel-1.1", "reel-1.3"], ["reel-1.2", "reel-1.3"])],
)
def test_what_needs_something_unfinished_is_unfinished(done: Sequence[str], left: Sequence[str]) -> None:
    found = unfinished(steps("0.1", "0.2", "0.3"), done)
    assert [step.id for step in found] == left
    assert price_of(found) == sum((step.estimate.usd_p90 for step in found), D(0))
