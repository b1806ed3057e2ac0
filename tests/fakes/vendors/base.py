"""A stateful vendor on loopback: routes, jobs that move, faults on demand, an invoice for all it did."""

import asyncio
import inspect
import itertools
import math
import random
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from providers.usage import Unit
from tests.fakes.vendors.specs import Spec
from tests.fakes.vendors.wire import Call, Reply, Wire

Fault = Literal[
    "500", "503", "429", "401", "402", "403", "451", "drop", "hang", "slow", "truncate", "mime", "garbage"
]
"""Statuses refuse before any work. drop, hang, slow, truncate, mime and garbage work, bill, and fail to deliver."""
FAULTS: tuple[Fault, ...] = ("500", "503", "429", "401", "402", "403", "451", "drop", "truncate", "mime", "garbage")
Route = Callable[[Any, Call], Reply | Awaitable[Reply]]


@dataclass(frozen=True)
class Seen:
    """A request that came in."""

    call: Call
    status: int
    fault: str = ""


@dataclass(frozen=True)
class Bill:
    """What the vendor will charge."""

    unit: Unit
    amount: Decimal
    model: str = ""
    job: str = ""


@dataclass
class Job:
    """A long task. Its state moves on each time it is asked for, unless it is stuck."""

    id: str
    states: tuple[str, ...]
    """The vendor's own words, in order; the last one stays."""
    request: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    at: int = 0
    stuck: bool = False

    @property
    def state(self) -> str:
        return self.states[self.at]

    @property
    def over(self) -> bool:
        return self.at == len(self.states) - 1

    def look(self) -> str:
        """The state now; the next look sees the next one."""
        state = self.state
        if not self.stuck and not self.over:
            self.at += 1
        return state

    def end(self, state: str) -> None:
        """Jump to an end."""
        self.states, self.at, self.stuck = (state,), 0, False


def route(method: str, path: str) -> Callable[[Route], Route]:
    """Mark a method of a fake as the answer to a path such as `/v1/voices/{voice_id}`."""

    def mark(function: Route) -> Route:
        vars(function).setdefault("routes", []).append((method, path))
        return function

    return mark


