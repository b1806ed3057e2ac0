"""What every painter is, and what it may use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from render.planes import Planes, blank
from render.shelf import Shelf

Resolve = Callable[[str], Path]
"""From the sha256 of an asset to the file with its bytes."""

SHELF_BYTES = 64 * 2**20
"""Enough for a talking presenter, the captions and the stills of the two scenes in work."""


@dataclass(frozen=True)
class Stage:
    """The picture's size and rate, where assets are, and what the threads share."""

    width: int
    height: int
    fps: int
    resolve: Resolve
    identify: Callable[[str], str] = str
    """From an asset as the timeline names it to a hash of its content."""
    shelf: Shelf = field(default_factory=lambda: Shelf(SHELF_BYTES))


class Painter(Protocol):
    """Draws one layer; made for one thread, so it may keep state between frames."""

    @property
    def covers(self) -> bool:
        """Whether it hides everything below when its opacity is 1."""

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw the moment `at` (seconds from the layer's start) over the canvas."""

    def close(self) -> None:
        """Let go of files."""


class FullFrame:
    """A painter of whole pictures: subclasses draw, this mixes."""

    covers = True

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._spare: Planes | None = None

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        raise NotImplementedError

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw, mixed with what is below when not opaque."""
        if opacity >= 1:
            self.draw(canvas, at)
            return
        self._spare = self._spare or blank(*canvas.size)
        self.draw(self._spare, at)
        canvas.mix(self._spare, opacity)

    def close(self) -> None:
        """Nothing to let go of, unless a subclass says so."""
