"""Money and time: how far an estimate was off, on which side, and whether a budget was kept."""

from decimal import Decimal


def error(estimated: float, actual: float) -> float:
    """Signed relative error: above 0 the estimate was too high, below 0 too low; 0 when both are nothing."""
    if estimated == actual:
        return 0.0
    return (estimated - actual) / max(abs(actual), abs(estimated))


def breach(spent: Decimal, budget: Decimal | None) -> bool:
    """Whether more was spent than the budget allows; no budget cannot be breached."""
    return budget is not None and spent > budget
