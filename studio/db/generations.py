"""Tables: what was asked for by itself, outside a run: a voice, a picture, a clip, a text."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.credits import Amount
from studio.db.tables import Base, Dollars, Moment


class GenerationRow(Base):
    """One generation: what was asked, who made it, what it cost, where the result is."""

    __tablename__ = "generations"
    __table_args__ = (
        Index("generations_by_workspace", "workspace_id", "created", "id"),
        Index("generations_wanted", "state", "updated"),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    plan: Mapped[str] = mapped_column(String(20))
    """The workspace's plan when it was asked: routing goes by it."""
    state: Mapped[str] = mapped_column(String(10))
    provider: Mapped[str] = mapped_column(String(40), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    usd: Mapped[Decimal] = mapped_column(Dollars, default=Decimal("0"))
    """What the vendors are owed for it, by the ledger."""
    credits: Mapped[Decimal] = mapped_column(Amount, default=Decimal("0"))
    """What the workspace paid."""
    hold: Mapped[str] = mapped_column(String(32), default="")
    """The credits kept for it; empty while there are none, and for what is free."""
    budget: Mapped[Decimal] = mapped_column(Dollars, default=Decimal("0"))
    """US dollars that may be spent on it: what is held."""
    assets: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    """Length of what was made, where it has one."""
    trail: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(String(40), default="")
    """A word for programs; empty when nothing went wrong."""
    detail: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    job: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Where the long job lies that a vendor does for it."""
    owner: Mapped[str] = mapped_column(String(120), default="")
    """The process at work; empty when none is."""
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    """Grows each time a process takes it; it is only ended under the current one."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    stop: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether its owner was asked to stop."""
    created: Mapped[datetime] = mapped_column(Moment)
    updated: Mapped[datetime] = mapped_column(Moment)
    heartbeat: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
