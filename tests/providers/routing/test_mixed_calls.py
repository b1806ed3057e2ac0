"""Thousands of calls of every kind at vendors that fail one call in ten: nobody notices, and the bill is right."""

import asyncio
import importlib.util
import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from providers.http import VendorHttp
from providers.policy import Config, Hedge, TaskPolicy
from providers.ports import Provider
from providers.prices import PriceBook
from providers.records import Memory
from providers.requests import Request, Result
from providers.router import Router
from providers.tasks import Task
from providers.usage import Usage
from tests.contracts.case import Case
from tests.fakes.vendors.base import FakeVendor, Fault

REFUSED: tuple[Fault, ...] = ("500", "503", "429", "401", "402", "403", "451")
SPOILED: tuple[Fault, ...] = (*REFUSED, "drop", "truncate", "mime")
CHAINS: dict[Task, tuple[str, ...]] = {
    "text": ("litellm", "backup"),
    "media": ("pexels", "pixabay"),
    "image": ("fal", "replicate", "openai"),
    "video": ("runway", "fal", "veo"),
    "speech": ("cartesia", "elevenlabs"),
    "avatar": ("hedra", "heygen"),
}
"""Each ends with a vendor that is well."""
SICK: dict[str, tuple[Fault, ...]] = {
    "litellm": REFUSED,
    "pexels": SPOILED,
    "fal": tuple(f for f in SPOILED if f != "451"),  # fal tells moderation by the status of the result itself
    "runway": SPOILED,
    "replicate": SPOILED,
    "cartesia": SPOILED,
    "hedra": SPOILED,
}
"""What befalls whom. A model's answer that is lost has no known length, so models are refused only."""
SHARE: dict[Task, float] = {"text": 0.5, "media": 0.2, "image": 0.15, "video": 0.1, "speech": 0.02, "avatar": 0.03}

PATIENCE = 60.0


def case(name: str) -> Case:
    path = Path(__file__).parents[2] / "contracts" / "cases" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"cases.{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Case = module.CASE
    return found


class Market:
    """Vendors and a router over them."""

    def __init__(self, stack: ExitStack) -> None:
        names = sorted({name for chain in CHAINS.values() for name in chain})
        self.cases = {name: case("litellm" if name == "backup" else name) for name in names}
        self.fakes: dict[str, FakeVendor] = {n: stack.enter_context(c.fake.running()) for n, c in self.cases.items()}
        self.books = Memory()
        for number, (name, faults) in enumerate(sorted(SICK.items())):
            self.fakes[name].chaos(0.1, *faults, seed=number)
        for fake in self.fakes.values():
            vars(fake).update(most_jobs=10_000)
        self.router = Router([self._provider(name) for name in names], self._config(), recorder=self.books)

    def _provider(self, name: str) -> Provider:
        made = self.cases[name].make(self.fakes[name])
        vars(made)["name"] = name
        for part in vars(made).values():
            if isinstance(part, VendorHttp):
                vars(part)["_timeout"] = PATIENCE  # the fakes draw films on the same two cores
        return made

    def _config(self) -> Config:
        policies = {
            task: TaskPolicy(chain=chain, backoff_seconds=0.001, hedge=Hedge(on=False), deadline_seconds=60)
            for task, chain in CHAINS.items()
        }
        return Config(tasks=policies)

    def requests(self, folder: Path) -> dict[Task, Request]:
        return {task: self.cases[chain[0]].requests[task](folder) for task, chain in CHAINS.items()}


@pytest.fixture
def market() -> Iterator[Market]:
    with ExitStack() as stack:
        yield Market(stack)


def invoice(fake: FakeVendor, provider: str, book: PriceBook, day: date) -> Decimal:
    """What a vendor charges, by its own count."""
    vendor = "litellm" if provider == "backup" else provider
    total = Decimal("0")
    for bill in fake.bills:
        total += book.cost(vendor, bill.model, (Usage(unit=bill.unit, amount=bill.amount),), day)
    return total


def files(result: Result) -> Iterator[Path]:
    for value in vars(result).values():
        for part in value if isinstance(value, tuple) else (value,):
            path = getattr(part, "file", part)
            if isinstance(path, Path):
                yield path


async def run(market: Market, calls: int, folder: Path) -> dict[str, int]:
    dice, asked = random.Random(11), market.requests(folder)
    order = dice.choices(list(SHARE), list(SHARE.values()), k=calls)
    left, winners = iter(order), dict[str, int]()

    async def worker() -> None:
        for task in left:
            routed = await market.router.generate(task, asked[task])
            winners[routed.provider] = winners.get(routed.provider, 0) + 1
            for path in files(routed.result):
                path.unlink()

    await asyncio.gather(*(worker() for _ in range(12)))
    return winners


def check(market: Market, winners: dict[str, int], calls: int) -> None:
    book, day = PriceBook.shipped(), datetime.now(UTC).date()
    assert sum(winners.values()) == calls
    assert not market.books.open
    assert sum(1 for r in market.books.records if r.outcome not in ("ok", "cancelled")) > calls * 0.02
    for name, fake in market.fakes.items():
        assert fake.violations == [], name
        mine = sum((r.cost_usd for r in market.books.records if r.provider == name), Decimal("0"))
        if name in ("litellm", "backup"):
            continue  # LiteLLM reports the cost itself; its tokens are compared below
        assert mine == invoice(fake, name, book, day), name
    for name in ("litellm", "backup"):
        records = [u for r in market.books.records if r.provider == name for u in r.usage]
        for unit in ("token_in", "token_out"):
            assert sum(u.amount for u in records if u.unit == unit) == market.fakes[name].billed(unit), (name, unit)


async def test_every_call_is_answered_and_the_bill_is_right(market: Market, tmp_path: Path) -> None:
    check(market, await run(market, 400, tmp_path), 400)
    await market.router.aclose()


@pytest.mark.slow
async def test_ten_thousand_calls_are_answered_and_the_bill_is_right(market: Market, tmp_path: Path) -> None:
    check(market, await run(market, 10_000, tmp_path), 10_000)
    await market.router.aclose()
