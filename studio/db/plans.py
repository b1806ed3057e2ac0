"""Tables: versions of the plans of runs, and the edits that make them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.tables import Base, Moment


class PlanVersionRow(Base):
    """A version of a run's plan."""

    __tablename__ = "plan_versions"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    workspace_id: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[str] = mapped_column(String(10))
    """`kept`: it is or was the run's plan; `proposed`: it waits for a yes; `dropped`: it never got one."""
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    plan_hash: Mapped[str] = mapped_column(String(64))
    changes: Mapped[list[str]] = mapped_column(JSON)
    """What is different from the version before it, for people."""
    estimate: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What has to be made anew costs and takes so much."""
    redone: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the steps that have to be made anew."""
    parent: Mapped[int] = mapped_column(Integer, default=0)
    """The version it was made from; 0 for the first."""
    restores: Mapped[int] = mapped_column(Integer, default=0)
    """The version whose plan it brings back; 0 when it brings none."""
    author: Mapped[str] = mapped_column(String(80))
    created: Mapped[datetime] = mapped_column(Moment)


class PlanEditRow(Base):
    """Operations that somebody wants applied to a plan, and what became of them."""

    __tablename__ = "plan_edits"
    __table_args__ = (Index("plan_edits_of_run", "run_id", "state"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = mapped_column(String(80), index=True)
    base: Mapped[int] = mapped_column(Integer)
    operations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    """`waiting`, `applied` or `refused`."""
    version: Mapped[int] = mapped_column(Integer, default=0)
    """The version it made; 0 when it made none."""
    error: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(Moment)
