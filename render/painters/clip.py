"""Video clips that fill the picture, read at any speed and from any source."""

import cv2

from render.painters.base import FullFrame, Stage
from render.painters.crops import Rect, crop_rect, warp
from render.painters.footage import Footage
from render.planes import Planes, blank
from render.timeline import Clip, Crop

NEARER = 0.03
"""How much nearer a clip that is over draws per second, so that its last picture does not freeze."""

NEAREST = 0.25
"""How much nearer it draws at most."""


class ClipPainter(FullFrame):
    """Draws a Clip; when the clip is over, its last picture stays and draws slowly nearer."""

    def __init__(self, layer: Clip, stage: Stage) -> None:
        super().__init__(stage)
        self.layer = layer
        self.footage = Footage(stage.resolve(layer.asset))
        self._picture: Planes | None = None
        self._room: Planes | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._picture = None
        self.footage.close()

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        moment = max(0.0, self.layer.source_start + at * self.layer.speed)
        planes, fresh = self.footage.at(moment)
        if fresh or self._picture is None:
            self._picture = self._fitted(planes)
        over = (moment - self.footage.seconds) / self.layer.speed
        if over <= 0:
            canvas.copy_from(self._picture)
        else:
            nearer(self._picture, canvas, min(NEAREST, over * NEARER))

    def _fitted(self, planes: Planes) -> Planes:
        """The picture at the stage's size: the frame's own memory where that is its size already."""
        size = self.stage.width, self.stage.height
        if planes.size == size:
            return planes
        self._room = self._room or blank(*size)
        fill(planes, self._room, self.layer.blur_fill)
        return self._room


def nearer(picture: Planes, canvas: Planes, by: float) -> None:
    """Draw the picture enlarged by `by` around its middle."""
    width, height = canvas.size
    w, h = width / (1 + by), height / (1 + by)
    warp(picture, Rect((width - w) / 2, (height - h) / 2, w, h), canvas)


def fill(source: Planes, target: Planes, blur: bool) -> None:
    """Scale the source over the whole target: cut to cover, or fitted in over a blurred copy of itself."""
    if not blur:
        _cover(source, target)
        return
    width, height = target.size
    small = blank(2 * max(1, width // 16), 2 * max(1, height // 16))
    _cover(source, small)
    for plane, large, neutral in zip(small, target, (16, 128, 128), strict=True):
        soft = cv2.GaussianBlur(plane, (0, 0), 8 * plane.shape[1] / 135)
        dim = cv2.convertScaleAbs(soft, alpha=0.6, beta=0.4 * neutral)
        cv2.resize(dim, large.shape[::-1], dst=large, interpolation=cv2.INTER_CUBIC)
    scale = min(width / source.size[0], height / source.size[1])
    w, h = 2 * round(source.size[0] * scale / 2), 2 * round(source.size[1] * scale / 2)
    box = (2 * ((width - w) // 4), 2 * ((height - h) // 4), min(w, width), min(h, height))
    resize(source, target.part(*box))


def _cover(source: Planes, target: Planes) -> None:
    x, y, w, h = (2 * round(v / 2) for v in crop_rect(Crop(), *source.size, *target.size))
    resize(source.part(x, y, min(w, source.size[0] - x), min(h, source.size[1] - y)), target)


def resize(source: Planes, target: Planes) -> None:
    """Scale the source over the whole target."""
    ratio = source.size[0] / target.size[0]
    if source.size == target.size:
        target.copy_from(source)
        return
    method = cv2.INTER_AREA if ratio > 1.4 else cv2.INTER_LINEAR if ratio > 1 else cv2.INTER_CUBIC
    for plane, large in zip(source, target, strict=True):
        cv2.resize(plane, large.shape[::-1], dst=large, interpolation=method)
