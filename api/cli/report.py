"""What the metrics and the ledger say about the last days, and what self-hosting would cost instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from providers.selfhost import MONTH_DAYS, Comparison, Facts, Volume, compare, output_of
from providers.tasks import Task
from studio.domain.ledger import Spent
from studio.domain.metrics import Line


@dataclass(frozen=True)
class Report:
    """The last days in figures."""

    days: float
    lines: Sequence[Line]
    spent: Spent
    """In this calendar month."""
    compared: Mapping[str, Comparison]
    """By task."""
    left_out: Mapping[str, str]
    """Task -> why there is nothing to compare."""
    assumptions: str


def report(days: float, lines: Sequence[Line], spent: Spent, facts: Facts) -> Report:
    """Put the figures together; volumes are those of the days, taken to a month."""
    compared: dict[str, Comparison] = {}
    left_out: dict[str, str] = {}
    for task in sorted({line.task for line in lines}):
        paid = [line for line in lines if line.task == task and line.tally.cost]
        volume = _volume(paid, facts, MONTH_DAYS / days)
        if not paid:
            left_out[task] = "nothing was paid for it"
        elif volume is None:
            left_out[task] = facts.without.get(cast(Task, task), "vendors did not say how much they made")
        else:
            compared[task] = compare(cast(Task, task), volume, facts)
    return Report(days, lines, spent, compared, left_out, _assumptions(facts))


def _assumptions(facts: Facts) -> str:
    works = f"a GPU works {facts.utilisation:.0%} of the time paid for"
    return f"{works}, {facts.cold_share:.0%} of requests start a cold one, ${facts.upkeep_usd:,.0f} of upkeep a month"


def _volume(lines: Sequence[Line], facts: Facts, times: float) -> Volume | None:
    model = facts.tasks.get(cast(Task, lines[0].task)) if lines else None
    if model is None:
        return None
    output = sum(output_of(model, line.provider, line.tally.units) for line in lines)
    usd = sum(float(line.tally.cost) for line in lines)
    requests = sum(line.tally.seconds.count for line in lines)
    return Volume(output * times, requests * times, usd * times) if output else None
