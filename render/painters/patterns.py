"""The patterns of backdrops, each a moving field of light drawn at a fraction of the picture's size."""

from math import tau
from typing import Protocol

import cv2
import numpy as np

from render.painters.base import Stage
from render.painters.enlarge import Enlarger
from render.painters.tones import lighter, oklab, ramp, to_yuv
from render.planes import Floats, Planes
from render.timeline import Backdrop


class Pattern(Protocol):
    """Draws a whole picture for a moment."""

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the canvas."""


class Soft:
    """A pattern drawn whole at `1 / step` of the size: subclasses give its colours."""

    step = 6

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        self.layer = layer
        self.random = np.random.default_rng(layer.seed)
        self.width, self.height = -(-stage.width // self.step), -(-stage.height // self.step)
        self.unit = min(self.width, self.height)
        across, down = np.arange(self.width) + 0.5, np.arange(self.height) + 0.5
        self.x = (across / self.unit).astype(np.float32)[None, :]
        self.y = (down / self.unit).astype(np.float32)[:, None]
        self.wide, self.high = self.width / self.unit, self.height / self.unit
        self.colors = [oklab(color) for color in layer.colors]
        self.dark = float(self.colors[0][0]) < 0.6
        self.enlarger = Enlarger(layer, stage, (self.width, self.height))

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment, of shape (3, height, width)."""
        raise NotImplementedError

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the canvas."""
        self.enlarger.draw(canvas, self.shade(at))

    def colored(self, field: Floats, table: Floats) -> Floats:
        """Look up a field of 0 to 1 in a table of YUV colours."""
        index = np.clip(field * (len(table) - 1), 0, len(table) - 1).astype(np.int32)
        return np.ascontiguousarray(np.take(table.T, index, axis=1))


class Mesh(Soft):
    """Wide soft pools of colour that drift through each other."""

    step = 12
    pools = 6

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        lift = 0.1 if self.dark else -0.07
        tones = [*self.colors[1:], lighter(base, lift), *self.colors[1:], lighter(base, -lift)]
        self.base = to_yuv(base)
        self.tones = [to_yuv(tones[i % len(tones)]) for i in range(self.pools)]
        self.phase = self.random.uniform(0, tau, (self.pools, 4))
        self.rate = self.random.uniform(0.28, 0.55, (self.pools, 2))
        self.reach = self.random.uniform(0.34, 0.55, self.pools)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = np.empty((3, self.height, self.width), np.float32)
        picture[:] = self.base[:, None, None]
        for i, tone in enumerate(self.tones):
            picture += (tone[:, None, None] - picture) * self._pool(i, at)
        return picture

    def _pool(self, i: int, at: float) -> Floats:
        a, b, c, d = self.phase[i]
        x = self.wide * (0.5 + 0.42 * np.sin(a + at * self.rate[i, 0]) + 0.1 * np.sin(c + at * 0.9))
        y = self.high * (0.5 + 0.42 * np.sin(b + at * self.rate[i, 1]) + 0.06 * np.sin(d + at * 0.8))
        sharp = -0.5 / self.reach[i] ** 2
        across, down = np.exp(sharp * (self.x - x) ** 2), np.exp(sharp * (self.y - y) ** 2)
        pool: Floats = (0.85 * across * down).astype(np.float32)
        return pool


class Waves(Soft):
    """Silken bands that roll across, lit along their crests."""

    bands = 6

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        stops = [lighter(self.colors[0], -0.06), *self.colors, lighter(self.colors[-1], 0.12)]
        self.table = ramp(stops, 1024)
        self.phase = self.random.uniform(0, tau, (self.bands, 3))
        self.rate = self.random.uniform(0.35, 0.75, (self.bands, 2)) * self.random.choice([-1, 1], (self.bands, 2))
        self.tilt = self.random.uniform(-0.35, 0.35, self.bands)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        field = np.broadcast_to(0.12 * self.y / self.high, (self.height, self.width)).astype(np.float32)
        for i in range(self.bands):
            depth = self.y - self._edge(i, at)
            cover = np.clip(depth * (self.unit / 2.5) + 0.5, 0, 1)
            light = 0.13 + 0.6 * (i + 1) / self.bands - np.clip(depth, 0, 1) * 0.42
            light += 0.16 * np.exp(np.minimum(0, -depth * 9))
            field += (light - field) * cover * 0.8
        return self.colored(field, self.table)

    def _edge(self, i: int, at: float) -> Floats:
        a, b, c = self.phase[i]
        rest = self.high * (0.08 + 0.84 * (i + 0.5) / self.bands) + self.tilt[i] * (self.x - self.wide / 2)
        long = 0.16 * np.sin(self.x * 2.6 + a + at * self.rate[i, 0])
        short = 0.05 * np.sin(self.x * 5.3 + b + at * self.rate[i, 1])
        edge: Floats = (rest + long + short + 0.03 * np.sin(c + at)).astype(np.float32)
        return edge


class Rays(Soft):
    """Beams of light from beyond a corner, slowly turning through each other."""

    angles = 2048

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        source = self.wide * self.random.choice([0.12, 0.5, 0.88]), -0.22 * self.high
        dx, dy = self.x - source[0], self.y - source[1]
        self.index = ((np.arctan2(dx, dy) / tau + 0.5) * (self.angles - 1)).astype(np.int32)
        far = np.hypot(dx, dy)
        self.fall = np.exp(-far / far.max() * 1.5).astype(np.float32)
        self.turn = np.linspace(-np.pi, np.pi, self.angles, dtype=np.float32)
        self.phase = self.random.uniform(0, tau, 6)
        stops = [self.colors[0], *self.colors[1:], lighter(self.colors[-1], 0.12)]
        self.table = ramp(stops, 1024)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        glow = np.take(self._beams(at), self.index)
        return self.colored(self.fall * (0.3 + 0.85 * glow), self.table)

    def _beams(self, at: float) -> Floats:
        a = self.turn
        slow = np.sin(a * 9 + self.phase[0] + at * 0.31) + np.sin(a * 14 + self.phase[1] - at * 0.42)
        fine = np.sin(a * 23 + self.phase[2] + at * 0.55) + np.sin(a * 37 + self.phase[3] - at * 0.5)
        beams: Floats = (1 / (1 + np.exp(-(slow * 1.5 + fine * 0.8)))).astype(np.float32)
        return beams


class Bokeh(Soft):
    """Discs of light out of focus, rising through the dark."""

    discs = 22

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        top, bottom = to_yuv(lighter(base, 0.05)), to_yuv(lighter(base, -0.08))
        part = (self.y / self.high)[None]
        ground = top[:, None, None] * (1 - part) + bottom[:, None, None] * part
        self.ground = np.ascontiguousarray(np.broadcast_to(ground, (3, self.height, self.width)), np.float32)
        draw = self.random.uniform
        self.home = draw(0, 1, (self.discs, 2))
        self.phase = draw(0, tau, (self.discs, 2))
        self.reach = draw(0.035, 0.17, self.discs) ** 1.0
        self.rise = draw(0.02, 0.06, self.discs) * (0.6 + self.reach * 6)
        tones = [lighter(c, 0.08 if self.dark else -0.04) for c in (self.colors[1:] or self.colors)]
        self.tone = [to_yuv(tones[i % len(tones)])[:, None, None] for i in range(self.discs)]

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = self.ground.copy()
        for i in range(self.discs):
            self._disc(picture, i, at)
        return picture

    def _disc(self, picture: Floats, i: int, at: float) -> None:
        r, margin = self.reach[i], self.reach[i] * 1.2
        x = self.home[i, 0] * self.wide + 0.05 * np.sin(self.phase[i, 0] + at * 0.5)
        span = self.high + 2 * margin
        y = self.high + margin - (self.home[i, 1] * span + at * self.rise[i]) % span
        rows = slice(*(int(np.clip(v * self.unit, 0, self.height)) for v in (y - margin, y + margin)))
        columns = slice(*(int(np.clip(v * self.unit, 0, self.width)) for v in (x - margin, x + margin)))
        far = np.sqrt((self.x[:, columns] - x) ** 2 + (self.y[rows] - y) ** 2) / r
        rim = np.clip((1 - far) * r * self.unit / 2, 0, 1) * (0.55 + 0.45 * np.clip(far, 0, 1) ** 4)
        light = 0.16 + 0.30 * (0.5 + 0.5 * np.sin(self.phase[i, 1] + at * 0.8))
        spot = picture[:, rows, columns]
        spot += (self.tone[i] - spot) * (rim * light).astype(np.float32)


class Grid(Soft):
    """A fine lattice of points that lights up where soft pools of colour wander under it."""

    step = 12

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        self.mesh = Mesh(layer, stage)
        self.phase = self.random.uniform(0, tau, 4)
        self.points = stage.shelf.get(
            ("lattice", stage.width, stage.height), lambda: lattice(stage), lambda m: m.nbytes
        )
        self.size = (stage.width, stage.height)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        base = to_yuv(self.colors[0])[:, None, None]
        pools: Floats = base + (self.mesh.shade(at) - base) * 0.45
        return pools

    def draw(self, canvas: Planes, at: float) -> None:
        """Draw the moment `at` over the canvas."""
        super().draw(canvas, at)
        glow = cv2.resize(self._glow(at), self.size, interpolation=cv2.INTER_LINEAR)
        points = cv2.multiply(self.points, glow, scale=1 / 255)
        (cv2.add if self.dark else cv2.subtract)(canvas.y, points, dst=canvas.y)

    def _glow(self, at: float) -> Floats:
        x = self.wide * (0.5 + 0.45 * np.sin(self.phase[0] + at * 0.6))
        y = self.high * (0.5 + 0.42 * np.sin(self.phase[1] + at * 0.45))
        near = np.exp(-3.2 * ((self.x - x) ** 2 + (self.y - y) ** 2))
        glow: Floats = (28 + 120 * near).astype(np.uint8)
        return glow


def lattice(stage: Stage) -> Floats:
    """Antialiased points on a square lattice, uint8 of the picture's size."""
    pitch = max(8, min(stage.width, stage.height) // 24)
    center = (np.arange(pitch) + 0.5 - pitch / 2) ** 2
    radius = pitch * 0.075
    cell = np.clip(radius + 0.5 - np.sqrt(center[:, None] + center[None, :]), 0, 1) * 255
    repeats = -(-stage.height // pitch), -(-stage.width // pitch)
    return np.ascontiguousarray(np.tile(cell.astype(np.uint8), repeats)[: stage.height, : stage.width])


class Paper(Soft):
    """Warm paper under the moving shade of leaves."""

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        accent = self.colors[-1]
        shade = lighter(base, -0.12 if not self.dark else 0.08)
        mixed = (shade * 0.75 + accent * 0.25).astype(np.float32)
        self.table = ramp([mixed, shade, base, lighter(base, 0.03)], 1024)
        self.phase = self.random.uniform(0, tau, 8)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        p = self.phase
        bend = 0.22 * np.sin(self.y * 2.1 + p[0] + at * 0.4) + 0.12 * np.sin(self.y * 4.7 + p[1] - at * 0.55)
        lean = 0.2 * np.sin(self.x * 2.4 + p[2] + at * 0.36)
        a = np.sin((self.x + bend) * 4.2 + self.y * 1.7 + p[3] + at * 0.5)
        b = np.sin((self.y + lean) * 3.4 - self.x * 2.2 + p[4] - at * 0.42)
        field = 0.62 + 0.38 * np.tanh(1.6 * (a * 0.6 + b * 0.55))
        return self.colored(field.astype(np.float32), self.table)


PATTERNS: dict[str, type[Soft]] = {
    "mesh": Mesh,
    "waves": Waves,
    "rays": Rays,
    "grid": Grid,
    "bokeh": Bokeh,
    "paper": Paper,
}
