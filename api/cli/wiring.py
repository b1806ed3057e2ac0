"""Puts the parts of the studio together for a command."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from studio.events.progress import Sink, silent

if TYPE_CHECKING:
    from graphs.context import Studio

Wiring = Callable[[Sink], AbstractAsyncContextManager["Studio"]]


@asynccontextmanager
async def open_studio(tell: Sink = silent) -> AsyncIterator["Studio"]:
    """The studio of this machine, by its settings; closed again at the end."""
    from agents.reader import read_brief
    from agents.writer import Writer
    from graphs.context import Studio
    from graphs.gating import FileGates
    from graphs.leases import Leases
    from providers.router import Router
    from studio.db.database import Database
    from studio.services.runs import RunService
    from studio.services.steps import StepService
    from studio.settings import get_settings
    from studio.storage.store import AssetStore
    from studio.telemetry.logfile import open_log
    from tools.catalog import LEASES, catalog

    settings = get_settings()
    open_log(settings.home)
    database = Database(settings.database_url)
    await database.open()
    router, store = Router.from_settings(settings), AssetStore(settings.home / "assets")
    try:
        yield Studio(
            settings=settings,
            store=store,
            router=router,
            writer=Writer(),
            tools=catalog(),
            read=lambda brief: read_brief(brief, settings, router),
            gates=FileGates(store),
            runs=RunService(database),
            steps=StepService(database, store),
            leases=Leases(LEASES),
            tell=tell,
        )
    finally:
        await router.aclose()
        await database.close()
