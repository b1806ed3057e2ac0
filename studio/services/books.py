"""What the router writes down of every attempt: money into the ledger, counts into the metrics."""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from typing import Any, Self

from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.domain.ledger import AttemptFacts
from studio.errors import StepFailed
from studio.services.ledger import Ledger
from studio.services.metrics import Metrics

log = logging.getLogger(__name__)


class Books:
    """The router's recorder. `close()` at the end, before the database."""

    def __init__(self, ledger: Ledger, metrics: Metrics) -> None:
        self.ledger = ledger
        self.metrics = metrics
        self._unwritten: deque[AttemptFacts] = deque()

    @classmethod
    async def open(cls, database: Database) -> Self:
        """The books of a database; what a dead process left open long ago is settled first."""
        ledger = Ledger(database)
        if lost := await ledger.settle_lost():
            total = sum(found.usd for found in lost)
            log.warning("%d reservations without an end, $%s in all, were settled as maybe billed", len(lost), total)
        return cls(ledger, Metrics(database))

    async def began(self, record: AttemptFacts) -> None:
        """Reserve what the attempt may cost.

        Raises:
            StepFailed: The ledger cannot be written: without a line, nothing is spent.
        """
        try:
            await _whole(self.ledger.reserve(record))
        except asyncio.CancelledError:
            await _whole(self.ledger.close(record))  # nobody was asked, and nobody will say how it ended
            raise
        except SQLAlchemyError as error:
            raise StepFailed(
                f"the ledger could not be written ({type(error).__name__}), so {record.provider} was not asked",
                "is the disk full, or the database locked? `studio resume` goes on from here",
            ) from error

    async def ended(self, record: AttemptFacts) -> None:
        """Settle it and count it. Never fails: a result that is paid for is not thrown away over a line."""
        self.metrics.add(record)
        if record.reserved_usd or record.cost_usd:
            self._unwritten.append(record)
            await _whole(self._settle())

    async def close(self) -> None:
        """Write all that is not yet written."""
        await self._settle()
        await self.metrics.close()
        for record in self._unwritten:
            log.error("attempt %s at %s was not settled: $%s", record.id, record.provider, record.cost_usd)

    async def _settle(self) -> None:
        while self._unwritten:  # others may settle at the same time: each takes what is left
            record = self._unwritten.popleft()
            try:
                await self.ledger.close(record)
            except SQLAlchemyError as error:
                log.warning("the ledger could not be written (%s); the line is kept", type(error).__name__)
                self._unwritten.append(record)
                return


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Do it to its end even if the caller is cancelled: half a line helps nobody."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
