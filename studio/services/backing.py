"""What the service stands on, by its settings, and whether each part of it answers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import RedisError

from studio.db.database import Database
from studio.db.rows import is_bound
from studio.errors import StudioError
from studio.queue.port import QueueDown
from studio.queue.valkey import socket_path
from studio.settings import Settings
from studio.storage.opening import check_store

REDIS_HINT = "Check STUDIO_REDIS_URL: host, port and password; and that the server runs."
UNBOUND = (
    "but its role sees past the policies on rows: sign in as a role that is neither superuser nor BYPASSRLS, "
    "as deploy/postgres/10-studio.sh makes one"
)


@dataclass(frozen=True)
class Part:
    """One thing that the service stands on."""

    name: str
    ok: bool
    state: str
    """Where it is, or what is wrong and which setting to look at."""


async def parts(settings: Settings) -> list[Part]:
    """Ask each in turn."""
    return [
        await _asked("database", lambda: _database(settings)),
        await _asked("assets", lambda: asyncio.to_thread(check_store, settings)),
        await _asked("queue", lambda: _queue(settings)),
    ]


async def _asked(name: str, ask: Callable[[], Awaitable[str]]) -> Part:
    try:
        return Part(name, True, await ask())
    except StudioError as error:
        return Part(name, False, f"{error.message}. {error.hint}")


async def _database(settings: Settings) -> str:
    database = Database(settings.database_url, everywhere=True)
    try:
        await database.open()
        if not settings.database_url.startswith("postgres"):
            return f"SQLite, {database.place}"
        async with database.read() as session:
            bound = await (await session.connection()).run_sync(is_bound)
        return f"Postgres, {database.place}" + ("" if bound else f", {UNBOUND}")
    finally:
        await database.close()


async def _queue(settings: Settings) -> str:
    if not settings.redis_url:
        return f"a Valkey of its own, {socket_path(settings.home)}"
    where = urlsplit(settings.redis_url)
    place = where.path if where.scheme == "unix" else f"{where.hostname}:{where.port or 6379}"
    try:
        async with Redis.from_url(settings.redis_url) as redis:
            await redis.ping()
    except (RedisError, OSError, ValueError) as error:
        raise QueueDown(f"Redis at {place} does not answer ({type(error).__name__})", REDIS_HINT) from None
    return f"Redis, {place}"
