"""Whether a worker on this machine can work: `python -m worker.healthy` leaves with 0 when all it needs answers."""

import asyncio
import sys
from functools import partial

from redis.asyncio import Redis

from studio.db.database import Database
from studio.errors import StudioError
from studio.settings import Settings, get_settings
from studio.storage.opening import check_store


async def look(settings: Settings) -> None:
    """Ask the database, the bucket and Redis, as they are set.

    Raises:
        StudioError: One of them cannot be used.
    """
    database = Database(settings.database_url, everywhere=True)
    try:
        await database.open()
        await asyncio.to_thread(partial(check_store, settings))
        if settings.redis_url:
            async with Redis.from_url(settings.redis_url) as redis:
                await redis.ping()
    finally:
        await database.close()


def main() -> int:
    """Look, and say what is wrong."""
    try:
        asyncio.run(look(get_settings()))
    except StudioError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Redis at STUDIO_REDIS_URL does not answer: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
