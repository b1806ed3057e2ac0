"""What an engine's child hands back."""

from pydantic import BaseModel, ConfigDict

from studio.domain.speech import Timing


class Cancelled(Exception):
    """Nobody waits for this speech any more."""


class Spoken(BaseModel):
    """The times of a finished WAV, and how it came about."""

    model_config = ConfigDict(frozen=True)

    timing: Timing
    speed: float
    note: str = ""
    voice: str = ""
    """The voice that spoke when it is not the one asked for."""
