"""How providers did: counts, costs and times of one hour, one provider and one task, added up."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from studio.domain.ledger import LEFT_RUNNING, NOTHING, AttemptFacts

FIRST = 1e-3
"""Seconds; the upper end of the first bin. A free local answer can be as quick as that."""
GROWTH = math.log(1.05)
"""Each bin's upper end is 5 % above the one before: a percentile is off by 2.5 % at the most."""


@dataclass
class Histogram:
    """Seconds, counted in bins. Two can be added up, which percentiles cannot."""

    bins: dict[int, int] = field(default_factory=dict)
    """Number of the bin -> how many."""

    def add(self, seconds: float) -> None:
        """Count one sample."""
        number = max(0, math.ceil(math.log(max(seconds, FIRST) / FIRST) / GROWTH - 1e-9))
        self.bins[number] = self.bins.get(number, 0) + 1

    def merge(self, other: "Histogram") -> None:
        """Add all samples of another one."""
        for number, count in other.bins.items():
            self.bins[number] = self.bins.get(number, 0) + count

    @property
    def count(self) -> int:
        """Samples in all."""
        return sum(self.bins.values())

    def percentile(self, share: float) -> float | None:
        """Seconds within which this share of the samples lies (the middle of its bin); None without samples."""
        left = math.ceil(share * self.count)
        for number in sorted(self.bins):
            left -= self.bins[number]
            if left <= 0:
                return FIRST * math.exp((number - 0.5) * GROWTH)
        return None


class Slot(NamedTuple):
    """What is counted together."""

    hour: datetime
    """Its beginning, UTC."""
    provider: str
    task: str


@dataclass
class Tally:
    """What was counted."""

    requests: int = 0
    """Attempts: each call to the provider, retries, hedges and cancelled ones included."""
    errors: dict[str, int] = field(default_factory=dict)
    """Kind of error -> how many."""
    cancelled: int = 0
    """Given up since another provider was quicker or nobody waited; no fault of the provider."""
    failovers: int = 0
    """Attempts that stepped in for another provider."""
    retries: int = 0
    hedges: int = 0
    """Second calls started since the first one dawdled."""
    hedges_won: int = 0
    cost: Decimal = NOTHING
    """US dollars, what may have been billed included."""
    seconds: Histogram = field(default_factory=Histogram)
    """Of attempts that gave a result."""
    units: dict[str, Decimal] = field(default_factory=dict)
    """Unit -> amount, of attempts that gave a result or are to be paid."""

    @property
    def failed(self) -> int:
        """Errors of all kinds."""
        return sum(self.errors.values())

    @property
    def error_share(self) -> float:
        """Errors among the attempts that came to an end of their own; 0 without any."""
        ended = self.requests - self.cancelled
        return self.failed / ended if ended else 0.0

    def add(self, record: AttemptFacts) -> None:
        """Count one attempt that has ended."""
        why = record.why.split(",")[0]
        self.requests += 1
        self.failovers += why == "failover"
        self.retries += why == "retry"
        self.hedges += why == "hedge"
        self.hedges_won += why == "hedge" and record.won
        self.cost += record.cost_usd
        if record.outcome == "ok":
            self.seconds.add(record.seconds)
        elif record.outcome in ("cancelled", LEFT_RUNNING):
            self.cancelled += 1
        else:
            self.errors[record.outcome] = self.errors.get(record.outcome, 0) + 1
        for part in record.usage:
            self.units[part.unit] = self.units.get(part.unit, NOTHING) + part.amount

    def merge(self, other: "Tally") -> None:
        """Add all of another one."""
        for name in ("requests", "cancelled", "failovers", "retries", "hedges", "hedges_won"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.cost += other.cost
        self.seconds.merge(other.seconds)
        for kind, count in other.errors.items():
            self.errors[kind] = self.errors.get(kind, 0) + count
        for unit, amount in other.units.items():
            self.units[unit] = self.units.get(unit, NOTHING) + amount


class Line(NamedTuple):
    """How one provider did one task over some time."""

    provider: str
    task: str
    tally: Tally


def slot_of(record: AttemptFacts) -> Slot:
    """Where an attempt is counted: in the hour in which it began."""
    hour = record.started.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Slot(hour, record.provider, record.task)
