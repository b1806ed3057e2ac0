"""A camera that moves over a photograph, sub-pixel exact and fast.

`cv2.resize` is three times as fast as `cv2.warpAffine` and takes any real factor, but starts at whole source
pixels only. A start between pixels is reached by drawing a little more than needed and cutting it
away: with a step of 1.03 to 1.085 source pixels per pixel drawn, one of the first 34 pixels lies within half of
`step - 1` of any wanted start. So the photograph is kept at a few sizes, each for the part of the move
in which its step is within those bounds.
"""

from math import ceil, log
from threading import local
from typing import NamedTuple

import cv2
import numpy as np

from render.painters.crops import Rect, between, even, warp
from render.painters.photo import scaled
from render.planes import Pixels, Planes, blank, from_rgb

LEAST_STEP, MOST_STEP = 1.03, 1.085
RATIO = MOST_STEP / LEAST_STEP
MOST_TRIES = 36
"""Pixels tried for a start; 1 / (LEAST_STEP - 1) and some to spare."""
CLOSE = 0.004
"""Pixels off that are as good as none."""
PAD = 80
"""Pixels before the photograph for what is cut away: MOST_TRIES steps in the chroma planes."""
MOST_SIZES = 8
"""A zoom of more than 1.5 is drawn by `warp` from one size: memory counts more than speed."""


class Level(NamedTuple):
    """A part of the photograph at one size: source pixels `left`, `top` are at PAD, PAD of the planes."""

    left: int
    top: int
    fit: tuple[float, float]
    planes: Planes

    def place(self, rect: Rect) -> Rect:
        """A rectangle of source pixels in pixels of these planes."""
        moved = rect._replace(x=rect.x - self.left, y=rect.y - self.top).scaled(*self.fit)
        return moved._replace(x=moved.x + PAD, y=moved.y + PAD)


class Zoom(NamedTuple):
    """A move from one crop of a photograph to another, ready to draw."""

    first: Rect
    last: Rect
    levels: tuple[Level, ...]
    still: Planes | None = None
    """The picture itself when nothing moves."""

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        parts = [level.planes for level in self.levels] + ([self.still] if self.still else [])
        return sum(plane.nbytes for planes in parts for plane in planes)

    def draw(self, canvas: Planes, part: float) -> None:
        """Draw the picture `part` of the way, 0 to 1, over the whole canvas."""
        if self.still is not None:
            canvas.copy_from(self.still)
            return
        rect = between(self.first, self.last, min(1.0, max(0.0, part)))
        least = min(self.first.w, self.last.w)
        number = int(log(max(1.0, rect.w / least)) / log(RATIO))
        level = self.levels[min(number, len(self.levels) - 1)]
        (warp if sizes(self.first, self.last) > MOST_SIZES else resample)(level.planes, level.place(rect), canvas)


def sizes(first: Rect, last: Rect) -> int:
    """How many sizes a move takes."""
    return max(1, ceil(log(max(first.w, last.w) / min(first.w, last.w)) / log(RATIO) - 1e-9))


def prepare(rgb: Pixels, first: Rect, last: Rect, width: int, height: int) -> Zoom:
    """Scale a photograph for a move between two crops of it, drawn at width x height."""
    if first == last:
        picture = blank(width, height)
        level = _level(rgb, first, last, width * LEAST_STEP / first.w)
        resample(level.planes, level.place(first), picture)
        return Zoom(first, last, (), picture)
    least, count = min(first.w, last.w), sizes(first, last)
    if count > MOST_SIZES:
        return Zoom(first, last, (_level(rgb, first, last, width / least),))
    levels = (
        _level(rgb, *_stretch(first, last, i, count), width * LEAST_STEP / least / RATIO**i) for i in range(count)
    )
    return Zoom(first, last, tuple(levels))


def _stretch(first: Rect, last: Rect, number: int, count: int) -> tuple[Rect, Rect]:
    """Where the part of a move begins and ends for which the size with this number is used."""
    if count == 1:
        return first, last
    narrow, wide = (first, last) if first.w < last.w else (last, first)
    ends = (narrow.w * RATIO**n for n in (number, number + 1))
    a, b = (between(narrow, wide, min(1.0, (end - narrow.w) / (wide.w - narrow.w))) for end in ends)
    return a, b


def _level(rgb: Pixels, first: Rect, last: Rect, scale: float) -> Level:
    """The part of the photograph that covers both rectangles, at `scale`."""
    left, top = (max(0, int(min(a, b)) - 2) for a, b in ((first.x, last.x), (first.y, last.y)))
    right = ceil(max(first.x + first.w, last.x + last.w)) + 2
    bottom = ceil(max(first.y + first.h, last.y + last.h)) + 2
    part = rgb[top:bottom, left:right]
    rows, columns = part.shape[:2]
    size = even(columns * scale), even(rows * scale)
    drawn = from_rgb(scaled(part, *size))
    y, u, v = (_padded(plane, pad) for plane, pad in zip(drawn, (PAD, PAD // 2, PAD // 2), strict=True))
    return Level(left, top, (size[0] / columns, size[1] / rows), Planes(y, u, v))


def _padded(plane: Pixels, pad: int) -> Pixels:
    """The plane with its borders repeated: `pad` before it, a few pixels after it for rounding."""
    padded: Pixels = cv2.copyMakeBorder(plane, pad, 8, pad, 8, cv2.BORDER_REPLICATE)
    return padded


def resample(source: Planes, rect: Rect, canvas: Planes) -> None:
    """Draw a rectangle of the source, at sub-pixel place and size, over the whole canvas."""
    for plane, target, scale in zip(source, canvas, (1, 0.5, 0.5), strict=True):
        height, width = target.shape
        step_x, step_y = rect.w * scale / width, rect.h * scale / height
        x, skip_x = _start(rect.x * scale, step_x)
        y, skip_y = _start(rect.y * scale, step_y)
        w, h = ceil((width + skip_x) * step_x) + 1, ceil((height + skip_y) * step_y) + 1
        drawn = _resized(plane[y : y + h, x : x + w], 1 / step_x, 1 / step_y)
        np.copyto(target, drawn[skip_y : skip_y + height, skip_x : skip_x + width])


_room = local()


def _resized(plane: Pixels, fx: float, fy: float) -> Pixels:
    """Scale by real factors into memory that the thread keeps; good until the next call."""
    rows, columns = round(plane.shape[0] * fy), round(plane.shape[1] * fx)
    room: Pixels | None = getattr(_room, "pixels", None)
    if room is None or room.size < rows * columns:
        room = _room.pixels = np.empty(rows * columns * 9 // 8, np.uint8)
    drawn: Pixels = cv2.resize(plane, None, dst=room[: rows * columns].reshape(rows, columns), fx=fx, fy=fy)
    return drawn


def _start(place: float, step: float) -> tuple[int, int]:
    """The source pixel to start at, and how many drawn pixels to skip, to begin nearest to `place`."""
    starts = place - step * np.arange(MOST_TRIES)
    off = np.abs(starts - np.rint(starts))
    close = np.flatnonzero(off < CLOSE)
    skip = int(close[0]) if close.size else int(off.argmin())
    return round(starts[skip]), skip
