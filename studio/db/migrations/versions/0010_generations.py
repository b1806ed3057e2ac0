"""Place for what generations need."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add nothing yet."""
