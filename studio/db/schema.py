"""Keeps the schema up to date. Alembic is only loaded when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from studio.db.rows import open_all

HEAD = "0016"
"""Revision of the newest migration in `migrations/versions`."""

LOCK = 0x57D10_5C4E3A
"""What processes that migrate one Postgres database at a time have agreed on; any number would do."""

PATIENCE = "10min"
"""How long a process waits for another one's migration."""


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring the schema to a revision, the newest unless told, inside the connection's transaction.

    One process does it at a time: SQLite's transaction holds the write lock already, on Postgres an advisory
    lock is taken until the transaction ends.
    """
    if _revision(connection) == to:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        open_all(connection)
    if _revision(connection) != to:
        _migrate(connection, to)


def newest(connection: Connection) -> bool:
    """Whether there is nothing to bring up to date."""
    return _revision(connection) == HEAD


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _migrate(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
