"""Addresses at which finished pieces can be seen without signing in."""

import sqlalchemy as sa
from alembic import op

from studio.db.rows import COLUMN, wall

revision = "0014"
down_revision = "0013"

ID, WHEN = sa.String(40), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table, and put the policy on it."""
    op.create_table(
        "shares",
        sa.Column("id", ID, primary_key=True),
        sa.Column("workspace_id", ID, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("run_id", sa.String(80), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("pieces", sa.JSON, nullable=False),
        sa.Column("downloads", sa.Boolean, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created", WHEN, nullable=False),
        sa.Column("expires", WHEN, nullable=False),
        sa.Column("revoked", WHEN),
    )
    op.create_index("shares_of_run", "shares", ["workspace_id", "run_id", "created"])
    if op.get_bind().dialect.name == "postgresql":
        wall(op.get_bind(), "shares", f"{COLUMN} = {{here}}")
