"""What happens while a run goes on, told to whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from studio.domain.plan import Estimate, Plan
from studio.domain.runs import Gate


@dataclass(frozen=True)
class Opened:
    """A run has its id and its folder."""

    run_id: str
    out: str


@dataclass(frozen=True)
class Planned:
    """The plan stands and is priced."""

    plan: Plan
    leases: dict[str, str]
    """Tool -> the lease it holds while at work."""
    pace: dict[str, float]
    """Tool -> how many times longer than estimated it takes on this machine."""


StepState = Literal["running", "progress", "done", "reused", "failed", "skipped", "retry"]


@dataclass(frozen=True)
class StepMoved:
    """A step went on."""

    step: str
    state: StepState
    part: float = 0.0
    """0..1 of the way, for `progress`."""
    seconds: float = 0.0
    detail: str = ""
    """Who did it, or why it failed."""


@dataclass(frozen=True)
class Reviewed:
    """A finished piece was measured."""

    piece: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class Redoing:
    """A gate failed; its step is done again with another seed."""

    step: str
    attempt: int
    why: str


@dataclass(frozen=True)
class Stopping:
    """The run was asked to stop: nothing new is started, what runs gets a moment."""

    seconds: float


@dataclass(frozen=True)
class Edited:
    """An edit made another version of the plan."""

    edit: str
    version: int
    plan: Plan
    changes: tuple[str, ...]
    redone: tuple[str, ...]
    """Steps that have to be made anew for it."""
    estimate: Estimate
    """Of those."""
    status: str
    """Of the run, which an edit does not change."""
    proposed: bool
    """Whether it waits for a yes; else it is the run's plan by now."""


@dataclass(frozen=True)
class Refused:
    """An edit could not be applied; the plan is as it was."""

    edit: str
    error: str
    hint: str


@dataclass(frozen=True)
class Ended:
    """The run is over."""

    status: str
    cost_usd: Decimal


Event = Opened | Planned | StepMoved | Reviewed | Redoing | Stopping | Edited | Refused | Ended
Sink = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tells nobody."""
