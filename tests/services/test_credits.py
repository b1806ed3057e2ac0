"""Credits: what is given, held, spent and given back, once each and never more than there is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.db.database import Database
from studio.domain.credits import (
    ALLOWANCES,
    Account,
    NotEnoughCredits,
    Posting,
    Wallet,
    credits_for,
    plan_named,
    usd_for,
)
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.credits import CreditRepo, Unbalanced
from studio.services.credits import Credits, audit, grant_months
from tests.fakes.charging import WORK, D, funded
from tests.fakes.databases import Postgres
from tests.fakes.people import PASSWORD, studio


async def lines(account: Credits) -> list[tuple[str, dict[Account, Decimal]]]:
    return [(found.kind, dict(found.lines)) for found in reversed(await account.history())]


async def test_a_hold_is_paid_and_the_rest_goes_back(database: Database) -> None:
    account = await funded(database)
    hold = await account.reserve(D("12.5"), "a reel", "k", run="r")
    assert await account.wallet() == Wallet(D("87.5"), D("12.5"))
    paid = await account.settle(hold.id, D("10.0001"))
    assert (paid.charged, paid.returned, paid.waived) == (D("10.0001"), D("2.4999"), D(0))
    assert await account.wallet() == Wallet(D("89.9999"), D(0))
    assert await lines(account) == [
        ("grant", {"granted": D(-100), "wallet": D(100)}),
        ("reserve", {"wallet": D("-12.5"), "held": D("12.5")}),
        ("settle", {"held": D("-12.5"), "spent": D("10.0001"), "wallet": D("2.4999")}),
    ]
    assert not await audit(database)


async def test_more_than_held_is_charged_up_to_the_tolerance(database: Database) -> None:
    account = await funded(database)
    within = await account.reserve(D(10), "a", "a")
    over = await account.reserve(D(10), "b", "b")
    assert (await account.settle(within.id, D("10.5"))).returned == D("-0.5")
    paid = await account.settle(over.id, D(15))
    assert (paid.charged, paid.returned, paid.waived) == (D(11), D(-1), D(4))
    assert await account.wallet() == Wallet(D("78.5"), D(0))


async def test_an_empty_wallet_is_never_overdrawn_by_the_tolerance(database: Database) -> None:
    account = await funded(database, "10.25")
    hold = await account.reserve(D(10), "a", "a")
    paid = await account.settle(hold.id, D(11))
    assert (paid.charged, paid.waived) == (D("10.25"), D("0.75"))
    assert await account.wallet() == Wallet(D(0), D(0))


async def test_what_is_not_there_cannot_be_kept(database: Database) -> None:
    account = await funded(database, "5")
    with pytest.raises(NotEnoughCredits, match="6 credits are needed and 5"):
        await account.reserve(D(6), "a", "a")
    with pytest.raises(NotEnoughCredits):
        await Credits(database, "somebody-new").spend(D(1), "a", "a")
    assert await account.wallet() == Wallet(D(5), D(0))


async def test_the_same_key_is_the_same_hold_and_settling_twice_is_once(database: Database) -> None:
    account = await funded(database)
    first = await account.reserve(D(10), "a", "k", run="r")
    assert await account.reserve(D(10), "a", "k", run="r") == first
    paid = await account.settle(first.id, D(4))
    assert await account.settle(first.id, D(9)) == paid
    assert (await account.reserve(D(10), "a", "k", run="r")).status == "settled"
    assert await account.wallet() == Wallet(D(96), D(0))
    with pytest.raises(Conflict, match="used for 10 credits"):
        await account.reserve(D(11), "a", "k", run="r")


async def test_a_hold_ends_in_one_way_only(database: Database) -> None:
    account = await funded(database)
    settled, released = [await account.reserve(D(10), "a", key) for key in "ab"]
    await account.settle(settled.id, D(10))
    assert (await account.release(released.id)).status == "released"
    assert (await account.release(released.id)).status == "released"
    with pytest.raises(Conflict, match="is settled"):
        await account.release(settled.id)
    with pytest.raises(Conflict, match="is released"):
        await account.settle(released.id, D(1))
    assert await account.wallet() == Wallet(D(90), D(0))


async def test_a_run_that_cost_nothing_holds_and_pays_nothing(database: Database) -> None:
    account = Credits(database, WORK)
    hold = await account.reserve(D(0), "drawn here", "k")
    assert (await account.settle(hold.id, D(0))).charged == 0
    assert await account.wallet() == Wallet(D(0), D(0))


async def test_refunds_give_back_no_more_than_was_paid(database: Database) -> None:
    account = await funded(database)
    paid = await account.spend(D(10), "a reel", "k", run="r")
    part = await account.refund(paid.transaction, "sorry", D(4), "it failed its gates")
    assert await account.refund(paid.transaction, "sorry", D(4)) == part
    assert part.lines == {"refunded": D(-4), "wallet": D(4)}
    assert (part.of, part.run, part.hold) == (paid.transaction, "r", paid.hold)
    with pytest.raises(Conflict, match="6 credits"):
        await account.refund(paid.transaction, "greedy", D(7))
    assert (await account.refund(paid.transaction, "rest")).lines["wallet"] == 6
    with pytest.raises(Conflict, match="0 credits"):
        await account.refund(paid.transaction, "again")
    assert await account.wallet() == Wallet(D(100), D(0))


async def test_only_a_settlement_is_refunded(database: Database) -> None:
    account = await funded(database)
    with pytest.raises(NotFound):
        await account.refund((await account.history())[0].id, "k")


async def test_nobody_reaches_another_workspaces_credits(database: Database) -> None:
    mine, theirs = await funded(database), await funded(database, workspace="ws-2")
    hold = await mine.reserve(D(10), "a", "k")
    paid = await mine.spend(D(10), "a", "s")
    for attempt in (theirs.settle(hold.id, D(0)), theirs.release(hold.id), theirs.refund(paid.transaction, "k")):
        with pytest.raises(NotFound):
            await attempt
    assert (await theirs.reserve(D(10), "a", "k")).id != hold.id
    assert {found.workspace_id for found in await theirs.history()} == {"ws-2"}


async def test_a_plan_gives_once_a_month_and_the_difference_when_it_grows(database: Database) -> None:
    account = Credits(database, WORK)
    november, december = datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    given = [await account.grant_month(plan, november) for plan in ("free", "free", "standard", "free", "standard")]
    assert given == [D(100), D(0), D(1900), D(0), D(0)]
    assert await account.grant_month("premium", december) == 10_000
    assert await account.wallet() == Wallet(D(12_000), D(0))


async def test_a_grant_is_once_per_key(database: Database) -> None:
    account = await funded(database)
    await funded(database)
    assert (await account.wallet()).balance == 100
    with pytest.raises(Conflict):
        await account.grant(D(7), "a gift", f"gift-{WORK}")


@pytest.mark.parametrize("amount", ["-1", "0.00001", "NaN", "Infinity", "1e13"])
async def test_what_is_no_amount_is_refused(database: Database, amount: str) -> None:
    account = await funded(database)
    with pytest.raises(BadRequest):
        await account.reserve(D(amount), "a", "k")
    with pytest.raises(BadRequest):
        await account.grant(D(amount), "a", "k")
    assert await account.wallet() == Wallet(D(100), D(0))


async def test_credits_are_part_of_the_callers_transaction(database: Database) -> None:
    account = await funded(database)
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await account.book(session).spend(D(10), "a", "k")
            raise RuntimeError("the rest failed")
    assert await account.wallet() == Wallet(D(100), D(0))


async def test_history_comes_in_pages_newest_first(database: Database) -> None:
    account = await funded(database)
    for number in range(4):
        await account.spend(D(1), f"{number}", f"{number}", run=f"run-{number}")
    first = await account.history(limit=4)
    rest = await account.history(limit=50, before=first[-1].id)
    ids = [found.id for found in (*first, *rest)]
    assert len(ids) == 9 and ids == sorted(ids, reverse=True)
    assert [found.kind for found in await account.history(run="run-2")] == ["settle", "reserve"]


WRITTEN = (
    "UPDATE credit_entries SET amount = amount * 2",
    "DELETE FROM credit_entries",
    "UPDATE credit_transactions SET reason = 'nothing to see here'",
    "DELETE FROM credit_transactions",
    "UPDATE credit_wallets SET balance = -1",
    "UPDATE credit_wallets SET held = -1",
)


@pytest.mark.parametrize("statement", WRITTEN)
async def test_what_is_written_cannot_be_changed_nor_overdrawn(database: Database, statement: str) -> None:
    account = await funded(database)
    with pytest.raises(DBAPIError):
        async with database.write() as session:
            await session.execute(text(statement))
    assert not await audit(database)
    assert (await account.history())[0].lines == {"granted": D(-100), "wallet": D(100)}


async def test_lines_that_do_not_balance_are_not_kept(database: Database) -> None:
    account = await funded(database)
    forged = {"granted": D(-1), "wallet": D(1)}
    posting = Posting("grant", "k", cast(dict[Account, Decimal], forged))
    forged["wallet"] = D(1000)
    with pytest.raises((Unbalanced, DBAPIError), match="do not sum to zero"):
        async with database.write() as session:
            await CreditRepo(session, WORK).post(posting, datetime.now(UTC))
    assert await account.wallet() == Wallet(D(100), D(0))


async def test_postgres_itself_guards_the_ledger(postgres_server: Postgres) -> None:
    database = Database(postgres_server.fresh())
    await funded(database)
    forged = "INSERT INTO credit_entries SELECT id, 'spent', workspace_id, 5 FROM credit_transactions"
    for statement, says in ((forged, "do not sum to zero"), ("TRUNCATE credit_entries", "append-only")):
        with pytest.raises(DBAPIError, match=says):
            async with database.write() as session:
                await session.execute(text(statement))
    await database.close()


async def test_the_audit_finds_what_does_not_add_up(database: Database) -> None:
    await funded(database)
    async with database.write() as session:
        await session.execute(text("UPDATE credit_wallets SET balance = balance + 5"))
    (found,) = await audit(database)
    assert (found.workspace_id, found.stored.balance - found.derived.balance) == (WORK, D("0.0005"))


def test_a_plan_is_known_by_its_name() -> None:
    assert plan_named("premium") == "premium"
    with pytest.raises(BadRequest, match="no plan 'gold'"):
        plan_named("gold")


def test_a_posting_balances() -> None:
    with pytest.raises(ValueError, match="do not sum to zero"):
        Posting("grant", "k", {"granted": D(-1), "wallet": D(2)})


@pytest.mark.parametrize(
    ("usd", "rate", "expected"), [("0.01", "0.01", "1"), ("0.00006", "0.01", "0.006"), ("0.000001", "0.01", "0.0001")]
)
def test_dollars_are_credits_rounded_up(usd: str, rate: str, expected: str) -> None:
    assert credits_for(D(usd), D(rate)) == D(expected)
    assert usd_for(credits_for(D(usd), D(rate)), D(rate)) - D(usd) < D("0.000001")


async def test_a_month_brings_one_person_one_free_plan_and_what_is_paid_for(
    database: Database, tmp_path: Path
) -> None:
    here = studio(database, tmp_path)
    joined = await here.accounts.register("ada@example.com", PASSWORD, "Ada", "Lab")
    who = await here.back("ada")
    spaces = [joined.membership, *[await here.workspaces.create(who, name) for name in ("Second", "Third")]]
    names = [space.workspace.id for space in spaces if space]
    await here.workspaces.set_plan(names[2], "standard")

    async def balances() -> list[Decimal]:
        return [(await Credits(database.everywhere(), name).wallet()).balance for name in names]

    free, paid = ALLOWANCES["free"].monthly_credits, ALLOWANCES["standard"].monthly_credits
    assert await balances() == [free, 0, 0], "as they were made"
    now = here.clock()
    assert [await grant_months(database.everywhere(), now) for _ in range(2)] == [1, 0]
    assert await balances() == [free, 0, paid]
    assert await grant_months(database.everywhere(), now + timedelta(days=31)) == 2
    assert await balances() == [2 * free, 0, 2 * paid]
    assert [await Credits(database.everywhere(), name).monthly() for name in names] == [free, 0, paid]
