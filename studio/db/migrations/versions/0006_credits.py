"""Credits: wallets, holds and a double-entry ledger."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
