"""Tables: events of runs, and the runs that workers are to carry out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.tables import Base, Moment


class EventRow(Base):
    """An event of a run; rows are added, never changed."""

    __tablename__ = "events"
    __table_args__ = (Index("events_of_workspace", "workspace_id", "run_id", "seq"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Grows with every event of the run: the epoch in the upper half, a counter in the lower."""
    id: Mapped[str] = mapped_column(String(40))
    """The same as text, `<epoch>-<counter>`: the entry id in the stream and the id of the SSE message."""
    workspace_id: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class JobRow(Base):
    """What workers are to do about a run. It outlives the queue, which is filled again from here."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_wanted", "state", "updated"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    """`wanted` until the run has come to an end, then `ended`."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """Starts in a row after which nothing more was finished."""
    finished: Mapped[int] = mapped_column(Integer, default=0)
    """Steps that were finished when it was last started."""
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(Moment)
    updated: Mapped[datetime] = mapped_column(Moment)
