"""What workers are to do is in the database: counted, found again when the queue lost it, closed once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.db.database import Database
from studio.domain.brief import Brief
from studio.domain.runs import RunStatus
from studio.errors import NotFound
from studio.services.jobs import MAX_ATTEMPTS, JobService, Order
from studio.services.runs import RunService
from studio.services.steps import Doing, StepService
from studio.storage.store import AssetStore

NOW = timedelta(seconds=-1)


@pytest.fixture
def jobs(database: Database) -> JobService:
    return JobService(database)


@pytest.fixture
def runs(database: Database) -> RunService:
    return RunService(database)


async def order(jobs: JobService, run_id: str = "run", workspace: str = "ws") -> None:
    await jobs.order(Order(run_id, workspace, Brief(text="1 reel"), Path("out")), "run")


async def test_an_order_is_a_planned_run_that_is_wanted(jobs: JobService, runs: RunService) -> None:
    await order(jobs)
    run = await runs.get("run")
    assert (run.status, run.workspace_id, run.epoch) == (RunStatus.planned, "ws", 0)
    assert await jobs.wanted("run")
    await jobs.end("run")
    assert not await jobs.wanted("run")
    assert await jobs.start("run") is None
    await jobs.again("ws", "run", "render")
    assert await jobs.wanted("run")


async def test_a_run_waits_from_the_yes_until_a_worker_begins(jobs: JobService) -> None:
    await jobs.order(Order("run", "ws", Brief(text="1 reel"), Path("out")), "plan")
    assert not await jobs.waits("run", RunStatus.planned), "a plan is not a yes"
    await jobs.again("ws", "run", "run")
    assert await jobs.waits("run", RunStatus.planned)
    await jobs.start("run")
    assert await jobs.waits("run", RunStatus.planned), "taken up, and about to begin"
    assert await jobs.waits("run", RunStatus.interrupted), "another worker goes on with it"
    assert not await jobs.waits("run", RunStatus.running)
    await jobs.end("run")
    assert not await jobs.waits("run", RunStatus.planned)


async def test_starts_that_finish_nothing_are_counted(
    jobs: JobService, runs: RunService, database: Database, tmp_path: Path
) -> None:
    await order(jobs)
    for number in range(1, MAX_ATTEMPTS + 1):
        start = await jobs.start("run")
        assert start and start.attempt == number and not start.hopeless
    claim = await runs.take("run")
    steps = StepService(database, AssetStore(tmp_path))
    await steps.finish(Doing(claim, "reel-1.script", "script", "", "key", 0, 1.0), {"by": "x"})
    await runs.end(claim, RunStatus.interrupted)
    start = await jobs.start("run")
    assert start and start.attempt == 1, "something was finished since"
    for _ in range(MAX_ATTEMPTS):
        start = await jobs.start("run")
    assert start and start.hopeless


async def test_a_start_that_was_stopped_does_not_count(jobs: JobService) -> None:
    await order(jobs)
    for _ in range(3 * MAX_ATTEMPTS):
        start = await jobs.start("run")
        assert start and start.attempt == 1
        await jobs.spare("run")


@pytest.mark.parametrize("status", [RunStatus.failed, RunStatus.cancelled])
async def test_a_run_that_is_asked_for_again_is_planned_anew(
    jobs: JobService, runs: RunService, status: RunStatus
) -> None:
    await order(jobs)
    await jobs.start("run")
    await runs.end(await runs.take("run"), status, error="no")
    await jobs.start("run")
    assert (await runs.get("run")).status is status, "its order was not closed yet, that is all"
    await jobs.again("ws", "run", "plan")
    assert (await runs.get("run")).status is status, "an edit of its plan does not make it"
    await jobs.again("ws", "run", "run")
    run = await runs.get("run")
    assert (run.status, run.error) == (RunStatus.planned, "")


async def test_lost_orders_are_found_and_living_ones_left_alone(jobs: JobService, runs: RunService) -> None:
    for name in ("waiting", "at-work", "ended"):
        await order(jobs, name)
    await runs.take("at-work")
    await jobs.end("ended")
    found = await jobs.lost(NOW)
    assert [(each.run_id, each.workspace_id, each.kind, each.epoch) for each in found] == [
        ("waiting", "ws", "run", 0)
    ]
    assert await jobs.lost(timedelta(hours=1)) == []
    assert await jobs.start("at-work") is None
    assert found[0].heartbeat <= datetime.now(UTC)


async def test_a_stop_reaches_who_is_at_work(jobs: JobService, runs: RunService) -> None:
    await order(jobs)
    assert not await jobs.stop("ws", "run")
    claim = await runs.take("run")
    assert await jobs.stop("ws", "run")
    assert await runs.beat(claim, 1.0) == RunStatus.cancelled


async def test_other_workspaces_have_no_say(jobs: JobService) -> None:
    await order(jobs)
    with pytest.raises(NotFound):
        await jobs.stop("other", "run")
    with pytest.raises(NotFound):
        await jobs.again("other", "run", "run")
