"""The door to the queue. It holds names of runs only: what is to be done lies in the database."""

from collections.abc import Collection
from typing import Literal, Protocol, get_args

from studio.errors import StudioError

Kind = Literal["plan", "run", "render", "train", "generate"]
"""A lane of its own each: a short plan does not wait behind long runs."""

KINDS: tuple[Kind, ...] = get_args(Kind)

LEASE_SECONDS = 6.0
"""A job whose worker has not been heard of for so long is given to another one."""

HEARTBEAT_SECONDS = 2.0
"""How often a worker says that it still has its jobs: two beats may get lost."""


class QueueDown(StudioError):
    """The queue does not answer. What was ordered is kept in the database and is done when it is back."""


class JobQueue(Protocol):
    """A queue of runs that want to be worked on."""

    async def enqueue(self, kind: Kind, run_id: str, epoch: int, workspace: str) -> bool:
        """Put a run into a lane. Workspaces take turns, however many runs each has waiting.

        Args:
            kind: Which lane.
            run_id: Which run.
            epoch: How often the run has been taken so far; the same run and epoch wait in the queue only once.
            workspace: Whose run.

        Returns:
            False when it is there already.
        """
        ...

    async def abort(self, run_id: str) -> None:
        """Take a run out of the queue, and have whoever is at work on it stop."""
        ...

    async def heartbeat(self, jobs: Collection[str]) -> None:
        """Say that these jobs are still at work, by their ids in the queue."""
        ...
