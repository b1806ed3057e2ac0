"""Place for what webhooks need."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add nothing yet."""
