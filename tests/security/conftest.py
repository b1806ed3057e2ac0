"""What tests of security share: a real Valkey server."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from studio.security.ratelimit import InProcess, InRedis, RateLimiter


@pytest.fixture(params=["process", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[RateLimiter]:
    """Where requests are counted: the same tests for both."""
    if request.param == "process":
        yield InProcess()
        return
    client = Redis.from_url(request.getfixturevalue("valkey"))
    await client.flushall()
    yield InRedis(client)
    await client.aclose()
