"""What the nodes of a run work with: the studio, and this process's hold on the run."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from langgraph.runtime import RunControl

from graphs.studio import Studio
from studio.errors import StudioError
from studio.services.runs import Claim, RunService

GRACE_SECONDS = 5.0
"""What a running step gets to end by itself after a request to stop, unless said otherwise."""


class Stopped(StudioError):
    """The run was asked to stop; what is finished is kept."""

    exit_code = 130


@dataclass
class Session:
    """This process's hold on a run, and whether it was asked to let go."""

    control: RunControl = field(default_factory=RunControl)
    claim: Claim | None = None
    signals: bool = True
    """Whether Ctrl-C and SIGTERM stop this run; who drives several runs at once tells each of them."""
    grace: float = GRACE_SECONDS
    """What a running step gets to end by itself after a request to stop."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as the run was asked to stop."""
    on_taken: Callable[[], Awaitable[None]] | None = None
    """Awaited once a run is taken, before anything is told of it."""
    _saved: float = field(default_factory=time.monotonic)

    @property
    def held(self) -> Claim:
        """The claim; there is one as soon as the plan is priced."""
        if self.claim is None:
            raise AssertionError("the run has not been opened")
        return self.claim

    async def take(self, runs: RunService, run_id: str) -> None:
        """Take a run for this process.

        Raises:
            Taken: A living process is at work on it, or was quicker.
        """
        self.claim = await runs.take(run_id)
        if self.on_taken:
            await self.on_taken()

    @property
    def unsaved_seconds(self) -> float:
        """Wall clock since the last lap."""
        return time.monotonic() - self._saved

    def lap(self) -> float:
        """Wall clock since the last lap, which ends here."""
        seconds, self._saved = self.unsaved_seconds, time.monotonic()
        return seconds

    def stop(self, become: str) -> None:
        """Start nothing new; the run will be left as `become`."""
        self.control.request_drain(become)
        self.stopping.set()

    def check(self) -> None:
        """Raise Stopped when the run was asked to stop."""
        if self.stopping.is_set():
            raise Stopped(f"the run was {self.control.drain_reason}", "nothing finished is lost")


@dataclass
class Context:
    """The studio, and this run's session."""

    studio: Studio
    session: Session
