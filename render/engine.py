"""From a timeline to a finished MP4: chunks drawn and encoded side by side, kept, and joined.

Only chunks that are not in the cache are made. The result does not depend on the number of threads.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial
from pathlib import Path
from typing import NamedTuple

from render.cache import DEFAULT_LIMIT, PacketCache
from render.content import Contents
from render.formats import Profile
from render.job import Job, RenderStopped, Sound, Task
from render.memory import release, tune
from render.mux import mux
from render.painters.base import SHELF_BYTES, Resolve, Stage
from render.pool import POOL
from render.shelf import Shelf
from render.timeline import Timeline
from studio.errors import BadRequest

POLL_SECONDS = 0.1
"""How often progress is told and the wish to stop is asked for."""

SHELF = Shelf(SHELF_BYTES)
"""What all renders of the process share."""


class RenderReport(NamedTuple):
    """What a render did."""

    frames: int
    chunks: int
    chunks_reused: int
    seconds: float
    """Length of the video."""
    elapsed: float
    """Seconds that the render took."""


def render(
    timeline: Timeline,
    *,
    resolve: Resolve,
    out: Path,
    cache: Path,
    audio: Sound | None,
    profile: Profile,
    threads: int = 0,
    progress: Callable[[float], None] = lambda part: None,
    should_stop: Callable[[], bool] = lambda: False,
    cache_limit: int = DEFAULT_LIMIT,
) -> RenderReport:
    """Render a timeline as MP4.

    Args:
        timeline: What is shown.
        resolve: Gives the file of an asset; called from several threads.
        out: The MP4; it appears whole or not at all.
        cache: Folder of encoded chunks, shared by all renders.
        audio: A mixed sound file; or a function that mixes one and returns it, called in the pool while the first
            pictures are drawn; or None for a silent video.
        profile: Encoder settings.
        threads: How many chunks of this render are in work at once; 0 means one per core.
        progress: Called with the part done, 0 to 1.
        should_stop: Asked often; True ends the render.
        cache_limit: Bytes that the cache may take.

    Raises:
        BadRequest: An asset cannot be read, or the picture's size is odd.
        RenderStopped: `should_stop` said so.
    """
    started = time.monotonic()
    _check(timeline)
    tune()
    stage = Stage(timeline.width, timeline.height, timeline.fps, resolve, Contents(resolve), SHELF)
    job = Job(timeline, profile, stage, PacketCache(cache, cache_limit))
    tasks = job.missing()
    _make(
        job,
        [partial(job.sound, audio), *tasks] if audio else tasks,
        threads or cores(),
        progress,
        should_stop,
    )
    mux(job.film(), profile, out)
    if tasks:
        job.cache.trim()
    seconds, elapsed = timeline.frames / timeline.fps, time.monotonic() - started
    return RenderReport(timeline.frames, len(job.windows), len(job.windows) - len(tasks), seconds, elapsed)


def cores() -> int:
    """How many cores this process may use; all of them where the system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check(timeline: Timeline) -> None:
    if timeline.width % 2 or timeline.height % 2:
        raise BadRequest(f"a picture of {timeline.width} x {timeline.height} is odd", "use even numbers")
    if timeline.frames < 1:
        raise BadRequest("a video without a single picture", "make it longer")


def _make(
    job: Job, tasks: list[Task], threads: int, progress: Callable[[float], None], should_stop: Callable[[], bool]
) -> None:
    """Run the tasks in the pool, `threads` of them at a time."""
    POOL.grow(threads)
    ticket, waiting, running = POOL.ticket(), list(tasks), set[Future[None]]()
    try:
        while waiting or running:
            while waiting and len(running) < threads:
                running.add(POOL.submit(ticket, _quietly(waiting.pop(0))))
            done, _ = wait(running, POLL_SECONDS, FIRST_COMPLETED)
            for future in done:
                running.remove(future)
                future.result()
            progress(job.drawn / job.timeline.frames)
            if should_stop():
                raise RenderStopped("the render was stopped", "render again: finished chunks are kept")
    finally:
        job.halted.set()
        for future in running:
            future.cancel()
        wait(running)
        release()


def _quietly(task: Task) -> Callable[[], None]:
    """The task without its result, which would stay in memory as long as its future."""

    def run() -> None:
        task()

    return run
