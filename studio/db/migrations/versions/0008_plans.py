"""Place for what plans need."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add nothing yet."""
