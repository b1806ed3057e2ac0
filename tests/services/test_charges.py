"""Charges: held with the yes, spent within it, settled at what vendors billed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from studio.domain.brief import Brief
from studio.domain.charges import price_of, unfinished
from studio.domain.credits import NotEnoughCredits, Wallet
from studio.domain.runs import RunStatus
from studio.errors import BadRequest, Conflict, NotFound
from studio.services.jobs import Order
from studio.services.usage import usage_of
from tests.fakes.charging import RUN, WORK, D, House, nothing_more, steps


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
