"""The ledger: what each paid attempt may cost and did cost, by workspace, run, provider and month."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from studio.db.database import Database
from studio.domain.ledger import (
    AttemptFacts,
    Entry,
    Reservation,
    Scope,
    Spent,
    ended,
    lost,
    open_among,
    reserved,
    taken_over,
)
from studio.repos.ledger import Column, LedgerRepo, Settled

LOST_AFTER = timedelta(days=1)
"""An older reservation has nobody left to settle it: the longest job has 20 minutes, and a run that was killed is
taken up within the day or not at all."""


class Ledger:
    """Rules about the ledger. Every method is one transaction; nothing written is ever changed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def reserve(self, record: AttemptFacts) -> None:
        """Write what an attempt is expected to cost, before it is made."""
        await self._write([reserved(record, datetime.now(UTC))])

    async def close(self, record: AttemptFacts) -> None:
        """Write what is owed for an attempt, or that nothing is; one without money in it leaves no line.

        Earlier attempts that hold money for the same job of the vendor's (they began it, and were killed or left)
        give it back: a job is paid once.
        """
        now = datetime.now(UTC)
        line = ended(record, now)
        if line is None:
            return
        async with self._db.write() as session:
            repo = LedgerRepo(session)
            await repo.add([line, *([] if line.kind == "reserve" else await _of_same_job(repo, line, now))])

    async def open_reservations(self, scope: Scope | None = None) -> list[Reservation]:
        """Money kept for attempts of which nobody knows yet how they ended, oldest first."""
        async with self._db.read() as session:
            return open_among(await LedgerRepo(session).open(scope))

    async def settle_lost(self, older_than: timedelta = LOST_AFTER) -> list[Reservation]:
        """Settle old reservations, as maybe billed and at the reserved sum; gives those it settled.

        Their process died between the reserve and the settle. Whether the vendor did the work nobody can tell any
        more; to release the money would understate the bill, and to leave it would keep it from being spent for ever.
        """
        now = datetime.now(UTC)
        before = now - older_than
        if not any(found.since <= before for found in await self.open_reservations()):
            return []
        async with self._db.write() as session:
            repo = LedgerRepo(session)
            old = [found for found in open_among(await repo.open()) if found.since <= before]
            await repo.add([lost(found, now) for found in old])
        return old

    async def spent(self, scope: Scope | None = None) -> Spent:
        """What was spent and is held within a scope."""
        return sum((await self.spent_by("provider", scope)).values(), Spent())

    async def spent_by(self, column: Column, scope: Scope | None = None) -> dict[str, Spent]:
        """What was spent and is held, by workspace, run, provider, task or month."""
        found: dict[str, Spent] = {}
        async with self._db.read() as session:
            repo = LedgerRepo(session)
            for row in await repo.settled(column, scope):
                found[row.name] = found.get(row.name, Spent()) + _spent(row)
            for held in open_among(await repo.open(scope)):
                name = str(getattr(held.reserve, column))
                found[name] = found.get(name, Spent()) + Spent(held=held.usd)
        return found

    async def of_attempt(self, attempt: str) -> Sequence[Entry]:
        """The lines of one attempt, in the order they were written."""
        async with self._db.read() as session:
            return await LedgerRepo(session).of_attempt(attempt)

    async def _write(self, entries: Sequence[Entry]) -> None:
        async with self._db.write() as session:
            await LedgerRepo(session).add(entries)


async def _of_same_job(repo: LedgerRepo, line: Entry, now: datetime) -> list[Entry]:
    if not line.job:
        return []
    others = set(await repo.attempts_at(line.provider, line.job))
    held = [found for found in open_among(await repo.open()) if found.attempt != line.attempt]
    return [taken_over(f, now) for f in held if f.attempt in others or _same_step(f.reserve, line)]


def _same_step(reserve: Entry, line: Entry) -> bool:
    """Whether an earlier process held money for the very step that took its job up; it died before it knew it."""
    place = (line.run, line.step, line.provider, line.task)
    return bool(line.step) and (reserve.run, reserve.step, reserve.provider, reserve.task) == place


def _spent(row: Settled) -> Spent:
    total = row.usd * row.lines
    return Spent(maybe=total, attempts=row.lines) if row.billed == "maybe" else Spent(total, attempts=row.lines)
