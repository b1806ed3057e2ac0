"""Metrics: counted in memory, added up in the database over all processes."""

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from studio.db.database import Database
from studio.domain.metrics import Histogram, Tally
from studio.services.metrics import Metrics
from tests.fakes.records import began, database, over

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


async def rows(db: Database) -> int:
    async with db.read() as session:
        return int(await session.scalar(text("SELECT count(*) FROM provider_metrics")) or 0)


async def test_attempts_are_counted_by_how_they_came_and_how_they_ended(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        metrics = Metrics(db)
        metrics.add(over(began()))
        metrics.add(over(began(why="retry, a probe"), "RateLimited", "0"))
        metrics.add(over(began(why="failover"), "Timeout", "0.10"))
        metrics.add(over(began(why="hedge")))
        metrics.add(over(began(why="hedge"), "cancelled", "0.10"))
        metrics.add(over(began(why="failover, a probe"), "Timeout", "0.10"))
        await metrics.close()
        ((provider, task, tally),) = await metrics.since(DAY)
        assert (provider, task, tally.requests, tally.cancelled) == ("elevenlabs", "speech", 6, 1)
        assert tally.errors == {"RateLimited": 1, "Timeout": 2}
        assert (tally.retries, tally.failovers, tally.hedges, tally.hedges_won) == (1, 2, 2, 1)
        assert tally.cost == Decimal("0.46") and tally.units == {"character": Decimal("500")}
        assert tally.seconds.count == 2 and tally.error_share == pytest.approx(3 / 5)


async def test_free_local_calls_are_counted_and_cost_no_write_each(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        metrics = Metrics(db)
        for _ in range(500):
            metrics.add(over(began("0", provider="kokoro"), usd="0"))
        await asyncio.sleep(0)
        assert await rows(db) == 0
        await metrics.close()
        assert await rows(db) == 1
        (line,) = await metrics.since(DAY)
        assert (line.provider, line.tally.requests, line.tally.cost) == ("kokoro", 500, Decimal("0"))


async def test_what_is_counted_is_written_after_a_while(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        metrics = Metrics(db, flush_seconds=0.02)
        for expected in (1, 2):
            metrics.add(over(began()))
            async with asyncio.timeout(5):
                while sum(line.tally.requests for line in await metrics.since(DAY)) < expected:
                    await asyncio.sleep(0.01)
        await metrics.close()


async def test_several_writers_add_to_the_same_row(tmp_path: Path) -> None:
    async with database(tmp_path) as one, database(tmp_path) as two:

        async def write(db: Database, provider: str) -> None:
            metrics = Metrics(db)
            for _ in range(25):
                metrics.add(over(began(provider="fish")))
                metrics.add(over(began(provider=provider)))
                await metrics.flush()
            await metrics.close()

        await asyncio.gather(write(one, "cartesia"), write(two, "cartesia"))
        found = {line.provider: line.tally for line in await Metrics(one).since(DAY)}
        assert {name: tally.requests for name, tally in found.items()} == {"fish": 50, "cartesia": 50}
        assert found["fish"].cost == Decimal("4.00") and found["fish"].seconds.count == 50


WRITER = """
import asyncio, sys
from pathlib import Path
from studio.services.metrics import Metrics
from tests.fakes.records import began, database, over

async def main():
    async with database(Path(sys.argv[1])) as db:
        metrics = Metrics(db)
        for _ in range(40):
            metrics.add(over(began()))
            await metrics.flush()
        await metrics.close()

asyncio.run(main())
"""


async def test_two_processes_add_to_the_same_row(tmp_path: Path) -> None:
    command = (sys.executable, "-c", WRITER, str(tmp_path))
    both = [await asyncio.create_subprocess_exec(*command, cwd=ROOT) for _ in range(2)]
    assert [await process.wait() for process in both] == [0, 0]
    async with database(tmp_path) as db:
        tallies = [line.tally for line in await Metrics(db).since(DAY)]
    assert sum(tally.requests for tally in tallies) == 80
    assert sum((tally.cost for tally in tallies), Decimal("0")) == Decimal("6.40")


async def test_hours_are_apart_and_old_ones_are_left_out(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        metrics = Metrics(db)
        now = datetime.now(UTC)
        for hours in (0, 1, 30):
            metrics.add(over(began(started=now - timedelta(hours=hours))))
        await metrics.close()
        assert await rows(db) == 3
        assert [line.tally.requests for line in await metrics.since(DAY)] == [2]


async def test_what_cannot_be_written_is_kept(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        metrics = Metrics(db)
        metrics.add(over(began()))
        async with db.write() as session:
            await session.execute(text("ALTER TABLE provider_metrics RENAME TO away"))
        await metrics.flush()
        metrics.add(over(began()))
        async with db.write() as session:
            await session.execute(text("ALTER TABLE away RENAME TO provider_metrics"))
        await metrics.close()
        assert [line.tally.requests for line in await metrics.since(DAY)] == [2]


def test_percentiles_are_within_three_percent() -> None:
    chance = random.Random(7)
    samples = sorted(chance.lognormvariate(0, 1.5) for _ in range(5000))
    first, second = Histogram(), Histogram()
    for number, sample in enumerate(samples):
        (first if number % 2 else second).add(sample)
    first.merge(second)
    assert first.count == 5000
    for share in (0.5, 0.95, 0.99):
        assert first.percentile(share) == pytest.approx(samples[round(share * 5000) - 1], rel=0.03)


def test_nothing_counted_has_no_percentile_and_no_error_share() -> None:
    assert Histogram().percentile(0.95) is None and Tally().error_share == 0
