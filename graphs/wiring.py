"""Puts the parts of the studio together, by the settings of this machine."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

from agents.reader import read_brief
from agents.writer import Writer
from graphs.gating import FileGates
from graphs.leases import Leases
from graphs.studio import Studio
from providers.keys import secrets
from providers.policy import load_config
from providers.router import Router
from studio.db.database import Database
from studio.domain.ledger import Scope, Spent
from studio.events.progress import Sink, silent
from studio.services.books import Books
from studio.services.ledger import Ledger
from studio.services.runs import RunService
from studio.services.steps import StepService
from studio.settings import get_settings
from studio.storage.opening import store_of
from studio.telemetry.redact import hide
from tools.catalog import LEASES, catalog


class Wiring(Protocol):
    """Opens a studio for as long as it is needed."""

    def __call__(self, tell: Sink | None = None) -> AbstractAsyncContextManager[Studio]:
        """A studio that tells its events to `tell`, if given."""
        ...


@asynccontextmanager
async def open_studio(tell: Sink | None = None) -> AsyncIterator[Studio]:
    """The studio of this machine, by its settings; closed again at the end."""
    settings = get_settings()
    hide(*secrets(settings, load_config(settings.providers_path)))
    store = store_of(settings)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url, everywhere=True)
        stack.push_async_callback(database.close)
        await database.open()
        books = await Books.open(database)
        stack.push_async_callback(books.close)
        router = Router.from_settings(settings, books)
        stack.push_async_callback(router.aclose)
        await _remember(router, books.ledger)
        yield Studio(
            settings=settings,
            store=store,
            router=router,
            writer=Writer(),
            tools=catalog(),
            read=lambda brief, calls: read_brief(brief, settings=settings, router=router, calls=calls),
            gates=FileGates(store),
            runs=RunService(database, settings.home / "made"),
            steps=StepService(database, store),
            leases=Leases(LEASES),
            tell=tell or silent,
        )


async def _remember(router: Router, ledger: Ledger) -> None:
    """Tell the router what each provider and each workspace has cost in this calendar month."""
    scope = Scope(month=datetime.now(UTC).strftime("%Y-%m"))
    await router.remember(_usd(await ledger.spent_by("provider", scope)), workspace="")
    for workspace, usd in _usd(await ledger.spent_by("workspace", scope)).items():
        await router.remember({"": usd}, workspace)


def _usd(found: Mapping[str, Spent]) -> dict[str, Decimal]:
    return {name: spent.usd for name, spent in found.items()}
