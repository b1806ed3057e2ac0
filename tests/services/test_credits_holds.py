"""Holds whose time is over: given back when nobody works for them, kept while somebody does."""

from datetime import UTC, datetime, timedelta

import pytest

from studio.db.database import Database
from studio.domain.credits import (
    NotEnoughCredits,
    Wallet,
)
from studio.errors import Conflict
from studio.services.credits import audit, expire_holds
from tests.fakes.charging import D, funded


async def living(_run: str) -> bool:
    return True


async def dead(_run: str) -> bool:
    return False


async def test_abandoned_holds_go_back_and_those_of_living_runs_stay(database: Database) -> None:
    account = await funded(database)
    lost = await account.reserve(D(10), "a", "lost", run="gone", lease=timedelta(minutes=5))
    kept = await account.reserve(D(20), "a", "kept", run="alive", lease=timedelta(minutes=5))
    loose = await account.reserve(D(30), "a", "loose", lease=timedelta(minutes=5))
    young = await account.reserve(D(5), "a", "young", run="gone")
    later = datetime.now(UTC) + timedelta(minutes=6)

    async def alive(run: str) -> bool:
        return run == "alive"

    assert not await expire_holds(database, alive)
    assert sorted(hold.id for hold in await expire_holds(database, alive, later)) == sorted([lost.id, loose.id])
    assert not await expire_holds(database, alive, later)
    assert await account.wallet() == Wallet(D(75), D(25))
    assert (await account.settle(kept.id, D(20))).charged == 20
    assert (await account.settle(young.id, D(5))).charged == 5
    assert not await audit(database)


async def test_an_expired_hold_is_opened_again_by_its_key(database: Database) -> None:
    account = await funded(database, "10")
    hold = await account.reserve(D(10), "a", "k", run="r", lease=timedelta(0))
    expired = await expire_holds(database, dead)
    assert [found.status for found in expired] == ["expired"]
    with pytest.raises(Conflict, match="is expired"):
        await account.settle(hold.id, D(1))
    assert (await account.release(hold.id)).status == "expired"
    again = await account.reserve(D(10), "a", "k", run="r")
    assert (again.id, again.status, again.round) == (hold.id, "open", 2)
    assert (await account.settle(hold.id, D(3))).charged == 3
    assert await account.wallet() == Wallet(D(7), D(0))


async def test_an_expired_hold_is_not_opened_without_credits(database: Database) -> None:
    account = await funded(database, "10")
    await account.reserve(D(10), "a", "k", lease=timedelta(0))
    await expire_holds(database, dead)
    await account.spend(D(1), "b", "other")
    with pytest.raises(NotEnoughCredits):
        await account.reserve(D(10), "a", "k")


async def test_a_hold_that_was_settled_while_the_sweeper_asked_stays_settled(database: Database) -> None:
    account = await funded(database)
    hold = await account.reserve(D(10), "a", "k", run="r", lease=timedelta(0))

    async def settled_meanwhile(_run: str) -> bool:
        await account.settle(hold.id, D(10))
        return False

    assert not await expire_holds(database, settled_meanwhile)
    assert await account.wallet() == Wallet(D(90), D(0))


async def test_a_living_run_may_settle_long_after_its_lease(database: Database) -> None:
    account = await funded(database)
    hold = await account.reserve(D(10), "a", "k", run="r", lease=timedelta(0))
    for hours in range(3):
        assert not await expire_holds(database, living, datetime.now(UTC) + timedelta(hours=2 * hours))
    assert (await account.settle(hold.id, D(10))).charged == 10
