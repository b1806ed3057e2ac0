"""Table: what runs are charged, round by round."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.credits import Amount
from studio.db.tables import Base, Dollars, Moment

IS_OPEN = text("state = 'open'")


class ChargeRow(Base):
    """One round of paid work on a run, and the credits held for it."""

    __tablename__ = "charges"
    __table_args__ = (
        UniqueConstraint("run_id", "round", name="charges_round"),
        Index("charges_open", "run_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("charges_of_workspace", "workspace_id", "run_id"),
    )

    hold_id: Mapped[str] = mapped_column(ForeignKey("credit_holds.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[str] = mapped_column(String(80))
    round: Mapped[int] = mapped_column(Integer)
    allowed_usd: Mapped[Decimal] = mapped_column(Dollars)
    """The most that vendors may bill in this round."""
    credits: Mapped[Decimal] = mapped_column(Amount)
    """Held for it."""
    credit_usd: Mapped[Decimal] = mapped_column(Dollars)
    """What a credit was worth when they were held."""
    state: Mapped[str] = mapped_column(String(10))
    """`open` or `settled`."""
    spent_usd: Mapped[Decimal] = mapped_column(Dollars)
    """What vendors billed in this round, once it is settled."""
    unsure_usd: Mapped[Decimal] = mapped_column(Dollars)
    """How much of that belonged to attempts whose end was not known yet."""
    charged: Mapped[Decimal] = mapped_column(Amount)
    created: Mapped[datetime] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
