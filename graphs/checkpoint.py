"""The engine's memory of runs that go on: beside the records, emptied of each run that ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from studio.settings import Settings

Saver = BaseCheckpointSaver[Any]

SCHEMA = "engine"
"""Of the engine's tables on Postgres; they are no part of a backup that matters."""
LOCK = 0x57D10_E9614E
"""What processes that set the tables up have agreed on; any number would do."""
PATIENCE_SECONDS = 120.0
"""How long a process waits for another one's set-up."""
CONNECTIONS = 2
"""Of one drive, for its writes beside each other."""

_ready: set[str] = set()
"""Databases whose tables this process has seen to."""


def checkpoints(settings: Settings) -> AbstractAsyncContextManager[Saver]:
    """Open the engine's memory where the records are: Postgres, or a file below `home`. It holds plain data only."""
    if settings.database_url.startswith("postgres"):
        return _on_postgres(settings.database_url)
    return _on_sqlite(settings.home)


@asynccontextmanager
async def _on_sqlite(home: Path) -> AsyncIterator[Saver]:
    await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
    async with AsyncSqliteSaver.from_conn_string(str(home / "checkpoints.db")) as saver:
        saver.serde = _plain_data()
        await saver.conn.execute("PRAGMA busy_timeout = 15000")
        await saver.setup()
        yield saver


@asynccontextmanager
async def _on_postgres(url: str) -> AsyncIterator[Saver]:
    """A few connections that are looked at before use, so that a server that starts again ends no run."""
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    address = "postgresql://" + url.partition("://")[2]
    options = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "options": f"-c search_path={SCHEMA}",
    }
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        address,
        kwargs=options,
        min_size=1,
        max_size=CONNECTIONS,
        num_workers=1,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    async with pool:
        saver = AsyncPostgresSaver(pool, serde=_plain_data())
        if address not in _ready:
            await _set_up(address, saver)
        yield saver


async def _set_up(address: str, saver: Any) -> None:
    """Make the tables, one process at a time; the library's own set-up does not bear two."""
    from psycopg import AsyncConnection

    async with await AsyncConnection.connect(address, autocommit=True) as alone:
        await _locked(alone)
        await alone.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
        await saver.setup()
    _ready.add(address)


async def _locked(alone: Any) -> None:
    """Asked again and again: one that waits inside a statement would keep the set-up from building its indexes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await (await alone.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))).fetchone()
            if found and found[0]:
                return
            await asyncio.sleep(0.1)


def _plain_data() -> JsonPlusSerializer:
    return JsonPlusSerializer(allowed_msgpack_modules=None)
