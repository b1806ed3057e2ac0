"""A house to be attacked: opened once for all tests of a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.backings import Backing, bare_database
from tests.hardening.house import House, house

__all__ = ["bare_database"]


@pytest.fixture(scope="session")
def bare(bare_database: Path) -> Backing:
    """SQLite, a folder, and a Valkey child."""
    return Backing("bare", database_file=bare_database)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory, bare: Backing) -> AsyncIterator[House]:
    """A house for the tests of one file, which run in the session's loop."""
    async with house(tmp_path_factory.mktemp("house"), bare) as made:
        yield made
