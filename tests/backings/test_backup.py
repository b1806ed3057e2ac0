"""The commands of docs/deploy.md for the database: its role is made, dumped and restored with its policies."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from studio.db.database import Database
from studio.db.scope import within
from studio.services.backing import parts
from studio.services.credits import Credits
from studio.settings import Settings
from tests.fakes.backings import Servers
from tests.fakes.databases import tools

DEPLOY = Path(__file__).parents[2] / "deploy"
Run = Callable[..., bytes]


@pytest.fixture
def run(backing_servers: Servers) -> Run:
    """Run one of Postgres' commands as its superuser."""
    folder = tools()
    if folder is None:
        pytest.skip("the server came without its commands")
    given = backing_servers.postgres.environment()
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    def command(*words: str, **more: Any) -> bytes:
        env = os.environ | given | {"PATH": path, **more.pop("env", {})}
        done = subprocess.run(words, env=env, capture_output=True, timeout=120, check=False, **more)
        assert done.returncode == 0, done.stderr.decode()
        return bytes(done.stdout)

    return command


async def test_a_restored_database_has_the_same_credits_and_walls(run: Run, backing_servers: Servers) -> None:
    with backing_servers.backing() as backing:
        url = make_url(backing.shared["database_url"])
        database = Database(backing.shared["database_url"])
        await Credits(database, "ada").grant_month("free")
        await database.close()
        name = url.database or ""
        dump = run("pg_dump", "-Fc", "-N", "engine", name)
        run("psql", "-c", "UPDATE credit_wallets SET balance = 1", name)
        run("pg_restore", "--clean", "--if-exists", "-d", name, input=dump)
        again = Database(backing.shared["database_url"])
        assert (await Credits(again, "ada").wallet()).balance == 100
        with within("eve"):
            async with again.read() as session:
                found = await session.connection()
                assert await found.scalar(_wallets()) == 0
        await again.close()


def _wallets() -> Any:
    from sqlalchemy import text

    return text("SELECT count(*) FROM credit_wallets")


async def test_the_role_that_the_script_makes_is_bound_by_policies(
    run: Run, backing_servers: Servers, tmp_path: Path
) -> None:
    given = backing_servers.postgres.environment()
    own = {"STUDIO_DATABASE_PASSWORD": "it's a 'secret'", "POSTGRES_USER": given["PGUSER"]}
    run("bash", str(DEPLOY / "postgres/10-studio.sh"), env=own)
    try:
        url = f"postgresql://studio@/studio?host={given['PGHOST']}"
        found = {part.name: part for part in await parts(Settings(home=tmp_path, database_url=url))}
        assert found["database"].ok and "policies" not in found["database"].state
        superuser = f"postgresql://{given['PGUSER']}@/studio?host={given['PGHOST']}"
        found = {part.name: part for part in await parts(Settings(home=tmp_path, database_url=superuser))}
        assert "sees past the policies" in found["database"].state
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("studio",)
    finally:
        run("psql", "-c", "DROP DATABASE studio", "-c", "DROP ROLE studio")
