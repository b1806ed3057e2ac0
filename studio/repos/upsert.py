"""Insert-or-update in one statement, on SQLite and Postgres."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


async def upsert(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], *, update: bool) -> None:
    """Keep these rows; of those whose key is known, the new one (`update`) or the old one stays."""
    if not rows:
        return
    backend = session.get_bind().dialect.name
    statement = postgresql.insert(table) if backend == "postgresql" else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    if update:
        new = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    await session.execute(statement, [dict(row) for row in rows])
