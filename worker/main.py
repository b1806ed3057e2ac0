"""The worker: `python -m worker.main [--kinds plan,run] [--places run=4]`.

It reads the lanes of the queue and drives runs. SIGTERM and Ctrl-C let it drain: nothing new is started, steps at
work get their grace, and the runs are left where another worker goes on. A second signal does not wait.
"""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from arq.connections import create_pool

from graphs.wiring import Wiring, open_studio
from studio.db.database import Database
from studio.events.log import Streams
from studio.queue.arq import ArqQueue, redis_settings
from studio.queue.port import KINDS, Kind
from studio.queue.valkey import broker
from studio.security.net import Rules
from studio.services.catalogue import Catalogues
from studio.services.charges import Charges
from studio.services.events import Events
from studio.services.jobs import JobService
from studio.services.plan_edits import PlanEdits
from studio.services.webhooks_out import RULES
from studio.settings import Settings, get_settings
from studio.telemetry.context import Lines
from studio.telemetry.tracing import close_tracing, open_tracing
from worker.catalogue import publish
from worker.housekeeping import keep_house
from worker.jobs import Desk
from worker.lanes import Lane
from worker.reaper import reap_on
from worker.side import SideWork, side_work

PLACES: Mapping[Kind, int] = {"plan": 4, "run": 4, "render": 1, "train": 1, "generate": 8}
"""Jobs of a lane that one process works on at once. Heavy steps share the machine by leases of their own."""

NICE = 5
"""Below the API and the database on the same machine: who asks is answered before more is made."""

LEAVE_SECONDS = 5.0
"""After the grace of running steps: what is left to write a drained run's state before its tasks are cut."""

log = logging.getLogger("studio.worker")


@dataclass
class Crew:
    """The lanes of this process and what they share."""

    desk: Desk
    lanes: Sequence[Lane]
    side: SideWork

    async def drain(self) -> None:
        """Let all runs stop where they can be gone on with; those that do not are cut."""
        for each in self.lanes:
            each.allow_pick_jobs = False
        self.desk.drain()
        done = asyncio.gather(*(each.finish() for each in self.lanes), self.side.generating.drain())
        try:
            await asyncio.wait_for(done, self.desk.grace + LEAVE_SECONDS)
        except TimeoutError:
            log.warning("%d runs did not stop in time", len(self.desk.sessions))


async def serve(
    settings: Settings, wiring: Wiring, places: Mapping[Kind, int], stop: asyncio.Event, rules: Rules = RULES
) -> None:
    """Work until `stop` is set, then drain.

    Args:
        settings: Where the database and the queue are.
        wiring: Opens the studio that runs are driven with.
        places: Lane -> how many of its jobs at once.
        stop: Set to end.
        rules: Which addresses are told by webhook.
    """
    async with _crew(settings, wiring, places, rules) as crew:
        log.info("ready: %s", ", ".join(f"{kind} x{number}" for kind, number in places.items()))
        lanes = [asyncio.ensure_future(each.serve()) for each in crew.lanes]
        ended = asyncio.ensure_future(stop.wait())
        await asyncio.wait([*lanes, ended], return_when=asyncio.FIRST_COMPLETED)
        await crew.drain()
        for task in (*lanes, ended):
            task.cancel()
        broken = [task.exception() for task in lanes if task.done() and not task.cancelled()]
        await asyncio.gather(*lanes, ended, return_exceptions=True)
        if broken and broken[0]:
            raise broken[0]


@asynccontextmanager
async def _crew(settings: Settings, wiring: Wiring, places: Mapping[Kind, int], rules: Rules) -> AsyncIterator[Crew]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(broker(settings.redis_url, settings.home))
        pool = await create_pool(redis_settings(url))
        stack.push_async_callback(pool.aclose, close_connection_pool=True)
        studio = await stack.enter_async_context(wiring())
        database = Database(settings.database_url, everywhere=True)
        stack.push_async_callback(database.close)
        await publish(Catalogues(database), studio.router.config)
        events, jobs = Events(database, Streams(pool)), JobService(database)
        events.start()
        stack.push_async_callback(events.close)
        charges = Charges(database, settings.credit_usd)
        desk = Desk(studio, jobs, events, charges, partial(PlanEdits, database), settings.worker_grace_seconds)
        reaper = asyncio.ensure_future(reap_on(jobs, ArqQueue(pool)))
        stack.callback(reaper.cancel)
        house = asyncio.ensure_future(keep_house(database, charges, pool))
        stack.callback(house.cancel)
        side = await stack.enter_async_context(
            side_work(studio, database, pool, settings.worker_grace_seconds, rules)
        )
        works = {"generate": side.generating.do}
        yield Crew(desk, [Lane(kind, pool, desk, n, works.get(kind)) for kind, n in places.items()], side)


async def work(wiring: Wiring, places: Mapping[Kind, int], rules: Rules = RULES) -> None:
    """Work until a signal comes; the process ends with it.

    A step in a thread may still be at work, or a task wait for what is gone: all that they can leave behind is
    written whole, so nobody waits for them.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, on_signal)
    open_tracing(get_settings(), "worker")
    code = 1
    try:
        await serve(get_settings(), wiring, places, stop, rules)
        code = 0
    except asyncio.CancelledError:
        code = 130
    except Exception:
        log.exception("the worker broke")
    finally:
        close_tracing()
        logging.shutdown()
        os._exit(code)


def main(arguments: Sequence[str] | None = None, wiring: Wiring = open_studio, rules: Rules = RULES) -> None:
    """Run a worker; leaves with 0 when it was told to stop."""
    parser = argparse.ArgumentParser(prog="python -m worker.main", description="Carries out runs from the queue.")
    parser.add_argument("--kinds", default=",".join(KINDS), help="lanes to read (default: all)")
    parser.add_argument("--places", default="", help="jobs at once, as run=4,plan=2")
    given = parser.parse_args(arguments)
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("studio").setLevel(logging.INFO)
    os.nice(NICE)
    asyncio.run(work(wiring, _places(parser, given.kinds, given.places), rules))


def _places(parser: argparse.ArgumentParser, kinds: str, places: str) -> Mapping[Kind, int]:
    wanted = [kind for kind in KINDS if kind in kinds.split(",")]
    if len(wanted) != len(set(kinds.split(","))):
        parser.error(f"--kinds takes some of {', '.join(KINDS)}")
    numbers = dict(PLACES)
    for item in filter(None, places.split(",")):
        name, _, number = item.partition("=")
        kind = next((kind for kind in KINDS if kind == name), None)
        if kind is None or not number.isdecimal() or not int(number):
            parser.error("--places takes numbers by lane, as run=4,plan=2")
        numbers[kind] = int(number)
    return {kind: numbers[kind] for kind in wanted}


if __name__ == "__main__":
    main()
