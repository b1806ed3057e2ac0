"""Video clips in a box with round corners: a window in the picture through which somebody is seen."""

import cv2
import numpy as np

from render.painters.base import Stage
from render.painters.clip import resize
from render.painters.crops import crop_rect, even
from render.painters.footage import Footage
from render.planes import Pixels, Planes, Plate, blank
from render.timeline import Clip
from render.vector import rasterise

Box = tuple[int, int, int, int]


class WindowPainter:
    """Draws a Clip that has a box; when the clip is over, its last picture stays."""

    def __init__(self, layer: Clip, stage: Stage) -> None:
        assert layer.box is not None
        self.layer = layer
        self.footage = Footage(stage.resolve(layer.asset))
        self.box = _evened(layer.box)
        whole = (0, 0, stage.width, stage.height)
        self.covers = self.box == whole and layer.radius <= 0
        key = ("window", self.box[2:], layer.radius)
        self._mask: Planes = stage.shelf.get(key, self._shape, lambda mask: mask.y.nbytes + mask.u.nbytes)
        clear = cv2.bitwise_not(self._mask.u)
        self._clear = Planes(cv2.bitwise_not(self._mask.y), clear, clear)
        self._plate: Plate | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._plate = None
        self.footage.close()

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw the moment `at` (seconds from the layer's start) over the canvas, touching only the box."""
        moment = max(0.0, self.layer.source_start + at * self.layer.speed)
        planes, fresh = self.footage.at(moment)
        if fresh or self._plate is None:
            self._plate = self._framed(planes)
        if opacity < 1:
            self._plate.faded(opacity).paint(canvas)
        elif self.covers:
            canvas.copy_from(self._plate.color)
        else:
            self._plate.paint(canvas)

    def _framed(self, planes: Planes) -> Plate:
        """The picture cut to the box, its corners taken off."""
        x, y, width, height = self.box
        color = self._plate.color if self._plate else blank(width, height)
        resize(_cut(planes, self.layer, width, height), color)
        if not self.covers:
            for plane, mask in zip(color, self._mask, strict=True):
                cv2.multiply(plane, mask, dst=plane, scale=1 / 255)
        return Plate(x, y, color, self._clear)

    def _shape(self) -> Planes:
        """255 inside the box, 0 outside its corners, between the two along their edges."""
        width, height = self.box[2:]
        whole = _rounded(width, height, self.layer.radius)
        half = np.asarray(cv2.resize(whole, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
        return Planes(whole, half, half)


def _evened(box: tuple[float, float, float, float]) -> Box:
    x, y, w, h = box
    return 2 * round(x / 2), 2 * round(y / 2), even(w), even(h)


def _cut(planes: Planes, layer: Clip, width: int, height: int) -> Planes:
    """The part of the picture that is shown, at its own resolution; all four edges are even."""
    columns, rows = planes.size
    x, y, w, h = (2 * round(v / 2) for v in crop_rect(layer.source, columns, rows, width, height))
    x, y = min(x, columns - 2), min(y, rows - 2)
    return planes.part(x, y, max(2, min(w, columns - x)), max(2, min(h, rows - y)))


def _rounded(width: int, height: int, radius: float) -> Pixels:
    if radius <= 0:
        return np.full((height, width), 255, np.uint8)
    corner = min(radius, width / 2, height / 2)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" rx="{corner:.2f}"/></svg>'
    )
    return np.ascontiguousarray(rasterise(svg, width, height)[..., 3])
