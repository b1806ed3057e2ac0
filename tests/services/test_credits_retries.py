"""A transaction that lost a race is begun again; one that failed for another reason is not."""

import asyncio
import sqlite3
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

import studio.db.database
from studio.db.database import Database
from studio.repos.credits import CreditRepo
from studio.services.credits import Credits
from studio.services.transactions import TRIES, transact


async def test_a_deadlock_ends_with_both_done(database: Database) -> None:
    for workspace in ("ws-1", "ws-2"):
        await Credits(database, workspace).grant(Decimal(1), "a gift", "gift")
    met, tries = asyncio.Barrier(2), [0, 0]
    async with database.read() as session:
        alone = session.get_bind().dialect.name == "sqlite"  # it lets one writer in at a time: they never meet

    async def lock(place: int, session: AsyncSession) -> int:
        tries[place] += 1
        for step, workspace in enumerate(("ws-1", "ws-2") if place else ("ws-2", "ws-1")):
            await CreditRepo(session, workspace).lock_wallet()
            if step == 0 and tries[place] == 1 and not alone:
                await met.wait()
        return place

    done = await asyncio.gather(*(transact(database, partial(lock, place)) for place in range(2)))
    assert done == [0, 1]
    assert sum(tries) == (2 if alone else 3)


async def test_a_writer_that_waited_in_vain_asks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio.db.database, "BUSY_SECONDS", 0.01)
    path = tmp_path / "studio.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await database.open()
    other, tries = sqlite3.connect(path, isolation_level=None), []
    other.execute("BEGIN IMMEDIATE")

    async def work(session: AsyncSession) -> int:
        tries.append(1)
        if len(tries) == 3:
            other.rollback()
        await session.execute(text("UPDATE credit_wallets SET balance = 0"))
        return len(tries)

    assert await transact(database, work) == 3
    other.execute("BEGIN IMMEDIATE")
    tries.extend([1] * 3)
    with pytest.raises(OperationalError, match="locked"):
        await transact(database, work)
    assert len(tries) == 6 + TRIES
    other.close()
    await database.close()


async def test_what_can_never_go_through_is_not_tried_again(database: Database) -> None:
    await Credits(database, "ws-1").grant(Decimal(1), "a gift", "gift")
    tries = 0

    async def work(session: AsyncSession) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("UPDATE credit_wallets SET balance = -1"))

    with pytest.raises(IntegrityError):
        await transact(database, work)
    assert tries == 1
