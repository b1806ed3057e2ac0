"""What the service keeps of runs: events, deliveries, answers by idempotency key."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet."""
