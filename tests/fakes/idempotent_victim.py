"""A process that begins a request, has its effect, and waits to be killed before the commit."""

import asyncio
import sys
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.services.credits import Credits
from studio.services.idempotency import Answer, Idempotency


async def main(url: str, route: str) -> None:
    """Say `spent` when the credit is taken and not yet committed."""
    database = Database(url)

    async def effect(session: AsyncSession) -> Answer:
        await Credits(database, "ws-1").book(session).spend(Decimal(1), "a voice", "victim")
        print("spent", flush=True)
        await asyncio.Event().wait()
        return Answer(200, None)

    await Idempotency(database, "ws-1").once(route, "k", b"{}", effect)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
