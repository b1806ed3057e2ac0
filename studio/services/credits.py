"""Credits of a workspace: each call is one transaction, tried again when it lost a race."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.domain.credits import (
    HOLD_LEASE,
    NONE,
    TOLERANCE,
    Hold,
    PlanName,
    Settlement,
    Transaction,
    Wallet,
    monthly_credits,
    plan_named,
)
from studio.repos.credits import CreditRepo, due_holds, wallets
from studio.repos.workspaces import WorkspaceRepo, all_workspaces
from studio.services.credit_book import CreditBook
from studio.services.transactions import transact

DoneT = TypeVar("DoneT")
Alive = Callable[[str], Awaitable[bool]]
"""Whether the run of this id is, or will be, at work."""


class Credits:
    """What `CreditBook` does, where nothing else is part of the transaction; see there for what is raised."""

    def __init__(self, database: Database, workspace_id: str, tolerance: Decimal = TOLERANCE) -> None:
        self._db = database.of(workspace_id)
        self._workspace = workspace_id
        self._tolerance = tolerance

    async def wallet(self) -> Wallet:
        """What there is and what is held."""
        async with self._db.read() as session:
            return await self.book(session).wallet()

    async def history(
        self, limit: int = 50, before: int | None = None, run: str | None = None
    ) -> Sequence[Transaction]:
        """The newest transactions, of all or of one run; `before` the last one of a page begins the next page."""
        async with self._db.read() as session:
            return await self.book(session).history(limit, before, run)

    async def grant(self, amount: Decimal, reason: str, key: str) -> Transaction:
        """Give credits; once per key."""
        return await self._write(lambda book: book.grant(amount, reason, key))

    async def monthly(self) -> Decimal:
        """What the workspace is given each month."""
        async with self._db.read() as session:
            row = await WorkspaceRepo(session, self._workspace).get()
        return monthly_credits(plan_named(row.plan), row.with_account) if row else NONE

    async def grant_month(self, plan: PlanName, now: datetime | None = None, *, with_account: bool = True) -> Decimal:
        """Give what is still due of a plan's credits of this month; gives what was added."""
        return await self._write(lambda book: book.grant_month(plan, now, with_account=with_account))

    async def reserve(
        self, amount: Decimal, reason: str, key: str, *, run: str = "", lease: timedelta = HOLD_LEASE
    ) -> Hold:
        """Keep credits for work that is about to be done; the same key is the same hold."""
        return await self._write(lambda book: book.reserve(amount, reason, key, run=run, lease=lease))

    async def settle(self, hold_id: str, actual: Decimal) -> Settlement:
        """Pay for the work a hold was for, once; what is left of it goes back."""
        return await self._write(lambda book: book.settle(hold_id, actual))

    async def release(self, hold_id: str) -> Hold:
        """Give a hold back whole, once."""
        return await self._write(lambda book: book.release(hold_id))

    async def spend(self, amount: Decimal, reason: str, key: str, *, run: str = "") -> Settlement:
        """Reserve and settle in one; once per key."""
        return await self._write(lambda book: book.spend(amount, reason, key, run=run))

    async def refund(self, settlement: int, key: str, amount: Decimal | None = None, reason: str = "") -> Transaction:
        """Give back what a settlement charged, or a part of it; once per key."""
        return await self._write(lambda book: book.refund(settlement, key, amount, reason))

    def book(self, session: AsyncSession) -> CreditBook:
        """The same rules in a session of the caller's."""
        return CreditBook(session, self._workspace, self._tolerance)

    async def _write(self, work: Callable[[CreditBook], Awaitable[DoneT]]) -> DoneT:
        return await transact(self._db, lambda session: work(self.book(session)))


async def expire_holds(
    database: Database, alive: Alive, now: datetime | None = None, *, lease: timedelta = HOLD_LEASE, limit: int = 500
) -> list[Hold]:
    """Look at the holds of all workspaces whose time is over, and give back those nobody works for any more.

    A hold of a run that lives is looked at again after another lease. `alive` is asked outside any transaction.
    Gives the holds it gave back; at most `limit` holds are looked at.
    """
    moment = now or datetime.now(UTC)
    async with database.read() as session:
        due = await due_holds(session, moment, limit)
    looked = [await _look_at(database, hold, alive, moment, lease) for hold in due]
    return [hold for hold in looked if hold]


async def _look_at(database: Database, hold: Hold, alive: Alive, now: datetime, lease: timedelta) -> Hold | None:
    lives = bool(hold.run) and await alive(hold.run)

    async def decide(session: AsyncSession) -> Hold | None:
        book = CreditBook(session, hold.workspace_id)
        if not lives:
            return await book.expire(hold.id, now)
        await book.extend(hold.id, now + lease)
        return None

    return await transact(database, decide)


async def grant_months(database: Database, now: datetime | None = None) -> int:
    """Give every workspace what is due of its plan's credits of this month; gives how many got some."""
    async with database.read() as session:
        rows = await all_workspaces(session)
    given = [
        await Credits(database, row.id).grant_month(plan_named(row.plan), now, with_account=row.with_account)
        for row in rows
    ]
    return sum(bool(amount) for amount in given)


@dataclass(frozen=True)
class Mismatch:
    """A wallet that is not what its entries, or its open holds, add up to."""

    workspace_id: str
    stored: Wallet
    derived: Wallet
    holds: Decimal
    """The sum of the open holds."""
    total: Decimal
    """The sum of all entries, which must be zero."""


async def audit(database: Database) -> list[Mismatch]:
    """Compare every wallet with the ledger; an empty answer means that all money is accounted for."""
    async with database.read() as session:
        names = await wallets(session)
    found = [await transact(database, partial(_compare, workspace_id=name)) for name in names]
    return [mismatch for mismatch in found if mismatch]


async def _compare(session: AsyncSession, workspace_id: str) -> Mismatch | None:
    repo = CreditRepo(session, workspace_id)
    stored, sums, holds = await repo.lock_wallet(), await repo.derived(), await repo.held_in_open()
    derived = Wallet(sums.get("wallet", NONE), sums.get("held", NONE))
    total = sum(sums.values(), NONE)
    if stored == derived and holds == stored.held and not total:
        return None
    return Mismatch(workspace_id, stored, derived, holds, total)
