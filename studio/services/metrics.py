"""How providers did, counted in memory and added to the database every few seconds."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.domain.ledger import AttemptFacts
from studio.domain.metrics import Line, Slot, Tally, slot_of
from studio.repos.metrics import MetricsRepo

FLUSH_SECONDS = 3.0
"""Between two writes: an attempt costs no write of its own, and a killed process loses these seconds at the most."""

log = logging.getLogger(__name__)


class Metrics:
    """Counts of this process, and the sums of all. `close()` at the end."""

    def __init__(self, database: Database, flush_seconds: float = FLUSH_SECONDS) -> None:
        self._db = database
        self._pause = flush_seconds
        self._tallies: dict[Slot, Tally] = {}
        self._writer: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def add(self, record: AttemptFacts) -> None:
        """Count an attempt that has ended; it is written within some seconds."""
        self._tallies.setdefault(slot_of(record), Tally()).add(record)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.ensure_future(self._write_later())

    async def flush(self) -> None:
        """Write what was counted; what cannot be written now is kept for the next time."""
        counted, self._tallies = self._tallies, {}
        if not counted:
            return
        try:
            async with self._db.write() as session:
                await MetricsRepo(session).add(counted)
        except SQLAlchemyError as error:
            log.warning("metrics could not be written (%s); they are kept", type(error).__name__)
            for slot, tally in counted.items():
                self._tallies.setdefault(slot, Tally()).merge(tally)

    async def close(self) -> None:
        """Write the rest."""
        self._closing.set()
        if self._writer is not None:
            await self._writer
        await self.flush()

    async def since(self, span: timedelta) -> Sequence[Line]:
        """How each provider did each task in the hours that began within this time, the busiest first."""
        async with self._db.read() as session:
            rows = await MetricsRepo(session).since(datetime.now(UTC) - span)
        sums: dict[tuple[str, str], Tally] = {}
        for slot, tally in rows:
            sums.setdefault((slot.provider, slot.task), Tally()).merge(tally)
        lines = [Line(provider, task, tally) for (provider, task), tally in sums.items()]
        return sorted(lines, key=lambda line: (-line.tally.requests, line.provider, line.task))

    async def _write_later(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), self._pause)
        except TimeoutError:
            await self.flush()
