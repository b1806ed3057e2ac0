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
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return (cause.sqlite_errorcode or 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(cause, "sqlstate", None) in LOST_RACES
