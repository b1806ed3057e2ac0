"""Pictures as planar YUV 4:2:0, BT.709 limited range, and what is done to them.

The coefficients are those of ITU-R BT.709-6: Kr 0.2126, Kb 0.0722; luma 16 to 235, chroma 16 to 240.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

KR, KB = 0.2126, 0.0722
KG = 1 - KR - KB
BLACK, NEUTRAL = 16, 128


def _rgb_to_yuv() -> Floats:
    luma = np.array([KR, KG, KB])
    blue = (np.array([0, 0, 1]) - luma) / (2 * (1 - KB))
    red = (np.array([1, 0, 0]) - luma) / (2 * (1 - KR))
    rows = np.stack([luma * 219, blue * 224, red * 224]) / 255
    return np.column_stack([rows, [BLACK, NEUTRAL, NEUTRAL]]).astype(np.float32)


def _yuv_to_rgb() -> Floats:
    forward = _rgb_to_yuv().astype(np.float64)
    back = np.linalg.inv(forward[:, :3])
    return np.column_stack([back, -back @ forward[:, 3]]).astype(np.float32)


TO_YUV = _rgb_to_yuv()
TO_RGB = _yuv_to_rgb()


class Planes(NamedTuple):
    """One picture: `y` of shape (height, width), `u` and `v` of half that in both directions."""

    y: Pixels
    u: Pixels
    v: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]

    def part(self, x: int, y: int, w: int, h: int) -> "Planes":
        """A view of a rectangle; all four numbers are even."""
        half = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        return Planes(self.y[y : y + h, x : x + w], self.u[half], self.v[half])

    def copy_from(self, other: "Planes") -> None:
        """Take over another picture of the same size."""
        for mine, theirs in zip(self, other, strict=True):
            np.copyto(mine, theirs)

    def clear(self) -> None:
        """Paint black."""
        self.y.fill(BLACK)
        self.u.fill(NEUTRAL)
        self.v.fill(NEUTRAL)

    def mix(self, other: "Planes", opacity: float) -> None:
        """Lay another picture of the same size over this one."""
        for mine, theirs in zip(self, other, strict=True):
            cv2.addWeighted(mine, 1 - opacity, theirs, opacity, 0, dst=mine)


def blank(width: int, height: int) -> Planes:
    """A new picture of even size with undefined content."""
    half = (height // 2, width // 2)
    return Planes(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))


def from_rgb(rgb: Pixels) -> Planes:
    """Convert RGB of shape (height, width, 3), even sizes; chroma is the mean of each 2 x 2 block."""
    y, u, v = cv2.split(cv2.transform(rgb, TO_YUV))
    return Planes(y, _halve(u), _halve(v))


def to_rgb(planes: Planes) -> Pixels:
    """Convert to RGB of shape (height, width, 3)."""
    chroma = [cv2.resize(p, planes.size, interpolation=cv2.INTER_LINEAR) for p in (planes.u, planes.v)]
    rgb: Pixels = cv2.transform(cv2.merge([planes.y, *chroma]), TO_RGB)
    return rgb


def color_to_yuv(color: str) -> Floats:
    """Y, U, V of an `#rrggbb` colour, unrounded."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return TO_YUV @ np.array([red, green, blue, 1], np.float32)


def _halve(plane: Pixels) -> Pixels:
    height, width = plane.shape
    half: Pixels = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return half


class Ink(NamedTuple):
    """A picture with transparency as one (h, w, 4) array at `x`, `y`: premultiplied Y, U, V, and clearness.

    Clearness is 255 where the picture below shows and 0 where it is covered. Clear borders are cut away; `x`
    and `y` say where the rest begins.
    """

    x: int
    y: int
    pixels: Pixels


CLEAR = (0, 0, 0, 255)
"""A pixel of ink that covers nothing."""


def ink(rgba: Pixels) -> Ink | None:
    """Ink of a straight-alpha RGBA picture; None when nothing in it can be seen."""
    alpha = np.ascontiguousarray(rgba[..., 3])
    x, y, w, h = cv2.boundingRect(alpha)
    if w == 0 or h == 0:
        return None
    alpha = alpha[y : y + h, x : x + w]
    yuv = cv2.transform(np.ascontiguousarray(rgba[y : y + h, x : x + w, :3]), TO_YUV)
    parts = [cv2.multiply(plane, alpha, scale=1 / 255) for plane in cv2.split(yuv)]
    return Ink(x, y, cv2.merge([*parts, cv2.bitwise_not(alpha)]))


class Plate(NamedTuple):
    """Ink made ready for one place: its corner and size are even, chroma is halved."""

    x: int
    y: int
    color: Planes
    clear: Planes
    """Clearness for each plane; that of `u` and `v` is the same."""

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return sum(plane.nbytes for plane in (*self.color, *self.clear[:2]))

    def faded(self, opacity: float) -> "Plate":
        """The same, partly transparent."""
        color = Planes(*(cv2.convertScaleAbs(p, alpha=opacity) for p in self.color))
        y, u = (cv2.convertScaleAbs(p, alpha=opacity, beta=255 * (1 - opacity)) for p in self.clear[:2])
        return Plate(self.x, self.y, color, Planes(y, u, u))

    def paint(self, canvas: Planes) -> None:
        """Lay it over the canvas; what falls outside is cut off."""
        width, height = canvas.size
        wide, high = self.color.size
        left, top = max(0, self.x), max(0, self.y)
        w, h = min(width, self.x + wide) - left, min(height, self.y + high) - top
        if w <= 0 or h <= 0:
            return
        below, color, clear = canvas.part(left, top, w, h), self.color, self.clear
        if (w, h) != (wide, high):
            box = (left - self.x, top - self.y, w, h)
            color, clear = color.part(*box), clear.part(*box)
        for base, ours, shows in zip(below, color, clear, strict=True):
            cv2.add(cv2.multiply(base, shows, scale=1 / 255), ours, dst=base)


def plate(pixels: Pixels, x: int, y: int) -> Plate:
    """Ready ink for the place `x`, `y`."""
    left, top = x & 1, y & 1
    height, width = pixels.shape[:2]
    right, bottom = (left + width) & 1, (top + height) & 1
    if left or top or right or bottom:
        pixels = cv2.copyMakeBorder(pixels, top, bottom, left, right, cv2.BORDER_CONSTANT, value=CLEAR)
    luma, clear = cv2.extractChannel(pixels, 0), cv2.extractChannel(pixels, 3)
    halved = cv2.resize(pixels, (luma.shape[1] // 2, luma.shape[0] // 2), interpolation=cv2.INTER_AREA)
    _, u, v, half = cv2.split(halved)
    return Plate(x - left, y - top, Planes(luma, u, v), Planes(clear, half, half))
