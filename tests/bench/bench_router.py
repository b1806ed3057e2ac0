"""What the router adds to a call, and what it saves: one run, ratios, against real HTTP on loopback.

LiteLLM's Router is measured beside it on the same server. Latencies of 40 ms and 800 ms are the server's own.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from providers.errors import ProviderError
from providers.http import VendorHttp
from providers.policy import Config
from providers.ports import Capabilities, Provider
from providers.requests import TextRequest, TextResult
from providers.router import Router
from tests.bench.router_fake import Chat
from tests.contracts.cases import runway, veo
from tests.fakes.vendor import Vendor, ask, clip

QUICK, MANY = 300, 3000
CONCURRENCY = 50


class Model(Provider):
    """A language model over plain HTTP."""

    capabilities: ClassVar[Capabilities] = Capabilities(tasks=frozenset({"text"}))

    def __init__(self, url: str, name: str = "model") -> None:
        self.name = name  # type: ignore[misc]
        self._http = VendorHttp(name, url, headers={"authorization": f"Bearer {Chat.key}"}, timeout=30)

    async def generate_text(self, request: TextRequest) -> TextResult:
        """Ask it."""
        body = {"model": "bench", "messages": [m.model_dump() for m in request.messages]}
        answer = await self._http.json("POST", "/chat/completions", json=body)
        return TextResult(text=answer["choices"][0]["message"]["content"], model="bench")

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()


def line(what: str, value: float, goal: float | None = None, unit: str = "") -> None:
    verdict = "" if goal is None else f"  goal <= {goal:g}{unit}  {'ok' if value <= goal else 'MISS'}"
    print(f"{what:76s} {value:9.3f}{unit}{verdict}", flush=True)


def at(samples: list[float], share: float) -> float:
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))]


async def timed(work: Callable[[], Awaitable[Any]], times: int, together: int = 1) -> list[float]:
    """Seconds of each of many calls, so many at a time."""
    left, spent = iter(range(times)), list[float]()

    async def worker() -> None:
        for _ in left:
            started = time.perf_counter()
            await work()
            spent.append(time.perf_counter() - started)

    await asyncio.gather(*(worker() for _ in range(together)))
    return spent


@contextmanager
def server(*arguments: float) -> Iterator[str]:
    """The fake in a process of its own, so that its work is not counted as ours."""
    command = [sys.executable, "-m", "tests.bench.router_fake", *map(str, arguments)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


async def overhead() -> None:
    request, router, direct = ask(), Router([Vendor("a"), Vendor("b")]), Vendor("c")
    await timed(lambda: router.generate("text", request), QUICK)
    alone = await timed(lambda: direct.generate_text(request), MANY)
    routed = await timed(lambda: router.generate("text", request), MANY)
    bare = await timed(lambda: _in_a_task(direct, request), MANY)
    line("one asyncio task with a timeout, for comparison: p50", 1000 * at(bare, 0.5), unit=" ms")
    line(
        "one asyncio task with a timeout, for comparison: p99",
        1000 * at(bare, 0.99),
        unit=" ms",
    )
    line("router alone, no network: p50", 1000 * (at(routed, 0.5) - at(alone, 0.5)), unit=" ms")
    line("router alone, no network: p99", 1000 * (at(routed, 0.99) - at(alone, 0.5)), 0.2, unit=" ms")
    with server() as url:
        await over_http(url, request)


async def _in_a_task(vendor: Vendor, request: TextRequest) -> None:
    async with asyncio.timeout(60):
        await asyncio.wait({asyncio.ensure_future(vendor.generate_text(request))}, timeout=1)


async def over_http(url: str, request: TextRequest) -> None:
    import httpx
    import litellm

    body = {"model": "bench", "messages": [m.model_dump() for m in request.messages]}
    headers = {"authorization": f"Bearer {Chat.key}"}
    theirs = litellm.Router(
        model_list=[
            {"model_name": "m", "litellm_params": {"model": "openai/bench", "api_base": url, "api_key": Chat.key}}
        ],
        num_retries=0,
    )
    model = Model(url)
    ours = Router([model])
    async with httpx.AsyncClient() as client:
        ways: dict[str, Callable[[], Awaitable[Any]]] = {
            "httpx": lambda: client.post(f"{url}/chat/completions", json=body, headers=headers),
            "ours": lambda: ours.generate("text", request),
            "litellm": lambda: theirs.acompletion(model="m", messages=body["messages"]),
        }
        found = {name: list[float]() for name in ways}
        for name in ways:
            await timed(ways[name], 20)
        for _ in range(10):
            for name, way in ways.items():
                found[name] += await timed(way, QUICK // 10)
    await ours.aclose()
    p50 = {name: 1000 * statistics.median(spent) for name, spent in found.items()}
    line("over HTTP, p50: httpx alone", p50["httpx"], unit=" ms")
    line("over HTTP, p50: ours / httpx", p50["ours"] / p50["httpx"])
    line("over HTTP, p50: LiteLLM's Router / httpx", p50["litellm"] / p50["httpx"])
    line(
        "over HTTP, p50: what ours adds / what LiteLLM's Router adds", _added(p50, "ours") / _added(p50, "litellm"), 1
    )


def _added(p50: dict[str, float], name: str) -> float:
    return max(p50[name] - p50["httpx"], 0.001)


async def hedging() -> None:
    plain = Config.model_validate({"tasks": {"text": {"hedge": {"on": False}}}})
    limits = {"model": {"limits": {"concurrency": 0, "careful": False}}}
    calls = 1500
    p99: dict[str, float] = {}
    for name, config in (("plain", plain), ("hedged", Config())):
        fake = Chat(0.04, 0.8, 0.05)
        fake.wire.start()
        router = Router(
            [Model(fake.url)],
            config.model_copy(update={"providers": Config.model_validate({"providers": limits}).providers}),
        )
        await timed(lambda r=router: r.generate("text", ask()), 200, 10)  # type: ignore[misc]
        before = len(fake.seen) + fake.wire.abandoned
        p99[name] = at(await timed(lambda r=router: r.generate("text", ask()), calls, 10), 0.99)  # type: ignore[misc]
        extra = (len(fake.seen) + fake.wire.abandoned - before) / calls - 1
        await router.aclose()
        fake.wire.stop()
    line("p99 hedged / plain (40 ms, 800 ms in 5 % of calls)", p99["hedged"] / p99["plain"], 0.2)
    line("  extra calls", 100 * extra, 10, unit=" %")


async def failing_over() -> None:
    with Chat.running() as well, Chat.running() as sick:
        well.usual = sick.usual = 0.04
        router = Router([Model(sick.url, "sick"), Model(well.url, "well")])
        usual = await timed(lambda: router.generate("text", ask()), 60, 5)
        p95 = at(usual, 0.95)
        sick.usual = 3600.0
        hung = await timed(lambda: router.generate("text", ask()), 4)
        line("failover when the first hangs / its p95", at(hung, 0.5) / p95, 2)
        await router.aclose()
    for what, break_it in (("is not there", _stop), ("answers 401", _refuse)):
        with Chat.running() as well, Chat.running() as sick:
            well.usual = 0.04
            router = Router([Model(sick.url, "sick"), Model(well.url, "well")])
            alone = at(await timed(lambda r=router: r.generate("text", ask(), ["well"]), 10), 0.5)  # type: ignore[misc]
            break_it(sick)
            broken = await timed(lambda r=router: r.generate("text", ask()), 4)  # type: ignore[misc]
            line(f"failover when the first {what}, beyond the attempt", 1000 * (max(broken) - alone), 50, unit=" ms")
            await router.aclose()


def _stop(fake: Chat) -> None:
    fake.wire.stop()


def _refuse(fake: Chat) -> None:
    fake.fail(*["401"] * 100)  # type: ignore[arg-type]


async def dead() -> None:
    config = Config()
    with Chat.running() as well, Chat.running() as sick:
        well.usual = 0.01
        sick.fail(*["500"] * 10_000)  # type: ignore[arg-type]
        router = Router([Model(sick.url, "sick"), Model(well.url, "well")], config)
        await timed(lambda: router.generate("text", ask()), 500, CONCURRENCY)
        limit = config.breaker.at_least
        line(f"hits on a dead vendor, {CONCURRENCY} callers at once, one window", len(sick.seen), limit + 5)
        await router.aclose()


async def orphans() -> None:
    with Chat.running() as fake:
        fake.usual = 30.0
        limits = {"providers": {"model": {"limits": {"concurrency": 0, "careful": False}}}}
        router = Router([Model(fake.url)], Config.model_validate(limits))
        calls = [asyncio.ensure_future(router.generate("text", ask(str(n)))) for n in range(CONCURRENCY)]
        while fake.wire.active < CONCURRENCY:
            await asyncio.sleep(0.01)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await asyncio.sleep(0.2)
        line("requests left behind by callers who went away", fake.wire.active, 0)
        await router.aclose()


async def submits() -> None:
    """Starts whose answer is lost: how many calls made more than one job at the same vendor."""
    doubles, calls = 0, 20
    with tempfile.TemporaryDirectory() as folder, runway.CASE.fake.running() as one, veo.CASE.fake.running() as two:
        for n in range(calls):
            router = Router([runway.CASE.make(one), veo.CASE.make(two)])
            before = len(one.jobs), len(two.jobs)
            one.fail("drop", path=runway.CASE.work["video"])
            if n % 4 == 0:
                two.fail("503", path=veo.CASE.work["video"])
            with suppress(ProviderError):
                await router.generate("video", clip(f"clip {n} in {Path(folder).name}"))
            doubles += (len(one.jobs) - before[0] > 1) + (len(two.jobs) - before[1] > 1)
            await router.aclose()
    line(f"double submits, {calls} starts whose answer was lost", doubles, 0)


async def main() -> None:
    await overhead()
    await hedging()
    await failing_over()
    await dead()
    await orphans()
    await submits()


if __name__ == "__main__":
    asyncio.run(main())
