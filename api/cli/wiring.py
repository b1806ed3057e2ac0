"""Puts the parts of the studio together for a command."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graphs.studio import Studio
    from studio.events.progress import Sink
    from studio.services.ledger import Ledger
    from studio.services.metrics import Metrics
    from studio.services.runs import RunService
    from studio.services.steps import StepService


class Wiring(Protocol):
    """Opens a studio for the length of a command."""

    def __call__(self, tell: "Sink | None" = None) -> AbstractAsyncContextManager["Studio"]:
        """A studio that tells its events to `tell`, if given."""
        ...


@asynccontextmanager
async def open_studio(tell: "Sink | None" = None) -> AsyncIterator["Studio"]:
    """The studio of this machine, by its settings; loads everything it is made of."""
    from graphs.wiring import open_studio as opened

    async with opened(tell) as studio:
        yield studio


@dataclass(frozen=True)
class Records:
    """What is known of runs and providers, without the means to make anything."""

    runs: "RunService"
    steps: "StepService"
    ledger: "Ledger"
    metrics: "Metrics"


@asynccontextmanager
async def open_records() -> AsyncIterator[Records]:
    """The records of this machine; opens at once, since no engine is loaded."""
    from studio.db.database import Database
    from studio.services.ledger import Ledger
    from studio.services.metrics import Metrics
    from studio.services.runs import RunService
    from studio.services.steps import StepService
    from studio.settings import get_settings
    from studio.storage.opening import store_of

    settings = get_settings()
    database = Database(settings.database_url, everywhere=True)
    await database.open()
    try:
        yield Records(
            RunService(database, settings.home / "made"),
            StepService(database, store_of(settings)),
            Ledger(database),
            Metrics(database),
        )
    finally:
        await database.close()
