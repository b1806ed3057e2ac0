"""From a small picture to a full one without bands: enlarged in 16 bits, dithered by a still grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from render.painters.base import Stage
from render.planes import NEUTRAL, Floats, Pixels, Planes
from render.timeline import Backdrop

Words = NDArray[np.uint16]

GRAIN_LEVELS = 5.0
"""Luma levels of grain, peak to peak, that `grain = 1` adds to the dither of one level."""
LIGHT_VIGNETTE = 0.35
"""Part of a vignette that a light backdrop gets: darkened corners look dirty there."""
SMOOTH_STEP = 3
"""The last enlargement is linear and by at most this; what comes before it is cubic."""


class Enlarger:
    """Enlarges small YUV pictures to the stage's size, with vignette and grain of a backdrop."""

    def __init__(self, layer: Backdrop, stage: Stage, small: tuple[int, int], light: bool) -> None:
        self.size = (stage.width, stage.height)
        self.dim = vignette(*small, layer.vignette * (LIGHT_VIGNETTE if light else 1))
        levels = 1 + GRAIN_LEVELS * layer.grain
        self.offset = 128 - levels * 128
        key = ("grain", self.size, levels)
        self.grain = stage.shelf.get(key, lambda: grain(*self.size, levels), lambda made: made.nbytes)
        self.wide = np.empty((stage.height, stage.width), np.uint16)
        self.between = stage.width // SMOOTH_STEP, stage.height // SMOOTH_STEP

    def draw(self, canvas: Planes, small: Floats) -> None:
        """Fill the canvas from Y, U, V of shape (3, h, w), 0 to 255; `small` is used up."""
        small[0] *= self.dim
        small[1:] = (small[1:] - NEUTRAL) * self.dim + NEUTRAL
        small *= 256
        small[0] += self.offset
        small[1:] += 128
        words = np.clip(small, 0, 65535 - 4096).astype(np.uint16)
        for plane, target, dithers in zip(words, canvas, (True, False, False), strict=True):
            self._fill(plane, target, dithers)

    def _fill(self, small: Words, target: Pixels, dithers: bool) -> None:
        rows, columns = target.shape
        if small.shape[1] < self.between[0] and columns > self.between[0]:
            small = cv2.resize(small, self.between, interpolation=cv2.INTER_CUBIC)
        wide = self.wide[:rows, :columns] if rows == self.wide.shape[0] else self._part(rows, columns)
        cv2.resize(small, (columns, rows), dst=wide, interpolation=cv2.INTER_LINEAR)
        if dithers:
            np.add(wide, self.grain, out=wide)
        np.right_shift(wide, 8, out=wide)
        np.copyto(target, wide, casting="unsafe")

    def _part(self, rows: int, columns: int) -> Words:
        return self.wide.reshape(-1)[: rows * columns].reshape(rows, columns)


def grain(width: int, height: int, levels: float) -> Words:
    """Noise from 0 to `levels` luma levels in 1/256, with little at low frequencies so that it looks fine."""
    noise = np.random.default_rng(7).random((height, width), np.float32)
    fine = noise - cv2.GaussianBlur(noise, (0, 0), 1.2)
    order = np.clip(fine / (2.6 * fine.std()) + 0.5, 0, 1)
    return np.asarray(order * levels * 256, np.uint16)


def vignette(width: int, height: int, strength: float) -> Floats:
    """Factors that darken towards the corners, of shape (height, width)."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    far = np.clip((x * x + y * y) / 2, 0, 1)
    return np.asarray(1 - strength * far**1.5, np.float32)
