"""From a small picture to a full one without bands: enlarged in 16 bits, dithered by a still grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from render.painters.base import Stage
from render.planes import NEUTRAL, Floats, Planes
from render.timeline import Backdrop

Words = NDArray[np.uint16]

GRAIN_LEVELS = 5.0
"""Luma levels of grain, peak to peak, that `grain = 1` adds to the dither of one level."""


class Enlarger:
    """Enlarges small YUV pictures to the stage's size, with vignette and grain of a backdrop."""

    def __init__(self, layer: Backdrop, stage: Stage, small: tuple[int, int]) -> None:
        self.size = (stage.width, stage.height)
        self.half = (stage.width // 2, stage.height // 2)
        self.dim = vignette(*small, layer.vignette)
        levels = 1 + GRAIN_LEVELS * layer.grain
        self.offset = 128 - levels * 128
        key = ("grain", self.size, levels)
        self.grain = stage.shelf.get(key, lambda: grain(*self.size, levels), lambda made: made.nbytes)
        self.wide = np.empty((stage.height, stage.width), np.uint16)
        self.narrow = np.empty((stage.height // 2, stage.width // 2), np.uint16)

    def draw(self, canvas: Planes, small: Floats) -> None:
        """Fill the canvas from Y, U, V of shape (3, h, w), 0 to 255."""
        small[0] *= self.dim
        small[1:] = (small[1:] - NEUTRAL) * self.dim + NEUTRAL
        words = np.clip(small * 256 + self.offset, 0, 65535 - 4096).astype(np.uint16)
        cv2.resize(words[0], self.size, dst=self.wide, interpolation=cv2.INTER_CUBIC)
        np.add(self.wide, self.grain, out=self.wide)
        _store(self.wide, canvas.y)
        for plane, target in zip(words[1:], canvas[1:], strict=True):
            cv2.resize(plane, self.half, dst=self.narrow, interpolation=cv2.INTER_LINEAR)
            np.add(self.narrow, self.grain[: self.half[1], : self.half[0]], out=self.narrow)
            _store(self.narrow, target)


def _store(words: Words, target: NDArray[np.uint8]) -> None:
    np.right_shift(words, 8, out=words)
    np.copyto(target, words, casting="unsafe")


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
