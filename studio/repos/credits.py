"""Queries on wallets, holds and the ledger of credits."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.credits import EntryRow, HoldRow, TransactionRow, WalletRow
from studio.domain.credits import NONE, Account, Hold, HoldStatus, Posting, Transaction, TransactionKind, Wallet
from studio.errors import StudioError
from studio.repos.upsert import upsert

FRESH = {"populate_existing": True}
"""Read again what the session has read before the lock."""


class Unbalanced(StudioError):
    """Lines that do not sum to zero were about to be kept."""


class CreditRepo:
    """The credits of one workspace in one session. Commits nothing.

    Whoever changes anything locks the wallet first and a hold after it: two that lock in other orders deadlock.
    """

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def lock_wallet(self) -> Wallet:
        """What there is, with no other change to this workspace's credits until the end of the transaction."""
        found = await self._wallet(lock=True)
        if found is None:
            row = {"workspace_id": self._workspace, "balance": NONE, "held": NONE}
            await upsert(self._session, cast(Table, WalletRow.__table__), [row], update=False)
            found = await self._wallet(lock=True)
        return found or Wallet()

    async def wallet(self) -> Wallet:
        """What there is, as it is stored."""
        return await self._wallet(lock=False) or Wallet()

    async def derived(self) -> dict[Account, Decimal]:
        """The sum of the entries of each account; what is stored must equal it."""
        sums = select(EntryRow.account, func.sum(EntryRow.amount)).group_by(EntryRow.account)
        rows = await self._session.execute(sums.where(EntryRow.workspace_id == self._workspace))
        return {cast(Account, account): amount for account, amount in rows.all()}

    async def hold(self, hold_id: str) -> Hold | None:
        """A hold, locked. Lock the wallet first."""
        return await self._hold(HoldRow.id == hold_id)

    async def hold_of(self, key: str) -> Hold | None:
        """The hold of a caller's key, locked. Lock the wallet first."""
        return await self._hold(HoldRow.key == key)

    async def held_in_open(self) -> Decimal:
        """The sum of the holds that are open."""
        open_ones = select(func.sum(HoldRow.amount)).where(HoldRow.status == "open")
        return await self._session.scalar(open_ones.where(HoldRow.workspace_id == self._workspace)) or NONE

    async def keep_hold(self, hold: Hold) -> None:
        """Write a new hold, or what changed about one."""
        await upsert(self._session, cast(Table, HoldRow.__table__), [vars(hold)], update=True)

    async def transaction(self, transaction_id: int) -> Transaction | None:
        """One transaction with its lines."""
        found = await self._transactions(TransactionRow.id == transaction_id)
        return found[0] if found else None

    async def transaction_of(self, key: str) -> Transaction | None:
        """The transaction of a key, with its lines."""
        found = await self._transactions(TransactionRow.key == key)
        return found[0] if found else None

    async def history(self, limit: int, before: int | None = None, run: str | None = None) -> Sequence[Transaction]:
        """The newest transactions, of all or of one run, before a certain one or the end."""
        older = [] if before is None else [TransactionRow.id < before]
        of_run = [] if run is None else [TransactionRow.run == run]
        return await self._transactions(*older, *of_run, limit=limit)

    async def sum_of(
        self, kind: TransactionKind, account: Account, *, prefix: str = "", of: int | None = None
    ) -> Decimal:
        """The sum of one account's lines in transactions of a kind, a beginning of their keys, or one's refunds."""
        sums = select(func.sum(EntryRow.amount)).join(TransactionRow, TransactionRow.id == EntryRow.transaction_id)
        sums = sums.where(TransactionRow.workspace_id == self._workspace, TransactionRow.kind == kind)
        sums = sums.where(EntryRow.account == account, TransactionRow.key.startswith(prefix, autoescape=True))
        if of is not None:
            sums = sums.where(TransactionRow.refund_of == of)
        return await self._session.scalar(sums) or NONE

    async def post(self, posting: Posting, at: datetime) -> Transaction:
        """Write a transaction and its lines, and bring the wallet, locked before, in line with them."""
        row = TransactionRow(
            workspace_id=self._workspace,
            kind=posting.kind,
            key=posting.key,
            reason=posting.reason,
            run=posting.run,
            hold_id=posting.hold or None,
            refund_of=posting.of,
            waived=posting.waived,
            at=at,
        )
        self._session.add(row)
        await self._session.flush()
        lines = {account: amount for account, amount in posting.lines.items() if amount}
        await self._write_lines(row.id, lines)
        await self._move(lines.get("wallet", NONE), lines.get("held", NONE))
        return _transaction(row, lines)

    async def _write_lines(self, transaction_id: int, lines: dict[Account, Decimal]) -> None:
        base = {"transaction_id": transaction_id, "workspace_id": self._workspace}
        self._session.add_all([EntryRow(**base, account=name, amount=amount) for name, amount in lines.items()])
        await self._session.flush()
        if self._session.get_bind().dialect.name == "sqlite":  # Postgres has a deferred trigger for it
            total = select(func.sum(EntryRow.amount)).where(EntryRow.transaction_id == transaction_id)
            if await self._session.scalar(total):
                raise Unbalanced(f"the lines of credit transaction {transaction_id} do not sum to zero")

    async def _move(self, balance: Decimal, held: Decimal) -> None:
        new = {"balance": WalletRow.balance + balance, "held": WalletRow.held + held}
        where = WalletRow.workspace_id == self._workspace
        await self._session.execute(update(WalletRow).where(where).values(**new), _ALONE)

    async def _wallet(self, *, lock: bool) -> Wallet | None:
        query = select(WalletRow.balance, WalletRow.held).where(WalletRow.workspace_id == self._workspace)
        row = (await self._session.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if row is None else Wallet(row.balance, row.held)

    async def _hold(self, which: Any) -> Hold | None:
        query = select(HoldRow).where(which, HoldRow.workspace_id == self._workspace).with_for_update()
        row = await self._session.scalar(query, execution_options=FRESH)
        return None if row is None else _hold(row)

    async def _transactions(self, *which: Any, limit: int | None = None) -> list[Transaction]:
        query = select(TransactionRow).where(TransactionRow.workspace_id == self._workspace, *which)
        rows = (await self._session.scalars(query.order_by(TransactionRow.id.desc()).limit(limit))).all()
        lines = await self._lines([row.id for row in rows])
        return [_transaction(row, lines.get(row.id, {})) for row in rows]

    async def _lines(self, transactions: list[int]) -> dict[int, dict[Account, Decimal]]:
        found: dict[int, dict[Account, Decimal]] = {}
        query = select(EntryRow.transaction_id, EntryRow.account, EntryRow.amount)
        for transaction, account, amount in (
            await self._session.execute(query.where(EntryRow.transaction_id.in_(transactions)))
        ).all():
            found.setdefault(transaction, {})[cast(Account, account)] = amount
        return found


async def due_holds(session: AsyncSession, now: datetime, limit: int) -> Sequence[Hold]:
    """Open holds of all workspaces whose time is over, the oldest first; for the sweeper alone."""
    query = select(HoldRow).where(HoldRow.status == "open", HoldRow.expires <= now)
    rows = await session.scalars(query.order_by(HoldRow.expires).limit(limit))
    return [_hold(row) for row in rows]


async def wallets(session: AsyncSession) -> Sequence[str]:
    """The workspaces that have a wallet; for audits alone."""
    return (await session.scalars(select(WalletRow.workspace_id).order_by(WalletRow.workspace_id))).all()


_ALONE: dict[str, Literal[False]] = {"synchronize_session": False}


def _hold(row: HoldRow) -> Hold:
    facts = {name: getattr(row, name) for name in Hold.__dataclass_fields__ if name != "status"}
    return Hold(status=cast(HoldStatus, row.status), **facts)


def _transaction(row: TransactionRow, lines: dict[Account, Decimal]) -> Transaction:
    return Transaction(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=cast(TransactionKind, row.kind),
        key=row.key,
        reason=row.reason,
        run=row.run,
        hold=row.hold_id or "",
        of=row.refund_of,
        waived=row.waived,
        at=row.at,
        lines=lines,
    )
