"""A process of its own that spends or reserves, for tests; prints how many of its attempts went through."""

import asyncio
import sys
from decimal import Decimal

from studio.db.database import Database
from studio.domain.credits import NotEnoughCredits
from studio.services.credits import Credits


async def attempt(account: Credits, verb: str, amount: Decimal, key: str) -> bool:
    """Whether it went through."""
    try:
        await (account.spend if verb == "spend" else account.reserve)(amount, "a race", key)
    except NotEnoughCredits:
        return False
    return True


async def race(urls: list[str], verb: str, amount: Decimal, times: int, name: str) -> int:
    """So many attempts at once, dealt out to a database object each for these addresses; gives how many succeed."""
    opened = [Database(url) for url in urls]
    gates = [asyncio.Semaphore(8) for _ in opened]  # the pool's patience is not what is tried here

    async def one(number: int) -> bool:
        place = number % len(opened)
        async with gates[place]:
            return await attempt(Credits(opened[place], "ws-1"), verb, amount, f"{name}-{number}")

    try:
        return sum(await asyncio.gather(*(one(number) for number in range(times))))
    finally:
        for database in opened:
            await database.close()


if __name__ == "__main__":
    url, verb, amount, times, name = sys.argv[1:]
    print(asyncio.run(race([url], verb, Decimal(amount), int(times), name)))
