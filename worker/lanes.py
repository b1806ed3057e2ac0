"""An ARQ worker that gives its jobs back soon after it dies, and outlives its Redis.

ARQ leases a job for its whole timeout, so that after a kill it would lie for that long. Here a lease is short and
extended while the worker lives. And ARQ ends when Redis goes; here the runs go on, since their state is not there,
and the queue is read again when it is back.
"""

import asyncio
import logging
from typing import cast

from arq.connections import ArqRedis
from arq.constants import abort_jobs_ss
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func
from redis.exceptions import RedisError

from studio.domain.runs import RunStatus
from studio.queue.arq import ArqQueue, lane
from studio.queue.port import HEARTBEAT_SECONDS, LEASE_SECONDS, Kind
from worker.jobs import Desk, Work, job

POLL_SECONDS = 0.25
TRIES = 1_000_000
"""Starts are counted in the database, where those that finished something are told from those that did not."""

log = logging.getLogger("studio.worker")


class Lane(Worker):
    """One lane of the queue in this process."""

    def __init__(self, kind: Kind, pool: ArqRedis, desk: Desk, places: int, work: Work | None = None) -> None:
        super().__init__(
            functions=[func(cast(WorkerCoroutine, work or job(kind)), name=kind)],
            queue_name=lane(kind),
            redis_pool=pool,
            handle_signals=False,
            max_jobs=places,
            job_timeout=None,  # type: ignore[arg-type]  # the library takes it as "none"
            keep_result=0,
            poll_delay=POLL_SECONDS,
            max_tries=TRIES,
            allow_abort_jobs=True,
            log_results=False,
            ctx={"desk": desk},
        )
        self.in_progress_timeout_s = LEASE_SECONDS
        self._desk = desk
        self._queue = ArqQueue(pool)
        self._down = False

    async def serve(self) -> None:
        """Work until cancelled."""
        beat = asyncio.ensure_future(self._beat())
        try:
            while True:
                try:
                    await self.async_run()
                except (RedisError, OSError) as error:
                    self._lost(error)
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            beat.cancel()

    async def finish(self) -> None:
        """Start nothing new, and wait for the jobs at work to end."""
        self.allow_pick_jobs = False
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    async def _poll_iteration(self) -> None:
        try:
            await super()._poll_iteration()
            self._down = False
        except (RedisError, OSError) as error:
            self._lost(error)
            await self._recount()

    def _lost(self, error: Exception) -> None:
        if not self._down:
            log.warning("the queue does not answer, runs go on without it: %s", error)
        self._down = True

    async def _recount(self) -> None:
        """Take the places anew: ARQ loses one each time that Redis goes while it starts a job."""
        self.tasks = {name: task for name, task in self.tasks.items() if not task.done()}
        self.job_counter = len(self.tasks)
        self.sem = asyncio.BoundedSemaphore(self.max_jobs + 1)
        for _ in self.tasks:
            await self.sem.acquire()

    async def _cancel_aborted_jobs(self) -> None:
        """Stop runs the gentle way: as cancelled, with what is finished kept."""
        names = [name.decode() for name in await self.pool.zrange(abort_jobs_ss, 0, -1)]
        mine = [name for name in names if name in self._desk.sessions]
        for name in mine:
            self._desk.sessions[name].stop(RunStatus.cancelled)
        if mine:
            await self.pool.zrem(abort_jobs_ss, *mine)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                await self._queue.heartbeat([name for name, task in self.tasks.items() if not task.done()])
            except (RedisError, OSError) as error:
                self._lost(error)

    async def run_job(self, job_id: str, score: int) -> None:
        """Run one job; when Redis is away at its end, the queue learns later that it is over."""
        try:
            await super().run_job(job_id, score)
        except (RedisError, OSError) as error:
            self._lost(error)
