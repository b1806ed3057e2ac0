"""Photographs that fill the picture and move slowly from one crop to another."""

from render.painters.base import FullFrame, Stage
from render.painters.crops import crop_rect, even
from render.painters.photo import blur_filled, load_rgb
from render.painters.zoom import Zoom, prepare
from render.planes import Pixels, Planes, blank
from render.timeline import Still


class StillPainter(FullFrame):
    """Draws a Still, on the whole picture or in its box."""

    def __init__(self, layer: Still, stage: Stage) -> None:
        super().__init__(stage)
        self.layer = layer
        x, y, w, h = layer.box or (0, 0, stage.width, stage.height)
        self.box = (2 * round(x / 2), 2 * round(y / 2), even(w), even(h))
        self.covers = self.box == (0, 0, stage.width, stage.height)
        key = ("still", stage.identify(layer.asset), layer.source, layer.target, self.box[2:], layer.blur_fill)
        self.zoom = stage.shelf.get(key, self._prepare, lambda made: made.nbytes)
        self._whole: Planes | None = None

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw the moment `at` over the canvas, or over the part of it that is the box."""
        left, top, width, height = self.box
        right, bottom = min(canvas.size[0], left + width), min(canvas.size[1], top + height)
        x, y = max(0, left), max(0, top)
        if self.covers:
            super().paint(canvas, at, opacity)
        elif right > x and bottom > y:
            self._whole = self._whole or blank(width, height)
            self.draw(self._whole, at)
            part = self._whole.part(x - left, y - top, right - x, bottom - y)
            canvas.part(x, y, right - x, bottom - y).mix(part, opacity)

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        self.zoom.draw(canvas, at / (self.layer.end - self.layer.start))

    def _prepare(self) -> Zoom:
        width, height = self.box[2:]
        rgb = self._photograph(width, height)
        rows, columns = rgb.shape[:2]
        first, last = (
            crop_rect(crop, columns, rows, width, height) for crop in (self.layer.source, self.layer.target)
        )
        return prepare(rgb, first, last, width, height)

    def _photograph(self, width: int, height: int) -> Pixels:
        rgb = load_rgb(self.stage.resolve(self.layer.asset))
        return blur_filled(rgb, width, height) if self.layer.blur_fill else rgb
