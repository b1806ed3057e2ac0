"""Starts that are overtaken or cut: what others ended meanwhile stays so, what was not begun is begun again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from arq.worker import RetryJob

from studio.domain.runs import RunStatus
from studio.services.charges import Charges
from studio.services.jobs import JobService, Start
from studio.services.plan_edits import PlanEdits
from studio.services.runs import Claim, RunService
from studio.services.steps import Doing
from tests.fakes.service import Service, service
from tests.fakes.studio import Bench, bench
from worker.jobs import Desk, job


@pytest.fixture
async def s(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path) as opened:
        yield opened


@pytest.fixture
async def b(s: Service, tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path, settings=s.settings) as opened:
        yield opened


class Overtaken(JobService):
    """Orders whose run another worker ends as soon as a start of it was counted."""

    def __init__(self, s: Service, status: RunStatus, closed: bool) -> None:
        super().__init__(s.database)
        self._s = s
        self._status = status
        self._closed = closed

    async def start(self, run_id: str, kind: str = "") -> Start | None:
        start = await super().start(run_id, kind)
        await self._s.runs.end(await self._s.runs.take(run_id), self._status, error="the money was spent")
        if self._closed:
            await self._s.jobs.end(run_id)
        return start


def desk(s: Service, b: Bench, jobs: JobService) -> Desk:
    charges = Charges(s.database, s.settings.credit_usd)
    return Desk(b.studio, jobs, s.events, charges, partial(PlanEdits, s.database), grace=1.0)


@pytest.mark.parametrize("status", [RunStatus.failed, RunStatus.cancelled])
@pytest.mark.parametrize("closed", [True, False])
async def test_a_run_that_was_ended_meanwhile_stays_as_it_is(
    s: Service, b: Bench, status: RunStatus, closed: bool
) -> None:
    await s.order("run-a")
    await job("run")({"desk": desk(s, b, Overtaken(s, status, closed)), "job_id": "run-a"}, "run-a")
    run = await s.runs.get("run-a")
    assert (run.status, run.error) == (status, "the money was spent")
    assert not s.ledger() and not await s.steps.of_run("run-a")


async def test_a_run_that_ended_stays_so_whatever_it_had_finished(s: Service, b: Bench) -> None:
    await s.order("run-a")
    await s.jobs.start("run-a")
    claim = await s.runs.take("run-a")
    await s.steps.finish(Doing(claim, "reel-1.script", "script", "", "key", 0, 1.0), {"by": "x"})
    await s.runs.end(claim, RunStatus.cancelled)
    await job("run")({"desk": desk(s, b, s.jobs), "job_id": "run-a"}, "run-a")
    assert await s.status("run-a") is RunStatus.cancelled and not await s.jobs.wanted("run-a")
    assert not s.ledger()


async def test_whose_order_was_not_closed_is_told_of_its_end(s: Service, b: Bench) -> None:
    await s.order("run-a")
    await job("run")({"desk": desk(s, b, Overtaken(s, RunStatus.failed, closed=False)), "job_id": "run-a"}, "run-a")
    assert not await s.jobs.wanted("run-a")
    told = [entry async for entry in s.events.follow("ws", "run-a")]
    assert [entry.type for entry in told if entry.type.startswith("RUN_")] == ["RUN_STARTED", "RUN_ERROR"]


class Late(RunService):
    """Runs that another process takes, and lets go of, when they have just ended and the end is not told yet."""

    async def end(self, claim: Claim, status: RunStatus, **options: Any) -> None:
        await super().end(claim, status, **options)
        await super().end(await self.take(claim.run_id), status)


async def test_an_end_that_was_not_told_is_told_by_the_next(s: Service, b: Bench) -> None:
    await s.order("run-a")
    late = replace(desk(s, b, s.jobs), studio=replace(b.studio, runs=Late(s.database, s.settings.home / "made")))
    await job("run")({"desk": late, "job_id": "run-a"}, "run-a")
    assert await s.status("run-a") is RunStatus.done and await s.jobs.wanted("run-a")
    await job("run")({"desk": desk(s, b, s.jobs), "job_id": "run-a"}, "run-a")
    assert not await s.jobs.wanted("run-a")
    told = [entry async for entry in s.events.follow("ws", "run-a")]
    assert [entry.type for entry in told if entry.type.startswith("RUN_")] == ["RUN_STARTED", "RUN_FINISHED"]


class Cut(RunService):
    """Runs whose worker is told to leave, and out of patience, when work on one is about to begin."""

    async def replan(self, *args: Any, **options: Any) -> None:
        raise asyncio.CancelledError


async def test_a_run_that_was_taken_and_not_begun_is_begun_by_the_next(s: Service, b: Bench) -> None:
    await s.order("run-a")
    cut = replace(desk(s, b, s.jobs), studio=replace(b.studio, runs=Cut(s.database, s.settings.home / "made")))
    with pytest.raises(RetryJob):
        await job("run")({"desk": cut, "job_id": "run-a"}, "run-a")
    assert await s.status("run-a") is RunStatus.planned and await s.jobs.wanted("run-a")
    await job("run")({"desk": desk(s, b, s.jobs), "job_id": "run-a"}, "run-a")
    assert await s.status("run-a") is RunStatus.done and not await s.jobs.wanted("run-a")


async def test_a_run_that_nobody_else_has_is_made(s: Service, b: Bench) -> None:
    await s.order("run-a")
    await job("run")({"desk": desk(s, b, s.jobs), "job_id": "run-a"}, "run-a")
    assert await s.status("run-a") is RunStatus.done and not await s.jobs.wanted("run-a")
