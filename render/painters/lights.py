"""Backdrops of pure light: pools of colour, beams, discs out of focus, a lattice lit from below."""

import cv2
import numpy as np

from render.painters.base import Stage
from render.painters.soft import Soft, over, single
from render.painters.tones import lighter, to_yuv
from render.planes import Floats, Pixels, Planes
from render.timeline import Backdrop


class Mesh(Soft):
    """Wide soft pools of colour that drift through each other."""

    step = 12
    pools = 6

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        self.ground = self.flat(to_yuv(base))
        quiet = lighter(base, -0.05 if self.light else 0.05)
        tones = [self.accent(0), base, self.accent(1), quiet, self.accent(2), base]
        self.tones = [to_yuv(tone)[:, None, None] for tone in tones]
        self.phase = self.phases(self.pools, 4)
        self.rate = self.random.uniform(0.28, 0.55, (self.pools, 2))
        self.reach = self.random.uniform(0.34, 0.50, self.pools)
        self.home = np.column_stack([self.random.uniform(0.15, 0.85, self.pools), self._spread()])

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = self.ground.copy()
        for number, tone in enumerate(self.tones):
            over(picture, tone, self._pool(number, at))
        return picture

    def _spread(self) -> Floats:
        """Heights that leave no large part of the picture without a pool."""
        return single((self.random.permutation(self.pools) + 0.5) / self.pools)

    def _pool(self, number: int, at: float) -> Floats:
        a, b, c, d = self.phase[number]
        across, down = self.rate[number]
        x = self.wide * (self.home[number, 0] + 0.30 * np.sin(a + at * across) + 0.1 * np.sin(c + at * 0.9))
        y = self.high * (self.home[number, 1] + 0.16 * np.sin(b + at * down) + 0.05 * np.sin(d + at * 0.8))
        sharp = -0.5 / self.reach[number] ** 2
        return single(0.9 * np.exp(sharp * (self.x - x) ** 2) * np.exp(sharp * (self.y - y) ** 2))


class Rays(Soft):
    """Beams of light from beyond the upper edge, slowly turning through each other."""

    angles = 4096

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        side = self.random.choice([0.15, 0.5, 0.85])
        dx, dy = self.x - self.wide * side, self.y + 0.25 * self.high
        self.index = (
            single((np.arctan2(dx, dy) / np.pi + 0.5) * (self.angles - 1)).clip(0, self.angles - 1).astype(int)
        )
        far = single(np.hypot(dx, dy))
        far = (far - far.min()) / float(far.max() - far.min())
        self.fall = single(np.exp(-1.5 * far))
        near, distant = to_yuv(lighter(self.accent(1), 0.04)), to_yuv(self.accent(0))
        warm = single(np.exp(-2.6 * far))
        ground = self.flat(to_yuv(self.colors[0]))
        self.ground = ground + (self.flat(distant) - ground) * (0.20 * self.fall)
        self.lift = self.flat(near) * warm + self.flat(distant) * (1 - warm) - self.ground
        self.turn = np.linspace(-np.pi / 2, np.pi / 2, self.angles, dtype=np.float32)
        self.phase = self.phases(5)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        return self.ground + self.lift * (self.fall * np.take(self._beams(at), self.index))

    def _beams(self, at: float) -> Floats:
        """Brightness by angle."""
        a, p = self.turn, self.phase
        slow = np.sin(a * 8 + p[0] + at * 0.42) + np.sin(a * 13 + p[1] - at * 0.55)
        fine = np.sin(a * 24 + p[2] + at * 0.7) + np.sin(a * 41 + p[3] - at * 0.6)
        return single(0.95 / (1 + np.exp(-(slow * 1.25 + fine * 0.55))))


