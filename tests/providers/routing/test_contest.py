"""Failing over, hedging and racing: who answers, who is cancelled, and what it leaves behind."""

import asyncio
import time
from typing import Any

import pytest

from providers.errors import AllProvidersFailed, Connection, Dropped, RateLimited, VendorServer
from providers.policy import Config, Hedge, TaskPolicy
from providers.router import Router
from tests.fakes.vendor import HANG, Vendor, ask, outcomes


def router(*vendors: Vendor, **policy: Any) -> Router:
    fast = {"backoff_seconds": 0.001, "deadline_seconds": 5.0, **policy}
    return Router(vendors, Config(tasks={"text": TaskPolicy(**fast)}))


async def warmed(*vendors: Vendor, **policy: Any) -> Router:
    """A router that has seen enough calls to know how long they take."""
    made = router(*vendors, **policy)
    for _ in range(40):
        await made.generate("text", ask())
    return made


async def test_a_call_that_dawdles_gets_company_and_the_first_answer_is_taken() -> None:
    first, second = Vendor("first", seconds=0.01), Vendor("second")
    made = await warmed(first, second)
    first.script = [HANG]
    started = time.monotonic()
    routed = await made.generate("text", ask())
    assert routed.provider == "second"
    assert outcomes(routed.trail) == [("second", "hedge", "ok"), ("first", "first of the chain", "cancelled")]
    assert first.active == 0
    assert time.monotonic() - started < 2


async def test_with_nobody_else_the_same_vendor_is_asked_twice() -> None:
    only = Vendor("only", seconds=0.01)
    made = await warmed(only)
    only.script = [HANG]
    routed = await made.generate("text", ask())
    assert outcomes(routed.trail)[0] == ("only", "hedge", "ok")
    assert only.active == 0


async def test_extra_calls_stay_within_their_share() -> None:
    slow, other = Vendor("slow", seconds=0.002), Vendor("other", seconds=0.002)
    made = await warmed(slow, other, hedge=Hedge(extra_share=0.05, after_seconds=0.004))
    asked = slow.asked + other.asked
    slow.script = [0.02] * 60
    for _ in range(60):
        await made.generate("text", ask())
    assert slow.asked + other.asked - asked <= 60 + 0.05 * 100 + 1


async def test_a_vendor_that_hangs_is_found_out_and_passed_over() -> None:
    sick, well = Vendor("sick", seconds=0.005), Vendor("well", seconds=0.005)
    made = await warmed(sick, well)
    sick.script, sick.forever = [HANG], True
    answers = await asyncio.gather(*(made.generate("text", ask()) for _ in range(30)))
    assert {a.provider for a in answers} == {"well"}
    asked = sick.asked
    await made.generate("text", ask())
    assert sick.asked == asked


async def test_low_priority_is_never_hedged() -> None:
    first, second = Vendor("first", seconds=0.002), Vendor("second")
    made = await warmed(first, second)
    first.script = [0.05]
    routed = await made.generate("text", ask(), priority="low")
    assert routed.provider == "first"
    assert second.asked == 0


async def test_a_race_asks_all_at_once_and_cancels_the_losers() -> None:
    vendors = Vendor("a", HANG), Vendor("b", 0.02), Vendor("c", VendorServer("down"), VendorServer("down"))
    routed = await router(*vendors).generate("text", ask(), providers=["a", "b", "c"], parallel=True, priority="high")
    assert routed.provider == "b"
    assert ("a", "race", "cancelled") in outcomes(routed.trail)
    assert [v.active for v in vendors] == [0, 0, 0]


async def test_losing_a_race_is_no_fault() -> None:
    slow, fast = Vendor("slow", seconds=0.05), Vendor("fast")
    made = router(slow, fast)
    for _ in range(12):
        await made.generate("text", ask(), parallel=True)
    assert (await made.generate("text", ask(), providers=["slow"])).provider == "slow"


async def test_a_caller_who_leaves_leaves_nothing_behind() -> None:
    vendors = [Vendor("a", HANG), Vendor("b", HANG)]
    call = asyncio.ensure_future(router(*vendors).generate("text", ask(), parallel=True))
    while not all(v.active for v in vendors):
        await asyncio.sleep(0.001)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [v.active for v in vendors] == [0, 0]


async def test_a_dead_vendor_is_hit_by_few_of_many_calls() -> None:
    dead, well = Vendor("dead", Connection("refused"), seconds=0.005, forever=True), Vendor("well", seconds=0.005)
    made = router(dead, well)
    answers = await asyncio.gather(*(made.generate("text", ask()) for _ in range(200)))
    assert {a.provider for a in answers} == {"well"}
    assert dead.asked <= 15


async def test_a_vendor_may_be_asked_again_after_the_time_it_named() -> None:
    vendor = Vendor("vendor", RateLimited("slow down", retry_after=0.05))
    started = time.monotonic()
    routed = await router(vendor).generate("text", ask())
    assert time.monotonic() - started >= 0.05
    assert [o for *_, o in outcomes(routed.trail)] == ["RateLimited", "ok"]


async def test_a_vendor_that_wants_long_quiet_is_passed_over() -> None:
    vendor, other = Vendor("vendor", RateLimited("slow down", retry_after=3600)), Vendor("other")
    made = router(vendor, other)
    assert (await made.generate("text", ask())).provider == "other"
    assert (await made.generate("text", ask())).provider == "other"
    assert vendor.asked == 1


async def test_places_are_kept_over_many_calls() -> None:
    vendor = Vendor("vendor", seconds=0.005)
    config = Config.model_validate({"providers": {"vendor": {"limits": {"concurrency": 3}}}})
    made = Router([vendor], config)
    await asyncio.gather(*(made.generate("text", ask(str(n))) for n in range(20)))
    assert vendor.most == 3


async def test_all_causes_are_told_when_nobody_can() -> None:
    vendors = Vendor("a", Dropped("cut"), forever=True), Vendor("b", VendorServer("down"), forever=True)
    with pytest.raises(AllProvidersFailed) as caught:
        await router(*vendors).generate("text", ask())
    group = caught.value.__cause__
    assert isinstance(group, ExceptionGroup)
    assert {type(e) for e in group.exceptions} == {Dropped, VendorServer}
