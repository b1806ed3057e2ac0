"""Processes of a service that die at random while clients order runs over HTTP and vendors sell to them.

The API, the workers and Valkey are real processes; each is started again when it is gone, as a supervisor would.
"""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from studio.db.tables import RunRow, StepRow
from studio.domain.runs import RunStatus, StepStatus
from studio.leash import leashed
from studio.services.credits import Credits
from studio.services.workspaces import Workspaces
from tests.fakes.backings import Backing
from tests.fakes.service import ROOT, Service, service
from tests.fakes.vendors.base import route
from tests.fakes.vendors.heygen import HeyGenFake
from tests.fakes.vendors.openai import OpenAIFake
from tests.fakes.vendors.wire import Call, Reply

PASSWORD = "correct horse battery staple"
SCOPES = ["runs:read", "runs:write", "credits:read"]
PATIENCE = 240.0
"""Seconds in which every request must be answered, however often it has to be sent."""
RECOVERS_SECONDS = 8.0
"""The longest that the next blow waits for what was struck to be back."""
OVER = ("done", "failed", "cancelled")
WAYS = (
    *(("worker", signal.SIGKILL),) * 4,
    *(("worker", signal.SIGTERM),) * 2,
    *(("api", signal.SIGKILL),) * 2,
    ("api", signal.SIGTERM),
    ("valkey", signal.SIGKILL),
    ("valkey", signal.SIGTERM),
)
"""What is struck, and how, by their shares."""


class Pictures(OpenAIFake):
    """Keeps for which step each picture was, also when nobody waits for the answer any more."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[str] = []

    @route("POST", "/images/generations")
    def images(self, call: Call) -> Reply | Awaitable[Reply]:
        self.steps.append(call.json()["prompt"])
        return super().images(call)

    def _use(self, text: str, out: int, model: str) -> dict[str, int]:
        """Counts as many tokens as the adapter expects, so that what is kept for a cut call is what it costs."""
        return super()._use(f"{text:{len(text) + 4 * 8}}", out, model)


@dataclass
class Sold:
    """The vendors."""

    heygen: HeyGenFake
    openai: Pictures

    @property
    def addresses(self) -> dict[str, str]:
        """Name -> where it is."""
        return {"heygen": self.heygen.url, "openai": self.openai.url}


@contextmanager
def vendors() -> Iterator[Sold]:
    """Two vendors whose answers are sometimes slow to come, so that kills cut calls that are billed already."""
    with HeyGenFake.running() as heygen, Pictures.running() as openai:
        heygen.most_jobs, heygen.start_seconds = 1000, 0.2
        openai.chaos(0.5, "slow", seed=1)
        yield Sold(heygen, openai)


@dataclass
class Client:
    """A workspace's program: it asks until it is answered, always with the same Idempotency-Key."""

    workspace: str
    http: httpx.AsyncClient
    key: str
    again: int = 0
    """Requests that were sent once more."""

    async def ask(self, method: str, path: str, key: str = "", **options: Any) -> Any:
        """The answer, once there is one."""
        given = {"authorization": self.key and f"Bearer {self.key}", "idempotency-key": key}
        headers, until = {name: value for name, value in given.items() if value}, time.monotonic() + PATIENCE
        while True:
            try:
                answer = await self.http.request(method, f"/api/v1{path}", headers=headers, **options)
                if answer.status_code < 300:
                    return answer.json()
                # 409: the same request is at work, or was when its server died
                assert answer.status_code in (409, 429, 500, 503), answer.text
                said = answer.text
            except (httpx.TransportError, json.JSONDecodeError) as error:
                said = repr(error)
            assert time.monotonic() < until, f"{method} {path} got no answer: {said}"
            self.again += 1
            await asyncio.sleep(0.3)

    async def order(self, name: str, reels: int) -> str:
        """Have a brief planned, say yes twice at once, and give the run's id."""
        asked = {"text": f"{reels} reels about {name}"}
        run_id = str((await self.ask("POST", "/briefs", f"brief-{name}", json=asked))["run_id"])
        while (run := await self.ask("GET", f"/runs/{run_id}"))["status"] == "planning":
            await asyncio.sleep(0.5)
        assert run["status"] != "failed", run["error"]
        yes = (f"/runs/{run_id}/approve", f"yes-{name}")
        await asyncio.gather(self.ask("POST", *yes), self.ask("POST", *yes))
        return run_id

    async def end(self, run_id: str) -> Any:
        """Wait for the end of a run."""
        while (run := await self.ask("GET", f"/runs/{run_id}"))["status"] not in OVER:
            await asyncio.sleep(1.0)
        return run


