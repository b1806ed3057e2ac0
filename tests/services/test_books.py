"""The books under many hands: every attempt is written down once, whoever writes it."""

import asyncio
from decimal import Decimal
from pathlib import Path

from studio.services.books import Books
from tests.fakes.records import began, database, over


async def test_attempts_that_end_at_the_same_moment_are_all_settled_once(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        books = await Books.open(db)
        records = [began("0.10") for _ in range(30)]
        await asyncio.gather(*(books.began(record) for record in records))
        await asyncio.gather(*(books.ended(over(record, usd="0.08")) for record in records))
        spent = await books.ledger.spent()
        assert (spent.billed, spent.held, spent.attempts) == (Decimal("2.40"), Decimal("0"), 30)
        await books.close()
