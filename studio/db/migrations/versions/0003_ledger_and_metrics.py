"""The ledger, and how providers did."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables."""
    _ledger()
    _metrics()


def _ledger() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("attempt", sa.String(64), nullable=False, index=True),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("workspace", sa.String(80), nullable=False),
        sa.Column("run", sa.String(80), nullable=False, index=True),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("task", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("usd", sa.String(40), nullable=False),
        sa.Column("billed", sa.String(10), nullable=False),
        sa.Column("reported", sa.Boolean, nullable=False),
        sa.Column("usage", sa.JSON, nullable=False),
        sa.Column("job", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("month", sa.String(7), nullable=False, index=True),
    )
    op.create_index("ledger_by_job", "ledger_entries", ["provider", "job"])


def _metrics() -> None:
    counts = ("requests", "cancelled", "failovers", "retries", "hedges", "hedges_won")
    op.create_table(
        "provider_metrics",
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("provider", sa.String(40), primary_key=True),
        sa.Column("task", sa.String(40), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("errors", sa.JSON, nullable=False),
        sa.Column("cost", sa.String(40), nullable=False),
        sa.Column("seconds", sa.JSON, nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
    )
