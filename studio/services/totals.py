"""The numbers of the whole service, added up from the database, so that one scrape of any API process tells all.

Workers come and go and serve no HTTP; what they did is in the database already, exact and never lost with a process.
"""

import asyncio
import logging
import math
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from prometheus_client.core import Metric
from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.domain.metrics import FIRST, GROWTH, Histogram, Tally
from studio.repos.metrics import MetricsRepo
from studio.repos.totals import TotalsRepo
from studio.telemetry.numbers import Labelled, counter, gauge, seconds

FRESH_SECONDS = 5.0
"""Two scrapes within this time get the same answer."""
OPEN_HOURS = timedelta(hours=2)
"""Hours of providers that are still written to; older ones are read once."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

log = logging.getLogger("studio.numbers")

Key = tuple[str, str]


class Totals:
    """What Prometheus is told beside the numbers of the process itself."""

    def __init__(self, database: Database) -> None:
        self._db = database.everywhere()
        self._past: dict[Key, Tally] = {}
        self._since = BEGINNING
        self._lock = asyncio.Lock()
        self._found: tuple[float, list[Metric]] = (-math.inf, [])

    async def families(self) -> list[Metric]:
        """All of them; `studio_totals_up` is 0, and nothing else is there, when the database does not answer."""
        async with self._lock:
            if time.monotonic() - self._found[0] > FRESH_SECONDS:
                self._found = time.monotonic(), await self._read()
            return self._found[1]

    async def _read(self) -> list[Metric]:
        try:
            found = [*await self._service(), *_providers(await self._tallies())]
        except (SQLAlchemyError, OSError):
            log.warning("the database does not tell its numbers", exc_info=True)
            found = []
        up = gauge("studio_totals_up", "Whether the database told its numbers", (), {(): float(bool(found))})
        return [up, *found]

    async def _service(self) -> list[Metric]:
        async with self._db.read() as session:
            totals = TotalsRepo(session)
            waiting, oldest = await totals.waiting(datetime.now(UTC))
            usd, paid = await totals.cost()
            by_kind = {kind: float(cost) for kind, cost in (await totals.generation_cost()).items()}
            credits = {name: float(amount) for name, amount in (await totals.credits()).items()}
            return [
                gauge("studio_runs", "Runs by status", ("status",), await totals.runs()),
                gauge("studio_generations", "Generations", ("kind", "state"), await totals.generations()),
                gauge("studio_webhook_deliveries", "Webhooks by state", ("state",), await totals.deliveries()),
                gauge("studio_queue_waiting", "Orders that nobody is at work on", ("lane",), waiting),
                gauge("studio_queue_wait_seconds", "How long the oldest of them has waited", ("lane",), oldest),
                counter("studio_run_cost_usd", "US dollars settled for runs", (), {(): float(usd)}),
                counter("studio_runs_paid", "Runs that cost something", (), {(): float(paid)}),
                counter("studio_generation_cost_usd", "US dollars of generations", ("kind",), by_kind),
                gauge("studio_credits_free", "Credits free to use", (), {(): credits["free"]}),
                gauge("studio_credits_held", "Credits held for work under way", (), {(): credits["held"]}),
                counter("studio_credits_spent", "Credits spent", (), {(): credits["spent"]}),
                counter("studio_credits_refunded", "Credits given back", (), {(): credits["refunded"]}),
                gauge("studio_credit_holds_open", "Holds", (), {(): float(await totals.open_holds())}),
            ]

    async def _tallies(self) -> dict[Key, Tally]:
        """All there is of each provider and task: hours that are over are kept, the others read again."""
        closed = datetime.now(UTC) - OPEN_HOURS
        async with self._db.read() as session:
            rows = list(await MetricsRepo(session).since(self._since))
        now: dict[Key, Tally] = {}
        for slot, tally in rows:
            kept = self._past if slot.hour < closed else now
            kept.setdefault((slot.provider, slot.task), Tally()).merge(tally)
        self._since = max(self._since, closed)
        return _together(self._past, now)


def _together(*parts: Mapping[Key, Tally]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for part in parts:
        for key, tally in part.items():
            found.setdefault(key, Tally()).merge(tally)
    return found


def _providers(tallies: Mapping[Key, Tally]) -> list[Metric]:
    labels = ("provider", "task")

    def each(name: str) -> Labelled:
        return {key: float(getattr(tally, name)) for key, tally in tallies.items()}

    errors: dict[tuple[str, ...], float] = {
        (*key, kind): float(count) for key, tally in tallies.items() for kind, count in tally.errors.items()
    }
    return [
        counter("studio_provider_requests", "Attempts at a provider", labels, each("requests")),
        counter("studio_provider_errors", "Errors by kind", (*labels, "kind"), errors),
        counter("studio_provider_failovers", "Attempts in place of another provider", labels, each("failovers")),
        counter("studio_provider_retries", "Attempts made again", labels, each("retries")),
        counter("studio_provider_hedges", "Second calls when the first dawdled", labels, each("hedges")),
        counter("studio_provider_cost_usd", "US dollars", labels, each("cost")),
        seconds(
            "studio_provider_seconds",
            "Time until a result",
            labels,
            {key: _samples(tally.seconds) for key, tally in tallies.items() if tally.seconds.count},
        ),
    ]


def _samples(histogram: Histogram) -> dict[float, int]:
    """The middle of each bin -> how many samples are in it."""
    return {FIRST * math.exp((number - 0.5) * GROWTH): count for number, count in histogram.bins.items()}
