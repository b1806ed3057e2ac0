"""The rules of credits: what a workspace is given, holds, spends and gets back, in a session of the caller's."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from studio.domain.credits import (
    HOLD_LEASE,
    NONE,
    TOLERANCE,
    UNIT,
    Hold,
    NotEnoughCredits,
    PlanName,
    Posting,
    Settlement,
    Transaction,
    Wallet,
    chargeable,
    checked,
    giving_back,
    granting,
    key_of,
    month_of,
    monthly_credits,
    refunding,
    reserving,
    settlement_of,
    settling,
    shown,
)
from studio.errors import Conflict, NotFound
from studio.repos.credits import CreditRepo


class CreditBook:
    """The credits of one workspace, as part of a transaction that does more: nothing is kept before its commit.

    Every change locks the wallet first and the hold after it. A change that was made already, by its key or by the
    state of its hold, is not made again: the answer is the first one's.
    """

    def __init__(self, session: AsyncSession, workspace_id: str, tolerance: Decimal = TOLERANCE) -> None:
        self._repo = CreditRepo(session, workspace_id)
        self._workspace = workspace_id
        self._tolerance = tolerance

    async def wallet(self) -> Wallet:
        """What there is and what is held."""
        return await self._repo.wallet()

    async def history(
        self, limit: int = 50, before: int | None = None, run: str | None = None
    ) -> Sequence[Transaction]:
        """The newest transactions, of all or of one run; `before` the last one of a page begins the next page."""
        return await self._repo.history(limit, before, run)

    async def grant(self, amount: Decimal, reason: str, key: str) -> Transaction:
        """Give credits; once per key."""
        checked(amount, least=UNIT)
        await self._repo.lock_wallet()
        return await self._grant(amount, reason, f"grant:{key}")

    async def grant_month(self, plan: PlanName, now: datetime | None = None, *, with_account: bool = True) -> Decimal:
        """Give what a plan gives in a month, less what was given for this month already; gives what was added.

        So it can be called at any time, and who moves to a larger plan in mid-month gets the difference.

        Args:
            plan: The workspace's.
            now: When it is.
            with_account: Whether the workspace was made together with its owner's account.
        """
        month = month_of(now or datetime.now(UTC))
        await self._repo.lock_wallet()
        given = await self._repo.sum_of("grant", "wallet", prefix=f"month:{month}:")
        due = max(NONE, monthly_credits(plan, with_account) - given)
        if due:
            await self._grant(due, f"{plan} plan, {month}", f"month:{month}:{plan}")
        return due

    async def reserve(
        self, amount: Decimal, reason: str, key: str, *, run: str = "", lease: timedelta = HOLD_LEASE
    ) -> Hold:
        """Keep credits for work that is about to be done. The same key is the same hold.

        A hold that expired meanwhile is opened again, if there are still the credits for it.

        Raises:
            NotEnoughCredits: There are fewer than `amount`.
            Conflict: The key was used for another amount or run.
        """
        checked(amount)
        wallet = await self._repo.lock_wallet()
        hold = await self._repo.hold_of(key) or self._new(amount, reason, key, run)
        if (hold.amount, hold.run) != (amount, run):
            used = f"{shown(hold.amount)} credits of run {hold.run!r}"
            raise Conflict(f"the key {key!r} was used for {used}", "use a new key")
        if hold.round and hold.status != "expired":
            return hold
        if wallet.balance < amount:
            short = f"{shown(amount)} credits are needed and {shown(wallet.balance)} are there"
            raise NotEnoughCredits(short, "add credits, or ask for less")
        return await self._open(hold, lease)

    async def settle(self, hold_id: str, actual: Decimal) -> Settlement:
        """Pay for the work a hold was for; what is left of it goes back. Done once: later calls get the first answer.

        More than was held is charged up to the tolerance and up to what there is; `waived` says what was not.

        Raises:
            NotFound: This workspace has no such hold.
            Conflict: It was released, or expired; an expired one can be reserved again with its key.
        """
        checked(actual)
        wallet = await self._repo.lock_wallet()
        hold = await self._hold(hold_id)
        if hold.status == "settled":
            return await self._settled(hold)
        if hold.status != "open":
            raise Conflict(f"the hold {hold_id} is {hold.status}", "reserve again, then settle")
        charged = chargeable(hold.amount, actual, wallet.balance, self._tolerance)
        await self._repo.keep_hold(replace(hold, status="settled"))
        return settlement_of(await self._post(settling(hold, charged, actual - charged)))

    async def release(self, hold_id: str) -> Hold:
        """Give a hold back whole; one that is given back already stays so.

        Raises:
            NotFound: This workspace has no such hold.
            Conflict: It is settled; refund it instead.
        """
        await self._repo.lock_wallet()
        hold = await self._hold(hold_id)
        if hold.status == "settled":
            raise Conflict(f"the hold {hold_id} is settled", "refund its settlement instead")
        return await self._give_back(hold, "release") if hold.status == "open" else hold

    async def spend(self, amount: Decimal, reason: str, key: str, *, run: str = "") -> Settlement:
        """Reserve and settle in one; once per key."""
        hold = await self.reserve(amount, reason, key, run=run)
        return await self.settle(hold.id, amount)

    async def refund(self, settlement: int, key: str, amount: Decimal | None = None, reason: str = "") -> Transaction:
        """Give back what a settlement charged, or a part of it; once per key, never more than was charged.

        Raises:
            NotFound: This workspace has no such settlement.
            Conflict: So much is not left to be refunded.
        """
        await self._repo.lock_wallet()
        if before := await self._repo.transaction_of(f"refund:{key}"):
            return before
        paid = await self._repo.transaction(settlement)
        if paid is None or paid.kind != "settle":
            raise NotFound(f"there is no settlement {settlement} here", "look it up in the history of credits")
        left = paid.lines.get("spent", NONE) - await self._repo.sum_of("refund", "wallet", of=settlement)
        back = checked(left if amount is None else amount)
        if not back or back > left:
            raise Conflict(
                f"{shown(left)} credits of settlement {settlement} are left to refund", "ask for no more than that"
            )
        return await self._post(refunding(paid, back, reason, f"refund:{key}"))

    async def expire(self, hold_id: str, now: datetime) -> Hold | None:
        """Give back a hold whose time is over; None when it has ended, or goes on, meanwhile."""
        await self._repo.lock_wallet()
        hold = await self._hold(hold_id)
        if hold.status != "open" or hold.expires > now:
            return None
        return await self._give_back(hold, "expire")

    async def extend(self, hold_id: str, until: datetime) -> None:
        """Let an open hold live on."""
        await self._repo.lock_wallet()
        hold = await self._hold(hold_id)
        if hold.status == "open" and hold.expires < until:
            await self._repo.keep_hold(replace(hold, expires=until))

    async def _grant(self, amount: Decimal, reason: str, key: str) -> Transaction:
        before = await self._repo.transaction_of(key)
        if before is None:
            return await self._post(granting(amount, reason, key))
        if before.lines.get("wallet") != amount:
            raise Conflict(f"the key {key!r} was used for another grant", "use a new key")
        return before

    def _new(self, amount: Decimal, reason: str, key: str, run: str) -> Hold:
        now = datetime.now(UTC)
        name = secrets.token_hex(16)
        return Hold(name, self._workspace, key, amount, reason, run, "open", 0, created=now, expires=now)

    async def _open(self, hold: Hold, lease: timedelta) -> Hold:
        opened = replace(hold, status="open", round=hold.round + 1, expires=datetime.now(UTC) + lease)
        await self._repo.keep_hold(opened)
        await self._post(reserving(opened))
        return opened

    async def _give_back(self, hold: Hold, kind: Literal["release", "expire"]) -> Hold:
        ended = replace(hold, status="released" if kind == "release" else "expired")
        await self._repo.keep_hold(ended)
        await self._post(giving_back(hold, kind))
        return ended

    async def _hold(self, hold_id: str) -> Hold:
        found = await self._repo.hold(hold_id)
        if found is None:
            raise NotFound(f"there is no hold {hold_id} here", "reserve credits first")
        return found

    async def _settled(self, hold: Hold) -> Settlement:
        found = await self._repo.transaction_of(key_of("settle", hold))
        if found is None:
            raise NotFound(f"the hold {hold.id} has no settlement", "the ledger and the holds do not agree: audit it")
        return settlement_of(found)

    async def _post(self, posting: Posting) -> Transaction:
        return await self._repo.post(posting, datetime.now(UTC))
