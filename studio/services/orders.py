"""Runs for workers: kept, queued, taken up again and cancelled. The one door through which others reach them."""

import contextlib
from collections.abc import Awaitable, Callable
from decimal import Decimal

from studio.domain.runs import RunStatus
from studio.events.progress import Ended
from studio.queue.port import JobQueue, Kind, QueueDown
from studio.services.events import Events
from studio.services.jobs import Also, JobService, Order
from studio.services.runs import RunService, Taken

Settle = Callable[[str, str], Awaitable[object]]
"""Charges what a run of a workspace cost that has ended."""


class Orders:
    """What may be asked of workers."""

    def __init__(
        self, jobs: JobService, runs: RunService, events: Events, queue: JobQueue, settle: Settle | None = None
    ) -> None:
        self._jobs = jobs
        self._runs = runs
        self._events = events
        self._queue = queue
        self._settle = settle

    async def submit(self, order: Order, kind: Kind = "run", also: Also | None = None) -> None:
        """Have a new run made, or only planned. It is kept even when the queue is away, and done when it is back."""
        epoch = await self._jobs.order(order, kind, also)
        await self._enqueue(kind, order.run_id, epoch, order.workspace_id)

    async def again(self, workspace_id: str, run_id: str, kind: Kind = "run", also: Also | None = None) -> None:
        """Have a run taken up: an approved plan, an edit, one that failed or was cancelled.

        Raises:
            NotFound: The workspace has no such run.
        """
        epoch = await self._jobs.again(workspace_id, run_id, kind, also)
        await self._enqueue(kind, run_id, epoch, workspace_id)

    async def wake(self, kind: Kind, run_id: str, epoch: int, workspace_id: str) -> None:
        """Tell workers of what somebody else ordered in the database; they would find it by themselves later."""
        await self._enqueue(kind, run_id, epoch, workspace_id)

    async def cancel(self, workspace_id: str, run_id: str) -> None:
        """Stop a run, whether it waits or is at work; what is finished is kept.

        Raises:
            NotFound: The workspace has no such run.
        """
        at_work = await self._jobs.stop(workspace_id, run_id)
        with contextlib.suppress(QueueDown):
            await self._queue.abort(run_id)
        if not at_work:
            await self._end(workspace_id, run_id)

    async def _end(self, workspace_id: str, run_id: str) -> None:
        run = await self._runs.get(run_id)
        if run.status is RunStatus.done or (
            run.status is RunStatus.cancelled and not await self._jobs.wanted(run_id)
        ):
            return
        try:
            claim = await self._runs.take(run_id)
        except Taken:  # a worker took it a moment ago
            await self._jobs.stop(workspace_id, run_id)
            return
        await self._jobs.end(run_id)  # first: a run that is cancelled and still ordered would be made
        async with self._events.telling(workspace_id, run_id) as telling:
            telling.epoch = lambda: claim.epoch
            await self._runs.end(claim, RunStatus.cancelled)
            telling.tell(Ended(RunStatus.cancelled, Decimal(0)))
        if self._settle:
            await self._settle(workspace_id, run_id)

    async def _enqueue(self, kind: Kind, run_id: str, epoch: int, workspace_id: str) -> None:
        with contextlib.suppress(QueueDown):  # the workers look through the database
            await self._queue.enqueue(kind, run_id, epoch, workspace_id)
