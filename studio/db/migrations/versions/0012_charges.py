"""Place for what charges need."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add nothing yet."""
