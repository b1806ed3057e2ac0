"""What the service keeps of runs: their workspace, their events, and what workers are to do about them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column and the tables; runs made before belong to the command line."""
    op.add_column("runs", sa.Column("workspace_id", sa.String(80), nullable=False, server_default=""))
    op.create_index("runs_by_workspace", "runs", ["workspace_id", "created"])
    _events()
    _jobs()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("run_id", sa.String(80), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("events_of_workspace", "events", ["workspace_id", "run_id", "seq"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("run_id", sa.String(80), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("workspace_id", sa.String(80), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("finished", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("jobs_wanted", "jobs", ["state", "updated"])
