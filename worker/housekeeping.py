"""What has to be done now and then for all workspaces, by one worker at a time."""

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.errors import StudioError
from studio.services.accounts import forget_old_sign_ins
from studio.services.charges import Charges
from studio.services.credits import expire_holds, grant_months
from studio.services.idempotency import forget_old_answers

LOOK_SECONDS = 1.0
"""How soon a run that ended without its worker is charged."""

KEY = "studio:housekeeping"
"""What keeps one worker's turn from another's: it is there for as long as a chore need not be done again."""

log = logging.getLogger("studio.worker")


@dataclass(frozen=True)
class Chore:
    """Something to be done at intervals."""

    name: str
    seconds: int
    """From one turn to the next, over all workers together."""
    do: Callable[[], Awaitable[object]]


def chores(database: Database, charges: Charges) -> tuple[Chore, ...]:
    """All there is to do.

    Args:
        database: One that sees the rows of all workspaces.
        charges: On the same.
    """
    return (
        Chore("holds", 60, partial(expire_holds, database, charges.lives)),
        Chore("refunds", 600, charges.give_back),
        Chore("month", 21_600, partial(grant_months, database)),
        Chore("answers", 3600, partial(forget_old_answers, database)),
        Chore("sign-ins", 86_400, partial(forget_old_sign_ins, database)),
    )


async def turn(redis: Redis, chore: Chore) -> bool:
    """Do a chore if it is due and nobody else has taken it; a worker that dies at it leaves it to the next turn.

    Returns:
        Whether it was done.
    """
    key = f"{KEY}:{chore.name}"
    if not await redis.set(key, secrets.token_hex(8), nx=True, ex=chore.seconds):
        return False
    found = await chore.do()
    if found:
        log.info("housekeeping, %s: %s", chore.name, len(found) if isinstance(found, list) else found)
    return True


async def keep_house(database: Database, charges: Charges, redis: Redis) -> None:
    """Charge runs that ended without their worker, and do the chores, from now on."""
    due = chores(database, charges)
    while True:
        await _safely("charges", charges.settle_ended)
        for chore in due:
            await _safely(chore.name, partial(turn, redis, chore))
        await asyncio.sleep(LOOK_SECONDS * random.uniform(0.75, 1.25))


async def _safely(name: str, work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except (RedisError, SQLAlchemyError, StudioError, OSError) as error:
        log.warning("housekeeping, %s: %s", name, error)
