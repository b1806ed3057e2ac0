"""The queue: workspaces take turns, nothing is in it twice, and what is aborted is out of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from arq.connections import ArqRedis, create_pool
from arq.constants import abort_jobs_ss, in_progress_key_prefix

from studio.queue.arq import ArqQueue, lane, redis_settings
from studio.queue.port import LEASE_SECONDS, QueueDown
from studio.queue.valkey import valkey


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[ArqRedis]:
    async with valkey(tmp_path) as server:
        pool = await create_pool(redis_settings(server.url))
        yield pool
        await pool.aclose(close_connection_pool=True)


@pytest.fixture
def queue(redis: ArqRedis) -> ArqQueue:
    return ArqQueue(redis)


async def waiting(redis: ArqRedis) -> list[str]:
    return [name.decode().split(":")[1] for name in await redis.zrange(lane("run"), 0, -1)]


async def test_workspaces_take_turns(redis: ArqRedis, queue: ArqQueue) -> None:
    for number in range(30):
        await queue.enqueue("run", f"a{number:02}", 0, "a")
    for number in range(3):
        await queue.enqueue("run", f"b{number}", 0, "b")
        await queue.enqueue("run", f"c{number}", 0, "c")
    first = await waiting(redis)
    assert set(first[:9]) == {"a00", "a01", "a02", "b0", "b1", "b2", "c0", "c1", "c2"}
    assert set(first[:3]) == {"a00", "b0", "c0"}
    assert first[9:] == [f"a{number:02}" for number in range(3, 30)]


async def test_who_comes_late_is_not_put_before_all_that_is_done_already(redis: ArqRedis, queue: ArqQueue) -> None:
    for number in range(6):
        await queue.enqueue("run", f"a{number}", 0, "a")
        await queue.enqueue("run", f"b{number}", 0, "b")
    for name in ("a0", "b0", "a1", "b1"):  # done
        await redis.zrem(lane("run"), f"run:{name}:0")
    await redis.set(in_progress_key_prefix + "run:a2:0", "1")
    for number in range(3):
        await queue.enqueue("run", f"c{number}", 0, "c")
    order = [name for name in await waiting(redis) if name != "a2"]
    assert set(order[:2]) == {"b2", "c0"}
    assert [name[0] for name in order].index("a") < order.index("c2")


async def test_turns_start_anew_when_the_lane_is_empty(redis: ArqRedis, queue: ArqQueue) -> None:
    for number in range(5):
        await queue.enqueue("run", f"a{number}", 0, "a")
    await redis.delete(lane("run"))
    await queue.enqueue("run", "a9", 0, "a")
    await queue.enqueue("run", "b9", 0, "b")
    assert await redis.zscore(lane("run"), "run:a9:0") == await redis.zscore(lane("run"), "run:b9:0")


async def test_a_run_waits_once(redis: ArqRedis, queue: ArqQueue) -> None:
    assert await queue.enqueue("run", "x", 3, "a")
    assert not await queue.enqueue("run", "x", 3, "a")
    assert await queue.enqueue("run", "x", 4, "a")
    assert await redis.zrange(lane("run"), 0, -1) == [b"run:x:3", b"run:x:4"]


async def test_lanes_are_apart(redis: ArqRedis, queue: ArqQueue) -> None:
    await queue.enqueue("plan", "x", 0, "a")
    await queue.enqueue("run", "y", 0, "a")
    assert await redis.zrange(lane("plan"), 0, -1) == [b"run:x:0"]


async def test_an_abort_takes_out_what_waits_and_tells_who_is_at_work(redis: ArqRedis, queue: ArqQueue) -> None:
    for name in ("x", "x2", "y*"):
        await queue.enqueue("run", name, 0, "a")
    await redis.set(in_progress_key_prefix + "run:x2:0", "1")
    await queue.abort("x")
    assert await waiting(redis) == ["x2", "y*"]
    assert await redis.zrange(abort_jobs_ss, 0, -1) == []
    await queue.abort("x2")
    assert await redis.zrange(abort_jobs_ss, 0, -1) == [b"run:x2:0"]
    await queue.abort("*")
    assert await waiting(redis) == ["x2", "y*"]
    assert await queue.enqueue("run", "x", 0, "a"), "what was aborted can be queued again"


async def test_a_heartbeat_extends_leases_that_there_are(redis: ArqRedis, queue: ArqQueue) -> None:
    await redis.set(in_progress_key_prefix + "one", "1", px=500)
    await queue.heartbeat(["one", "another"])
    assert await redis.pttl(in_progress_key_prefix + "one") > 1000 * (LEASE_SECONDS - 1)
    assert not await redis.exists(in_progress_key_prefix + "another")


async def test_a_queue_that_is_away_is_told(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server:
        queue = await ArqQueue.open(server.url)
    with pytest.raises(QueueDown):
        await queue.enqueue("run", "x", 0, "a")
    with pytest.raises(QueueDown):
        await queue.abort("x")
    await queue.close()
