"""A service in a folder: database, queue, and workers on fake tools in processes of their own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arq.connections import create_pool

from agents import planner
from agents.planning.facts import PlanInputs
from graphs.plans import plan_hash
from graphs.pricing import priced
from providers.router import Router
from studio.db.database import Database
from studio.db.tables import RunRow
from studio.domain.brief import Brief
from studio.domain.plan import Plan
from studio.domain.runs import RunStatus
from studio.events.log import Streams
from studio.leash import leashed
from studio.queue.arq import ArqQueue, redis_settings
from studio.queue.port import Kind
from studio.queue.valkey import Valkey, valkey
from studio.services.charges import Charges
from studio.services.events import Events
from studio.services.jobs import JobService, Order
from studio.services.orders import Orders
from studio.services.runs import Run, RunService
from studio.services.steps import StepService
from studio.settings import Settings
from studio.storage.opening import store_of
from tests.fakes.backings import BARE, Backing
from tests.fakes.studio import bench, spec

ROOT = Path(__file__).parents[2]

PATIENCE = 3
"""How many times longer than on a machine of one's own may be waited before something counts as not coming."""


@dataclass
class Service:
    """What the routes of the service would have, and the worker processes."""

    folder: Path
    settings: Settings
    database: Database
    own_server: Valkey | None
    redis_url: str
    backing: Backing
    runs: RunService
    steps: StepService
    jobs: JobService
    events: Events
    queue: ArqQueue
    orders: Orders
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def server(self) -> Valkey:
        """The Valkey of the home, where there is one."""
        assert self.own_server, "Redis was given by its address"
        return self.own_server

    def plot(self, **behaviour: Any) -> None:
        """Say how the tools behave in workers that start from now on."""
        (self.folder / "plot.json").write_text(json.dumps(behaviour))

    def worker(
        self, *arguments: str, module: str = "tests.fakes.worker", **environment: str
    ) -> "subprocess.Popen[bytes]":
        """Start a worker: on fake tools, or on those of another module."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("STUDIO_")}
        home = self.folder / f"home-{len(self.workers) + 1}" if self.backing.apart else self.settings.home
        ours = {**self.backing.environment(home), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests/guard'}"}
        with (self.folder / f"worker-{len(self.workers)}.log").open("wb") as log:
            process = subprocess.Popen(
                leashed([sys.executable, "-m", module, *arguments]),
                cwd=self.folder,
                env=inherited | ours | {"STUDIO_REDIS_URL": self.redis_url} | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.workers.append(process)
        return process

    async def ready(self) -> None:
        """Wait until all workers that were started read the queue."""

        async def reached() -> bool:
            return self.logs().count("ready:") >= len(self.workers)

        await self.wait(reached, 60, "workers to be ready")

    async def owner(self, run_id: str) -> "subprocess.Popen[bytes]":
        """The worker that has a run."""
        async with self.database.read() as session:
            row = await session.get_one(RunRow, run_id)
        return next(process for process in self.workers if process.pid == int(row.owner.split("|")[1]))

    def logs(self) -> str:
        """What the workers said."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("worker-*.log")))

    async def order(self, run_id: str, workspace: str = "ws", kind: Kind = "run", reels: int = 1) -> str:
        """Order a run of so many reels, planned already unless that is what is ordered."""
        plan = None if kind == "plan" else await self._plan(run_id, reels)
        order = Order(
            run_id=run_id,
            workspace_id=workspace,
            brief=Brief(text=f"{reels} reels"),
            out=self.folder / "made" / run_id,
            plan=plan,
            plan_hash=plan_hash(plan) if plan else "",
            options={"yes": True},
        )
        await self.orders.submit(order, kind)
        return run_id

    async def _plan(self, topic: str, reels: int) -> Plan:
        async with bench(self.folder / "planning") as b:
            plan = planner.plan(
                spec(reels, topic),
                brief=Brief(text=f"{reels} reels"),
                settings=b.studio.settings,
                assets=PlanInputs(),
                router=Router(()),
                tools=b.studio.tools,
            )
            return await priced(b.studio, plan, None, {})

    def ledger(self) -> list[tuple[str, str, int, str]]:
        """Event, tool, attempt and arguments of all work begun and ended so far."""
        path = self.folder / "ledger.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(event, tool, attempt, content) for event, tool, attempt, content in map(json.loads, lines)]

    def twice(self) -> dict[tuple[str, int, str], int]:
        """Work that was ended more than once."""
        ends = Counter((tool, attempt, content) for event, tool, attempt, content in self.ledger() if event == "end")
        return {work: count for work, count in ends.items() if count > 1}

    async def status(self, run_id: str) -> RunStatus:
        """Where a run is."""
        return (await self.runs.get(run_id)).status

    async def until(self, run_id: str, *statuses: RunStatus, seconds: float = 60.0) -> Run:
        """Wait until a run's order is closed with one of these statuses (any, if none are given)."""

        async def reached() -> bool:
            run = await self.runs.get(run_id)
            return not await self.jobs.wanted(run_id) and (not statuses or run.status in statuses)

        await self.wait(reached, seconds, f"{run_id} to end")
        return await self.runs.get(run_id)

    async def worked(self, lines: int, seconds: float = 60.0) -> None:
        """Wait until the tools have left so many lines."""

        async def reached() -> bool:
            return len(self.ledger()) >= lines

        await self.wait(reached, seconds, f"{lines} lines of work")

    async def wait(self, reached: Callable[[], Coroutine[Any, Any, bool]], seconds: float, what: str) -> None:
        """Look again and again; for longer than seems needed, since machines that test share their cores."""
        seconds *= PATIENCE
        end = time.monotonic() + seconds
        while not await reached():
            assert time.monotonic() < end, f"waited {seconds} s for {what}\n{self.logs()}"
            await asyncio.sleep(0.02)

    def kill(self, process: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGKILL) -> int:
        """End a worker, and wait for it."""
        process.send_signal(how)
        return process.wait(60)


@asynccontextmanager
async def service(folder: Path, backing: Backing = BARE) -> AsyncIterator[Service]:
    """Open a service below `folder`; no worker runs yet."""
    settings = backing.settings(folder / "home")
    database = Database(settings.database_url, everywhere=True)
    await database.open()
    async with AsyncExitStack() as stack:
        server = None if settings.redis_url else await stack.enter_async_context(valkey(settings.home))
        url = server.url if server else settings.redis_url
        pool = await create_pool(redis_settings(url))
        queue, events = ArqQueue(pool), Events(database, Streams(pool), block=0.5)
        events.start()
        runs, jobs = RunService(database, settings.home / "made"), JobService(database)
        steps = StepService(database, store_of(settings))
        orders = Orders(jobs, runs, events, queue, Charges(database, settings.credit_usd).settle)
        made = Service(folder, settings, database, server, url, backing, runs, steps, jobs, events, queue, orders)
        try:
            yield made
        finally:
            for process in made.workers:
                if process.poll() is None:
                    process.kill()
                    process.wait(10)
            await events.close()
            await queue.close()
            await database.close()
