"""The second wall: Postgres shows a workspace its own rows, whatever is asked of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.exc import ProgrammingError

from studio.db.database import Database
from studio.db.rows import COLUMN, OTHERS, POLICY, is_bound
from studio.db.scope import within
from studio.db.tables import Base, RunRow, StepRow
from tests.fakes.backings import Servers

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def database(backing_servers: Servers) -> AsyncIterator[Database]:
    """Postgres, by the role that a service has."""
    with backing_servers.backing() as backing:
        opened = Database(backing.shared["database_url"])
        await opened.open()
        yield opened
        await opened.close()


def run(workspace: str, name: str) -> RunRow:
    """A row of a workspace."""
    values: dict[str, Any] = {"brief": {}, "plan_hash": "", "options": {}, "out": "", "thread": ""}
    moments = {"created": NOW, "updated": NOW, "heartbeat": NOW}
    return RunRow(id=name, workspace_id=workspace, status="planned", **values, **moments)


def step(run_id: str) -> StepRow:
    """A row that tells its workspace by its run."""
    made = {"attempt": 1, "tool": "voice", "plan_hash": "", "status": "done", "started": NOW}
    return StepRow(run_id=run_id, step_id="voice", key="k", **made)


async def seen(database: Database, table: type[Base]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
async def two(database: Database) -> Database:
    """Two workspaces with a run and a step each."""
    for workspace in ("ada", "eve"):
        with within(workspace):
            async with database.write() as session:
                session.add(run(workspace, f"run-{workspace}"))
                await session.flush()
                session.add(step(f"run-{workspace}"))
    return database


async def test_the_role_of_the_tests_is_one_that_policies_bind(database: Database) -> None:
    async with database.read() as session:
        assert await (await session.connection()).run_sync(is_bound)


async def test_every_table_that_tells_a_workspace_has_a_policy(database: Database) -> None:
    declared = {name for name, table in Base.metadata.tables.items() if COLUMN in table.columns}
    query = "SELECT tablename FROM pg_policies WHERE policyname = :name"
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    async with database.read() as session:
        walled = set(await session.scalars(text(query), {"name": POLICY}))
        assert declared | OTHERS.keys() <= walled
        assert walled <= set(await session.scalars(text(forced)))


async def test_children_of_what_is_walled_are_walled_too(database: Database) -> None:
    """A table that points at a walled one holds something of a workspace, unless it is a user's own."""
    free = {"refresh_tokens"}
    async with database.read() as session:
        walled = set(await session.scalars(text("SELECT tablename FROM pg_policies")))
        links = await (await session.connection()).run_sync(_links)
    assert {child for child, parent in links if parent in walled} - walled - free == set()


def _links(connection: Any) -> list[tuple[str, str]]:
    look = inspect(connection)
    names = look.get_table_names()
    return [(name, key["referred_table"]) for name in names for key in look.get_foreign_keys(name)]


@pytest.mark.parametrize("table", [RunRow, StepRow])
async def test_without_a_workspace_nothing_is_there(two: Database, table: type[Base]) -> None:
    assert await seen(two, table) == 0
    assert await seen(two.everywhere(), table) == 2


@pytest.mark.parametrize("table", [RunRow, StepRow])
async def test_two_workspaces_see_their_own(two: Database, table: type[Base]) -> None:
    for workspace in ("ada", "eve"):
        with within(workspace):
            assert await seen(two, table) == 1
    with within("ada"):
        async with two.read() as session:
            assert await session.get(RunRow, "run-eve") is None


async def test_another_workspaces_rows_cannot_be_changed_or_made(two: Database) -> None:
    with within("eve"):
        async with two.write() as session:
            await session.execute(update(RunRow).values(error="mine now"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            async with two.write() as session:
                session.add(run("ada", "run-forged"))
    async with two.everywhere().read() as session:
        told = dict(iter(await session.execute(select(RunRow.id, RunRow.error))))
    assert told == {"run-ada": "", "run-eve": "mine now"}


async def test_a_connection_forgets_the_workspace_with_its_transaction(two: Database) -> None:
    """Sessions take turns on few connections: what one entered must not reach the next."""
    for workspace in ("ada", "eve", "ada"):
        with within(workspace):
            assert await seen(two, RunRow) == 1
        assert await seen(two, RunRow) == 0
