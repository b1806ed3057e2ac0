"""Tables: assets of workspaces, consents and their audit, brands, posts, shares, and what may be chosen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.accounts import DIGEST, ID
from studio.db.tables import Base, Moment


class Own:
    """What every row has that somebody made in a workspace."""

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    created_by: Mapped[str] = mapped_column(ID)
    created: Mapped[datetime] = mapped_column(Moment)


class LibraryAssetRow(Base):
    """A workspace's claim on a file that somebody brought."""

    __tablename__ = "library_assets"
    __table_args__ = (Index("library_assets_newest", "workspace_id", "created", "sha256"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column(Float)
    created_by: Mapped[str] = mapped_column(ID)
    created: Mapped[datetime] = mapped_column(Moment)


class ConsentRow(Own, Base):
    """A person's yes to the use of voice or face."""

    __tablename__ = "consents"
    __table_args__ = (Index("consents_newest", "workspace_id", "created", "id"),)

    person: Mapped[str] = mapped_column(String(80))
    statement: Mapped[str] = mapped_column(Text)
    statement_version: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(80))
    """The challenge: three words to be spoken with the statement."""
    words_expire: Mapped[datetime] = mapped_column(Moment)
    scope: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[datetime | None] = mapped_column(Moment)
    valid_until: Mapped[datetime | None] = mapped_column(Moment)
    proof: Mapped[str] = mapped_column(String(64), default="")
    """sha256 of the clip; empty until it is there."""
    match: Mapped[str] = mapped_column(String(20))
    revoked: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    """Where the yes was sent from, and with what."""
    agent: Mapped[str] = mapped_column(String(200), default="")


class AuditRow(Base):
    """What was done about consents and clones: rows are only added, each with the hash of the one before."""

    __tablename__ = "audit_entries"

    workspace_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """1, 2, 3 ... in a workspace."""
    at: Mapped[str] = mapped_column(String(40))
    """ISO 8601 in UTC, as it was hashed."""
    who: Mapped[str] = mapped_column(ID)
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(ID)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[str] = mapped_column(DIGEST)
    digest: Mapped[str] = mapped_column(DIGEST)


class BrandRow(Base):
    """The brand of a workspace."""

    __tablename__ = "brands"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    brand: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_by: Mapped[str] = mapped_column(ID)
    updated: Mapped[datetime] = mapped_column(Moment)


class PostRow(Own, Base):
    """A piece that is to be published at a moment."""

    __tablename__ = "posts"
    __table_args__ = (Index("posts_calendar", "workspace_id", "at", "id"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    piece_id: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    """`scheduled`, `published` or `failed`; one that is scheduled for a moment that is over is due."""
    address: Mapped[str] = mapped_column(Text, default="")
    """Where it was published."""
    note: Mapped[str] = mapped_column(String(500), default="")
    updated: Mapped[datetime] = mapped_column(Moment)


class ShareRow(Own, Base):
    """An address at which finished pieces can be seen without signing in."""

    __tablename__ = "shares"
    __table_args__ = (Index("shares_of_run", "workspace_id", "run_id", "created"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    """Hash of the secret in the address."""
    pieces: Mapped[list[str]] = mapped_column(JSON)
    downloads: Mapped[bool] = mapped_column(Boolean)
    expires: Mapped[datetime] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)


class CatalogueRow(Base):
    """What may be chosen on this installation, as its workers last told."""

    __tablename__ = "catalogue"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated: Mapped[datetime] = mapped_column(Moment)
