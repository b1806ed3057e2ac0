"""Workers as real processes: whatever dies, runs go on where they stopped, or end in a clear state."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.operations import SetBudget
from studio.domain.runs import RunStatus, StepStatus
from studio.events.log import Entry
from studio.events.progress import Opened
from studio.services.plan_edits import Made, PlanEdits
from studio.services.plan_versions import PlanVersions
from tests.fakes.service import Service, service

STEPS = 10
"""Of one reel; each leaves two lines in the ledger."""


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path) as opened:
        yield opened


async def told(s: Service, run_id: str, workspace: str = "ws") -> list[Entry]:
    return [entry async for entry in s.events.follow(workspace, run_id)]


async def finished(s: Service, run_id: str) -> set[str]:
    return {step.id for step in await s.steps.of_run(run_id) if step.status is StepStatus.done}


async def whole(s: Service, *runs: str) -> bool:
    """Whether all steps of these runs are done, and each was worked on once; what runs have alike may be shared."""
    ended = [event for event, *_ in s.ledger()]
    each = [len(await finished(s, run)) == STEPS for run in runs]
    return all(each) and not s.twice() and ended.count("begin") == ended.count("end")


async def new_work(s: Service, lines: int, since: float) -> float:
    """Seconds until the tools have left more than so many lines."""
    await s.worked(lines + 1, seconds=30)
    return time.monotonic() - since


async def test_a_run_is_made(s: Service) -> None:
    s.worker()
    await s.order("run-a", reels=2)
    run = await s.until("run-a", RunStatus.done)
    assert run.record and len(run.record.pieces) == 2
    assert not s.twice() and len(s.ledger()) == 4 * STEPS
    entries = await told(s, "run-a")
    assert entries[0].type == "RUN_STARTED" and entries[-1].type == "RUN_FINISHED"
    assert sum(entry.type == "STEP_FINISHED" for entry in entries) == 2 * STEPS
    assert await s.events.over("ws", "run-a", entries[-1].id)


async def test_a_brief_is_planned_and_waits_for_a_yes(s: Service) -> None:
    s.worker()
    await s.order("run-a", kind="plan", reels=2)
    run = await s.until("run-a", RunStatus.planned)
    assert run.plan and len(run.plan.steps) == 2 * STEPS and not s.ledger()
    entries = await told(s, "run-a")
    assert entries[-1].payload["outcome"]["type"] == "interrupt"
    await s.orders.again("ws", "run-a")
    await s.until("run-a", RunStatus.done)
    later = [entry async for entry in s.events.follow("ws", "run-a", entries[-1].id)]
    assert later[0].type == "RUN_STARTED" and later[-1].payload["outcome"]["type"] == "success"


async def test_a_plan_whose_worker_died_before_it_told_of_it_is_told_by_another(s: Service) -> None:
    await s.order("run-a", kind="plan", reels=1)
    await s.order("like-it", reels=1)
    like = (await s.runs.get("like-it")).plan
    assert like
    claim = await s.runs.take("run-a")
    async with s.events.telling("ws", "run-a") as telling:
        telling.epoch = lambda: claim.epoch
        telling.tell(Opened("run-a", "out"))
    await s.runs.replan(claim, like, "hash", "thread")
    await s.runs.end(claim, RunStatus.planned)
    following = asyncio.ensure_future(told(s, "run-a"))
    s.worker()
    entries = await asyncio.wait_for(following, 60)
    assert entries[-1].payload["outcome"]["type"] == "interrupt"
    snapshots = [entry.payload["snapshot"] for entry in entries if entry.type == "STATE_SNAPSHOT"]
    assert snapshots[-1]["steps"].keys() == {step.id for step in like.steps}
    run = await s.until("run-a", RunStatus.planned)
    assert run.plan == like and [entry.type for entry in entries].count("RUN_STARTED") == 1


async def test_a_plan_that_is_cut_is_made_by_another(s: Service) -> None:
    async def taken() -> bool:
        return (await s.runs.get("run-a")).epoch > 0

    async def planned() -> bool:
        return (await s.runs.get("run-a")).plan is not None

    s.plot(reading=600)
    first = s.worker(STUDIO_WORKER_GRACE_SECONDS="0.1")
    await s.order("run-a", kind="plan", reels=1)
    await s.wait(taken, 60, "the plan to be begun")
    assert s.kill(first, signal.SIGTERM) == 0
    assert await s.jobs.wanted("run-a"), "nobody would plan it any more"
    s.plot()
    s.worker()
    await s.wait(planned, 60, "the plan")
    assert (await told(s, "run-a"))[-1].payload["outcome"]["type"] == "interrupt"


async def test_an_edit_whose_worker_died_before_it_told_of_it_is_told_by_another(s: Service) -> None:
    await s.order("run-a", reels=1)
    await s.jobs.end("run-a")
    budget = SetBudget.model_validate({"usd": "1"})
    asked = await PlanVersions(s.database, "ws").ask("run-a", (budget,), 1, "ada")
    claim, edits = await s.runs.take("run-a"), PlanEdits(s.database, "ws")
    waiting, run = await edits.waiting("run-a"), await s.runs.get("run-a")
    assert waiting and run.plan
    made = Made(run.plan, "hash", run.plan, "another", ("the budget is $1",), (), run.plan.estimate)
    await edits.keep(claim, waiting, made)
    await s.runs.end(claim, RunStatus.planned)
    s.worker()
    entries = await asyncio.wait_for(told(s, "run-a"), 60)
    plans = [entry.payload["value"] for entry in entries if entry.payload.get("name") == "plan"]
    assert [(one["edit"], one["version"], one["changes"]) for one in plans] == [
        (asked.edit_id, 2, ["the budget is $1"])
    ]
    run = await s.until("run-a", RunStatus.planned)
    assert not await edits.untold(run, {asked.edit_id}) and len(await edits.untold(run, ())) == 1


@pytest.mark.parametrize("host", ["same", "another"])
async def test_a_killed_worker_is_followed_by_another(s: Service, host: str) -> None:
    s.plot(seconds=0.4)
    for name in ("one", "two"):
        s.worker(**({} if host == "same" else {"STUDIO_TEST_HOST": name}))
    await s.ready()
    await s.order("run-a", reels=2)
    await s.worked(14)
    s.kill(await s.owner("run-a"))
    killed, before, done = time.monotonic(), len(s.ledger()), await finished(s, "run-a")
    seconds = await new_work(s, before, killed)
    print(f"worker on {host} host killed: work went on after {seconds:.1f} s, {len(done)} steps were finished")
    assert seconds < 10
    run = await s.until("run-a", RunStatus.done)
    begun = [tool for event, tool, *_ in s.ledger()[before:] if event == "begin"]
    assert len(begun) == 2 * STEPS - len(done), "a finished step was done again"
    assert run.record and run.record.status is RunStatus.done
    entries = await told(s, "run-a")
    assert [entry.type for entry in entries].count("RUN_STARTED") == 1
    assert any(entry.payload.get("name") == "resumed" for entry in entries)


async def test_sigterm_lets_steps_end_and_leaves_the_run_to_another(s: Service) -> None:
    s.plot(seconds=0.5)
    first = s.worker()
    await s.order("run-a")
    await s.worked(5)
    assert s.kill(first, signal.SIGTERM) == 0
    assert await s.status("run-a") is RunStatus.interrupted
    begun = [event for event, *_ in s.ledger()]
    assert begun.count("begin") == begun.count("end"), "what was at work was cut"
    assert await s.jobs.wanted("run-a")
    s.worker()
    await s.until("run-a", RunStatus.done)
    assert not s.twice() and len(s.ledger()) == 2 * STEPS


async def test_a_long_step_is_cut_when_its_grace_is_over(s: Service) -> None:
    s.plot(seconds=30)
    first = s.worker(STUDIO_WORKER_GRACE_SECONDS="0.5")
    await s.order("run-a")
    await s.worked(1)
    began = time.monotonic()
    assert s.kill(first, signal.SIGTERM) == 0
    assert time.monotonic() - began < 15
    assert await s.status("run-a") is RunStatus.interrupted


async def test_runs_go_on_while_redis_is_killed_and_back(s: Service) -> None:
    s.plot(seconds=0.3)
    s.worker()
    for number in range(3):
        await s.order(f"run-{number}")
    following = asyncio.ensure_future(told(s, "run-0"))
    for lines in (4, 20, 34):
        await s.worked(lines)
        if s.server.pid:
            os.kill(s.server.pid, signal.SIGKILL)
        await s.server.ensure()
    await s.order("run-3")
    for number in range(4):
        await s.until(f"run-{number}", RunStatus.done)
    assert await whole(s, *(f"run-{number}" for number in range(4)))
    entries = await asyncio.wait_for(following, 20)
    assert entries == await told(s, "run-0") and entries[-1].type == "RUN_FINISHED"


async def test_what_the_queue_forgot_is_done_all_the_same(s: Service) -> None:
    for number in range(3):
        await s.order(f"run-{number}")
    await s.queue._redis.flushall()
    s.worker()
    for number in range(3):
        await s.until(f"run-{number}", RunStatus.done)
    assert not s.twice()


async def test_a_run_that_kills_its_workers_is_given_up(s: Service) -> None:
    s.plot(die=["script"])
    await s.order("poison")
    deaths = 0
    while await s.jobs.wanted("poison"):
        worker = s.worker()
        while worker.poll() is None and await s.jobs.wanted("poison"):
            await asyncio.sleep(0.05)
        deaths += worker.poll() is not None
        assert deaths < 10, s.logs()
    run = await s.runs.get("poison")
    assert run.status is RunStatus.failed and "given up" in run.error
    assert deaths == 4
    entries = await told(s, "poison")
    assert entries[-1].type == "RUN_ERROR" and entries[-1].payload["code"] == "poison"


async def test_a_bug_in_a_tool_fails_the_run_clearly(s: Service) -> None:
    s.plot(crash=["script"])
    s.worker()
    await s.order("run-a")
    run = await s.until("run-a", RunStatus.failed)
    assert run.record
    entries = await told(s, "run-a")
    assert entries[-1].type == "RUN_ERROR" and "script" in entries[-1].payload["message"]


async def test_a_failed_run_can_be_taken_up_again(s: Service) -> None:
    s.plot(fail=["music"])
    worker = s.worker()
    await s.order("run-a")
    await s.until("run-a", RunStatus.failed)
    s.kill(worker, signal.SIGTERM)
    s.plot()
    before = len([event for event, *_ in s.ledger() if event == "end"])
    s.worker()
    await s.orders.again("ws", "run-a")
    await s.until("run-a", RunStatus.done)
    assert not s.twice() and len([event for event, *_ in s.ledger() if event == "end"]) > before


async def test_a_run_at_work_is_cancelled_soon(s: Service) -> None:
    s.plot(seconds=1.0)
    s.worker()
    await s.order("run-a")
    await s.worked(1)
    began = time.monotonic()
    await s.orders.cancel("ws", "run-a")
    await s.until("run-a", RunStatus.cancelled, seconds=10)
    print(f"cancelled after {time.monotonic() - began:.1f} s")
    entries = await told(s, "run-a")
    assert entries[-1].payload["outcome"]["type"] == "cancelled"
    lines = len(s.ledger())
    await asyncio.sleep(1.5)
    assert len(s.ledger()) == lines, "it was worked on after its end"


async def test_a_run_that_waits_is_cancelled_at_once(s: Service) -> None:
    await s.order("run-a")
    await s.orders.cancel("ws", "run-a")
    assert await s.status("run-a") is RunStatus.cancelled
    assert (await told(s, "run-a"))[-1].payload["outcome"]["type"] == "cancelled"
    s.worker()
    await s.order("run-b")
    await s.until("run-b", RunStatus.done)
    assert len(s.ledger()) == 2 * STEPS, "the cancelled run was made"


async def test_many_runs_of_one_workspace_do_not_keep_another_from_starting(s: Service) -> None:
    s.plot(seconds=0.01)
    for number in range(30):
        await s.order(f"many-{number:02}", "many")
    for number in range(2):
        await s.order(f"few-{number}", "few")
    s.worker("--places", "run=2")
    ends: list[str] = []
    while len(ends) < 8:
        for run in await s.runs.newest(40):
            if run.status is RunStatus.done and run.id not in ends:
                ends.append(run.id)
        await asyncio.sleep(0.05)
    assert {"few-0", "few-1"} <= set(ends), f"first to end: {ends}"
    assert sum(name.startswith("many") for name in ends) >= 4


async def test_two_workers_do_nothing_twice(s: Service) -> None:
    s.plot(seconds=0.02)
    s.worker()
    s.worker()
    for number in range(8):
        await s.order(f"run-{number}", f"ws-{number % 3}")
    for number in range(8):
        await s.until(f"run-{number}", RunStatus.done, seconds=90)
    assert await whole(s, *(f"run-{number}" for number in range(8)))
