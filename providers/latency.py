"""Percentiles of how long calls took, from a histogram whose bins grow by 8 %."""

import math
from dataclasses import dataclass, field

GROWTH = math.log(1.08)
FIRST = 1e-4
"""Seconds of the first bin's upper end."""
MOST = 1000
"""Samples after which all bins are halved, so that old ones fade."""


@dataclass
class Latency:
    """Bins by their number, as text because JSON wants it so."""

    bins: dict[str, float] = field(default_factory=dict)
    count: float = 0.0

    def add(self, seconds: float) -> None:
        """Take in one sample."""
        number = str(max(0, math.ceil(math.log(max(seconds, FIRST) / FIRST) / GROWTH)))
        self.bins[number] = self.bins.get(number, 0.0) + 1
        self.count += 1
        if self.count >= MOST:
            self.bins = {n: c / 2 for n, c in self.bins.items() if c >= 1}
            self.count = sum(self.bins.values())

    def percentile(self, share: float) -> float | None:
        """Seconds within which this share of the calls was done (upper end of its bin); None without samples."""
        left = share * self.count
        number = 0
        for number in sorted(map(int, self.bins)):
            left -= self.bins[str(number)]
            if left <= 1e-9:
                break
        return FIRST * math.exp(number * GROWTH) if self.bins else None
