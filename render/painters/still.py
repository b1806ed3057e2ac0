"""Photographs that fill the picture and move slowly from one crop to another."""

from math import ceil

import cv2
import numpy as np

from render.painters.base import FullFrame, Stage
from render.planes import Pixels, Planes, from_rgb
from render.timeline import Crop, Still
from studio.errors import BadRequest


def load_rgb(asset: str, stage: Stage) -> Pixels:
    """The photograph as RGB, upright, transparency on black."""
    found = cv2.imread(str(stage.resolve(asset)), cv2.IMREAD_COLOR)
    if found is None:
        raise BadRequest(f"photograph {asset[:12]} cannot be read", "use a JPEG, PNG or WebP file")
    rgb: Pixels = cv2.cvtColor(found, cv2.COLOR_BGR2RGB)
    return rgb


def even(value: float) -> int:
    """The nearest even whole number, at least 2."""
    return max(2, 2 * round(value / 2))


def cover(rgb: Pixels, width: int, height: int) -> Pixels:
    """The middle of the picture in the shape width : height, at its own resolution."""
    rows, columns = rgb.shape[:2]
    scale = min(columns / width, rows / height)
    w, h = round(width * scale), round(height * scale)
    left, top = (columns - w) // 2, (rows - h) // 2
    return rgb[top : top + h, left : left + w]


def scaled(rgb: Pixels, width: int, height: int) -> Pixels:
    """Resized with the filter that suits the direction."""
    shrinks = rgb.shape[1] > width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    result: Pixels = cv2.resize(rgb, (width, height), interpolation=method)
    return result


def blur_filled(rgb: Pixels, width: int, height: int) -> Pixels:
    """The whole picture fitted in, the rest filled with a darkened, blurred copy of it."""
    small = scaled(cover(rgb, width, height), max(2, width // 8), max(2, height // 8))
    back = cv2.GaussianBlur(small, (0, 0), max(1.0, width / 130))
    filled: Pixels = cv2.resize(cv2.convertScaleAbs(back, alpha=0.6), (width, height), interpolation=cv2.INTER_CUBIC)
    scale = min(width / rgb.shape[1], height / rgb.shape[0])
    w, h = min(width, round(rgb.shape[1] * scale)), min(height, round(rgb.shape[0] * scale))
    left, top = (width - w) // 2, (height - h) // 2
    filled[top : top + h, left : left + w] = scaled(rgb, w, h)
    return filled


Rect = tuple[float, float, float, float]
"""x, y, w, h in pixels."""


def crop_rect(crop: Crop, columns: int, rows: int, width: int, height: int) -> Rect:
    """The crop in source pixels, its middle cut to the shape width : height where the shapes differ."""
    w, h = crop.w * columns, crop.h * rows
    scale = min(w / width, h / height)
    cut_w, cut_h = width * scale, height * scale
    return crop.x * columns + (w - cut_w) / 2, crop.y * rows + (h - cut_h) / 2, cut_w, cut_h


def between(a: Rect, b: Rect, part: float) -> Rect:
    """The rectangle `part` of the way from one to the other."""
    x, y, w, h = (p + (q - p) * part for p, q in zip(a, b, strict=True))
    return x, y, w, h


def warp(source: Planes, rect: Rect, canvas: Planes) -> None:
    """Draw a rectangle of the source, at sub-pixel place and size, over the whole canvas."""
    for plane, target, scale in zip(source, canvas, (1, 0.5, 0.5), strict=True):
        height, width = target.shape
        step_x, step_y = rect[2] * scale / width, rect[3] * scale / height
        x, y = rect[0] * scale + step_x / 2 - 0.5, rect[1] * scale + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, x], [0, step_y, y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(plane, matrix, (width, height), dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)


class StillPainter(FullFrame):
    """Draws a Still, on the whole picture or in its box."""

    def __init__(self, layer: Still, stage: Stage) -> None:
        super().__init__(stage)
        self.layer = layer
        x, y, w, h = layer.box or (0, 0, stage.width, stage.height)
        left, top = 2 * round(x / 2), 2 * round(y / 2)
        self.box = (left, top, even(w), even(h))
        self.covers = self.box == (0, 0, stage.width, stage.height)
        key = ("still", layer.asset, layer.source, layer.target, self.box[2:], layer.blur_fill)
        made = stage.shelf.get(key, self._prepare, lambda m: sum(p.nbytes for p in m[0]))
        self.source, self.first, self.last = made

    def paint(self, canvas: Planes, at: float, opacity: float) -> None:
        """Draw the moment `at` over the canvas, or over the part of it that is the box."""
        super().paint(canvas if self.covers else canvas.part(*self.box), at, opacity)

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the whole canvas."""
        part = min(1.0, max(0.0, at / (self.layer.end - self.layer.start)))
        warp(self.source, between(self.first, self.last, part), canvas)

    def _prepare(self) -> tuple[Planes, Rect, Rect]:
        """The photograph scaled so that its tightest crop is as fine as the picture, and the two crops in it."""
        width, height = self.box[2:]
        rgb = load_rgb(self.layer.asset, self.stage)
        if self.layer.blur_fill:
            rgb = blur_filled(rgb, width, height)
        rows, columns = rgb.shape[:2]
        rects = [crop_rect(c, columns, rows, width, height) for c in (self.layer.source, self.layer.target)]
        scale = width / min(rect[2] for rect in rects)
        size = even(ceil(columns * scale)), even(ceil(rows * scale))
        fit = size[0] / columns, size[1] / rows
        first, last = ((x * fit[0], y * fit[1], w * fit[0], h * fit[1]) for x, y, w, h in rects)
        return from_rgb(scaled(rgb, *size)), first, last
