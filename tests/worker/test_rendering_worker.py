"""A worker with the real tools: while a reel is rendered its loop is free, so that its leases never run out."""

import asyncio
import time
from pathlib import Path

import pytest

from graphs.wiring import open_studio
from studio.domain.brief import Brief
from studio.domain.runs import RunStatus
from studio.queue.port import LEASE_SECONDS
from studio.services.jobs import Order
from studio.settings import Settings, get_settings
from tests.fakes.service import service
from worker.main import serve


async def lag(worst: list[float]) -> None:
    """How late the loop comes back to us, at worst."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.05)
        worst.append(time.monotonic() - began - 0.05)


@pytest.mark.slow
async def test_rendering_leaves_the_loop_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with service(tmp_path) as s:
        monkeypatch.setenv("STUDIO_HOME", str(s.settings.home))
        get_settings.cache_clear()
        settings = Settings(home=s.settings.home, redis_url=s.server.url)
        stop, worst = asyncio.Event(), [0.0]
        probe = asyncio.ensure_future(lag(worst))
        working = asyncio.ensure_future(serve(settings, open_studio, {"plan": 1, "run": 1}, stop))
        brief = Brief(text="1 fitness reel of 8 seconds")
        await s.orders.submit(Order("reel", "ws", brief, tmp_path / "made"), "plan")
        await s.until("reel", RunStatus.planned, seconds=120)
        await s.orders.again("ws", "reel")
        run = await s.until("reel", RunStatus.done, seconds=500)
        assert run.record and run.record.pieces[0].files
        stop.set()
        await working
        probe.cancel()
        print(f"the loop was late by {max(worst):.2f} s at worst, {sorted(worst)[-len(worst) // 100]:.2f} s at p99")
        assert max(worst) < LEASE_SECONDS
    get_settings.cache_clear()
