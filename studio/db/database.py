"""The door to the database: engine, sessions, and the schema brought up to date on opening."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import AsyncAdaptedQueuePool, Connection, Pool, event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from studio.db.schema import newest, upgrade
from studio.db.scope import ALL, SETTING, entered
from studio.errors import BadRequest, StudioError

BUSY_SECONDS = 30.0
"""How long a process waits for another one's write before it gives up."""

SWITCH_SECONDS = 0.01
"""How often it is tried meanwhile to switch a file to its write-ahead log."""

POOL = 5
"""Connections to Postgres that one process keeps, and as many again that it opens under load."""

AWAY = "Check STUDIO_DATABASE_URL: host, port, user, password and the database's name; and that the server runs."
HINT = "It looks like sqlite:////folder/studio.db or postgresql://user:password@host/database."
INLINE = "sqlite+inline"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Lock]] = WeakKeyDictionary()
"""Whose turn it is to write to each SQLite file in this process."""


class DatabaseAway(StudioError):
    """The database cannot be reached or does not let us in."""


class Database:
    """Sessions on one database. `open()` first, `close()` at the end.

    On Postgres a session sees the rows of the workspace that was entered (`studio.db.scope`), and of no other.
    """

    def __init__(self, url: str, *, pool: int = POOL, everywhere: bool = False) -> None:
        """Say where it lies; nothing is opened yet.

        Args:
            url: SQLAlchemy address of SQLite or Postgres; a plain `postgres://` or `sqlite://` gets its driver.
            pool: connections to Postgres that are kept; SQLite has its own way.
            everywhere: for processes that serve all workspaces at once: sessions see the rows of every one.

        Raises:
            BadRequest: an address of another kind of database, or none at all.
        """
        self._url = _address(url)
        self._sqlite = self._url.get_backend_name() == "sqlite"
        if self._sqlite:
            self._roots = _sqlite(self._url.set(drivername=INLINE), factory=_Connection), _sqlite(self._url)
        else:
            self._roots = (_postgres(self._url, pool),) * 2
        self._enter(ALL if everywhere else "")

    def _enter(self, scope: str) -> None:
        reader, writer = self._roots
        self._reader = reader.execution_options(scope=scope)
        self._writer = writer.execution_options(scope=scope, writes=True)

    def everywhere(self) -> "Database":
        """The same database, on the same connections, with the rows of every workspace: for signing in, say."""
        return self.of(ALL)

    def of(self, workspace_id: str) -> "Database":
        """The same with the rows of this workspace, whichever was entered: for one that is just being made, say."""
        other = copy(self)
        other._enter(workspace_id)
        return other

    async def open(self) -> None:
        """Make the SQLite file if there is none, and bring the schema up to date.

        Any number of processes may do so at once: one migrates, the others wait for it.
        """
        if self._url.database and self._sqlite:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        try:
            everywhere = self.everywhere()
            async with everywhere._reader.connect() as connection:
                if await connection.run_sync(newest):
                    return  # without the write lock, which others may hold for long
            async with everywhere._writer.connect() as connection:
                await connection.run_sync(upgrade)
                await connection.commit()
        except (DBAPIError, OSError) as error:
            if self._sqlite or not _is_away(error):
                raise
            raise DatabaseAway(f"the database at {self.place} cannot be used: {_why(error)}", AWAY) from None

    @property
    def place(self) -> str:
        """Where it lies, in words that tell no secret."""
        if self._sqlite:
            return f"{self._url.database}"
        port = f":{self._url.port}" if self._url.port else ""
        return f"{self._url.host or self._url.query.get('host', 'localhost')}{port}/{self._url.database or ''}"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries; nothing is kept."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session that is committed at the end, or rolled back whole on an exception.

        On SQLite it takes the one write lock at once, so a read-then-write never fails half-way. Postgres runs
        it as READ COMMITTED beside other writers: what is read in order to be changed is locked by
        `with_for_update()` or changed by one conditional UPDATE. Either waits BUSY_SECONDS for another's lock.
        """
        async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self.read() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of all connections."""
        for engine in set(self._roots):
            await engine.dispose()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadRequest("The database's address cannot be read.", HINT) from error
    driver = DRIVERS.get(address.drivername, address.drivername)
    if driver not in DRIVERS.values():
        raise BadRequest(f"{address.drivername} is no database that this runs on.", HINT)
    return address.set(drivername=driver)


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """What SQLAlchemy asks of a driver's cursor whose rows were fetched: there is nothing to wait for."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class Inline(SQLiteDialect_pysqlite):
    """SQLite read by the event loop itself.

    A reader of a WAL waits for nobody and is answered in microseconds; to ask through the driver's thread costs fifty
    times as much, and the more the more there is to do besides.
    """

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """One that does not block the loop."""
        return AsyncAdaptedQueuePool


registry.register(INLINE.replace("+", "."), __name__, Inline.__name__)


def _sqlite(address: URL, **options: Any) -> AsyncEngine:
    options |= {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_async_engine(address, connect_args=options)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _postgres(address: URL, pool: int) -> AsyncEngine:
    engine = create_async_engine(
        address,
        pool_pre_ping=True,
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=BUSY_SECONDS,
        connect_args={"options": f"-c lock_timeout={BUSY_SECONDS:.0f}s -c timezone=UTC", "connect_timeout": 10},
    )
    event.listen(engine.sync_engine, "begin", _wall)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are opened by `_begin`, not by the driver's guess
    cursor = connection.cursor()
    _log_ahead(cursor)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _log_ahead(cursor: Any) -> None:
    """Switch the file to a WAL; SQLite itself does not wait here while another process switches it or lets it go."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(SWITCH_SECONDS)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wall(connection: Connection) -> None:
    """Tell Postgres whose rows this transaction may see, before its first statement."""
    value = connection.get_execution_options().get("scope", "") or entered()
    connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (SETTING, value))


def _is_away(error: Exception) -> bool:
    """Whether there is no connection at all: a server that refuses one statement tells a code of its own for it."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return state is None or state[:2] in ("08", "28", "3D", "57")


def _why(error: Exception) -> str:
    """The last line of what the driver says; it repeats no password."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[-1].strip()
