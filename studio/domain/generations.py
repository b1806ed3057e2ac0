"""What is made by itself, outside a run: a voice, a picture, a clip, a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

from studio.domain.assets import Asset

GenerationKind = Literal["voice", "image", "video", "text"]
GenerationState = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER: frozenset[GenerationState] = frozenset({"done", "failed", "cancelled"})

UNSURE = Decimal("1.5")
"""What is held is so many times the quote: another vendor may step in, or words turn out longer. Plans of runs hold
by the same factor."""

MOST_STARTS = 4
"""Starts after which a generation is given up: each was ended by the death of its worker."""


@dataclass(frozen=True)
class Trouble:
    """Why there is no result."""

    error: str
    """A word for programs: `not_enough_credits`, `bad_request`, `forbidden`, `no_provider`, `rejected`, `failed`,
    `cancelled`."""
    detail: str
    hint: str = ""


@dataclass(frozen=True)
class Made:
    """A result, as it is to be kept."""

    provider: str
    model: str = ""
    assets: tuple[Asset, ...] = ()
    text: str = ""
    seconds: float = 0.0
    trail: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Generation:
    """A generation as it stands."""

    id: str
    workspace_id: str
    kind: GenerationKind
    request: Mapping[str, Any]
    plan: str
    state: GenerationState
    provider: str
    model: str
    usd: Decimal
    credits: Decimal
    assets: Sequence[Asset]
    text: str
    seconds: float
    trouble: Trouble | None
    job: Mapping[str, Any] | None
    hold: str
    budget: Decimal
    epoch: int
    attempts: int
    created: datetime
    finished: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in OVER


def held_for(usd: Decimal) -> Decimal:
    """US dollars that are held for a quote."""
    return (usd * UNSURE).quantize(Decimal("0.000001"), ROUND_CEILING)
