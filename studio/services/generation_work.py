"""What workers do about generations, in the database: taken, held for, beaten for, ended; each in one transaction.

A generation is taken under a new epoch, and only who has the newest one ends it: a worker that was believed dead and
lives after all changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.generations import GenerationRow
from studio.domain.credits import credits_for
from studio.domain.generations import Generation, GenerationState, Made, Trouble, held_for
from studio.errors import Forbidden
from studio.repos.generations import GenerationDesk, Lost
from studio.repos.library_consents import ConsentRepo
from studio.services.consents import state_of
from studio.services.credit_book import CreditBook
from studio.services.generation_end import ended, generation_of, hold_key, reason, spent
from studio.services.owner import alive
from studio.services.transactions import transact

LOST_AFTER = timedelta(seconds=3)
AT_ONCE = 500


class GenerationWork:
    """Rules about generations at work, for one process."""

    def __init__(self, database: Database, owner: str, credit_usd: Decimal) -> None:
        self._db, self._owner, self._credit_usd = database, owner, credit_usd

    async def take(self, generation_id: str) -> Generation | None:
        """Begin, or go on; None when it is over, was cancelled, or somebody else is at it."""

        async def work(session: AsyncSession) -> Generation | None:
            row = await GenerationDesk(session).get(generation_id)
            if row is None or generation_of(row).over or alive(row.owner, row.heartbeat):
                return None
            now = datetime.now(UTC)
            row.owner, row.heartbeat, row.updated, row.state = self._owner, now, now, "running"
            row.epoch, row.attempts = row.epoch + 1, row.attempts + 1
            return generation_of(row)

        return await transact(self._db, work)

    async def hold(self, taken: Generation, usd: Decimal) -> Decimal:
        """Keep the credits for what a quote says; what a start before this one held stays.

        Returns:
            US dollars that may still be spent on it.

        Raises:
            NotEnoughCredits: There are fewer.
            Forbidden: It uses a voice whose consent was revoked, or ended, since it was asked for.
        """

        async def work(session: AsyncSession) -> Decimal:
            row = await GenerationDesk(session).get(taken.id)
            if row is None or row.epoch != taken.epoch:
                return Decimal("0")
            await _may(session, row)
            if not row.hold and usd:
                await self._keep_credits(session, row, held_for(usd))
            return max(Decimal("0"), row.budget - await spent(session, row.id))

        return await transact(self._db, work)

    async def _keep_credits(self, session: AsyncSession, row: GenerationRow, usd: Decimal) -> None:
        amount = credits_for(usd, self._credit_usd)
        book = CreditBook(session, row.workspace_id)
        hold = await book.reserve(amount, reason(row), hold_key(row.id), run=row.id)
        row.hold, row.budget = hold.id, usd

    async def keep_job(self, taken: Generation, job: Mapping[str, Any]) -> None:
        """Keep where a vendor's long job is, so that it is taken up again after a crash instead of paid for twice."""
        await self._change(taken, job=dict(job))

    async def leave(self, taken: Generation) -> None:
        """Give it back unfinished: another worker goes on; the start does not count."""
        before = max(0, taken.attempts - 1)
        await self._change(taken, owner="", state="waiting", attempts=before, updated=datetime.now(UTC))

    async def end(
        self, taken: Generation, state: GenerationState, *, made: Made | None = None, trouble: Trouble | None = None
    ) -> bool:
        """Keep how it ended, and settle it; False when another process has it by now."""

        async def work(session: AsyncSession) -> bool:
            row = await GenerationDesk(session).get(taken.id)
            if row is None or row.epoch != taken.epoch or generation_of(row).over:
                return False
            await ended(session, row, state, self._credit_usd, made=made, trouble=trouble)
            return True

        return await transact(self._db, work)

    async def beat(self, ids: Collection[str]) -> Mapping[str, bool]:
        """Say that these are still at work; gives those this process has, and whether it was asked to stop each."""
        now = datetime.now(UTC)
        return await transact(self._db, lambda session: GenerationDesk(session).beat(self._owner, ids, now))

    async def lost(self) -> Sequence[Lost]:
        """Those that may have dropped out of the queue, or whose worker is gone."""
        async with self._db.read() as session:
            found = await GenerationDesk(session).lost(datetime.now(UTC) - LOST_AFTER, AT_ONCE)
        return [one for one in found if not alive(one.owner, one.heartbeat)]

    async def _change(self, taken: Generation, **values: Any) -> None:
        async def work(session: AsyncSession) -> bool:
            return await GenerationDesk(session).change(taken.id, taken.epoch, **values)

        await transact(self._db, work)


async def _may(session: AsyncSession, row: GenerationRow) -> None:
    if not (name := row.request.get("consent_id")):
        return
    consent = await ConsentRepo(session, row.workspace_id).get(name)
    if consent is None or state_of(consent, datetime.now(UTC)) != "given":
        raise Forbidden("The consent for this voice does not hold any more.", "Ask the person for a new one.")
