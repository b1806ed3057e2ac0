"""Names, hashes and leases."""

import asyncio
from datetime import UTC, datetime

import pytest

from graphs.leases import Leases
from graphs.plans import new_token, plan_hash, run_name, slug
from studio.domain.plan import Estimate, Plan, Step
from tests.fakes.studio import spec


def test_a_run_name_sorts_by_day_and_tells_the_topic() -> None:
    assert run_name(spec(2), "k3f9", datetime(2026, 11, 23, tzinfo=UTC)) == "20261123-fitness-k3f9"
    assert len({new_token() for _ in range(50)}) > 45


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fitness", "fitness"),
        ("Sourdough for beginners", "sourdough-for-beginners"),
        ("café & croissants", "cafe-croissants"),
        ("../../etc/passwd", "etc-passwd"),
        ("योग", "reels"),
        ("x" * 90, "x" * 24),
    ],
)
def test_any_topic_is_a_safe_folder_name(text: str, name: str) -> None:
    assert slug(text) == name


def test_the_hash_is_of_what_is_done_not_of_its_price() -> None:
    step = Step(id="a.post", tool="post", args={"n": 1}, needs=())
    plan = Plan(spec=spec(1), steps=(step,))
    dear = plan.model_copy(update={"estimate": Estimate(seconds=9)})
    other = plan.model_copy(update={"steps": (step.model_copy(update={"args": {"n": 2}}),)})
    assert plan_hash(plan) == plan_hash(dear) != plan_hash(other)


async def test_the_most_urgent_waiter_goes_first_and_a_cancelled_one_costs_nothing() -> None:
    leases, order = Leases({"voice": 1}), list[str]()
    go = asyncio.Event()

    async def work(name: str, urgency: float) -> None:
        async with leases.hold("voice", urgency):
            order.append(name)
            await go.wait()

    holder = asyncio.ensure_future(work("holder", 0))
    await asyncio.sleep(0)
    waiting = [asyncio.ensure_future(work(name, u)) for name, u in (("slow", 1), ("gone", 9), ("urgent", 5))]
    await asyncio.sleep(0)
    waiting[1].cancel()
    go.set()
    await asyncio.gather(holder, *waiting, return_exceptions=True)
    assert order == ["holder", "urgent", "slow"]
    async with leases.hold("voice"), leases.hold(""), leases.hold("unknown"):
        pass
