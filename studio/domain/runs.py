"""What happened: runs, steps, gates and the record handed to the user."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from studio.domain.assets import Asset


class RunStatus(StrEnum):
    """Where a run is."""

    planned = "planned"
    running = "running"
    done = "done"
    failed = "failed"
    interrupted = "interrupted"
    cancelled = "cancelled"


class StepStatus(StrEnum):
    """Where a step is."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"
    skipped = "skipped"
    """Left out because a step it needs failed."""


class Attempt(BaseModel):
    """One call to one provider: who, why chosen, how long, how much, how it ended."""

    model_config = ConfigDict(frozen=True)

    provider: str
    why: str
    seconds: float
    cost_usd: Decimal = Decimal("0")
    outcome: str
    """`ok`, or the error's class and message."""


class Gate(BaseModel):
    """One measurement of a finished piece against its limit."""

    model_config = ConfigDict(frozen=True)

    name: str
    passed: bool
    measured: str
    """With unit: `-14.1 LUFS`."""
    wanted: str
    """With unit: `-14 +-1 LUFS`."""
    step: str = ""
    """Tool whose step is redone when this fails."""
    note: str = ""


COVER_WIDTHS = (240, 540)
"""Pixels across of the small copies of a cover: a frame in a list, and a card of a gallery or a player."""


class PieceFiles(BaseModel):
    """Paths of a piece's files, relative to the run's folder; empty when the piece has none of that kind."""

    model_config = ConfigDict(frozen=True)

    video: str
    cover: str
    captions_srt: str = ""
    captions_vtt: str = ""
    post: str
    script: str
    kept: dict[str, Asset] = {}
    """The same files in the asset store, by field: where another machine finds them. With small copies of the
    cover, as WebP: `cover_240`, `cover_540`."""


class PieceRecord(BaseModel):
    """A finished (or failed) piece."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    status: StepStatus
    files: PieceFiles | None
    seconds: float
    gates: tuple[Gate, ...] = ()
    cost_usd: Decimal = Decimal("0")
    made_by: dict[str, str] = {}
    """Tool -> who did it: `script: niche fitness/...`, `voice: kokoro heart`."""
    trail: dict[str, tuple[Attempt, ...]] = {}
    """Tool -> every attempt at a provider, where there was more than one or it cost something."""
    error: str = ""
    details: dict[str, Any] = {}


class RunRecord(BaseModel):
    """What `studio make --json` prints and `run.json` holds."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    status: RunStatus
    brief: str
    pieces: tuple[PieceRecord, ...]
    cost_usd: Decimal
    wall_seconds: float
    out: str
    assumptions: tuple[str, ...] = ()
