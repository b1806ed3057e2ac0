"""Place for what rows need."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add nothing yet."""
