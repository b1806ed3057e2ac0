"""Many at once on one wallet: exactly as many get through as there are credits for, and the books balance."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from studio.db.database import Database
from studio.domain.credits import Hold, Settlement, Wallet
from studio.errors import StudioError
from studio.services.credits import Credits, audit, expire_holds
from tests.fakes.credit_spender import race

ROOT = Path(__file__).parents[2]
D = Decimal


async def test_200_spends_on_100_credits_are_100(database: Database, database_url: str) -> None:
    account = Credits(database, "ws-1")
    await account.grant(D(100), "a gift", "gift")
    assert await race([database_url] * 4, "spend", D(1), 200, "k") == 100
    assert await account.wallet() == Wallet(D(0), D(0))
    assert not await audit(database)


async def test_1000_reserves_of_10_on_1000_credits_are_100(database: Database, database_url: str) -> None:
    account = Credits(database, "ws-1")
    await account.grant(D(1000), "a gift", "gift")
    assert await race([database_url] * 4, "reserve", D(10), 1000, "k") == 100
    assert await account.wallet() == Wallet(D(0), D(1000))
    assert not await audit(database)


async def test_two_processes_never_overspend(database: Database, database_url: str) -> None:
    account = Credits(database, "ws-1")
    await account.grant(D(100), "a gift", "gift")
    counts = await asyncio.gather(*(process(database_url, name) for name in ("one", "two")))
    assert sum(counts) == 100
    assert await account.wallet() == Wallet(D(0), D(0))
    assert not await audit(database)


async def process(url: str, name: str) -> int:
    """Spend a credit 100 times in a process of its own; gives how often it could."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.fakes.credit_spender"),
        *(url, "spend", "1", "100", name),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await child.communicate()
    assert child.returncode == 0
    return int(out)


async def test_one_key_reserved_and_settled_by_many_at_once_is_once(database: Database) -> None:
    account = Credits(database, "ws-1")
    await account.grant(D(100), "a gift", "gift")
    holds = await asyncio.gather(*(account.reserve(D(60), "a", "k") for _ in range(8)))
    assert len({hold.id for hold in holds}) == 1
    paid = await asyncio.gather(*(account.settle(holds[0].id, D(part)) for part in range(50, 58)))
    assert len({(found.transaction, found.charged) for found in paid}) == 1
    assert await account.wallet() == Wallet(D(100) - paid[0].charged, D(0))


async def test_settle_release_and_expiry_race_to_one_end(database: Database) -> None:
    account = Credits(database, "ws-1")
    await account.grant(D(100), "a gift", "gift")

    async def dead(_run: str) -> bool:
        return False

    for number in range(10):
        hold = await account.reserve(D(10), "a", f"k{number}", lease=timedelta(0))
        ends = (account.settle(hold.id, D(2)), account.release(hold.id), expire_holds(database, dead))
        await asyncio.gather(*ends, return_exceptions=True)
    wallet = await account.wallet()
    settled = sum(found.kind == "settle" for found in await account.history())
    assert wallet == Wallet(D(100) - 2 * settled, D(0))
    assert not await audit(database)


class Crowd:
    """Random operations on two workspaces, by several at once."""

    def __init__(self, databases: list[Database], seed: int) -> None:
        self.random = random.Random(seed)
        self.databases = databases
        self.holds: dict[str, list[Hold]] = {"ws-1": [], "ws-2": []}
        self.paid: dict[str, list[Settlement]] = {"ws-1": [], "ws-2": []}
        self.done = 0

    async def act(self, number: int) -> None:
        """One operation; that it is refused is fine."""
        workspace = self.random.choice(list(self.holds))
        account = Credits(self.random.choice(self.databases), workspace)
        verbs = (
            self.grant,
            self.reserve,
            self.reserve,
            self.settle,
            self.settle,
            self.release,
            self.refund,
            self.sweep,
        )
        verb: Callable[[Credits, str, str], Awaitable[object]] = self.random.choice(verbs)
        try:
            await verb(account, workspace, f"k{number}")
            self.done += 1
        except StudioError:
            pass

    def amount(self, most: int = 500_000) -> Decimal:
        return Decimal(self.random.randint(1, most)).scaleb(-4)

    async def grant(self, account: Credits, _workspace: str, key: str) -> None:
        await account.grant(self.amount(), "a gift", key)

    async def reserve(self, account: Credits, workspace: str, key: str) -> None:
        lease = timedelta(seconds=self.random.choice((0, 3600)))
        self.holds[workspace].append(await account.reserve(self.amount(300_000), "work", key, lease=lease))

    async def settle(self, account: Credits, workspace: str, _key: str) -> None:
        if self.holds[workspace]:
            hold = self.random.choice(self.holds[workspace])
            self.paid[workspace].append(await account.settle(hold.id, self.amount(400_000)))

    async def release(self, account: Credits, workspace: str, _key: str) -> None:
        if self.holds[workspace]:
            await account.release(self.random.choice(self.holds[workspace]).id)

    async def refund(self, account: Credits, workspace: str, key: str) -> None:
        if self.paid[workspace]:
            paid = self.random.choice(self.paid[workspace])
            await account.refund(paid.transaction, key, self.amount(100_000))

    async def sweep(self, _account: Credits, _workspace: str, _key: str) -> None:
        async def coin(_run: str) -> bool:
            return self.random.random() < 0.5

        await expire_holds(self.random.choice(self.databases), coin, datetime.now(UTC), limit=3)


@pytest.mark.parametrize("seed", [7])
async def test_after_1000_random_operations_what_is_stored_is_what_the_entries_say(
    database: Database, database_url: str, seed: int
) -> None:
    databases = [Database(database_url) for _ in range(3)]
    crowd = Crowd(databases, seed)
    gate = asyncio.Semaphore(12)

    async def one(number: int) -> None:
        async with gate:
            await crowd.act(number)

    await asyncio.gather(*(one(number) for number in range(1000)))
    for opened in databases:
        await opened.close()
    assert crowd.done > 400
    assert len(await Credits(database, "ws-1").history(limit=2000)) > 200
    assert not await audit(database)
