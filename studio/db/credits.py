"""Tables: wallets, holds, the double-entry ledger of credits, and answers by idempotency key."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from studio.db.tables import Base, Moment
from studio.domain.credits import PLACES

Serial = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a plain INTEGER, which has 64 bits there."""


class Amount(TypeDecorator[Decimal]):
    """Credits as a whole number of their smallest parts: both databases add and compare these exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store the parts."""
        if value is None:
            return None
        parts = value.scaleb(PLACES)
        if parts != int(parts):
            raise ValueError(f"{value} has more than {PLACES} places")
        return int(parts)

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Hand back the credits; a sum comes from Postgres as a decimal."""
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)


class WalletRow(Base):
    """What a workspace has: always the sum of its entries."""

    __tablename__ = "credit_wallets"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="credit_wallets_balance"),
        CheckConstraint("held >= 0", name="credit_wallets_held"),
    )

    workspace_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    balance: Mapped[Decimal] = mapped_column(Amount)
    held: Mapped[Decimal] = mapped_column(Amount)


class HoldRow(Base):
    """Credits kept for one piece of work."""

    __tablename__ = "credit_holds"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="credit_holds_key"),
        CheckConstraint("amount >= 0", name="credit_holds_amount"),
        Index("credit_holds_due", "status", "expires"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal] = mapped_column(Amount)
    reason: Mapped[str] = mapped_column(Text)
    run: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(10))
    round: Mapped[int] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)


class TransactionRow(Base):
    """One movement of credits. Rows are added, never changed: triggers refuse it."""

    __tablename__ = "credit_transactions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="credit_transactions_key"),
        Index("credit_transactions_hold", "hold_id"),
        Index("credit_transactions_refund", "refund_of"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(240))
    reason: Mapped[str] = mapped_column(Text)
    run: Mapped[str] = mapped_column(String(80))
    hold_id: Mapped[str | None] = mapped_column(ForeignKey("credit_holds.id"))
    refund_of: Mapped[int | None] = mapped_column(ForeignKey("credit_transactions.id"))
    waived: Mapped[Decimal] = mapped_column(Amount)
    at: Mapped[datetime] = mapped_column(Moment)


class EntryRow(Base):
    """One line of a transaction: so much into (or, negative, out of) an account. Never changed either."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="credit_entries_amount"),
        CheckConstraint(
            "account IN ('wallet', 'held', 'spent', 'refunded', 'granted')", name="credit_entries_account"
        ),
        Index("credit_entries_account_of", "workspace_id", "account"),
    )

    transaction_id: Mapped[int] = mapped_column(ForeignKey("credit_transactions.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(10), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Decimal] = mapped_column(Amount)


class IdempotencyRow(Base):
    """A request that must have its effect once, and the answer it got."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("idempotency_keys_created", "created"),)

    workspace_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    route: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(10))
    """`started` or `done`."""
    token: Mapped[str] = mapped_column(String(32))
    """Of the request at work; only it may write the answer."""
    lease: Mapped[datetime] = mapped_column(Moment)
    """Until then the request at work is believed to live."""
    code: Mapped[int] = mapped_column(Integer)
    answer: Mapped[Any] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(Moment)
