"""The tables: runs, steps, assets, the ledger and the metrics. Written for SQLite and Postgres alike."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC on both sides; SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand back UTC with its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Dollars(TypeDecorator[Decimal]):
    """Money as its exact decimal string: SQLite has no decimal type, and floats lose cents."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Store the digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Hand back the same number."""
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """All tables."""


class RunRow(Base):
    """A run: what was asked, what is done about it, and which process is at it."""

    __tablename__ = "runs"
    __table_args__ = (Index("runs_by_workspace", "workspace_id", "created"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Empty for runs of the command line."""
    status: Mapped[str] = mapped_column(String(20))
    brief: Mapped[dict[str, Any]] = mapped_column(JSON)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    plan_hash: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """Which version of the plan this is; a newer one may wait for a yes."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    out: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(String(120))
    """The engine's memory of this run: its checkpoint thread."""
    owner: Mapped[str] = mapped_column(String(120), default="")
    """The process at work; empty when none is."""
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    """Grows each time a process takes the run; a step is only committed under the current one."""
    stop: Mapped[str] = mapped_column(String(20), default="")
    """What another process asked the owner to become: `cancelled`."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    carried: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the engine takes along when the run goes on after its end: attempts and reviews."""
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    """Wall clock spent on it, over all processes."""
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(Moment)
    updated: Mapped[datetime] = mapped_column(Moment)
    heartbeat: Mapped[datetime] = mapped_column(Moment)


class StepRow(Base):
    """One making of one step of a run: other inputs or another attempt are another row."""

    __tablename__ = "steps"
    __table_args__ = (Index("steps_by_key", "key", "status"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    step_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hash of everything the output depends on; empty when the step never had its inputs."""
    attempt: Mapped[int] = mapped_column(Integer)
    tool: Mapped[str] = mapped_column(String(40), index=True)
    plan_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    provider: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[Decimal] = mapped_column(Dollars, default=Decimal("0"))
    reused: Mapped[bool] = mapped_column(default=False)
    """Whether the output came from the cache."""
    output: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
    trail: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    job: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Where the long job lies that a vendor does for it."""
    estimate: Mapped[float] = mapped_column(Float, default=0.0)
    """Seconds it was expected to take."""
    started: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)


class AssetRow(Base):
    """A file a step made or a person gave."""

    __tablename__ = "assets"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(Moment)


class LedgerRow(Base):
    """A line of the ledger; rows are added, never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ledger_by_job", "provider", "job"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    attempt: Mapped[str] = mapped_column(String(64), index=True)
    call: Mapped[str] = mapped_column(String(64))
    workspace: Mapped[str] = mapped_column(String(80))
    run: Mapped[str] = mapped_column(String(80), index=True)
    """Empty for a call outside a run."""
    step: Mapped[str] = mapped_column(String(120))
    provider: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    usd: Mapped[Decimal] = mapped_column(Dollars)
    billed: Mapped[str] = mapped_column(String(10))
    reported: Mapped[bool]
    usage: Mapped[dict[str, str]] = mapped_column(JSON)
    job: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    month: Mapped[str] = mapped_column(String(7), index=True)


class MetricRow(Base):
    """How one provider did one task in one hour."""

    __tablename__ = "provider_metrics"

    hour: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    task: Mapped[str] = mapped_column(String(40), primary_key=True)
    requests: Mapped[int] = mapped_column(Integer)
    errors: Mapped[dict[str, int]] = mapped_column(JSON)
    cancelled: Mapped[int] = mapped_column(Integer)
    failovers: Mapped[int] = mapped_column(Integer)
    retries: Mapped[int] = mapped_column(Integer)
    hedges: Mapped[int] = mapped_column(Integer)
    hedges_won: Mapped[int] = mapped_column(Integer)
    cost: Mapped[Decimal] = mapped_column(Dollars)
    seconds: Mapped[dict[str, int]] = mapped_column(JSON)
    """Bin of the histogram -> how many."""
    units: Mapped[dict[str, str]] = mapped_column(JSON)
    """Unit -> amount, a decimal string."""
