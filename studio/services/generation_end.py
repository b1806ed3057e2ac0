"""How a generation ends: paid by the ledger's exact sum, told to whoever wants to be told, in one transaction."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.generations import GenerationRow
from studio.domain.assets import Asset
from studio.domain.credits import NotEnoughCredits, credits_for
from studio.domain.generations import Generation, GenerationState, Made, Trouble
from studio.domain.ledger import Scope
from studio.errors import Conflict
from studio.repos.assets import AssetRepo
from studio.repos.ledger import LedgerRepo
from studio.services.credit_book import CreditBook
from studio.services.webhooks_out import announce

NOTHING = Decimal("0")


async def ended(
    session: AsyncSession,
    row: GenerationRow,
    state: GenerationState,
    credit_usd: Decimal,
    *,
    made: Made | None = None,
    trouble: Trouble | None = None,
) -> None:
    """End a generation that is not over, in a session of the caller's: nothing is kept before its commit.

    Args:
        session: Of the transaction that it ends in.
        row: Which.
        state: What it becomes.
        credit_usd: What a credit is worth in US dollars.
        made: What came of it.
        trouble: Why nothing did.
    """
    now = datetime.now(UTC)
    if made:
        row.provider, row.model, row.text, row.seconds = made.provider, made.model, made.text, made.seconds
        row.assets = [asset.model_dump(mode="json") for asset in made.assets]
        row.trail = [dict(attempt) for attempt in made.trail]
        await AssetRepo(session).put(made.assets, now)
    if trouble:
        row.error, row.detail, row.hint = trouble.error, trouble.detail, trouble.hint
    row.usd = await spent(session, row.id)
    row.credits = await _paid(session, row, credit_usd)
    row.state, row.owner, row.stop, row.updated, row.finished = state, "", False, now, now
    if made:
        told = {"id": row.id, "kind": row.kind, "provider": row.provider, "usd": f"{row.usd:f}"}
        await announce(session, row.workspace_id, "generation.done", row.id, told)


async def spent(session: AsyncSession, generation_id: str) -> Decimal:
    """US dollars that vendors are owed for it so far."""
    found = await LedgerRepo(session).settled("provider", Scope(run=generation_id))
    return sum((line.usd * line.lines for line in found), NOTHING)


def hold_key(generation_id: str) -> str:
    """The key of what is held for it."""
    return f"generation:{generation_id}"


def reason(row: GenerationRow) -> str:
    """What the ledger of credits says it was for."""
    return f"generation of {row.kind}"


async def _paid(session: AsyncSession, row: GenerationRow, credit_usd: Decimal) -> Decimal:
    """Settle what is held: the exact sum is charged, the rest goes back. Gives what was charged."""
    if not row.hold:
        return NOTHING
    book, owed = CreditBook(session, row.workspace_id), credits_for(row.usd, credit_usd)
    try:
        if not owed:
            await book.release(row.hold)
            return NOTHING
        return (await book.settle(row.hold, owed)).charged
    except Conflict:  # it took so long that the hold expired
        try:
            held = credits_for(row.budget, credit_usd)
            await book.reserve(held, reason(row), hold_key(row.id), run=row.id)
            return (await book.settle(row.hold, owed)).charged
        except (NotEnoughCredits, Conflict):  # the house bears it
            return NOTHING


def generation_of(row: GenerationRow) -> Generation:
    """A row as it is looked at."""
    same = (
        *("id", "workspace_id", "kind", "request", "plan", "state", "provider", "model", "usd", "credits", "text"),
        *("seconds", "job", "hold", "budget", "epoch", "attempts", "created", "finished"),
    )
    values = {name: getattr(row, name) for name in same}
    trouble = Trouble(row.error, row.detail, row.hint) if row.error else None
    return Generation(**values, assets=tuple(map(Asset.model_validate, row.assets or ())), trouble=trouble)
