"""Followers of runs over real HTTP: is anything lost, doubled or out of order, and how late does it come?

    PYTHONPATH=. python tests/bench/bench_events.py [--followers 1000] [--runs 40] [--rate 2000] [--seconds 15]

Three processes beside this one: the HTTP face under uvicorn, Valkey, and one that tells the events of all runs.
Every follower drops its connection again and again and goes on with `Last-Event-ID`.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import uvicorn
from redis.asyncio import Redis

from api.app import create_app
from api.routes import auth, live
from api.serve import Server, opened, run
from studio.db.database import Database
from studio.domain.brief import Brief
from studio.events.log import Streams, seq_of
from studio.events.progress import Ended, Opened, StepMoved
from studio.queue.valkey import valkey
from studio.security.keyring import Keyring
from studio.security.passwords import Passwords
from studio.security.tokens import AccessTokens
from studio.services.accounts import Accounts
from studio.services.events import Events
from studio.services.jobs import JobService, Order
from studio.services.runs import Claim, RunService
from studio.services.workspaces import Workspaces
from studio.settings import Settings
from studio.telemetry.context import configure_json
from studio.telemetry.logfile import open_log

STAY_SECONDS = (5.0, 20.0)
"""How long a follower keeps a connection before it drops it."""

COME_SECONDS = 8.0
"""In which all followers come."""

GOAL_MS = 200.0


@dataclass
class Follower:
    """One reader of one run."""

    run: str
    ids: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    reconnects: int = 0
    over: bool = False

    async def follow(self, port: int, token: str, rng: random.Random) -> None:
        """Read to the end, over many connections."""
        last = ""
        await asyncio.sleep(rng.uniform(0, COME_SECONDS))
        while not self.over:
            try:
                async with asyncio.timeout(rng.uniform(*STAY_SECONDS)):
                    async for number, data in _messages(port, token, self.run, last):
                        last = number or last
                        self._saw(number, data)
                        if self.over:
                            return
            except TimeoutError:
                self.reconnects += 1

    def _saw(self, number: str, data: str) -> None:
        event = json.loads(data)
        self.ids.append(seq_of(number))
        self.delays.append(time.time() * 1000 - event["timestamp"])
        self.over = event["type"] in ("RUN_FINISHED", "RUN_ERROR")


async def _messages(port: int, token: str, run: str, last: str) -> AsyncIterator[tuple[str, str]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        resumed = f"Last-Event-ID: {last}\r\n" if last else ""
        writer.write(
            f"GET /api/v1/runs/{run}/events HTTP/1.1\r\nHost: studio\r\nAuthorization: Bearer {token}\r\n"
            f"{resumed}Connection: close\r\n\r\n".encode()
        )
        status = (await reader.readline()).split()[1]
        if status != b"200":
            raise SystemExit(f"a follower was answered {status.decode()}")
        number = ""
        while line := await reader.readline():
            if line.startswith(b"id: "):
                number = line[4:].decode().strip()
            elif line.startswith(b"data: "):
                yield number, line[6:].decode()
                number = ""
    finally:
        writer.close()


async def _tell(home: Path, url: str, names: list[str], rate: float, seconds: float) -> None:
    """Tell so many events of each run in a second, then their ends."""
    database = Database(Settings(home=home).database_url)
    async with Redis.from_url(url) as redis:
        events, service = Events(database, Streams(redis)), RunService(database)
        events.start()
        claims = [await service.take(name) for name in names]
        await asyncio.gather(*(_tell_one(events, claim, rate, seconds) for claim in claims))
        await events.close()
    await database.close()


async def _tell_one(events: Events, claim: Claim, rate: float, seconds: float) -> None:
    name = claim.run_id
    async with events.telling(name.partition(".")[0], name) as telling:
        telling.epoch = lambda: claim.epoch
        telling.tell(Opened(name, "out"))
        until, rng = time.monotonic() + seconds, random.Random(name)
        while time.monotonic() < until:
            telling.tell(StepMoved("reel-1.compose", "progress", rng.random()))
            await asyncio.sleep(rng.uniform(0.5, 1.5) / rate)
        telling.tell(Ended("done", Decimal(0)))


async def _serve(home: Path, url: str, port: int) -> None:
    open_log(home)
    configure_json()
    async with opened(Settings(home=home, redis_url=url)) as (given, _checks):
        config = uvicorn.Config(create_app((auth.router, live.router), given), port=port, log_level="warning")
        await Server(config).serve()


@asynccontextmanager
async def _child(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, *arguments, env=environment)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.05)


async def _prepared(home: Path, number: int) -> tuple[str, list[str]]:
    """A signed-in person, and runs of theirs."""
    database = Database(Settings(home=home).database_url)
    await database.open()
    tokens = AccessTokens(Keyring(home / "keys" / "access.json"))
    found = await Accounts(database, Passwords(), tokens).register("a@example.com", "correct horse battery", "A", "A")
    assert found.membership
    workspace = found.membership.workspace.id
    await Workspaces(database).set_plan(workspace, "premium")
    names = [f"{workspace}.run-{place}" for place in range(number)]
    for name in names:
        await JobService(database).order(Order(name, workspace, Brief(text="1 reel"), home / name), "run")
    await database.close()
    return found.tokens.access, names


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def _measure(given: argparse.Namespace) -> bool:
    with TemporaryDirectory() as folder:
        home, port = Path(folder), _free_port()
        token, names = await _prepared(home, given.runs)
        followers = [Follower(names[place % len(names)]) for place in range(given.followers)]
        each = given.rate / given.followers
        async with valkey(home) as server, _child("serve", folder, server.url, str(port)) as face:
            await _ready(port)
            begun = _spent(face.pid)
            rng = random.Random(1)
            reading = [asyncio.ensure_future(one.follow(port, token, rng)) for one in followers]
            await asyncio.sleep(COME_SECONDS + 2.0)
            arguments = ("tell", folder, server.url, ",".join(names), str(each), str(given.seconds))
            async with _child(*arguments) as telling:
                await telling.wait()
            await asyncio.wait_for(asyncio.gather(*reading), 60)
            spent = _spent(face.pid) - begun
        return _report(followers, given.seconds, spent)


def _spent(pid: int) -> float:
    """CPU seconds of a process so far; they do not grow with what else the machine has to do."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _report(followers: list[Follower], seconds: float, spent: float) -> bool:
    whole: dict[str, list[int]] = {}
    for one in followers:
        whole[one.run] = sorted(set(whole.get(one.run, [])) | set(one.ids) - {0})
    lost = sum(len(set(whole[one.run]) - set(one.ids)) for one in followers)
    doubled = sum(len(one.ids) - len(set(one.ids)) for one in followers)
    disordered = sum(one.ids != sorted(one.ids) for one in followers)
    delays = [delay for one in followers for delay in one.delays]
    cuts = quantiles(delays, n=100)
    print(f"followers {len(followers)}, events delivered {len(delays)} ({len(delays) / seconds:.0f} a second)")
    connections = len(followers) + sum(one.reconnects for one in followers)
    print(f"connections {connections}, of them forced reconnects {connections - len(followers)}")
    print(f"CPU of the server {spent:.1f} s: {1000 * spent / len(delays):.2f} s for 1,000 deliveries")
    print(f"lost {lost}, doubled {doubled}, disordered {disordered} (goal 0, 0, 0)")
    print(f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms (goal {GOAL_MS:.0f}), p99 {cuts[98]:.0f} ms")
    return not (lost or doubled or disordered)


def main() -> None:
    """One of the roles."""
    if sys.argv[1:2] == ["serve"]:
        run(_serve(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
    elif sys.argv[1:2] == ["tell"]:
        _, _, home, url, names, rate, seconds = sys.argv
        asyncio.run(_tell(Path(home), url, names.split(","), float(rate), float(seconds)))
    else:
        parser = argparse.ArgumentParser()
        for name, default in (("followers", 1000), ("runs", 40), ("rate", 2000), ("seconds", 15)):
            parser.add_argument(f"--{name}", type=int, default=default)
        sys.exit(not asyncio.run(_measure(parser.parse_args())))


if __name__ == "__main__":
    main()
