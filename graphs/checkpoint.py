"""The engine's memory of runs that go on: a database of its own, emptied of each run that ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


@asynccontextmanager
async def checkpoints(home: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """Open the checkpoint database below `home`; it reads back plain data only."""
    await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
    async with AsyncSqliteSaver.from_conn_string(str(home / "checkpoints.db")) as saver:
        saver.serde = JsonPlusSerializer(allowed_msgpack_modules=None)
        await saver.conn.execute("PRAGMA busy_timeout = 15000")
        await saver.setup()
        yield saver
