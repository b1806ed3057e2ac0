"""Charges of runs that break off, go on and end: each is settled once, whoever dies in between."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.db.database import Database
from studio.domain.runs import RunStatus
from studio.errors import BadRequest, Conflict
from studio.repos.charges import ChargeRepo
from studio.services.credits import expire_holds
from studio.services.steps import Doing, StepService
from studio.storage.store import AssetStore
from tests.fakes.charging import RUN, WORK, D, House, nothing_more
from tests.fakes.records import began, over


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


@pytest.mark.parametrize("ended", [RunStatus.failed, RunStatus.cancelled])
async def test_a_run_that_goes_on_waits_until_a_worker_begins(house: House, ended: RunStatus) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.end(ended)
    await house.door.resume(WORK, RUN, nothing_more)
    for _ in range(2):
        run = await house.runs.get(RUN)
        assert (run.status, run.error) == (RunStatus.planned, "")
        assert await house.jobs.waits(RUN, run.status)
        assert await house.jobs.start(RUN)


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


async def test_the_end_of_a_planning_does_not_close_an_order_that_came_meanwhile(house: House) -> None:
    await house.plan("0.20")
    await house.approve()
    await house.jobs.end(RUN, kind="plan")
    assert await house.jobs.wanted(RUN)
    assert await house.jobs.start(RUN, "plan") is None
    assert await house.jobs.start(RUN, "run")
