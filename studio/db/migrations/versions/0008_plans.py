"""Versions of plans and the edits that make them; runs made before have the first version of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("runs", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    _versions()
    _edits()


def _versions() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("run_id", sa.String(80), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("workspace_id", sa.String(80), nullable=False, index=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("plan_hash", sa.String(64), nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("estimate", sa.JSON, nullable=False),
        sa.Column("redone", sa.JSON, nullable=False),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("restores", sa.Integer, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )


def _edits() -> None:
    op.create_table(
        "plan_edits",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("run_id", sa.String(80), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("workspace_id", sa.String(80), nullable=False, index=True),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("operations", sa.JSON, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("plan_edits_of_run", "plan_edits", ["run_id", "state"])
