"""The door to the database, on SQLite and on Postgres."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, String, Table, text

from studio.db.database import Database
from studio.db.schema import HEAD, upgrade
from studio.db.tables import AssetRow
from studio.domain.brief import Brief
from studio.errors import BadRequest
from studio.repos.workspaces import all_workspaces
from studio.services.runs import RunService

OPENER = """
import asyncio, sys
from studio.db.database import Database

async def main():
    database = Database(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await database.open()
    await database.close()

asyncio.run(main())
"""


async def opener(url: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", OPENER, url, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )


def asset(name: str, when: datetime) -> AssetRow:
    return AssetRow(sha256=name, media_type="image/png", size=1, created=when)


async def test_a_database_opens_with_the_newest_schema(database: Database) -> None:
    async with database.read() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


async def test_processes_that_start_at_once_do_not_collide(empty_url: str) -> None:
    started = [await opener(empty_url) for _ in range(4)]
    for process in started:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
    ended = await asyncio.gather(*(process.communicate(b"go\n") for process in started))
    assert [(p.returncode, error.decode()) for p, (_, error) in zip(started, ended, strict=True)] == [(0, "")] * 4
    database = Database(empty_url)
    async with database.read() as session:
        assert (await session.scalars(text("SELECT version_num FROM alembic_version"))).all() == [HEAD]
    await database.close()


def first_schema(connection: Connection) -> None:
    """The tables of revision 0001, and a run in them."""
    upgrade(connection, to="0001")
    runs = Table("runs", MetaData(), autoload_with=connection)
    words = {c.name: "" for c in runs.c if isinstance(c.type, String)}
    plain = {"brief": Brief(text="x").model_dump(mode="json"), "options": {}, "epoch": 0, "seconds": 1.5}
    moments = dict.fromkeys(("created", "updated", "heartbeat"), datetime.now(UTC))
    connection.execute(runs.insert().values({**words, **plain, **moments, "id": "old", "status": "done"}))


async def test_an_older_database_is_brought_up_to_date_with_its_runs(empty_url: str) -> None:
    if "sqlite" in empty_url:
        Path(empty_url.removeprefix("sqlite+aiosqlite:///")).parent.mkdir()
    database = Database(empty_url)
    async with database.write() as session:
        await (await session.connection()).run_sync(first_schema)
    await database.open()
    run = await RunService(database).get("old")
    await database.close()
    assert (run.status, run.brief.text, run.carried) == ("done", "x", {})


def owners(connection: Connection) -> None:
    """Revision 0014 with two people: one owns two workspaces and edits in the other's, which is older than both."""
    upgrade(connection, to="0014")
    tables, now = MetaData(), datetime(2026, 11, 1, tzinfo=UTC)
    tables.reflect(connection, only=["users", "workspaces", "members"])
    users, spaces, members = (tables.tables[name] for name in ("users", "workspaces", "members"))
    for name in ("ada", "bob"):
        connection.execute(users.insert().values(id=name, email=name, name=name, password="", created=now))
    for day, (space, user, role) in enumerate(OWNED):
        when = now + timedelta(days=day)
        if role == "owner":
            connection.execute(spaces.insert().values(id=space, name=space, plan="free", created=when))
        connection.execute(members.insert().values(workspace_id=space, user_id=user, role=role, created=when))


OWNED = (
    ("bobs", "bob", "owner"),
    ("bobs", "ada", "editor"),
    ("adas", "ada", "owner"),
    ("adas-second", "ada", "owner"),
)


async def test_of_the_workspaces_there_are_the_first_of_each_owner_came_with_the_account(empty_url: str) -> None:
    if "sqlite" in empty_url:
        Path(empty_url.removeprefix("sqlite+aiosqlite:///")).parent.mkdir()
    database = Database(empty_url, everywhere=True)
    async with database.write() as session:
        await (await session.connection()).run_sync(owners)
    await database.open()
    async with database.read() as session:
        found = {row.id: row.with_account for row in await all_workspaces(session)}
    await database.close()
    assert found == {"adas": True, "adas-second": False, "bobs": True}


async def test_a_write_is_kept_whole_or_not_at_all(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.write() as session:
        session.add(asset("kept", now))
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            session.add(asset("lost", now))
            await session.flush()
            _ = 1 / 0
    async with database.read() as session:
        assert await session.get(AssetRow, "kept")
        assert await session.get(AssetRow, "lost") is None


async def test_moments_come_back_in_utc(database: Database) -> None:
    when = datetime(2026, 11, 23, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    async with database.write() as session:
        session.add(asset("a", when))
    async with database.read() as session:
        row = await session.get(AssetRow, "a")
        assert row
        assert (row.created, row.created.utcoffset()) == (when, timedelta(0))


async def test_more_readers_than_connections_wait_for_each_other(database_url: str) -> None:
    database = Database(database_url, pool=2)

    async def ask() -> int:
        async with database.read() as session:
            return int(await session.scalar(text("SELECT 1")) or 0)

    assert await asyncio.gather(*(ask() for _ in range(40))) == [1] * 40
    await database.close()


async def test_a_plain_address_gets_its_driver(database_url: str) -> None:
    plain = database_url.replace("+psycopg", "").replace("+aiosqlite", "")
    assert plain != database_url
    database = Database(plain)
    async with database.read() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()


@pytest.mark.parametrize("url", ["", "mysql://localhost/x", "not an address", "postgresql+pg8000://h/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        Database(url)
    assert "postgresql://" in refusal.value.hint
