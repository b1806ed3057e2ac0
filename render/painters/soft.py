"""What all backdrop patterns share: a small field of light, drawn for a moment and enlarged."""

from abc import ABC, abstractmethod
from math import tau

import numpy as np
from numpy.typing import NDArray

from render.painters.base import Stage
from render.painters.enlarge import Enlarger
from render.painters.tones import oklab
from render.planes import Floats, Planes
from render.timeline import Backdrop

LIGHT = 0.6
"""OKLab lightness from which a ground counts as light."""


class Soft(ABC):
    """A pattern drawn at `1 / step` of the size: subclasses give its colours.

    Places are measured in units of the picture's shorter side, so a pattern looks alike in every aspect.
    """

    step = 6

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        self.random = np.random.default_rng(layer.seed)
        self.columns, self.rows = -(-stage.width // self.step), -(-stage.height // self.step)
        self.unit = min(self.columns, self.rows)
        self.x = ((np.arange(self.columns, dtype=np.float32) + 0.5) / self.unit)[None, :]
        self.y = ((np.arange(self.rows, dtype=np.float32) + 0.5) / self.unit)[:, None]
        self.wide, self.high = self.columns / self.unit, self.rows / self.unit
        self.colors = [oklab(color) for color in layer.colors]
        self.light = float(self.colors[0][0]) >= LIGHT
        self.enlarger = Enlarger(layer, stage, (self.columns, self.rows), self.light)

    @abstractmethod
    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment, of shape (3, rows, columns)."""

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the canvas."""
        self.enlarger.draw(canvas, self.shade(at))

    def accent(self, number: int) -> Floats:
        """One of the colours other than the ground, in turn."""
        others = self.colors[1:] or self.colors
        return others[number % len(others)]

    def phases(self, *shape: int) -> NDArray[np.float64]:
        """Random angles."""
        return self.random.uniform(0, tau, shape)

    def flat(self, yuv: Floats) -> Floats:
        """A picture of one colour."""
        return np.ascontiguousarray(np.broadcast_to(yuv[:, None, None], (3, self.rows, self.columns)))


def over(picture: Floats, color: Floats, cover: Floats) -> None:
    """Lay a colour, flat (3, 1, 1) or itself a picture, over a picture where `cover` is 0 to 1."""
    picture += (color - picture) * cover


def single(values: NDArray[np.floating]) -> Floats:
    """As float32."""
    return np.asarray(values, np.float32)
