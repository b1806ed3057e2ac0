"""Queries on how providers did."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import MetricRow
from studio.domain.metrics import Histogram, Slot, Tally
from studio.repos.upsert import upsert


class MetricsRepo:
    """Metrics in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, tallies: Mapping[Slot, Tally]) -> None:
        """Add these to what is there.

        An empty row is made first if there is none, then all are locked, so that of several processes each adds to
        what the others added. They are taken in one order, so that no two wait for each other.
        """
        slots = sorted(tallies)
        empty = [{**slot._asdict(), **_values(Tally())} for slot in slots]
        await upsert(self._session, cast(Table, MetricRow.__table__), empty, update=False)
        for slot in slots:
            row = await self._session.get_one(MetricRow, tuple(slot), with_for_update=True)
            found = _tally(row)
            found.merge(tallies[slot])
            for name, value in _values(found).items():
                setattr(row, name, value)

    async def since(self, moment: datetime) -> Iterable[tuple[Slot, Tally]]:
        """All rows of the hours that began at or after a moment."""
        rows = await self._session.scalars(select(MetricRow).where(MetricRow.hour >= moment))
        return [(Slot(row.hour, row.provider, row.task), _tally(row)) for row in rows]


def _values(tally: Tally) -> dict[str, Any]:
    return {
        **vars(tally),
        "seconds": {str(number): count for number, count in sorted(tally.seconds.bins.items())},
        "units": {unit: format(amount, "f") for unit, amount in tally.units.items()},
    }


def _tally(row: MetricRow) -> Tally:
    return Tally(
        requests=row.requests,
        errors=dict(row.errors),
        cancelled=row.cancelled,
        failovers=row.failovers,
        retries=row.retries,
        hedges=row.hedges,
        hedges_won=row.hedges_won,
        cost=row.cost,
        seconds=Histogram({int(number): count for number, count in row.seconds.items()}),
        units={unit: Decimal(amount) for unit, amount in row.units.items()},
    )
