"""Long jobs: started once, stored, taken up again, cancelled at the vendor, billed right."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from providers.context import CallContext
from providers.errors import AllProvidersFailed, Dropped, RateLimited, Timeout, VendorServer
from providers.jobs import JobRef
from providers.policy import Config, ProviderPolicy, TaskPolicy
from providers.records import Memory
from providers.router import Router
from tests.fakes.vendor import Studio, clip, outcomes

TERMS = ProviderPolicy.model_validate({"prices": [{"unit": "second", "usd": "0.1"}]})


def router(*studios: Studio, **policy: Any) -> tuple[Router, Memory]:
    books = Memory()
    fast = {"backoff_seconds": 0.001, "deadline_seconds": 5.0, **policy}
    config = Config(tasks={"video": TaskPolicy(**fast)}, providers={s.name: TERMS for s in studios})
    return Router(studios, config, recorder=books), books


async def test_a_job_is_waited_for_and_paid_once() -> None:
    studio = Studio(looks=4)
    made, books = router(studio)
    routed = await made.generate("video", clip())
    assert routed.result.video.name == "studio-1.mp4"
    assert routed.cost_usd == Decimal("0.5")
    assert [(r.job, r.cost_usd, r.billed) for r in books.records] == [("studio-1", Decimal("0.5"), "yes")]
    assert not books.open


@pytest.mark.parametrize("error", [Dropped("cut"), Timeout("late"), VendorServer("oops")])
async def test_a_start_that_may_have_worked_is_repeated_only_with_a_key(error: Exception) -> None:
    keyed, bare = Studio("keyed"), Studio("bare", idempotent=False)
    keyed.starts, bare.starts = [error], [error]  # type: ignore[list-item]
    made, _ = router(keyed, bare)
    await made.generate("video", clip(), providers=["keyed"])
    assert len(keyed.states) == 1
    with pytest.raises(AllProvidersFailed):
        await made.generate("video", clip(), providers=["bare"])
    assert len(bare.states) == 1


async def test_a_refused_start_is_repeated() -> None:
    studio = Studio(idempotent=False)
    studio.starts = [RateLimited("slow down", retry_after=0.01)]
    made, _ = router(studio)
    assert outcomes((await made.generate("video", clip())).trail)[-1][2] == "ok"


async def test_looks_that_fail_do_not_lose_the_job() -> None:
    studio = Studio()
    studio.failed_looks = [Dropped("cut"), VendorServer("oops"), RateLimited("slow down", retry_after=0.01)]
    made, _ = router(studio)
    await made.generate("video", clip())
    assert len(studio.states) == 1


async def test_a_job_is_taken_up_again_instead_of_started_anew() -> None:
    studio, kept = Studio(looks=10_000), list[JobRef]()

    async def keep(ref: JobRef) -> None:
        kept.append(ref)

    made, books = router(studio)
    call = asyncio.ensure_future(made.generate("video", clip(), context=CallContext(on_job=keep)))
    while not kept:
        await asyncio.sleep(0.001)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert studio.states == {"studio-1": "running"} or studio.states == {"studio-1": "queued"}
    assert [r.outcome for r in books.records] == ["left running"]
    studio.left["studio-1"] = 1
    again, other_books = router(studio)
    stored = JobRef.model_validate_json(kept[0].model_dump_json())
    await again.generate("video", clip(), context=CallContext(job=stored))
    assert list(studio.states) == ["studio-1"]
    assert [r.cost_usd for r in other_books.records] == [Decimal("0.5")]


async def test_without_a_place_to_store_it_a_job_is_cancelled_with_its_caller() -> None:
    studio = Studio(looks=10_000)
    made, _ = router(studio)
    call = asyncio.ensure_future(made.generate("video", clip()))
    while not studio.states:
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.03)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert studio.states == {"studio-1": "cancelled"}


async def test_the_loser_of_a_race_is_cancelled_at_its_vendor_and_its_cost_is_written_down() -> None:
    slow, fast = Studio("slow", looks=10_000), Studio("fast", looks=3)
    made, books = router(slow, fast)
    routed = await made.generate("video", clip(), parallel=True)
    assert routed.provider == "fast"
    assert slow.states == {"slow-1": "cancelled"}
    lost = next(r for r in books.records if r.provider == "slow")
    assert (lost.outcome, lost.billed, lost.cost_usd) == ("cancelled", "yes", Decimal("0.5"))
    assert routed.cost_usd == Decimal("1.0")


async def test_a_job_over_its_time_is_cancelled_and_the_next_provider_asked() -> None:
    stuck, well = Studio("stuck", looks=10_000), Studio("well")
    made, _ = router(stuck, well, deadline_seconds=0.1, attempts=1)
    routed = await made.generate("video", clip())
    assert routed.provider == "well"
    assert stuck.states == {"stuck-1": "cancelled"}


async def test_paid_jobs_are_not_hedged_unless_told() -> None:
    first, second = Studio("first", looks=30), Studio("second")
    hedge = {"after_seconds": 0.02, "extra_share": 1.0}
    made, _ = router(first, second, hedge=hedge)
    await made.generate("video", clip())
    assert not second.states
    routed = await made.generate("video", clip(), context=CallContext(hedge_paid_jobs=True))
    assert routed.provider == "second"


async def test_a_failed_job_goes_to_the_next_and_costs_nothing() -> None:
    bad, well = Studio("bad"), Studio("well")
    made, books = router(bad, well)
    bad.looks = 10_000
    call = asyncio.ensure_future(made.generate("video", clip()))
    while not bad.states:
        await asyncio.sleep(0.001)
    bad.states["bad-1"] = "failed"
    routed = await call
    assert outcomes(routed.trail) == [("bad", "first of the chain", "JobFailed"), ("well", "failover", "ok")]
    assert [r.cost_usd for r in books.records] == [Decimal("0"), Decimal("0.5")]