@dataclass
class Storm:
    """The service in the storm, and what is seen of it."""

    service: Service
    sold: Sold
    rng: random.Random
    port: int
    api: "subprocess.Popen[bytes]"
    places: int
    blows: list[str] = field(default_factory=list)
    gaps: dict[str, list[float]] = field(default_factory=dict)
    """What was waited for -> seconds from each blow on."""
    known: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """Steps that were seen finished, and when their work began."""
    _deck: list[tuple[str, signal.Signals]] = field(default_factory=list)
    _struck: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Runs whose worker was struck: their epoch then, and when that was."""
    _leaving: set[int] = field(default_factory=set)
    """Workers in whose place another was started."""
    _away: dict[str, float] = field(default_factory=dict)
    _ending: bool = False
    """Whether the API was struck and has not ended yet."""
    _last: tuple[int, float] = (0, 0.0)
    _waits: float = 0.0
    ends_of_api: int = 0
    """How often the API ended without a blow."""

    def worker(self) -> None:
        """One more worker."""
        given = {"STUDIO_WORKER_GRACE_SECONDS": "2"}
        self.service.worker("--places", f"run={self.places}", module="tests.fakes.bought", **given)

    async def ready(self) -> bool:
        """Whether every worker that was started has read the queue."""
        return self.service.logs().count("ready:") >= len(self.service.workers)

    async def strike(self) -> None:
        """End something, and start it again; not before most of what was struck is back, or some time has gone by."""
        until = time.monotonic() + RECOVERS_SECONDS
        while not self._back_again() and time.monotonic() < until:
            await asyncio.sleep(0.1)
        await self.look()
        who, how = self._drawn()
        self.blows.append(f"{who} {how.name}")
        self._waits = self._waits or time.monotonic()
        await getattr(self, f"_strike_{who}")(how)

    def _drawn(self) -> tuple[str, signal.Signals]:
        if not self._deck:
            self._deck = self.rng.sample(WAYS, len(WAYS))
        return self._deck.pop()

    def _back_again(self) -> bool:
        started = len(self.service.workers)
        return not self._away and not self._struck and self.service.logs().count("ready:") >= started

    async def _strike_worker(self, how: signal.Signals) -> None:
        living = [process for process in self.service.workers if process.poll() is None]
        victim = self.rng.choice(living)
        now = time.monotonic()
        async with self.service.database.read() as session:
            for row in await session.scalars(select(RunRow).where(RunRow.status == RunStatus.running)):
                if f"|{victim.pid}|" in row.owner:  # one that is struck again has a new moment to come back from
                    self._struck[row.id] = (row.epoch, now)
        victim.send_signal(how)
        if victim.pid not in self._leaving:
            self._leaving.add(victim.pid)
            self.worker()

    async def _strike_api(self, how: signal.Signals) -> None:
        struck, self._ending = time.monotonic(), True
        self.api.send_signal(how)
        await asyncio.to_thread(self.api.wait, 30)
        self._start_api(struck)
        self._ending = False

    def _start_api(self, since: float) -> None:
        self._away["api"] = since
        self.api = started_api(self.service, self.port)

    async def _strike_valkey(self, how: signal.Signals) -> None:
        told = json.loads((self.service.settings.home / "valkey" / "server.json").read_text())
        self._away.setdefault("valkey", time.monotonic())
        os.kill(int(told["pid"]), how)

    async def look(self) -> None:
        """Remember which steps are finished."""
        done = select(StepRow.run_id, StepRow.step_id, StepRow.started).where(StepRow.status == StepStatus.done)
        async with self.service.database.read() as session:
            for run, step, started in (await session.execute(done)).all():
                self.known.setdefault((run, step), started)

    async def watch(self) -> None:
        """Measure, for good, how long things stand still after a blow."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=2) as http:
            while True:
                await asyncio.sleep(0.1)
                self._supervise()
                self._progress()
                await self._taken_up()
                await self._back(http)

    def _supervise(self) -> None:
        """Start the API again when it ended by itself."""
        if self.api.poll() is not None and not self._ending:
            self.ends_of_api += 1
            self._start_api(time.monotonic())

    def _progress(self) -> None:
        path = self.service.folder / "ledger.jsonl"
        size = path.stat().st_size if path.exists() else 0
        if size != self._last[0]:
            self._last = (size, time.monotonic())
            if self._waits:
                self._note("progress of any run", time.monotonic() - self._waits)
            self._waits = 0.0

    async def _taken_up(self) -> None:
        if not self._struck:
            return
        async with self.service.database.read() as session:
            rows = await session.scalars(select(RunRow).where(RunRow.id.in_(list(self._struck))))
            for row in rows.all():
                epoch, since = self._struck[row.id]
                if row.epoch > epoch or row.status in OVER:
                    self._note("a run whose worker was struck is worked on again", time.monotonic() - since)
                    self._struck.pop(row.id)

    async def _back(self, http: httpx.AsyncClient) -> None:
        if "api" in self._away:
            try:
                answered = (await http.get("/ready")).status_code == 200
            except httpx.TransportError:
                answered = False
            if answered:
                self._note("the API answers again", time.monotonic() - self._away.pop("api"))
        if "valkey" in self._away and await self._pong():
            self._note("Valkey answers again", time.monotonic() - self._away.pop("valkey"))

    async def _pong(self) -> bool:
        try:
            await asyncio.wait_for(self.service.queue.ping(), 1)
        except Exception:
            return False
        return True

    def _note(self, what: str, seconds: float) -> None:
        self.gaps.setdefault(what, []).append(seconds)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def started_api(made: Service, port: int) -> "subprocess.Popen[bytes]":
    """`studio up` without workers."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("STUDIO_")}
    ours = {**made.backing.environment(made.settings.home), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests/guard'}"}
    if made.backing.shared:
        ours["STUDIO_REDIS_URL"] = made.redis_url
    command = "from api.cli.main import main; main()"
    with (made.folder / "api.log").open("ab") as log:
        return subprocess.Popen(
            leashed([sys.executable, "-c", command, "up", "--workers", "0", "--no-pages", "--port", str(port)]),
            cwd=made.folder,
            env=inherited | ours,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@asynccontextmanager
async def storm(folder: Path, backing: Backing, *, workers: int, places: int, seconds: float) -> AsyncIterator[Storm]:
    """A service that is ready to be struck.

    Args:
        folder: For everything.
        backing: What it stands on; Valkey must be the home's own to be struck.
        workers: How many processes.
        places: Runs that each works on at once.
        seconds: How long a step takes.
    """
    async with AsyncExitStack() as stack:
        sold = stack.enter_context(vendors())
        made = await stack.enter_async_context(service(folder, backing))
        made.plot(seconds=seconds, vendors=sold.addresses)
        port = free_port()
        found = Storm(made, sold, random.Random(), port, started_api(made, port), places)
        stack.callback(lambda: found.api.kill())
        for _ in range(workers):
            found.worker()
        await made.wait(found.ready, PATIENCE, "workers to be ready")
        watch = asyncio.ensure_future(found.watch())
        stack.callback(watch.cancel)
        yield found


async def client(at: Storm, name: str, http: httpx.AsyncClient, credits: Decimal) -> Client:
    """A workspace with so many credits, and an API key of it."""
    asked = {"email": f"{name}@example.com", "password": PASSWORD}
    signed_in = await Client("", http, "").ask("POST", "/auth/register", json=asked)
    workspace = str(signed_in["workspace_id"])
    database = at.service.database
    await Workspaces(database).set_plan(workspace, "premium")
    wallet = Credits(database, workspace)
    await wallet.grant_month("premium")
    await wallet.grant(credits - (await wallet.wallet()).balance, "for the storm", "storm")
    owner = Client(workspace, http, signed_in["access_token"])
    made = await owner.ask("POST", "/keys", json={"name": name, "scopes": SCOPES})
    return Client(workspace, http, made["secret"])
