"""Where the long job lies that a vendor does for a step."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; steps done before had no job."""
    op.add_column("steps", sa.Column("job", sa.JSON, nullable=True))
