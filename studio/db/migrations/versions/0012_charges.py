"""Charges: which credits are held for which round of a run, and what they were settled at."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table; a run has at most one charge that is open."""
    op.create_table(
        "charges",
        sa.Column("hold_id", sa.String(32), sa.ForeignKey("credit_holds.id"), primary_key=True),
        sa.Column("workspace_id", sa.String(80), nullable=False),
        sa.Column("run_id", sa.String(80), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("allowed_usd", sa.String(40), nullable=False),
        sa.Column("credits", sa.BigInteger, nullable=False),
        sa.Column("credit_usd", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("spent_usd", sa.String(40), nullable=False),
        sa.Column("unsure_usd", sa.String(40), nullable=False),
        sa.Column("charged", sa.BigInteger, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("run_id", "round", name="charges_round"),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "charges_open", "charges", ["run_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("charges_of_workspace", "charges", ["workspace_id", "run_id"])
