"""Rate limits: exactly the burst passes at once and the rate after it, in one process and over a real Valkey."""

import asyncio
import math

import pytest
from redis.asyncio import Redis

from studio.errors import TooMany
from studio.security.ratelimit import PLAN_LIMITS, InProcess, InRedis, Limit, Limited, RateLimiter, require

SLOW = Limit(per_minute=1, burst=50)
"""So slow that no test lives to see one come back."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


async def passed(limiter: RateLimiter, times: int, limit: Limit, workspace: str = "ws-1", bucket: str = "api") -> int:
    found = await asyncio.gather(*(limiter.check(workspace, bucket, limit) for _ in range(times)))
    return sum(verdict.allowed for verdict in found)


async def test_500_at_once_on_a_burst_of_50_are_50(limiter: RateLimiter) -> None:
    assert await passed(limiter, 500, SLOW) == 50


async def test_processes_share_one_count(valkey: str) -> None:
    clients = [Redis.from_url(valkey) for _ in range(4)]
    await clients[0].flushall()
    counts = await asyncio.gather(*(passed(InRedis(client), 125, SLOW) for client in clients))
    assert sum(counts) == 50
    await asyncio.gather(*(client.aclose() for client in clients))


async def test_workspaces_and_buckets_count_apart(limiter: RateLimiter) -> None:
    assert await passed(limiter, 60, SLOW) == 50
    assert await passed(limiter, 60, SLOW, workspace="ws-2") == 50
    assert await passed(limiter, 60, SLOW, bucket="spend") == 50
    assert await passed(limiter, 60, SLOW) == 0


async def test_the_verdict_says_what_is_left_and_when(limiter: RateLimiter) -> None:
    limit = Limit(per_minute=2, burst=3)
    verdicts = [await limiter.check("ws-1", "api", limit) for _ in range(4)]
    assert [(v.allowed, v.limit, v.remaining) for v in verdicts] == [
        (True, 3, 2),
        (True, 3, 1),
        (True, 3, 0),
        (False, 3, 0),
    ]
    assert [math.ceil(v.reset_seconds) for v in verdicts] == [30, 60, 90, 90]
    assert [math.ceil(v.retry_after) for v in verdicts] == [0, 0, 0, 30]
    assert verdicts[0].headers == {"RateLimit-Limit": "3", "RateLimit-Remaining": "2", "RateLimit-Reset": "30"}
    assert verdicts[3].headers["Retry-After"] == "30"


async def test_whoever_waits_as_told_passes(limiter: RateLimiter) -> None:
    limit = Limit(per_minute=600, burst=2)
    for _ in range(5):
        verdict = await limiter.check("ws-1", "api", limit)
        while verdict.allowed:
            verdict = await limiter.check("ws-1", "api", limit)
        assert 0 < verdict.retry_after <= 0.1
        await asyncio.sleep(verdict.retry_after + 0.001)
        assert (await limiter.check("ws-1", "api", limit)).allowed


async def test_a_costly_request_counts_for_several(limiter: RateLimiter) -> None:
    assert (await limiter.check("ws-1", "api", SLOW, cost=48)).remaining == 2
    refused = await limiter.check("ws-1", "api", SLOW, cost=3)
    assert (refused.allowed, refused.remaining, math.ceil(refused.retry_after)) == (False, 2, 60)
    assert (await limiter.check("ws-1", "api", SLOW, cost=2)).remaining == 0


async def test_over_an_hour_the_rate_holds_to_the_request() -> None:
    clock = Clock()
    limiter, limit = InProcess(clock), Limit(per_minute=60, burst=10)
    allowed = 0
    for _ in range(36_000):
        allowed += (await limiter.check("ws-1", "api", limit)).allowed
        clock.now += 0.1
    assert allowed == 10 + 3599


async def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    clock = Clock()
    limiter = InProcess(clock)
    await limiter.check("ws-1", "api", Limit(60, 10))
    clock.now -= 3
    assert (await limiter.check("ws-1", "api", Limit(60, 10))).remaining == 5


async def test_full_buckets_are_forgotten() -> None:
    clock = Clock()
    limiter = InProcess(clock)
    for number in range(InProcess.SWEPT_AT):
        await limiter.check(f"ws-{number}", "api", Limit(60, 10))
    clock.now += 2
    await limiter.check("new", "api", Limit(60, 10))
    assert len(limiter) == 1


async def test_redis_forgets_by_itself(valkey: str) -> None:
    client = Redis.from_url(valkey)
    await client.flushall()
    await InRedis(client).check("ws-1", "api", Limit(per_minute=60, burst=10))
    (key,) = await client.keys()
    assert 0 < await client.pttl(key) <= 1000
    assert (await client.get(key)).isdigit()  # a double printed as such would lose its last digits
    await client.aclose()


async def test_without_redis_each_process_counts_for_itself() -> None:
    client = Redis(host="127.0.0.1", port=1)
    assert await passed(InRedis(client), 60, SLOW) == 50
    await client.aclose()


async def test_a_script_the_server_forgot_is_sent_again(valkey: str) -> None:
    client = Redis.from_url(valkey)
    await client.flushall()
    limiter = InRedis(client)
    await limiter.check("ws-1", "api", SLOW)
    await client.script_flush()
    assert (await limiter.check("ws-1", "api", SLOW)).remaining == 48
    await client.aclose()


async def test_plans_allow_more_the_more_they_cost() -> None:
    free, standard, premium = (PLAN_LIMITS[plan] for plan in ("free", "standard", "premium"))
    assert free.per_minute < standard.per_minute < premium.per_minute
    assert free.burst < standard.burst < premium.burst
    limiter = InProcess(Clock())
    for _ in range(free.burst):
        await require(limiter, "ws-1", "api", "free")
    with pytest.raises(Limited) as caught:
        await require(limiter, "ws-1", "api", "free")
    assert isinstance(caught.value, TooMany) and caught.value.retry_after == 60 / free.per_minute
    assert caught.value.verdict.headers["Retry-After"] == "1"


async def test_what_could_never_pass_is_a_mistake(limiter: RateLimiter) -> None:
    for cost in (0, 51):
        with pytest.raises(ValueError, match="never passes"):
            await limiter.check("ws-1", "api", SLOW, cost=cost)


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 1), (1, 0)])
def test_a_limit_lets_something_through(per_minute: int, burst: int) -> None:
    with pytest.raises(ValueError):
        Limit(per_minute, burst)
