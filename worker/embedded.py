"""Workers of another process's own: started with it, started again when they die, drained with it.

Where it is killed they are told to drain as well, on Linux.
"""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from studio.leash import leashed

AGAIN_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits before a worker that died is started again; it starts over when one lived for the last of them."""

log = logging.getLogger("studio.worker")

COMMAND = (sys.executable, "-m", "worker.main")


@asynccontextmanager
async def workers(number: int = 1, command: Sequence[str] = COMMAND, *, grace: float = 30.0) -> AsyncIterator[None]:
    """Have so many worker processes while this lasts.

    They are processes of their own, so that neither a busy nor a broken run is felt here.

    Args:
        number: How many.
        command: What starts one.
        grace: Seconds they get to drain at the end.
    """
    tasks = [asyncio.ensure_future(_supervise(command, grace)) for _ in range(number)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _supervise(command: Sequence[str], grace: float) -> None:
    deaths = 0
    while True:
        process = await asyncio.create_subprocess_exec(*leashed(command))
        began = time.monotonic()
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _drain(process, grace)
            raise
        deaths = 0 if time.monotonic() - began > AGAIN_SECONDS[-1] else deaths
        wait = AGAIN_SECONDS[min(deaths, len(AGAIN_SECONDS) - 1)]
        deaths += 1
        log.warning("a worker ended with code %s; another one starts in %.1f s", code, wait)
        await asyncio.sleep(wait)


async def _drain(process: asyncio.subprocess.Process, grace: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), grace)
    except TimeoutError:
        process.kill()
        await process.wait()
