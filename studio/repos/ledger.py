"""Queries on the ledger."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Select, Table, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from studio.db.tables import LedgerRow
from studio.domain.ledger import Entry, EntryKind, Scope
from studio.repos.upsert import upsert

Column = Literal["workspace", "run", "provider", "task", "month"]
"""What sums are made by."""


class Settled(NamedTuple):
    """So many lines of one sum. SQLite would add money up in floats, so equal sums are counted instead."""

    name: str
    billed: str
    usd: Decimal
    lines: int


class LedgerRepo:
    """The ledger in one session; adds lines, changes none, commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, entries: Sequence[Entry]) -> None:
        """Write these lines; one that is there already stays as it is."""
        rows = [{**vars(entry), "month": entry.month} for entry in entries]
        await upsert(self._session, cast(Table, LedgerRow.__table__), rows, update=False)

    async def open(self, scope: Scope | None = None) -> Sequence[Entry]:
        """The reserve lines of attempts that are neither settled nor released, oldest first."""
        closing = aliased(LedgerRow)
        closed = exists().where(closing.attempt == LedgerRow.attempt, closing.kind != "reserve")
        lines = select(LedgerRow).where(LedgerRow.kind == "reserve", ~closed)
        rows = await self._session.scalars(_within(lines, scope).order_by(LedgerRow.at, LedgerRow.usd.desc()))
        return [_entry(row) for row in rows]

    async def attempts_at(self, provider: str, job: str) -> Sequence[str]:
        """The attempts that have to do with a vendor's job."""
        lines = select(LedgerRow.attempt).where(LedgerRow.provider == provider, LedgerRow.job == job).distinct()
        return (await self._session.scalars(lines)).all()

    async def settled(self, column: Column, scope: Scope | None = None) -> Sequence[Settled]:
        """What is settled, by this column."""
        name = getattr(LedgerRow, column)
        parts = (name, LedgerRow.billed, LedgerRow.usd)
        sums: Select[Any] = select(*parts, func.count()).where(LedgerRow.kind == "settle").group_by(*parts)
        return [Settled(*row) for row in (await self._session.execute(_within(sums, scope))).all()]

    async def of_attempt(self, attempt: str) -> Sequence[Entry]:
        """All lines of an attempt, in the order they were written."""
        rows = await self._session.scalars(
            select(LedgerRow).where(LedgerRow.attempt == attempt).order_by(LedgerRow.at)
        )
        return [_entry(row) for row in rows]


def _within(query: Select[Any], scope: Scope | None) -> Select[Any]:
    for name, value in vars(scope or Scope()).items():
        if value is not None:
            query = query.where(getattr(LedgerRow, name) == value)
    return query


def _entry(row: LedgerRow) -> Entry:
    facts = {name: getattr(row, name) for name in Entry.__dataclass_fields__ if name != "kind"}
    return Entry(kind=cast(EntryKind, row.kind), **facts)
