"""Money that may still be spent: held before a call, settled after it. Pure changes of one Purse or Volume."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from providers.usage import Unit, Usage


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


def begin(purse: Purse, period: str, spent: Decimal) -> None:
    """Start a purse with what was spent in its period before."""
    if purse.period != period:
        purse.period, purse.spent, purse.held = period, str(spent), {}


def settle(purse: Purse, token: str, cost: Decimal) -> None:
    """Replace what was held by what it cost."""
    purse.held.pop(token, None)
    purse.spent = str(Decimal(purse.spent) + cost)


@dataclass
class Volume:
    """How much of a vendor's model was used in one calendar month, by unit. Decimal strings."""

    period: str = ""
    amounts: dict[Unit, str] = field(default_factory=dict)


def add_volume(volume: Volume, period: str, usage: Iterable[Usage]) -> dict[Unit, Decimal]:
    """Count a usage; gives what had been used before it."""
    if volume.period != period:
        volume.period, volume.amounts = period, {}
    before = {unit: Decimal(amount) for unit, amount in volume.amounts.items()}
    for part in usage:
        volume.amounts[part.unit] = str(before.get(part.unit, Decimal("0")) + part.amount)
    return before
