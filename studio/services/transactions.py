"""A transaction that is begun again when the database took another one's side."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database

DoneT = TypeVar("DoneT")

TRIES = 8
PATIENCE_SECONDS = 20.0
"""No try begins later than this: each may have waited for a lock as long as the database lets it."""

FIRST_PAUSE_SECONDS = 0.01
"""Doubled after every try and drawn at random under that, so that those who collided do not meet again."""

LOST_RACES = frozenset({"40001", "40P01"})
"""Postgres' codes of a serialisation failure and of a deadlock."""

AWAY = frozenset({"08", "53", "55", "57"})
"""Postgres' classes of codes: no connection, too little of something, no lock in time, an operator's hand."""


async def transact(database: Database, work: Callable[[AsyncSession], Awaitable[DoneT]]) -> DoneT:
    """Do `work` in one transaction; all of it again when it lost a race, so it must touch nothing but the session."""
    last = time.monotonic() + PATIENCE_SECONDS
    for attempt in range(TRIES):
        try:
            async with database.write() as session:
                return await work(session)
        except DBAPIError as error:
            if attempt == TRIES - 1 or time.monotonic() > last or not lost_a_race(error):
                raise
        await asyncio.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))
    raise AssertionError("the last try returns or raises")


def lost_a_race(error: DBAPIError) -> bool:
    """Whether the same transaction can go through when it is tried again."""
    return _locked(error.orig) or getattr(error.orig, "sqlstate", None) in LOST_RACES


def passing(error: BaseException) -> bool:
    """Whether all that is wrong is a database that was busy, away or started anew: what failed can be done later."""
    if not isinstance(error, DBAPIError):
        return _locked(error)  # the engine's own memory speaks to SQLite without SQLAlchemy
    state = getattr(error.orig, "sqlstate", None) or ""
    return lost_a_race(error) or error.connection_invalidated or state[:2] in AWAY


def _locked(cause: BaseException | None) -> bool:
    if not isinstance(cause, sqlite3.OperationalError):
        return False
    return (cause.sqlite_errorcode or 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
