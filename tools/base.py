"""What a tool is: a named, versioned, typed piece of work that a plan may call.

A tool's docstring is what a language model reads. Its inputs and outputs are Pydantic models; the
planner wires tools by them and the validator checks every reference against them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from providers.context import CallContext
from providers.requests import Request
from providers.router import Router
from providers.tasks import Task
from studio.domain.assets import Asset
from studio.domain.brief import Piece
from studio.domain.plan import Estimate
from studio.domain.runs import Attempt
from studio.domain.script import Scene, Script
from studio.settings import Settings
from studio.storage.store import AssetStore


class Args(BaseModel):
    """Base of a tool's inputs. Unknown arguments are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Output(BaseModel):
    """Base of a tool's outputs: JSON and asset references, never bytes."""

    model_config = ConfigDict(frozen=True)

    by: str = ""
    """Who did it, for the record: `kokoro heart`, `niche fitness/walk-after-meals`."""


ArgsT = TypeVar("ArgsT", bound=Args)
OutputT = TypeVar("OutputT", bound=Output)


class ScriptOrder(BaseModel):
    """What a writer is asked for: one piece of a batch."""

    model_config = ConfigDict(frozen=True)

    piece: Piece
    index: int = 0
    """Place of the piece among those of the batch on the same topic, from 0: gives it another angle,
    hook and structure than its siblings."""
    batch: int = 1
    """How many pieces of the batch are on the same topic."""
    source: Asset | None = None
    """Plain text whose sentences the script must come from, when the user gave a source."""
    words: Asset | None = None
    """The user's own script, as plain text, when given."""
    seed: int = 0
    keep: tuple[Scene, ...] = ()
    """Scenes that a person likes as they are; the others are written round them."""
    note: str = ""
    """What a person wants different from the script before; only a language model can follow it."""


class ScriptWriter(Protocol):
    """Writes scripts: implemented by `agents.writer`, handed in by the run."""

    async def write(self, order: ScriptOrder, context: "ToolContext") -> Script:
        """Write the script of one piece; the same order and attempt give the same script without a model."""


@dataclass
class ToolContext:
    """What a tool may use while it runs."""

    settings: Settings
    store: AssetStore
    router: Router
    writer: ScriptWriter
    workdir: Path
    """An empty folder of its own, removed afterwards."""
    chunks: Path
    """Cache of encoded chunks, shared by all runs."""
    attempt: int = 0
    """0 at first; a step redone after a failed gate gets 1, then 2, and should come out different."""
    progress: Callable[[float], None] = lambda part: None
    """Call with 0..1 now and then."""
    calls: CallContext = field(default_factory=CallContext)
    """For whom providers are asked, and within which budget; handed on with every request."""
    trail: list[Attempt] = field(default_factory=list)
    """Attempts at providers, appended by the tool from the router's answer."""


class Tool(ABC, Generic[ArgsT, OutputT]):
    """One kind of step."""

    name: ClassVar[str]
    version: ClassVar[str]
    """Change it when the same inputs give another output: it is part of the cache key."""
    args: ClassVar[type[BaseModel]]
    output: ClassVar[type[BaseModel]]
    cached: ClassVar[bool] = True
    """False for steps with an effect outside the store (export)."""
    lease: ClassVar[str] = ""
    """Name of the machine resource it occupies (`voice`, `render`), or empty."""

    @abstractmethod
    def estimate(self, args: ArgsT) -> Estimate:
        """Dollars and seconds; `args` may be partly unresolved, so only constants may be relied on."""

    def sees(self, args: dict[str, Any]) -> dict[str, Any]:
        """Of its inputs, as JSON, what its output depends on: it is not done again while that stays the same."""
        return args

    def price(self, args: ArgsT, router: Router) -> tuple[Task, Request] | None:
        """The request it will make of a provider, as far as it is known before; None for free work on this machine.

        Only `args` that are constants may be relied on. The router makes a price of it.
        """
        return None

    @abstractmethod
    async def run(self, args: ArgsT, context: ToolContext) -> OutputT:
        """Do the work. Raises StudioError with a hint."""
