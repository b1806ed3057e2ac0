"""Charges: what a run may spend of its workspace's credits, and what it did spend."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from studio.domain.plan import Step

NO_USD = Decimal("0")

READING_USD = Decimal("0.05")
"""The most that reading one brief with a language model may cost: the longest brief, asked twice, at $2.50 and $10
per million tokens in and out, which is what a large model took in 2026."""


@dataclass(frozen=True)
class Charge:
    """One round of paid work on a run."""

    hold_id: str
    workspace_id: str
    run_id: str
    round: int
    """0 is the reading of the brief where that costs; every approval or resumption is one more."""
    allowed_usd: Decimal
    """The most that vendors may bill in this round."""
    credits: Decimal
    """Held for it."""
    credit_usd: Decimal
    """What a credit was worth when they were held."""
    state: Literal["open", "settled"]
    spent_usd: Decimal
    """What vendors billed in this round, once it is settled."""
    unsure_usd: Decimal
    """How much of that belonged to attempts whose end was not known yet."""
    charged: Decimal
    """Credits paid for it."""
    created: datetime
    ended: datetime | None

    @property
    def key(self) -> str:
        """Of its hold: the same round of the same run is the same hold."""
        return f"run:{self.run_id}:{self.round}"


@dataclass(frozen=True)
class Allowance:
    """What a worker that starts on a run may spend."""

    usd: Decimal = NO_USD


def price_of(steps: Sequence[Step], among: Collection[str] | None = None) -> Decimal:
    """What to hold for these steps, or for those of them that are named: their price at the 90th percentile."""
    wanted = [step for step in steps if among is None or step.id in among]
    return sum((max(step.estimate.usd, step.estimate.usd_p90) for step in wanted), NO_USD)


def unfinished(steps: Sequence[Step], done: Collection[str]) -> list[Step]:
    """The steps that are still to be done: those that are not done, and all that need one of them.

    Args:
        steps: Of a plan, each behind those it needs.
        done: Ids of the steps whose latest making is finished.
    """
    left: dict[str, Step] = {}
    for step in steps:
        if step.id not in done or any(need in left for need in step.needs):
            left[step.id] = step
    return list(left.values())
