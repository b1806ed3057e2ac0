"""Place for what library need."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add nothing yet."""
