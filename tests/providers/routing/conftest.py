"""Shared state, in memory and in a real Valkey server."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from providers.shared import InMemory, InRedis, Shared


@pytest.fixture(params=["memory", "redis"])
async def shared(request: pytest.FixtureRequest) -> AsyncIterator[Shared]:
    """Where states are kept: the same tests for both."""
    if request.param == "memory":
        yield InMemory()
        return
    client = Redis.from_url(request.getfixturevalue("valkey"))
    await client.flushall()
    found = InRedis(client)
    yield found
    await found.aclose()
