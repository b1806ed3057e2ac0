"""Rectangles of a picture: where a crop lies, and drawing one at sub-pixel place and size."""

from typing import NamedTuple

import cv2
import numpy as np

from render.planes import Planes
from render.timeline import Crop


class Rect(NamedTuple):
    """A rectangle in pixels."""

    x: float
    y: float
    w: float
    h: float

    def scaled(self, fx: float, fy: float) -> "Rect":
        """The same in a picture of another size."""
        return Rect(self.x * fx, self.y * fy, self.w * fx, self.h * fy)


def even(value: float) -> int:
    """The nearest even whole number, at least 2."""
    return max(2, 2 * round(value / 2))


def crop_rect(crop: Crop, columns: int, rows: int, width: int, height: int) -> Rect:
    """The crop in source pixels, its middle cut to the shape width : height where the shapes differ."""
    w, h = crop.w * columns, crop.h * rows
    scale = min(w / width, h / height)
    cut_w, cut_h = width * scale, height * scale
    return Rect(crop.x * columns + (w - cut_w) / 2, crop.y * rows + (h - cut_h) / 2, cut_w, cut_h)


def between(a: Rect, b: Rect, part: float) -> Rect:
    """The rectangle `part` of the way from one to the other."""
    return Rect(*(p + (q - p) * part for p, q in zip(a, b, strict=True)))


def warp(source: Planes, rect: Rect, canvas: Planes) -> None:
    """Draw a rectangle of the source, at sub-pixel place and size, over the whole canvas."""
    for plane, target, scale in zip(source, canvas, (1, 0.5, 0.5), strict=True):
        height, width = target.shape
        step_x, step_y = rect[2] * scale / width, rect[3] * scale / height
        x, y = rect[0] * scale + step_x / 2 - 0.5, rect[1] * scale + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, x], [0, step_y, y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(plane, matrix, (width, height), dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)
