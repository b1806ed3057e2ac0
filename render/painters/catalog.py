"""Which painter draws which layer."""

from render.painters.backdrop import BackdropPainter
from render.painters.base import Painter, Stage
from render.painters.clip import ClipPainter
from render.painters.sprite import SpritePainter
from render.painters.still import StillPainter
from render.painters.window import WindowPainter
from render.timeline import Backdrop, Clip, Layer, Still


def painter(layer: Layer, stage: Stage) -> Painter:
    """A painter for this layer, for use by one thread."""
    if isinstance(layer, Backdrop):
        return BackdropPainter(layer, stage)
    if isinstance(layer, Still):
        return StillPainter(layer, stage)
    if isinstance(layer, Clip):
        return WindowPainter(layer, stage) if layer.box else ClipPainter(layer, stage)
    return SpritePainter(layer, stage)
