"""Sums over all workspaces, for those who run the service."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.credits import EntryRow, HoldRow, WalletRow
from studio.db.generations import GenerationRow
from studio.db.hooks import DeliveryRow
from studio.db.service import JobRow
from studio.db.tables import LedgerRow, RunRow
from studio.repos.jobs import WANTED

Counted = dict[tuple[str, ...], float]
"""Values of the labels -> a number."""


class TotalsRepo:
    """Sums in one session that sees every workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def runs(self) -> Counted:
        """Runs by status."""
        return await self._counted(select(RunRow.status, func.count()).group_by(RunRow.status))

    async def generations(self) -> Counted:
        """Generations by kind and state."""
        names = GenerationRow.kind, GenerationRow.state
        return await self._counted(select(*names, func.count()).group_by(*names))

    async def deliveries(self) -> Counted:
        """Webhooks by state."""
        return await self._counted(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))

    async def waiting(self, now: datetime) -> tuple[Counted, Counted]:
        """Orders that nobody is at work on: how many by lane, and how many seconds the oldest has waited."""
        oldest = func.min(JobRow.updated)
        query = select(JobRow.kind, func.count(), oldest).join(RunRow, RunRow.id == JobRow.run_id)
        query = query.where(JobRow.state == WANTED, RunRow.owner == "").group_by(JobRow.kind)
        rows = (await self._session.execute(query)).all()
        return (
            {(row[0],): float(row[1]) for row in rows},
            {(row[0],): max(0.0, (now - row[2]).total_seconds()) for row in rows},
        )

    async def credits(self) -> dict[str, Decimal]:
        """Credits free to use, held, spent and refunded, of all workspaces together."""
        wallets = select(func.sum(WalletRow.balance), func.sum(WalletRow.held))
        balance, held = (await self._session.execute(wallets)).one()
        entries = select(EntryRow.account, func.sum(EntryRow.amount)).group_by(EntryRow.account)
        sums = {str(account): amount for account, amount in (await self._session.execute(entries)).all()}
        none = Decimal(0)
        spent, refunded = sums.get("spent", none), -sums.get("refunded", none)
        return {"free": balance or none, "held": held or none, "spent": spent, "refunded": refunded}

    async def open_holds(self) -> int:
        """Holds of work under way."""
        return await self._session.scalar(select(func.count()).where(HoldRow.status == "open")) or 0

    async def cost(self) -> tuple[Decimal, int]:
        """US dollars settled for runs, and how many runs cost something. SQLite adds money in floats, so we do."""
        lines = select(LedgerRow.usd, func.count()).where(LedgerRow.kind == "settle", LedgerRow.run != "")
        rows: Sequence[Any] = (await self._session.execute(lines.group_by(LedgerRow.usd))).all()
        paid = select(func.count(LedgerRow.run.distinct())).where(LedgerRow.kind == "settle", LedgerRow.run != "")
        return sum((row[0] * row[1] for row in rows), Decimal(0)), await self._session.scalar(paid) or 0

    async def generation_cost(self) -> dict[tuple[str, ...], Decimal]:
        """US dollars by kind of generation."""
        names = GenerationRow.kind, GenerationRow.usd
        found: dict[tuple[str, ...], Decimal] = {}
        for kind, usd, count in (await self._session.execute(select(*names, func.count()).group_by(*names))).all():
            found[(kind,)] = found.get((kind,), Decimal(0)) + usd * count
        return found

    async def _counted(self, query: Executable) -> Counted:
        rows = (await self._session.execute(query)).all()
        return {tuple(str(part) for part in row[:-1]): float(row[-1]) for row in rows}
