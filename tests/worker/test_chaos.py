"""Workers and Valkey die at random under many runs: all end well, and nothing that is finished is done again."""

import asyncio
import os
import random
import signal
from datetime import datetime
from pathlib import Path

import pytest

from studio.domain.runs import RunStatus, StepStatus
from tests.fakes.service import Service, service

RUNS, KILLS, WORKERS = 12, 16, 3


async def finished(s: Service) -> dict[tuple[str, str], datetime]:
    """Steps that are finished, and when their work began."""
    return {
        (run.id, step.id): step.started
        for run in await s.runs.newest(100)
        for step in await s.steps.of_run(run.id)
        if step.status is StepStatus.done
    }


async def strike(s: Service, rng: random.Random) -> None:
    """End something, and let what keeps it alive start it again."""
    living = [worker for worker in s.workers if worker.poll() is None]
    victim = rng.choice(["kill", "kill", "term", "valkey"])
    if victim == "valkey":
        if s.server.pid:
            os.kill(s.server.pid, signal.SIGKILL)
        return
    worker = rng.choice(living)
    worker.send_signal(signal.SIGKILL if victim == "kill" else signal.SIGTERM)
    s.worker(STUDIO_WORKER_GRACE_SECONDS="2")


@pytest.mark.slow
async def test_whatever_dies_every_run_ends_well(tmp_path: Path) -> None:
    rng = random.Random()
    async with service(tmp_path) as s:
        s.plot(seconds=0.5)
        for _ in range(WORKERS):
            s.worker(STUDIO_WORKER_GRACE_SECONDS="2")
        await s.ready()
        for number in range(RUNS):
            await s.order(f"run-{number:02}", f"ws-{number % 4}")
        known: dict[tuple[str, str], datetime] = {}
        for _ in range(KILLS):
            await asyncio.sleep(rng.uniform(0.5, 3))
            known = {**await finished(s), **known}
            await strike(s, rng)
        for number in range(RUNS):
            await s.until(f"run-{number:02}", seconds=200)
        states = [run.status for run in await s.runs.newest(RUNS)]
        assert all(status in (RunStatus.done, RunStatus.failed) for status in states)
        assert states.count(RunStatus.done) == RUNS, s.logs()
        after = await finished(s)
        assert {name: after[name] for name in known} == known, "a finished step was done again"
        print(
            f"{RUNS} runs, {KILLS} kills; {len(s.twice())} of {len(after)} steps were cut after their work was done"
        )
        for number in range(RUNS):
            log = [entry async for entry in s.events.follow(f"ws-{number % 4}", f"run-{number:02}")]
            assert log[-1].type == "RUN_FINISHED"
            assert [entry.type for entry in log].count("RUN_STARTED") == 1
