"""What tests of security share: a real Valkey server, and a door for files."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from studio.security.ratelimit import InProcess, InRedis, RateLimiter
from studio.security.uploads import Uploads


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


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    """The door for files, with a folder of its own."""
    return Uploads(tmp_path / "in")
