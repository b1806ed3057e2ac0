"""What a drawn presenter does over a piece: faces are drawn by `render`, decided here as plain data."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Viseme = Literal["rest", "mbp", "ai", "e", "o", "u", "fv", "l", "th", "s", "r"]
"""Mouth shapes: closed, pressed lips, wide open, spread, round, pursed, teeth on lip, tongue up, tongue
between teeth, teeth together, soft round."""

PRESENTER_STYLES = ("host",)
"""How presenters are drawn. host: twelve people in flat colours, six women and six men."""


class Mouth(BaseModel):
    """From `at` on, the mouth has this shape."""

    model_config = ConfigDict(frozen=True)

    at: float
    viseme: Viseme


class Nod(BaseModel):
    """Where the head is at `at`, eased between entries. Pixels of a 540-pixel head, and degrees."""

    model_config = ConfigDict(frozen=True)

    at: float
    dx: float = 0.0
    dy: float = 0.0
    tilt: float = 0.0
    brows: float = 0.0
    """0 at rest to 1 raised."""


class PresenterTrack(BaseModel):
    """A drawn presenter's whole performance."""

    model_config = ConfigDict(frozen=True)

    style: str
    seed: str
    """Decides the face; the same seed is the same person."""
    mouths: tuple[Mouth, ...]
    blinks: tuple[float, ...]
    """Seconds at which the eyes close (for about 0.13 s)."""
    nods: tuple[Nod, ...]
