"""The service under load: do runs queue fairly between workspaces, and does the API answer reads meanwhile?

    PYTHONPATH=. python tests/bench/bench_service.py [--seconds 0.4] [--reads 400]

30 runs are ordered over HTTP at one moment, 24 of them by one workspace; two workers carry them out on tools that
only wait. Readers ask for lists, runs and credits, first while nothing is done, then while everything is.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import select

from studio.db.tables import StepRow
from studio.services.workspaces import Workspaces
from tests.chaos.storm import Client, free_port, started_api
from tests.fakes.backings import BARE
from tests.fakes.service import Service, service

ORDERS = {"greedy": 24, "small": 3, "other": 3}
"""Workspace -> its runs."""
WORKERS, PLACES = 2, 3
READERS = 3
PAUSE_SECONDS = (0.02, 0.08)
"""Between two reads of one reader."""
GOAL_MS = 100.0
PASSWORD = "correct horse battery staple"


@dataclass
class Load:
    """The service, its clients, and how long reads took."""

    service: Service
    clients: dict[str, Client]
    runs: dict[str, list[str]] = field(default_factory=dict)
    approved: dict[str, float] = field(default_factory=dict)
    """Run -> when its yes was accepted, by the wall clock."""

    async def order(self, name: str, number: int) -> None:
        """Plan a run and say yes to it."""
        run_id = await self.clients[name].order(f"{name}-{number}", 2)
        self.approved[run_id] = time.time()
        self.runs.setdefault(name, []).append(run_id)

    async def reads(self, rng: random.Random, count: int, until: "asyncio.Future[None] | None" = None) -> list[float]:
        """Milliseconds of so many reads, or of as many as there are until something is over."""
        took: list[float] = []
        while not until.done() if until else len(took) < count:
            who = self.clients[rng.choice(list(self.clients))]
            began = time.perf_counter()
            answer = await who.http.get(f"/api/v1{self._path(rng)}", headers={"authorization": f"Bearer {who.key}"})
            took.append(1000 * (time.perf_counter() - began))
            assert answer.status_code in (200, 404), answer.text
            await asyncio.sleep(rng.uniform(*PAUSE_SECONDS))
        return took

    def _path(self, rng: random.Random) -> str:
        known = [run for runs in self.runs.values() for run in runs]
        return rng.choice(["/runs", "/credits", f"/runs/{rng.choice(known)}" if known else "/runs"])

    async def began(self, run_id: str) -> float:
        """When the first step of a run was begun, by the wall clock."""
        async with self.service.database.read() as session:
            moments = (await session.scalars(select(StepRow.started).where(StepRow.run_id == run_id))).all()
        return min(moment for moment in moments if moment).timestamp()


@asynccontextmanager
async def _opened(folder: Path, seconds: float) -> AsyncIterator[Load]:
    port = free_port()
    async with (
        service(folder, BARE) as made,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http,
    ):
        made.plot(seconds=seconds)
        api = started_api(made, port)
        try:
            for _ in range(WORKERS):
                made.worker("--places", f"run={PLACES}")
            await made.ready()
            yield Load(made, {name: await _client(made, http, name) for name in ORDERS})
        finally:
            api.terminate()
            api.wait(30)


async def _client(made: Service, http: httpx.AsyncClient, name: str) -> Client:
    asked = {"email": f"{name}@example.com", "password": PASSWORD}
    found = await Client("", http, "").ask("POST", "/auth/register", json=asked)
    await Workspaces(made.database).set_plan(found["workspace_id"], "premium")
    return Client(found["workspace_id"], http, found["access_token"])


async def _all_read(load: Load, count: int, until: "asyncio.Future[None] | None" = None) -> list[float]:
    reading = (load.reads(random.Random(number), count // READERS, until) for number in range(READERS))
    return [took for each in await asyncio.gather(*reading) for took in each]


async def _work(load: Load) -> None:
    orders = [(name, number) for name, count in ORDERS.items() for number in range(count)]
    await asyncio.gather(*(load.order(*one) for one in orders))
    for who, runs in load.runs.items():
        for run_id in runs:
            assert (await load.clients[who].end(run_id))["status"] == "done"


async def _measure(given: argparse.Namespace) -> bool:
    with TemporaryDirectory() as folder:
        async with _opened(Path(folder), given.seconds) as load:
            idle = await _all_read(load, given.reads)
            began = time.monotonic()
            working = asyncio.ensure_future(_work(load))
            busy = await _all_read(load, given.reads, working)
            await working
            took = time.monotonic() - began
            waits = {
                name: sorted([await load.began(run) - load.approved[run] for run in runs])
                for name, runs in load.runs.items()
            }
    return _report(waits, took, idle, busy)


def _report(waits: dict[str, list[float]], took: float, idle: Sequence[float], busy: Sequence[float]) -> bool:
    print(f"{sum(map(len, waits.values()))} runs in {took:.0f} s on {WORKERS} workers with {PLACES} places each")
    for name, found in waits.items():
        print(
            f"  {name}: {len(found)} runs; the first began {found[0]:.1f} s after its yes, "
            f"the middle {median(found):.1f} s, the last {found[-1]:.1f} s"
        )
    fair = all(max(waits[name]) < max(waits["greedy"]) for name in ("small", "other"))
    print(f"  the small ones are all begun before the greedy one's last: {'ok' if fair else 'MISS'}")
    last = {name: quantiles(found, n=100)[98] for name, found in (("idle", idle), ("busy", busy))}
    for name, reads in (("idle", idle), ("busy", busy)):
        print(f"  reads, {name}: {len(reads)}; p50 {median(reads):.0f} ms, p99 {last[name]:.0f} ms")
    verdict = "ok" if last["busy"] <= GOAL_MS else "MISS"
    print(f"  p99 busy/idle {last['busy'] / last['idle']:.1f}; {last['busy']:.0f} ms (goal {GOAL_MS:.0f}): {verdict}")
    return fair


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=0.4, help="how long a step takes")
    parser.add_argument("--reads", type=int, default=400, help="reads while nothing is done")
    sys.exit(not asyncio.run(_measure(parser.parse_args())))


if __name__ == "__main__":
    main()
