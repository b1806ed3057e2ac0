"""Money that may still be spent: held before a call, settled after it. Pure changes of one Purse."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Purse:
    """What one scope (a workspace, a provider, a run) spent and holds in one period. Decimal strings, US dollars."""

    period: str = ""
    """`2026-11`, or empty for a purse that does not start anew."""
    spent: str = "0"
    held: dict[str, str] = field(default_factory=dict)
    """Token of a call -> what is kept for it."""

    @property
    def used(self) -> Decimal:
        """Spent and held together."""
        return Decimal(self.spent) + sum((Decimal(amount) for amount in self.held.values()), Decimal("0"))


def hold(purse: Purse, token: str, amount: Decimal, limit: Decimal | None, period: str = "") -> bool:
    """Keep an amount for a call; False when that would pass the limit."""
    if purse.period != period:
        purse.period, purse.spent, purse.held = period, "0", {}
    if limit is not None and amount > 0 and purse.used + amount > limit:
        return False
    purse.held[token] = str(amount)
    return True


def settle(purse: Purse, token: str, cost: Decimal) -> None:
    """Replace what was held by what it cost."""
    purse.held.pop(token, None)
    purse.spent = str(Decimal(purse.spent) + cost)
