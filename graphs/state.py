"""What a run remembers between its nodes: JSON only, files by reference."""

from typing import Any, TypedDict

from studio.domain.brief import Brief, ContentSpec
from studio.domain.plan import Plan

Json = dict[str, Any]


class Ask(TypedDict, total=False):
    """What a run starts from: a brief, or a plan that stands already."""

    brief: Json
    token: str
    """Random letters that end the run's id."""
    out: str
    """The folder asked for; empty for one named after the run."""
    yes: bool
    """Spend within the budget without asking."""
    run_id: str
    """Set when an existing run goes on with this plan."""
    plan: Json
    attempts: dict[str, int]
    """Steps that were done again after a failed gate: how often so far."""
    reviews: dict[str, "Review"]


class StepResult(TypedDict):
    """How a step ended."""

    status: str
    output: Json
    error: str
    hint: str


class Review(TypedDict):
    """The gates of a piece, and which making of it they measured."""

    of: str
    gates: list[Json]
    """Of the piece by itself."""
    between: list[Json]
    """Of the piece beside its siblings."""


class State(Ask, total=False):
    """All that nodes hand on."""

    spec: Json
    plan_hash: str
    """The plan is frozen under this hash while it is carried out."""
    approved: bool
    tries: dict[str, int]
    """How often each step was done again since this start; `attempts` counts all starts."""
    redo: list[str]
    """Steps that are to be done again, with all that needs them."""
    results: dict[str, StepResult]
    record: Json


def brief_of(state: State) -> Brief:
    """The brief in the state."""
    return Brief.model_validate(state["brief"])


def spec_of(state: State) -> ContentSpec:
    """The reading in the state."""
    return ContentSpec.model_validate(state["spec"])


def plan_of(state: State) -> Plan:
    """The plan in the state."""
    return Plan.model_validate(state["plan"])
