"""Accounts, workspaces, members and their keys; clones."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID, DIGEST, WHEN = sa.String(40), sa.String(64), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _people()
    _invitations()
    _sign_ins()
    _keys()
    _clones()


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", ID, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False)


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("created", WHEN, nullable=False),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("plan", sa.String(20), nullable=False),
        sa.Column("created", WHEN, nullable=False),
    )
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    op.create_table(
        "members",
        _workspace(),
        sa.Column("user_id", ID, user, nullable=False, index=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="members_role"),
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", ID, primary_key=True),
        _workspace(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("token", DIGEST, nullable=False, unique=True),
        sa.Column("invited_by", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("expires", WHEN, nullable=False),
        sa.UniqueConstraint("workspace_id", "email", name="invitations_email"),
    )


def _sign_ins() -> None:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    op.create_table(
        "sign_ins",
        sa.Column("id", ID, primary_key=True),
        sa.Column("user_id", ID, user, nullable=False, index=True),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("expires", WHEN, nullable=False, index=True),
        sa.Column("ended", WHEN),
        sa.Column("why", sa.String(20), nullable=False),
    )
    family = sa.ForeignKey("sign_ins.id", ondelete="CASCADE")
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", DIGEST, primary_key=True),
        sa.Column("sign_in_id", ID, family, nullable=False, index=True),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("expires", WHEN, nullable=False),
        sa.Column("used", WHEN),
    )


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", ID, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("start", sa.String(16), nullable=False),
        sa.Column("digest", DIGEST, nullable=False, unique=True),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("expires", WHEN),
        sa.Column("revoked", WHEN),
        sa.Column("last_used", WHEN),
    )
    op.create_index("api_keys_name", "api_keys", ["workspace_id", "name"])


def _clones() -> None:
    op.create_table(
        "influencer_models",
        sa.Column("id", ID, primary_key=True),
        _workspace(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("provider_ids", sa.JSON, nullable=False),
        sa.Column("consent_id", sa.String(80), nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("retired", WHEN),
        sa.UniqueConstraint("workspace_id", "name", "version", name="influencer_models_version"),
        sa.CheckConstraint("kind IN ('voice', 'face', 'avatar')", name="influencer_models_kind"),
        sa.CheckConstraint("status IN ('training', 'ready', 'failed')", name="influencer_models_status"),
    )
