"""Animated backgrounds: drawn small as fields of light, coloured, and enlarged."""

from render.painters.base import FullFrame, Stage
from render.painters.forms import Paper, Waves
from render.painters.lights import Bokeh, Grid, Mesh, Rays
from render.painters.soft import Soft
from render.planes import Planes
from render.timeline import Backdrop

PATTERNS: dict[str, type[Soft]] = {
    "mesh": Mesh,
    "waves": Waves,
    "rays": Rays,
    "grid": Grid,
    "bokeh": Bokeh,
    "paper": Paper,
}


class BackdropPainter(FullFrame):
    """Draws a Backdrop."""

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(stage)
        self.pattern = PATTERNS[layer.pattern](layer, stage)
        self.speed = layer.speed

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        self.pattern.draw(canvas, at * self.speed)
