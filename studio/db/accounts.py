"""Tables: users, workspaces, members and how they get in; clones. Secrets are only kept as hashes."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from studio.db.tables import Base, Moment

ID = String(40)
DIGEST = String(64)
"""sha256 in hex."""


class UserRow(Base):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In its one form, see `studio.domain.accounts.email_address`."""
    name: Mapped[str] = mapped_column(String(80))
    password: Mapped[str] = mapped_column(String(200))
    """Argon2 hash with its parameters and salt."""
    created: Mapped[datetime] = mapped_column(Moment)


class WorkspaceRow(Base):
    """What belongs together and is seen by nobody else."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    plan: Mapped[str] = mapped_column(String(20), default="free")
    with_account: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it was made together with its owner's account, see `studio.domain.credits.monthly_credits`."""
    created: Mapped[datetime] = mapped_column(Moment)


class MemberRow(Base):
    """A user in a workspace."""

    __tablename__ = "members"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(10))
    created: Mapped[datetime] = mapped_column(Moment)


class InvitationRow(Base):
    """A place kept for an address."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("workspace_id", "email", name="invitations_email"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    token: Mapped[str] = mapped_column(DIGEST, unique=True)
    invited_by: Mapped[str] = mapped_column(ID)
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)


class SignInRow(Base):
    """One sign-in of a user, and the family of all refresh tokens that come of it."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    workspace_id: Mapped[str] = mapped_column(ID, default="")
    """The workspace it works in; empty when the user is in none."""
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(String(20), default="")
    """What ended it: `logout`, `reuse`, `password`, `all`."""


class RefreshTokenRow(Base):
    """A refresh token, good for one use."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    used: Mapped[datetime | None] = mapped_column(Moment)


class ApiKeyRow(Base):
    """A key of a workspace, for programs."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("api_keys_name", "workspace_id", "name"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    start: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(ID)
    expires: Mapped[datetime | None] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)
    last_used: Mapped[datetime | None] = mapped_column(Moment)


class CloneRow(Base):
    """One version of a person's voice, face or avatar."""

    __tablename__ = "influencer_models"
    __table_args__ = (UniqueConstraint("workspace_id", "name", "version", name="influencer_models_version"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    version: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))
    provider_ids: Mapped[dict[str, str]] = mapped_column(JSON)
    consent_id: Mapped[str] = mapped_column(String(80), default="")
    created: Mapped[datetime] = mapped_column(Moment)
    retired: Mapped[datetime | None] = mapped_column(Moment)
