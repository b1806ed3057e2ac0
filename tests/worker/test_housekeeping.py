"""Chores are done when they are due, by one worker at a time, and a broken one does not keep the others."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from redis.asyncio import Redis

from studio.db.database import Database
from studio.queue.valkey import valkey
from studio.services.charges import Charges
from studio.services.credits import Credits, expire_holds
from worker.housekeeping import KEY, Chore, chores, keep_house, turn


async def test_of_many_workers_one_does_a_chore_until_it_is_due_again(tmp_path: Path) -> None:
    done: list[int] = []

    async def sweep() -> int:
        done.append(1)
        return 1

    async with valkey(tmp_path) as server:
        redis = Redis.from_url(server.url)
        chore = Chore("sweep", 60, sweep)
        found = await asyncio.gather(*(turn(redis, chore) for _ in range(5)))
        assert (sum(found), len(done)) == (1, 1)
        assert 0 < await redis.ttl(f"{KEY}:sweep") <= 60
        await redis.delete(f"{KEY}:sweep")
        assert await turn(redis, chore)
        await redis.aclose()


async def test_a_hold_of_nobody_is_given_back(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'studio.db'}", everywhere=True)
    await database.open()
    credits = Credits(database, "ws-1")
    await credits.grant(Decimal(10), "a gift", "gift")
    await credits.reserve(Decimal(4), "a picture", "k", lease=timedelta(seconds=-1))
    async with valkey(tmp_path) as server:
        redis = Redis.from_url(server.url)
        names = {f"{KEY}:{chore.name}".encode() for chore in chores(database, Charges(database, Decimal("0.01")))}
        house = asyncio.ensure_future(keep_house(database, Charges(database, Decimal("0.01")), redis))
        for _ in range(200):
            if set(await redis.keys(f"{KEY}:*")) == names and not (await credits.wallet()).held:
                break
            await asyncio.sleep(0.05)
        house.cancel()
        await asyncio.gather(house, return_exceptions=True)
        assert set(await redis.keys(f"{KEY}:*")) == names
        await redis.aclose()
    assert (await credits.wallet()).balance == 10
    assert await expire_holds(database, _nobody, datetime.now(UTC)) == []
    await database.close()


async def _nobody(_: str) -> bool:
    return False
