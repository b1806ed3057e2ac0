"""Tables: messages to addresses of a workspace, and messages of vendors that wait for a worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.tables import Base, Moment


class EndpointRow(Base):
    """An address that a workspace wants to be told at."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index("webhook_endpoints_of", "workspace_id", "created"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(String(200), default="")
    events: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(Text)
    """Sealed, see `studio.security.sealing`."""
    old_secret: Mapped[str] = mapped_column(Text, default="")
    """The one before, which still signs until `old_until`."""
    old_until: Mapped[datetime | None] = mapped_column(Moment)
    enabled: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(Text, default="")
    """Why it was switched off, for its owner."""
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    """Since when every call failed."""
    looked: Mapped[datetime] = mapped_column(Moment)
    """Up to when it was looked for things to tell."""
    created: Mapped[datetime] = mapped_column(Moment)


class DeliveryRow(Base):
    """One message to one address, with all tries to bring it there."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_key", name="webhook_deliveries_once"),
        Index("webhook_deliveries_due", "state", "due"),
        Index("webhook_deliveries_of", "workspace_id", "endpoint_id", "created", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """The `webhook-id` it goes by: the same at every try."""
    workspace_id: Mapped[str] = mapped_column(String(80))
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(40))
    event_key: Mapped[str] = mapped_column(String(200))
    """What it tells of: nothing is told twice at one address."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer)
    due: Mapped[datetime] = mapped_column(Moment)
    """When it is tried next; while a worker is at it, when that worker is given up."""
    log: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each try: when, the answer's status, the seconds it took, or why there was none."""
    created: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)


class ReceivedRow(Base):
    """A vendor's message, as it came: of those that no worker has looked at, and the ids of those that one has."""

    __tablename__ = "webhook_received"
    __table_args__ = (
        UniqueConstraint("provider", "digest", name="webhook_received_once"),
        Index("webhook_received_waiting", "state", "received"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    """Of its headers and body; once verified, of the vendor's own id of it."""
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10))
    received: Mapped[datetime] = mapped_column(Moment)
