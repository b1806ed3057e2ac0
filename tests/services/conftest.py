"""Databases that tests of services run on: SQLite and real Postgres, each test with one of its own."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from studio.db.database import Database
from tests.fakes.charging import D, House
from tests.fakes.databases import CannotStart, Postgres, postgres, sqlite_template


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema, made once a session."""
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A Postgres server, started once a session by the first test that wants it."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres())
        except CannotStart as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an own database with the newest schema and no rows, on SQLite and on Postgres."""
    if request.param == "sqlite":
        file = tmp_path / "studio.db"
        shutil.copyfile(request.getfixturevalue("sqlite_file"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an own database that holds no table yet, on SQLite and on Postgres."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of this test alone, on SQLite and on Postgres."""
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def house(database: Database) -> House:
    """A workspace with a hundred credits."""
    made = House(database)
    await made.credits.grant(D(100), "a gift", "gift")
    return made
