"""Sprites and flipbooks: drawn pictures with transparency, moved by keys."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, cos, floor, radians, sin

import cv2
import numpy as np

from render.easing import Pose, Track
from render.painters.base import Stage
from render.planes import CLEAR, Ink, Pixels, Planes, Plate, ink, plate
from render.timeline import Art, Flip, Flipbook, Key, Sprite
from render.vector import rasterise
from studio.errors import BadRequest

Affine = tuple[float, float, float, float]
"""c, s, x, y of the map x' = c x - s y + x, y' = s x + c y + y."""

NOTHING = 1 / 512
"""Opacity or wipe below which not one pixel would change."""


def load_rgba(art: Art, width: int, height: int, stage: Stage) -> Pixels:
    """The picture as straight-alpha RGBA of this size, drawn or read and scaled."""
    if art.svg:
        return rasterise(art.svg, width, height)
    found = cv2.imread(str(stage.resolve(art.asset)), cv2.IMREAD_UNCHANGED)
    if found is None:
        raise BadRequest(f"picture {art.asset[:12]} cannot be read", "use a PNG, JPEG or WebP file")
    if found.dtype == np.uint16:
        found = cv2.convertScaleAbs(found, alpha=1 / 257)
    channels = 1 if found.ndim == 2 else found.shape[2]
    code = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}[channels]
    return _scaled(cv2.cvtColor(found, code), width, height)


def _scaled(rgba: Pixels, width: int, height: int) -> Pixels:
    if rgba.shape[:2] == (height, width):
        return rgba
    shrinks = rgba.shape[1] > width or rgba.shape[0] > height
    scaled: Pixels = cv2.resize(rgba, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return scaled


def frame_at(flips: Sequence[Flip], at: float) -> int:
    """Number of the frame a flipbook shows, -1 for none."""
    index = bisect_right(flips, at + 1e-6, key=lambda flip: flip.at)
    return flips[index - 1].frame if index else -1


class SpritePainter:
    """Draws a Sprite or a Flipbook, touching only its rectangle."""

    covers = False

    def __init__(self, layer: Sprite | Flipbook, stage: Stage) -> None:
        self.layer = layer
        self.stage = stage
        self.track = Track(layer.keys)
        self.zoom = _zoom(layer.keys)
        self.size = _grown(layer.w, self.zoom), _grown(layer.h, self.zoom)
        self._last: tuple[object, Plate | None] = (None, None)

    def close(self) -> None:
        """Nothing to let go of."""

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw the moment `at` (seconds from the layer's start) over the canvas."""
        art = self._art(at)
        pose = self.track.at(at)
        opacity *= min(1.0, pose.opacity)
        if art is None or opacity < NOTHING or pose.wipe < NOTHING or pose.scale <= 0:
            return
        ready = self._plate(art, pose, self.track.rests(at))
        if ready is not None:
            (ready if opacity > 1 - NOTHING else ready.faded(opacity)).paint(canvas)

    def _art(self, at: float) -> Art | None:
        if isinstance(self.layer, Sprite):
            return self.layer.art
        number = frame_at(self.layer.flips, at)
        return self.layer.frames[number] if number >= 0 else None

    def _plate(self, art: Art, pose: Pose, keep: bool) -> Plate | None:
        layer = self.layer
        place = (round(layer.x), round(layer.y), layer.w, layer.h, self.zoom)
        key = ("plate", self._name(art), place, pose._replace(opacity=1.0))
        if self._last[0] == key:
            return self._last[1]
        ready = (
            self.stage.shelf.get(key, lambda: self._make(art, pose), _plate_bytes) if keep else self._make(art, pose)
        )
        self._last = (key, ready)
        return ready

    def _make(self, art: Art, pose: Pose) -> Plate | None:
        drawn = self._ink(art)
        if drawn is None:
            return None
        layer, shift = self.layer, (round(self.layer.x) + pose.x, round(self.layer.y) + pose.y)
        pixels = _wiped(drawn, pose.wipe, self.size[0])
        if pose.rotation == 0 and pose.scale == self.zoom and all(v == int(v) for v in shift):
            x, y = int(shift[0]) - (self.size[0] - layer.w) // 2, int(shift[1]) - (self.size[1] - layer.h) // 2
            return plate(pixels, x + drawn.x, y + drawn.y)
        return _warped(pixels, self._matrix(pose, shift, drawn))

    def _matrix(self, pose: Pose, shift: tuple[float, float], drawn: Ink) -> Affine:
        """Affine map from ink coordinates to the picture's, both measured from pixel corners."""
        turn, scale = radians(pose.rotation), pose.scale / self.zoom
        c, s = cos(turn) * scale, sin(turn) * scale
        x, y = drawn.x - self.size[0] / 2, drawn.y - self.size[1] / 2
        return c, s, c * x - s * y + self.layer.w / 2 + shift[0], s * x + c * y + self.layer.h / 2 + shift[1]

    def _ink(self, art: Art) -> Ink | None:
        """The drawn picture, kept only where more than one plate is made of it."""
        if not self.layer.keys:
            return ink(load_rgba(art, *self.size, self.stage))
        key = ("ink", self._name(art), self.size)
        return self.stage.shelf.get(key, lambda: ink(load_rgba(art, *self.size, self.stage)), _ink_bytes)

    def _name(self, art: Art) -> str:
        return art.svg or self.stage.identify(art.asset)


def _plate_bytes(ready: Plate | None) -> int:
    return ready.nbytes if ready else 0


def _ink_bytes(drawn: Ink | None) -> int:
    return drawn.pixels.nbytes if drawn else 0


def _zoom(keys: Sequence[Key]) -> float:
    """How much larger to draw the picture so that a sprite that ends enlarged is sharp."""
    return keys[-1].scale if keys and 1.02 < keys[-1].scale <= 3 else 1.0


def _grown(side: int, zoom: float) -> int:
    """The side of the enlarged picture, which grows by whole pixels on both ends."""
    return side + 2 * round(side * (zoom - 1) / 2)


def _wiped(drawn: Ink, wipe: float, width: float) -> Pixels:
    """The part of the ink left of the wipe's edge, which itself is shown in part."""
    edge = width * wipe - drawn.x
    if wipe >= 1 or edge >= drawn.pixels.shape[1]:
        return drawn.pixels
    whole = max(0, floor(edge))
    pixels = drawn.pixels[:, : whole + 1].copy()
    part = max(0.0, edge - whole)
    pixels[:, whole:] = np.rint(pixels[:, whole:] * part + np.array(CLEAR) * (1 - part))
    return pixels


def _warped(pixels: Pixels, affine: Affine) -> Plate:
    """Resample the ink to where the map puts it."""
    height, width = pixels.shape[:2]
    c, s, x, y = affine
    across, down = (
        (0, c * width, -s * height, c * width - s * height),
        (0, s * width, c * height, s * width + c * height),
    )
    left, top = floor(min(across) + x) - 1, floor(min(down) + y) - 1
    left, top = left - (left & 1), top - (top & 1)
    wide, high = ceil(max(across) + x) + 1 - left, ceil(max(down) + y) + 1 - top
    matrix = np.array(
        [[c, -s, x + (c - s) / 2 - 0.5 - left], [s, c, y + (s + c) / 2 - 0.5 - top]],
    )
    size = (wide + (wide & 1), high + (high & 1))
    moved = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=CLEAR)
    return plate(moved, left, top)
