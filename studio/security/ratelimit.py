"""Rate limits: so many requests a minute and so many at once, for each workspace and bucket.

GCRA, the leaky bucket as a single moment: `full` is when the bucket would be empty again if nobody asked any more.
Each request pushes it on by one interval; it is refused when that would be more than the burst ahead of now.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from redis.exceptions import RedisError

from studio.domain.credits import ALLOWANCES, PlanName
from studio.errors import TooMany

MICRO = 1_000_000
"""Moments are whole microseconds: both sides compute the same, and doubles hold them exactly."""


@dataclass(frozen=True)
class Limit:
    """What is allowed."""

    per_minute: int
    """Requests a minute in the long run."""
    burst: int
    """Requests at once."""

    def __post_init__(self) -> None:
        if self.per_minute < 1 or self.burst < 1:
            raise ValueError(f"a limit lets at least one request through: {self}")

    @property
    def interval(self) -> int:
        """Microseconds that one request takes to be forgotten."""
        return 60 * MICRO // self.per_minute


PLAN_LIMITS = {plan: Limit(given.requests_per_minute, given.burst) for plan, given in ALLOWANCES.items()}


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, and how things stand after it."""

    allowed: bool
    limit: int
    """The most at once."""
    remaining: int
    """How many may come at once now."""
    reset_seconds: float
    """Until all of the burst is there again."""
    retry_after: float
    """Seconds until this request would pass; 0 when it did."""

    @property
    def headers(self) -> dict[str, str]:
        """For the HTTP answer, in whole seconds rounded up: the IETF draft's, and Retry-After when refused."""
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(math.ceil(self.reset_seconds)),
        }
        return found if self.allowed else {**found, "Retry-After": str(math.ceil(self.retry_after))}


class RateLimiter(Protocol):
    """Counts requests."""

    async def check(self, workspace: str, bucket: str, limit: Limit, cost: int = 1) -> Verdict:
        """Count a request worth `cost` in a workspace's bucket, if it may pass; a refused one counts nothing.

        Raises:
            ValueError: `cost` is over the burst, so it could never pass.
        """
        ...


class InProcess:
    """Counts for one process."""

    SWEPT_AT = 10_000
    """Buckets that nobody has asked of for a while are forgotten when there are so many, and at each doubling."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full: dict[tuple[str, str], int] = {}
        self._swept_at = self.SWEPT_AT

    def __len__(self) -> int:
        """How many buckets are remembered."""
        return len(self._full)

    async def check(self, workspace: str, bucket: str, limit: Limit, cost: int = 1) -> Verdict:
        """Count a request; nothing else runs in between."""
        now = int(self._clock() * MICRO)
        _fits(limit, cost)
        self._sweep(now)
        full = max(self._full.get((workspace, bucket), now), now)
        pushed = full + cost * limit.interval
        wait = pushed - limit.burst * limit.interval - now
        if wait <= 0:
            self._full[workspace, bucket] = full = pushed
        return _verdict(limit, full - now, max(wait, 0))

    def _sweep(self, now: int) -> None:
        if len(self._full) >= self._swept_at:
            self._full = {key: full for key, full in self._full.items() if full > now}
            self._swept_at = max(self.SWEPT_AT, 2 * len(self._full))


SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local pushed = full + cost * interval
local wait = pushed - burst * interval - now
if wait <= 0 then
  full = pushed
  redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
end
return {full - now, math.max(wait, 0)}
"""
"""The same in one step by the server's clock, whatever the clocks of those who ask say."""


class InRedis:
    """Counts for all processes on one Redis. While it cannot be reached, each process counts for itself."""

    def __init__(self, client: Any, prefix: str = "rate") -> None:
        """Use a `redis.asyncio.Redis`; keys begin with `prefix`."""
        self._prefix = prefix
        self._script = client.register_script(SCRIPT)
        self._alone = InProcess()

    async def check(self, workspace: str, bucket: str, limit: Limit, cost: int = 1) -> Verdict:
        """Count a request."""
        _fits(limit, cost)
        key = f"{self._prefix}:{bucket}:{workspace}"
        try:
            used, wait = await self._script(keys=[key], args=[limit.interval, limit.burst, cost])
        except (RedisError, OSError):
            return await self._alone.check(workspace, bucket, limit, cost)
        return _verdict(limit, used, wait)


async def require(limiter: RateLimiter, workspace: str, bucket: str, plan: PlanName, cost: int = 1) -> Verdict:
    """Count a request under its plan's limit.

    Raises:
        TooMany: It may not pass now; says when it may, and carries the verdict.
    """
    verdict = await limiter.check(workspace, bucket, PLAN_LIMITS[plan], cost)
    if not verdict.allowed:
        raise Limited(verdict)
    return verdict


class Limited(TooMany):
    """More requests than the plan allows (HTTP 429); `verdict` has the headers."""

    def __init__(self, verdict: Verdict) -> None:
        wait = math.ceil(verdict.retry_after)
        super().__init__("too many requests", f"ask again in {wait} s", retry_after=verdict.retry_after)
        self.verdict = verdict


def _fits(limit: Limit, cost: int) -> None:
    if not 1 <= cost <= limit.burst:
        raise ValueError(f"a request worth {cost} never passes a burst of {limit.burst}")


def _verdict(limit: Limit, used: int, wait: int) -> Verdict:
    remaining = max(limit.burst - -(-used // limit.interval), 0)
    return Verdict(not wait, limit.burst, remaining, used / MICRO, wait / MICRO)
