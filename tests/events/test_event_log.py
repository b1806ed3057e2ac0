"""The log of a run on real databases and a real Valkey: nothing lost, doubled or out of order."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import quantiles

import pytest
from redis.asyncio import Redis

from studio.db.database import Database
from studio.domain.brief import Brief
from studio.domain.runs import RunStatus
from studio.errors import NotFound
from studio.events.log import Entry, Streams
from studio.events.progress import Ended, Opened, StepMoved
from studio.queue.valkey import Valkey, valkey
from studio.services.event_writing import Telling
from studio.services.events import Events
from studio.services.jobs import JobService, Order
from studio.services.runs import Claim, RunService


@dataclass
class Log:
    database: Database
    server: Valkey
    redis: Redis
    events: Events
    claim: Claim

    @asynccontextmanager
    async def telling(self, epoch: int = 0) -> AsyncIterator[Telling]:
        async with self.events.telling("ws", "run") as telling:
            telling.epoch = lambda: epoch or self.claim.epoch
            yield telling

    async def take(self) -> Claim:
        """Another process has it now."""
        runs = RunService(self.database)
        await runs.end(self.claim, RunStatus.interrupted)
        self.claim = await runs.take("run")
        return self.claim

    async def read(self, after: str = "") -> list[Entry]:
        return [entry async for entry in self.events.follow("ws", "run", after)]


@pytest.fixture
async def log(tmp_path: Path, database: Database) -> AsyncIterator[Log]:
    await JobService(database).order(Order("run", "ws", Brief(text="1 reel"), tmp_path), "run")
    await JobService(database).end("run")  # a follower would wait for another round of an order that is open
    claim = await RunService(database).take("run")
    async with valkey(tmp_path) as server, Redis.from_url(server.url) as redis:
        events = Events(database, Streams(redis, kept=1000), block=1.0)
        events.start()
        yield Log(database, server, redis, events, claim)
        await events.close()


def steps(telling: Telling, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        telling.tell(StepMoved(f"step-{number}", "running"))
        telling.tell(StepMoved(f"step-{number}", "progress", 0.1))
        telling.tell(StepMoved(f"step-{number}", "progress", 0.7))
        telling.tell(StepMoved(f"step-{number}", "done", 1.0, 1.0))


def in_order(entries: list[Entry]) -> bool:
    numbers = [entry.seq for entry in entries]
    return numbers == sorted(set(numbers))


async def test_what_is_told_is_read_from_the_start_and_from_any_point(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 5)
        telling.tell(Ended("done", Decimal(0)))
    whole = await log.read()
    assert in_order(whole) and whole[0].type == "RUN_STARTED" and whole[-1].type == "RUN_FINISHED"
    assert sum(entry.type == "STEP_FINISHED" for entry in whole) == 5
    for place, entry in enumerate(whole[:-1]):
        assert await log.read(entry.id) == whole[place + 1 :]


async def test_of_progress_only_the_newest_is_written(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 1)
        telling.tell(Ended("done", Decimal(0)))
    parts = [entry.payload["delta"][0] for entry in await log.read() if "'/steps/step-0/part'" in str(entry.payload)]
    assert [part["value"] for part in parts] == [0.7]


async def test_after_the_end_there_is_nothing(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        assert not await log.events.over("ws", "run")
        telling.tell(Ended("done", Decimal(0)))
    last = (await log.read())[-1].id
    await JobService(log.database).again("ws", "run", "run")
    assert not await log.events.over("ws", "run", last), "another round is ordered"
    await JobService(log.database).end("run")
    assert await log.events.over("ws", "run", last)
    assert await log.read(last) == []
    assert not await log.events.over("ws", "run")


async def test_a_log_that_ended_is_read_without_its_stream(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 2)
        telling.tell(Ended("done", Decimal(0)))
    whole = await log.read()
    await log.redis.flushall()
    assert await log.read() == whole
    assert await log.read(whole[4].id) == whole[5:]


async def test_followers_that_come_and_go_get_everything_once_and_in_order(log: Log) -> None:
    rng = random.Random(7)
    reconnects, delays = 0, list[float]()

    async def follower() -> list[Entry]:
        nonlocal reconnects
        got: list[Entry] = []
        while not got or not got[-1].terminal:
            left = rng.randrange(1, 40)
            stream = log.events.follow("ws", "run", got[-1].id if got else "")
            async for entry in stream:
                got.append(entry)
                delays.append(time.time() - entry.at.timestamp())
                left -= 1
                if not left:
                    reconnects += 1
                    break
            await stream.aclose()
        return got

    followers = [asyncio.ensure_future(follower()) for _ in range(100)]
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        for number in range(30):
            telling.tell(StepMoved(f"step-{number}", "running"))
            await asyncio.sleep(0.1)
        telling.tell(Ended("done", Decimal(0)))
    results = await asyncio.gather(*followers)
    whole = await log.read()
    assert in_order(whole)
    wrong = [place for place, got in enumerate(results) if got != whole]
    assert not wrong, f"{len(wrong)} of 100 followers missed, doubled or mixed up events"
    cuts = quantiles(delays, n=20)
    print(f"{len(delays)} events, {reconnects} reconnects, p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")
    assert reconnects > 200


async def test_who_missed_more_than_the_stream_keeps_gets_a_snapshot(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 3)
        telling.tell(StepMoved("at-work", "running"))
        await log.events.flushed()
        first = await Streams(log.redis).read("run", "0-0")
        steps(telling, 400, 100)
    stream = log.events.follow("ws", "run", first[4].id)
    caught = []
    async for entry in stream:
        caught.append(entry)
        if entry.id:
            break
    assert next(entry.type for entry in caught if not entry.id) in ("STEP_FINISHED", "STATE_SNAPSHOT")
    snapshot = next(entry.payload["snapshot"] for entry in caught if entry.type == "STATE_SNAPSHOT")
    assert snapshot["steps"]["step-499"]["state"] == "done"
    assert caught[-1].payload.get("stepName") == "at-work"
    assert [entry.wire.startswith(b"id: ") for entry in caught] == [False] * (len(caught) - 1) + [True]
    async with log.telling() as telling:
        telling.tell(Ended("done", Decimal(0)))
    rest = [entry async for entry in stream]
    assert [entry.type for entry in rest] == ["STEP_FINISHED", "STATE_DELTA", "RUN_FINISHED"]
    assert in_order([caught[-1], *rest])


async def test_who_joins_a_round_is_told_how_it_began(log: Log) -> None:
    async def joining(after: str) -> list[Entry]:
        found = log.events.batches("ws", "run", after, joins=True)
        return [entry async for entries in found for entry in entries]

    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        telling.tell(StepMoved("one", "running"))
        telling.tell(StepMoved("one", "done"))
        telling.tell(StepMoved("two", "running"))
        await log.events.flushed()
        at = (await Streams(log.redis).read("run", "0-0"))[-1].id
        telling.tell(StepMoved("two", "done"))
        telling.tell(Ended("done", Decimal(0)))
    joined, rest = await joining(at), await log.read(at)
    opening = [entry for entry in joined if entry not in rest]
    assert [entry.type for entry in opening] == ["RUN_STARTED", "STATE_SNAPSHOT", "STEP_STARTED"]
    assert [entry.id for entry in opening] == ["", "", at] and joined[3:] == rest
    assert opening[1].payload["snapshot"]["steps"].keys() == {"one", "two"} and "two" in opening[2].data
    ended = joined[-1].id
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        telling.tell(Ended("done", Decimal(0)))
    again = await joining(ended)
    assert again == await log.read(ended) and again[0].type == "RUN_STARTED" and again[0].id


async def test_a_log_goes_on_in_another_process(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        telling.tell(StepMoved("one", "running"))
    await log.take()
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        telling.tell(StepMoved("one", "running"))
        telling.tell(StepMoved("one", "done"))
        telling.tell(Ended("done", Decimal(0)))
    whole = await log.read()
    assert in_order(whole)
    assert [entry.type for entry in whole if entry.type.startswith(("RUN", "STEP"))] == [
        "RUN_STARTED",
        "STEP_STARTED",
        "STEP_FINISHED",
        "STEP_STARTED",
        "STEP_FINISHED",
        "RUN_FINISHED",
    ]


async def test_who_lost_the_run_cannot_write(log: Log) -> None:
    async with log.telling() as old:
        old.tell(Opened("run", "out"))
        await log.events.flushed()
        stale = log.claim.epoch
        await log.take()
        old.epoch = lambda: stale
        old.tell(StepMoved("late", "running"))
    async with log.telling() as telling:
        telling.tell(Ended("done", Decimal(0)))
    whole = await log.read()
    assert "late" not in str(whole) and whole[-1].type == "RUN_FINISHED"


async def test_a_killed_redis_loses_nothing(log: Log) -> None:
    reading = asyncio.ensure_future(log.read())
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        for number in range(12):
            steps(telling, 1, number)
            if number in (3, 7) and log.server.pid:
                os.kill(log.server.pid, signal.SIGKILL)
            await asyncio.sleep(0.1)
        telling.tell(Ended("done", Decimal(0)))
    await log.server.ensure()
    got = await asyncio.wait_for(reading, 30)
    assert got == await log.read() and in_order(got)
    assert sum(entry.type == "STEP_FINISHED" for entry in got) == 12


async def test_a_stream_is_filled_up_from_the_database(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 3)
    before = await Streams(log.redis).read("run", "0-0")
    await log.redis.flushall()
    async with log.telling() as telling:
        telling.tell(Ended("done", Decimal(0)))
    assert (await Streams(log.redis).read("run", "0-0"))[: len(before)] == before


async def test_who_takes_a_run_learns_what_was_told_until_then(log: Log) -> None:
    async with log.telling() as old:
        old.tell(Opened("run", "out"))
        await log.events.flushed()
        async with log.telling() as new:
            old.tell(Ended("planned", Decimal(0)))
            await log.events.flushed()
            await log.take()
            await new.catch_up()
            new.tell(Opened("run", "out"))
            new.tell(Ended("done", Decimal(0)))
    whole = await log.read()
    rounds = [entry.type for entry in whole if entry.type.startswith("RUN_")]
    assert in_order(whole) and rounds == ["RUN_STARTED", "RUN_FINISHED"] * 2


async def test_what_a_server_forgot_is_missed_by_nobody(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
        steps(telling, 1)
        await log.events.flushed()
        remembered = await log.redis.dump("studio:events:run")
        steps(telling, 1, 1)
        telling.tell(Ended("done", Decimal(0)))
        await log.events.flushed()
        await log.redis.restore("studio:events:run", 0, remembered, replace=True)
        telling.tell(Opened("run", "out"))
        steps(telling, 1, 2)
        telling.tell(Ended("done", Decimal(0)))
    whole = await Streams(log.redis).read("run", "0-0")
    kinds = [entry.type for entry in whole if entry.type.startswith("RUN_")]
    assert in_order(whole) and kinds == ["RUN_STARTED", "RUN_FINISHED"] * 2
    assert sum(entry.type == "STEP_FINISHED" for entry in whole) == 3


async def test_another_workspace_sees_nothing(log: Log) -> None:
    async with log.telling() as telling:
        telling.tell(Opened("run", "out"))
    with pytest.raises(NotFound):
        await log.events.over("other", "run")
    with pytest.raises(NotFound):
        _ = [entry async for entry in log.events.follow("other", "run")]
    with pytest.raises(NotFound):
        async with log.events.telling("other", "run"):
            pass
