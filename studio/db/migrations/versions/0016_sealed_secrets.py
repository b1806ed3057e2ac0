"""Room for sealed secrets, which are longer; workers seal those that are there (`WebhookWork.renew`)."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Let texts be of any length; SQLite does so whatever is declared."""
    if op.get_bind().dialect.name == "postgresql":
        for column in ("secret", "old_secret"):
            op.alter_column("webhook_endpoints", column, type_=sa.Text)
