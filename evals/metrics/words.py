"""Words against words."""

from collections import Counter
from collections.abc import Hashable, Iterable


def f1(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Harmonic mean of precision and recall over two bags, 0 to 1; 1 when both are empty."""
    one, other = Counter(wanted), Counter(found)
    if not one and not other:
        return 1.0
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values()))
