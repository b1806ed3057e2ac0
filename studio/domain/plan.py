"""A plan: a graph of tool calls, priced."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from studio.domain.brief import ContentSpec


class Estimate(BaseModel):
    """What a step, or a plan, will cost. Money in US dollars, time in seconds of wall clock on this machine."""

    model_config = ConfigDict(frozen=True)

    usd: Decimal = Decimal("0")
    usd_p90: Decimal = Decimal("0")
    seconds: float = 0.0


class Step(BaseModel):
    """One tool call. An argument `{"$ref": "reel-1.script.text"}` stands for another step's output field."""

    model_config = ConfigDict(frozen=True)

    id: str
    """`<piece>.<tool>`."""
    tool: str
    args: dict[str, Any]
    needs: tuple[str, ...]
    """Step ids, sorted: exactly those that `args` refer to."""
    estimate: Estimate = Estimate()
    via: str = ""
    """The provider that is expected to do it; empty for work that needs none. Another may step in for it."""
    given: dict[str, Any] | None = None
    """The step's output as a person edited it; the tool is then not called."""
    take: int = 0
    """How often its result was not what a person wanted: another one gives another result."""
    locked: tuple[str, ...] = ()
    """Of a script: the scenes that stay as they are."""


class Plan(BaseModel):
    """What will be done, in a stable topological order."""

    model_config = ConfigDict(frozen=True)

    spec: ContentSpec
    steps: tuple[Step, ...]
    estimate: Estimate = Estimate()