class Bokeh(Soft):
    """Discs of light out of focus, rising."""

    discs = 24
    fine = 1024

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base, draw = self.colors[0], self.random.uniform
        top, bottom = (self.flat(to_yuv(lighter(base, by))) for by in (0.03, -0.05))
        part = self.y / self.high
        self.ground = single(top * (1 - part) + bottom * part)
        self.ground += (self.flat(to_yuv(self.accent(0))) - self.ground) * single(0.22 * part**2)
        self.home = draw(0, 1, (self.discs, 2))
        self.phase = self.phases(self.discs, 2)
        self.reach = np.sort(draw(0.03, 0.19, self.discs))[::-1]
        self.rise = draw(0.02, 0.05, self.discs) * (0.6 + self.reach * 6)
        lift = 0.0 if self.light else 0.06
        self.tone = [to_yuv(lighter(self.accent(i), lift))[:, None, None] for i in range(self.discs)]
        self.profile = [self._profile(i) for i in range(self.discs)]

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = self.ground.copy()
        for number in range(self.discs):
            self._disc(picture, number, at)
        return picture

    def _disc(self, picture: Floats, number: int, at: float) -> None:
        reach = float(self.reach[number])
        margin = reach * 1.25
        x = self.home[number, 0] * self.wide + 0.05 * np.sin(self.phase[number, 0] + at * 0.5)
        span = self.high + 2 * margin
        y = self.high + margin - (self.home[number, 1] * span + at * self.rise[number]) % span
        rows, columns = _cells(y, margin, self.unit, self.rows), _cells(x, margin, self.unit, self.columns)
        scale = np.float32(self.fine / (1.25 * reach) ** 2)
        far = single((self.x[:, columns] - x) ** 2) * scale + single((self.y[rows] - y) ** 2) * scale
        index = np.minimum(far, self.fine - 1).astype(np.int32)
        glow = (0.20 if self.light else 0.16) + 0.30 * (0.5 + 0.5 * np.sin(self.phase[number, 1] + at * 0.8))
        over(picture[:, rows, columns], self.tone[number], np.take(self.profile[number] * np.float32(glow), index))

    def _profile(self, number: int) -> Floats:
        """How much a disc covers, by the squared distance from its middle; brighter at its rim."""
        far = 1.25 * np.sqrt((np.arange(self.fine) + 0.5) / self.fine)
        soft = 1.5 + 5 * number % 4
        edge = np.clip((1 - far) * float(self.reach[number]) * self.unit / soft + 0.5, 0, 1)
        return single(edge * (0.6 + 0.4 * np.clip(far, 0, 1) ** 5))


def _cells(middle: float, reach: float, unit: int, most: int) -> slice:
    """The cells within reach of a place."""
    first, last = (int(np.clip(v * unit, 0, most)) for v in (middle - reach, middle + reach + 1 / unit))
    return slice(first, last)


class Grid(Mesh):
    """A fine lattice of points over muted pools of colour; waves of light run through it."""

    muted = 0.55

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        self.lean = self.phases(3)
        key = ("lattice", stage.width, stage.height)
        self.points = stage.shelf.get(key, lambda: lattice(stage.width, stage.height), lambda made: made.nbytes)
        self.size = (stage.width, stage.height)
        self.glow, self.lit = np.empty_like(self.points), np.empty_like(self.points)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        return self.ground + (super().shade(at) - self.ground) * self.muted

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the canvas."""
        super().draw(canvas, at)
        cv2.resize(self._glow(at), self.size, dst=self.glow, interpolation=cv2.INTER_LINEAR)
        cv2.multiply(self.points, self.glow, dst=self.lit, scale=1 / 255)
        (cv2.subtract if self.light else cv2.add)(canvas.y, self.lit, dst=canvas.y)

    def _glow(self, at: float) -> Pixels:
        a, b, c = self.lean
        bend = 0.25 * np.sin(2.2 * self.x + b + at * 0.3) + 0.2 * np.sin(1.7 * self.y + c - at * 0.25)
        wave = 0.5 + 0.5 * np.sin(2.4 * (self.y + 0.6 * self.x + bend) + a - at * 1.1)
        most = 62 if self.light else 130
        return np.asarray(most * (0.16 + 0.84 * wave**3), np.uint8)


def lattice(width: int, height: int) -> Pixels:
    """Antialiased points on a square lattice, brightness 0 to 255."""
    pitch = max(8, min(width, height) // 27)
    away = (np.arange(pitch) + 0.5 - pitch / 2) ** 2
    cell = np.clip(pitch * 0.07 + 0.5 - np.sqrt(away[:, None] + away[None, :]), 0, 1) * 255
    repeats = -(-height // pitch), -(-width // pitch)
    return np.ascontiguousarray(np.tile(cell.astype(np.uint8), repeats)[:height, :width])
