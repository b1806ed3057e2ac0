"""What a run takes along when it goes on after its end."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; runs that ended before carry nothing."""
    op.add_column("runs", sa.Column("carried", sa.JSON, nullable=False, server_default=sa.text("'{}'")))
