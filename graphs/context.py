"""What the nodes of a run work with: handed in, never reached for."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from langgraph.runtime import RunControl

from agents.planning.wire import Tools
from graphs.leases import Leases
from providers.router import Router
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.domain.runs import Gate
from studio.errors import StudioError
from studio.events.progress import Sink, silent
from studio.services.runs import Claim, RunService
from studio.services.steps import StepService
from studio.settings import Settings
from studio.storage.store import AssetStore
from tools.base import ScriptWriter

Outputs = Mapping[str, Mapping[str, Any]]
"""Output of each step of a piece, by tool."""


class Gates(Protocol):
    """Measures finished pieces."""

    async def piece(self, piece: Piece, outputs: Outputs) -> tuple[Gate, ...]:
        """Measure one piece by itself."""
        ...

    async def batch(self, pieces: Mapping[str, tuple[Piece, Outputs]]) -> Mapping[str, tuple[Gate, ...]]:
        """Measure how far the pieces of a batch differ."""
        ...


class Stopped(StudioError):
    """The run was asked to stop; what is finished is kept."""


@dataclass
class Session:
    """This process's hold on a run, and whether it was asked to let go."""

    control: RunControl = field(default_factory=RunControl)
    claim: Claim | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as the run was asked to stop."""
    _saved: float = field(default_factory=time.monotonic)

    @property
    def held(self) -> Claim:
        """The claim; there is one as soon as the plan is priced."""
        if self.claim is None:
            raise AssertionError("the run has not been opened")
        return self.claim

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
class Studio:
    """All that runs share in this process."""

    settings: Settings
    store: AssetStore
    router: Router
    writer: ScriptWriter
    tools: Tools
    read: Callable[[Brief], Awaitable[ContentSpec]]
    """The reader of briefs."""
    gates: Gates
    runs: RunService
    steps: StepService
    leases: Leases
    tell: Sink = silent
    home_out: Path = Path("out")
    """Where runs go when no folder was asked for."""


@dataclass
class Context:
    """The studio, and this run's session."""

    studio: Studio
    session: Session
