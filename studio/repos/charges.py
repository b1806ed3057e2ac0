"""Queries on charges, and on what runs did to a workspace's credits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast

from sqlalchemy import ColumnElement, Table, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.charges import ChargeRow
from studio.db.credits import EntryRow, TransactionRow
from studio.db.service import JobRow
from studio.domain.charges import NO_USD, Charge
from studio.domain.credits import NONE, Account
from studio.repos.jobs import WANTED
from studio.repos.upsert import upsert


@dataclass(frozen=True)
class RunUsage:
    """What one run did to the credits."""

    run: str
    """Empty for what belongs to no run."""
    held: Decimal
    spent: Decimal
    refunded: Decimal
    last: int
    """Number of its latest transaction."""


class ChargeRepo:
    """The charges of one workspace in one session. Commits nothing.

    Whoever changes one locks the wallet before it, as for a hold.
    """

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def of_run(self, run_id: str) -> Sequence[Charge]:
        """The charges of a run, in the order of their rounds."""
        mine = select(ChargeRow).where(ChargeRow.workspace_id == self._workspace, ChargeRow.run_id == run_id)
        rows = await self._session.scalars(
            mine.order_by(ChargeRow.round), execution_options={"populate_existing": True}
        )
        return [_charge(row) for row in rows]

    async def keep(self, charge: Charge) -> None:
        """Write a new charge, or what changed about one."""
        await upsert(self._session, cast(Table, ChargeRow.__table__), [vars(charge)], update=True)

    async def spent(self, run_id: str) -> Decimal:
        """What a run has cost in US dollars, in all rounds that are settled."""
        return sum((charge.spent_usd for charge in await self.of_run(run_id)), NO_USD)

    async def sums(self) -> dict[Account, Decimal]:
        """The sum of each account's entries."""
        sums = select(EntryRow.account, func.sum(EntryRow.amount)).where(EntryRow.workspace_id == self._workspace)
        rows = await self._session.execute(sums.group_by(EntryRow.account))
        return {cast(Account, account): amount for account, amount in rows.all()}

    async def usage(self, limit: int, before: int | None) -> Sequence[RunUsage]:
        """What each run held, spent and got back, the one with the latest transaction first."""
        last = func.max(TransactionRow.id)
        held, spent, refunded = _sum("held"), _sum("spent"), _sum("refunded")
        query = (
            select(TransactionRow.run, held, spent, refunded, last)
            .join(EntryRow, EntryRow.transaction_id == TransactionRow.id)
            .where(TransactionRow.workspace_id == self._workspace, TransactionRow.kind != "grant")
            .group_by(TransactionRow.run)
            .order_by(last.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.having(last < before)
        rows = (await self._session.execute(query)).all()
        return [RunUsage(run, held or NONE, spent or NONE, -(back or NONE), n) for run, held, spent, back, n in rows]


def _sum(account: Account) -> ColumnElement[Decimal]:
    return func.sum(case((EntryRow.account == account, EntryRow.amount), else_=None))


async def of_ended(session: AsyncSession, limit: int) -> Sequence[tuple[str, str]]:
    """Workspace and run of open charges whose run nobody works on any more, the oldest first; for sweepers alone."""
    at_work = select(JobRow.run_id).where(JobRow.run_id == ChargeRow.run_id, JobRow.state == WANTED)
    query = select(ChargeRow.workspace_id, ChargeRow.run_id).where(ChargeRow.state == "open", ~at_work.exists())
    rows = await session.execute(query.order_by(ChargeRow.created).limit(limit))
    return [(workspace, run) for workspace, run in rows.all()]


async def of_unsure(session: AsyncSession, since: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Workspace and run of charges that were settled before all attempts had ended; for sweepers alone."""
    unsure = (ChargeRow.unsure_usd != NO_USD, ChargeRow.ended >= since)
    query = select(ChargeRow.workspace_id, ChargeRow.run_id).where(ChargeRow.state == "settled", *unsure)
    rows = await session.execute(query.distinct().limit(limit))
    return [(workspace, run) for workspace, run in rows.all()]


async def has_open(session: AsyncSession, run_id: str) -> bool:
    """Whether a run of any workspace has an open charge; for sweepers alone."""
    query = select(ChargeRow.run_id).where(ChargeRow.run_id == run_id, ChargeRow.state == "open")
    return await session.scalar(query) is not None


def _charge(row: ChargeRow) -> Charge:
    facts = {name: getattr(row, name) for name in Charge.__dataclass_fields__ if name != "state"}
    return Charge(state=cast(Literal["open", "settled"], row.state), **facts)
