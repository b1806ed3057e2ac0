"""Keeps the schema up to date. Alembic is only loaded when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0007"
"""Revision of the newest migration in `migrations/versions`."""


def upgrade(connection: Connection) -> None:
    """Bring the schema to HEAD inside the connection's transaction."""
    if _revision(connection) != HEAD:
        _migrate(connection)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
