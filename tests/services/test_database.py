"""The door to the database, on SQLite and on Postgres."""

from sqlalchemy import text

from studio.db.database import Database
from studio.db.schema import HEAD


async def test_a_database_opens_with_the_newest_schema(database: Database) -> None:
    async with database.read() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