class FakeVendor:
    """The base of all fakes. A subclass names its spec and key, and marks its routes."""

    name: ClassVar[str]
    spec: ClassVar[str] = ""
    """File name in the folder of vendors' specs; empty when there is none."""
    prefix: ClassVar[str] = ""
    """Path under which the vendor's API lives (`/v1`); part of `url`."""
    key: ClassVar[str] = "fake-key-0123456789"
    auth: ClassVar[tuple[str, str]] = ("authorization", "Bearer {key}")
    """Header and its value; another value is answered 401."""
    open_paths: ClassVar[tuple[str, ...]] = ("/files/",)
    """Paths served without a key, such as result files."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.bills: list[Bill] = []
        self.jobs: dict[str, Job] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        """Path -> media type and bytes of results to download."""
        self.violations: list[str] = []
        """Where a request or an answer did not fit the vendor's spec."""
        self.hold = False
        """Whether new jobs are stuck until they are let go."""
        self.delay = 0.0
        """Seconds every answer takes."""
        self.slow_seconds = 0.8
        self.retry_after = "0.05"
        self._planned: deque[tuple[str, Fault]] = deque()
        self._chaos: tuple[float, tuple[Fault, ...], random.Random] = (0.0, (), random.Random(0))
        self._life: tuple[str, float] = ("", math.inf)
        self._ids = itertools.count(1)
        self._routes = list(self._find_routes())
        self._checked = Spec.load(self.spec, self.prefix) if self.spec else None
        self.wire = Wire(self._handle)

    # --- for tests

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """A fake that listens until the block ends."""
        fake = cls()
        fake.wire.start()
        try:
            yield fake
        finally:
            fake.wire.stop()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.wire.port}"

    @property
    def url(self) -> str:
        """What an adapter takes as its base address."""
        return self.origin + self.prefix

    def fail(self, *faults: Fault, path: str = "") -> None:
        """Meet the next requests (whose path contains `path`) with these faults, one each."""
        self._planned.extend((path, fault) for fault in faults)

    @property
    def faults_left(self) -> int:
        """Planned faults that no request has met yet."""
        return len(self._planned)

    def die(self, path: str, after: int) -> None:
        """Answer so many requests whose path contains `path`; from then on cut every line without an answer."""
        self._life = (path, after)

    def chaos(self, rate: float, *faults: Fault, seed: int = 0) -> None:
        """Meet a share of all requests with one of these faults, by a fixed random order."""
        self._chaos = (rate, faults, random.Random(seed))

    def calls(self, method: str, path: str) -> list[Call]:
        """The requests to a route that were worked on, such as `POST /v1/videos`; {x} stands for one part."""
        pattern = _pattern(self.prefix + path)
        return [s.call for s in self.seen if s.call.method == method and pattern.fullmatch(s.call.path)]

    def billed(self, unit: Unit) -> Decimal:
        return sum((b.amount for b in self.bills if b.unit == unit), Decimal("0"))

    # --- for subclasses

    def bill(self, unit: Unit, amount: float | Decimal, model: str = "", job: str = "") -> None:
        self.bills.append(Bill(unit, Decimal(str(amount)), model, job))

    def forgive(self, job: Job) -> None:
        """Take back the bill of a job that came to nothing."""
        self.bills = [bill for bill in self.bills if bill.job != job.id]

    def new_id(self, kind: str = "id") -> str:
        return f"{kind}-{next(self._ids)}"

    def add_job(self, states: tuple[str, ...], request: dict[str, Any], kind: str = "job", **data: Any) -> Job:
        job = Job(self.new_id(kind), states, request, data, stuck=self.hold)
        self.jobs[job.id] = job
        return job

    def serve_file(self, name: str, media_type: str, data: bytes) -> str:
        """Make a file downloadable; gives its address."""
        self.files[f"/files/{name}"] = (media_type, data)
        return f"{self.origin}/files/{name}"

    def refuse(self, status: int, message: str = "refused") -> Reply:
        """An error in this vendor's own form."""
        return Reply({"error": {"message": message}}, status)

    def webhook(self, job: Job, *, forged: bool = False, age: float = 0.0) -> tuple[dict[str, str], bytes]:
        """The message this vendor sends when a job ends: headers and body; the same job, the same message id."""
        raise NotImplementedError(f"{self.name} sends no webhooks")

    def check(self, call: Call, reply: Reply) -> list[str]:
        """Where a request or its answer does not fit the vendor's spec."""
        return self._checked.check(call, reply) if self._checked else []

    # --- inside

    def _find_routes(self) -> Iterator[tuple[str, re.Pattern[str], Route]]:
        for _, function in inspect.getmembers(type(self), inspect.isfunction):
            for method, path in getattr(function, "routes", []):
                yield method, _pattern(self.prefix + path), function

    async def _handle(self, call: Call) -> Reply:
        path, left = self._life
        if left <= 0:
            return Reply(drop=True)
        self._life = (path, left - (path in call.path))
        fault = self._fault(call)
        reply = await self._work(call, fault)
        self.seen.append(Seen(call, 0 if reply.drop else reply.status, fault))
        return reply

    async def _work(self, call: Call, fault: str) -> Reply:
        if fault.isdigit():
            headers = {"retry-after": self.retry_after} if fault == "429" and self.retry_after else {}
            reply = self.refuse(int(fault), f"fault {fault}")
            return Reply(reply.body, int(fault), reply.media_type, {**reply.headers, **headers})
        if self.delay:
            await asyncio.sleep(self.delay)
        reply = await self._dispatch(call)
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault == "mime":
            return Reply(b"<html><body>busy</body></html>", 200, "text/html")
        if fault == "garbage":
            return Reply(b'{"unexpected": tru', 200, reply.media_type)
        reply.cut, reply.drop = fault == "truncate", fault == "drop"
        return reply

    async def _dispatch(self, call: Call) -> Reply:
        if call.path in self.files and call.method == "GET":
            media_type, data = self.files[call.path]
            return Reply(data, 200, media_type)
        for method, pattern, function in self._routes:
            match = pattern.fullmatch(call.path)
            if method != call.method or not match:
                continue
            call.params = match.groupdict()
            if not self._authorised(call):
                return self.refuse(401, "invalid api key")
            reply = function(self, call)
            done = await reply if inspect.isawaitable(reply) else reply
            self.violations += self.check(call, done)
            return done
        return self.refuse(404, f"no route {call.method} {call.path}")

    def _authorised(self, call: Call) -> bool:
        header, value = self.auth
        return not header or call.headers.get(header) == value.format(key=self.key)

    def _fault(self, call: Call) -> str:
        for number, (path, fault) in enumerate(self._planned):
            if path in call.path:
                del self._planned[number]
                return fault
        rate, faults, dice = self._chaos
        open_path = call.path.startswith(self.open_paths)
        return dice.choice(faults) if faults and not open_path and dice.random() < rate else ""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("".join(f"(?P<{p[1:-1]}>[^/]+)" if p[:1] == "{" else re.escape(p) for p in _parts(path)))


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"(\{\w+\})", path) if part]
