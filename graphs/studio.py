"""The parts of the studio that runs share: handed in, never reached for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from agents.planning.wire import Tools
from graphs.leases import Leases
from providers.context import CallContext
from providers.router import Router
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.domain.runs import Gate
from studio.events.progress import Sink, silent
from studio.services.runs import RunService
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


@dataclass
class Studio:
    """All that runs share in this process."""

    settings: Settings
    store: AssetStore
    router: Router
    writer: ScriptWriter
    tools: Tools
    read: Callable[[Brief, CallContext], Awaitable[ContentSpec]]
    """The reader of briefs; told for whom it may ask a language model."""
    gates: Gates
    runs: RunService
    steps: StepService
    leases: Leases
    tell: Sink = silent
    calls: CallContext = field(default_factory=CallContext)
    """For whom providers are asked and how much may be spent on it, where that is not the plan's own affair."""
    home_out: Path = Path("out")
    """Where runs go when no folder was asked for."""
