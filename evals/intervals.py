"""How sure a figure is: every share and mean comes with its n and a 95 % interval."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959964
"""Standard deviations of a 95 % interval."""
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with what it rests on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}" if self.n else "- n=0"


def share(hits: Sequence[bool]) -> Figure:
    """The share of hits with Wilson's score interval (Wilson 1927), sound for small n and near 0 and 1."""
    n = len(hits)
    if not n:
        return Figure(math.nan, math.nan, math.nan, 0)
    p, z2 = sum(hits) / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Figure(p, max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half)), n)


def mean(values: Sequence[float]) -> Figure:
    """The mean with a percentile bootstrap over cases; the draws are seeded, so that a report comes out the same."""
    n = len(values)
    if not n:
        return Figure(math.nan, math.nan, math.nan, 0)
    dice = random.Random(n)
    means = sorted(sum(dice.choices(values, k=n)) / n for _ in range(DRAWS))
    return Figure(sum(values) / n, means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1], n)
