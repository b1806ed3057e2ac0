"""What became of a workspace's credits, in all and by run."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.db.database import Database
from studio.domain.credits import NONE
from studio.errors import BadRequest
from studio.repos.charges import ChargeRepo, RunUsage

LARGEST = 2**63
"""Numbers of transactions are below it."""


@dataclass(frozen=True)
class Usage:
    """The sums of a workspace's ledger of credits, and a page of its runs."""

    balance: Decimal
    """Free to spend."""
    held: Decimal
    """Kept for work under way."""
    granted: Decimal
    """Given in all."""
    spent: Decimal
    """Paid in all."""
    refunded: Decimal
    """Given back of that."""
    runs: Sequence[RunUsage]
    next: str
    """Where the next page begins; empty on the last."""


async def usage_of(database: Database, workspace_id: str, limit: int = 20, cursor: str = "") -> Usage:
    """What became of the credits.

    Args:
        database: Where they are kept.
        workspace_id: Whose they are.
        limit: Runs on a page.
        cursor: `next` of the page before; empty for the first.

    Raises:
        BadRequest: The cursor is none of ours.
    """
    async with database.read() as session:
        repo = ChargeRepo(session, workspace_id)
        sums, runs = await repo.sums(), await repo.usage(limit + 1, _place(cursor))
    return Usage(
        balance=sums.get("wallet", NONE),
        held=sums.get("held", NONE),
        granted=-sums.get("granted", NONE),
        spent=sums.get("spent", NONE),
        refunded=-sums.get("refunded", NONE),
        runs=runs[:limit],
        next=str(runs[limit - 1].last) if len(runs) > limit else "",
    )


def _place(cursor: str) -> int | None:
    if not cursor:
        return None
    if not cursor.isascii() or not cursor.isdecimal() or int(cursor) >= LARGEST:
        raise BadRequest("that cursor is none of ours", "take it from the answer before, as it is")
    return int(cursor)
