"""Which workspaces were made with their owners' accounts: of those there are, the first of each owner."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column, and fill it in."""
    op.add_column("workspaces", sa.Column("with_account", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        """
        UPDATE workspaces SET with_account = true WHERE id IN (
            SELECT workspace_id FROM (
                SELECT workspace_id, row_number() OVER (PARTITION BY user_id ORDER BY created, workspace_id) AS place
                FROM members WHERE role = 'owner'
            ) AS owned WHERE place = 1
        )
        """
    )
