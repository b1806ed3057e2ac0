"""Animated backgrounds: drawn small as fields of light, coloured, and enlarged."""

from render.painters.base import FullFrame, Stage
from render.painters.patterns import PATTERNS
from render.planes import Planes
from render.timeline import Backdrop


class BackdropPainter(FullFrame):
    """Draws a Backdrop."""

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(stage)
        self.pattern = PATTERNS[layer.pattern](layer, stage)
        self.speed = layer.speed

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        self.pattern.draw(canvas, at * self.speed)
