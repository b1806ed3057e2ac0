"""The service in one process and its children: the HTTP face here, workers and the queue's server beside it."""

import asyncio
import gc
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from api.deps import Services
from api.front import Front
from api.routes import auth, batch, credits, generations, live, pieces, plans, providers, runs, webhooks
from api.routes.health import Check
from api.routes.library import ROUTERS as LIBRARY
from api.webface import pages
from studio.db.database import Database
from studio.domain.charges import NO_USD, READING_USD
from studio.events.log import Streams
from studio.queue.arq import ArqQueue
from studio.queue.valkey import broker
from studio.security.keyring import Keyring
from studio.security.passwords import Passwords
from studio.security.ratelimit import InRedis
from studio.security.sealing import sealer_of
from studio.security.tokens import AccessTokens
from studio.services.accounts import Accounts
from studio.services.charges import Charges
from studio.services.credits import Credits
from studio.services.events import Events
from studio.services.jobs import JobService
from studio.services.orders import Orders
from studio.services.principals import Principals
from studio.services.runs import RunService
from studio.services.shelf import Shelf
from studio.services.totals import Totals
from studio.services.workspaces import Workspaces
from studio.settings import Settings
from studio.storage.opening import check_store
from studio.telemetry.context import configure_json
from studio.telemetry.logfile import open_log
from studio.telemetry.tracing import close_tracing, open_tracing
from worker.embedded import workers

ROUTERS = (
    auth.router,
    runs.router,
    plans.router,
    pieces.router,
    live.router,
    credits.router,
    batch.router,
    *LIBRARY,
    generations.router,
    providers.router,
    webhooks.router,
)
GARBAGE = (700, 10, 50)
"""When garbage is looked for: as Python does, but among what has stayed only once in 350,000 new objects."""
FIRST = "owner@studio.local"
"""The address of the first account on a machine that has none."""


@dataclass(frozen=True)
class Opened:
    """A service that answers."""

    address: str
    password: str
    """Of the first account, when it was made just now; told once and kept nowhere."""


async def up(
    settings: Settings,
    host: str,
    port: int,
    number: int,
    tell: Callable[[Opened], None],
    pages_from: Path | None = None,
) -> None:
    """Serve until a signal comes, then let the workers leave their runs so that they can be gone on with.

    Args:
        settings: Where everything is kept.
        host: Address to listen at.
        port: And its port.
        number: Worker processes.
        tell: Called once the API answers; the pages may take longer.
        pages_from: Where the pages' source is; without it only the API is served.
    """
    open_log(settings.home)
    configure_json()
    open_tracing(settings, "api")
    async with AsyncExitStack() as stack:
        stack.callback(close_tracing)
        given, checks = await stack.enter_async_context(opened(settings))
        await stack.enter_async_context(workers(number))
        app: ASGIApp = create_app(
            ROUTERS,
            given,
            checks=checks,
            families=Totals(given.database).families,
            metrics_token=settings.metrics_token,
        )
        if pages_from:
            app = await stack.enter_async_context(_with_pages(app, pages_from, host, port))
        config = uvicorn.Config(app, host, port, log_config=None, access_log=False, timeout_graceful_shutdown=5)
        server = Server(config, partial(tell, Opened(f"http://{host}:{port}", await _first(given))))
        await server.serve()


@asynccontextmanager
async def _with_pages(api: ASGIApp, source: Path, host: str, port: int) -> AsyncIterator[ASGIApp]:
    """The API and, behind it, the pages; they reach it at the address it listens at."""
    near = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    async with pages(source, f"http://{near}:{port}") as made:
        front = Front(api, made)
        try:
            yield front
        finally:
            await front.close()


def run(service: Coroutine[Any, Any, None]) -> None:
    """Run a service to its end, on the quickest event loop there is here."""
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(service)


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return None
    return uvloop.new_event_loop


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Services, dict[str, Check]]]:
    """The services behind the routes, and what readiness depends on."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(broker(settings.redis_url, settings.home))
        queue = await ArqQueue.open(url)
        stack.push_async_callback(queue.close)
        database = Database(settings.database_url)
        await database.open()
        stack.push_async_callback(database.close)
        everywhere = database.everywhere()
        await asyncio.to_thread(check_store, settings, make=True)
        events = Events(everywhere, Streams(queue.redis))
        events.start()
        stack.push_async_callback(events.close)
        shelf = Shelf(everywhere, settings)
        stack.callback(shelf.close)
        tokens = AccessTokens(Keyring(settings.home / "keys" / "access.json"))
        charges = Charges(database, settings.credit_usd, READING_USD if settings.model else NO_USD)
        given = Services(
            database=database,
            accounts=Accounts(everywhere, Passwords(), tokens),
            authenticate=Principals(everywhere, tokens).authenticate_bearer,
            orders=Orders(JobService(database), RunService(database), events, queue, charges.settle),
            events=events,
            limiter=InRedis(queue.redis),
            made=settings.home / "made",
            shelf=shelf,
            charges=charges,
            queue=queue,
            sealer=sealer_of(settings),
            registration=settings.registration,
        )

        checks: dict[str, Check] = {"database": database.ping, "queue": queue.ping}
        if settings.s3_bucket:
            checks["storage"] = partial(asyncio.to_thread, check_store, settings)
        yield given, checks


class Server(uvicorn.Server):
    """Says when it listens, and comes back when it is told to stop: workers and the queue are still to be ended.

    What was made to start stays, so garbage is not looked for in it, and among what thousands of streams hold it is
    looked for seldom: nobody is answered meanwhile, for up to half a second.
    """

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self.on_start = on_start

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals, and give back only those that do not end the process."""
        with super().capture_signals():
            yield
            # Uvicorn sends itself again what it was stopped by, and SIGTERM would end this process here and now.
            self._captured_signals = [one for one in self._captured_signals if one != signal.SIGTERM]

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Listen."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self.on_start()


async def _first(given: Services) -> str:
    """The password of the first account, made when there is none yet; else empty. The machine is its owner's."""
    if await given.accounts.any():
        return ""
    password = secrets.token_urlsafe(15)
    made = await given.accounts.register(FIRST, password, "Owner", "Studio")
    if made.membership:
        workspace = made.membership.workspace.id
        await Workspaces(given.database.everywhere()).set_plan(workspace, "premium")
        await Credits(given.database.everywhere(), workspace).grant_month("premium")
    return password
