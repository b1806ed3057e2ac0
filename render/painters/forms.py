"""Backdrops with edges: silken waves, and sheets of cut paper."""

import cv2
import numpy as np

from render.painters.base import Stage
from render.painters.soft import Soft, over, single
from render.painters.tones import lighter, ramp, to_yuv
from render.planes import Floats
from render.timeline import Backdrop


class Waves(Soft):
    """Silken bands that roll across, lit along their crests."""

    step = 5
    bands = 5
    depth = 0.75
    """How far below its crest a band has faded, in units of the shorter side."""
    steps = 256

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        sky = ramp([lighter(base, 0.03), lighter(base, -0.03)], self.rows)
        self.sky = np.ascontiguousarray(np.broadcast_to(sky.T[:, :, None], (3, self.rows, self.columns)))
        self.tables = [np.ascontiguousarray(self._table(number).T) for number in range(self.bands)]
        self.phase = self.phases(self.bands, 3)
        self.rate = self.random.uniform(0.4, 0.8, (self.bands, 2)) * self.random.choice([-1, 1], (self.bands, 2))
        self.tilt = self.random.uniform(-0.3, 0.3, self.bands)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = self.sky.copy()
        for number in range(self.bands):
            edge = self._edge(number, at)
            first = max(0, int(edge.min() * self.unit) - 2)
            depth = self.y[first:] - edge
            index = np.clip(depth * np.float32(self.steps / self.depth), 0, self.steps - 1).astype(np.int32)
            last = min(self.rows, int(edge.max() * self.unit) + 3)
            colored = np.take(self.tables[number], index, axis=1)
            rim = slice(0, max(0, last - first))
            cover = single(np.clip(depth[rim] * (self.unit / 1.6) + 0.5, 0, 1))
            over(picture[:, first:last], colored[:, rim], cover)
            picture[:, last:] = colored[:, rim.stop :]
        return picture

    def _table(self, number: int) -> Floats:
        """YUV from a band's crest to where it has faded into the ground."""
        body, base = self.accent(number), self.colors[0]
        part = (number + 1) / self.bands
        faded = single(base + (body - base) * (0.10 + 0.35 * part))
        crest = lighter(single(base + (body - base) * (0.45 + 0.55 * part)), 0.03)
        return ramp([lighter(crest, 0.05), crest, single((crest + faded) / 2), faded], self.steps)

    def _edge(self, number: int, at: float) -> Floats:
        a, b, c = self.phase[number]
        slow, fast = self.rate[number]
        rest = self.high * (0.14 + 0.80 * (number + 0.5) / self.bands) + self.tilt[number] * (self.x - self.wide / 2)
        long = 0.13 * np.sin(self.x * 2.6 + a + at * slow)
        short = 0.04 * np.sin(self.x * 5.3 + b + at * fast)
        return single(rest + long + short + 0.03 * np.sin(c + at))


class Paper(Soft):
    """Sheets of cut paper with soft shadows, sliding in from the corners."""

    step = 5
    coarse = 3
    """The sheets' outlines are found at this much less detail: they are smooth."""
    sheets = 4
    shadow = 0.10
    """How far a shadow reaches, in units of the shorter side."""
    fine = 1024
    """Steps from the end of a shadow to well inside a sheet."""

    def __init__(self, layer: Backdrop, stage: Stage) -> None:
        super().__init__(layer, stage)
        base = self.colors[0]
        self.ground = self.flat(to_yuv(base))
        shares = (0.12, 0.26, 0.44, 0.66)
        mixed = [single(base + (self.accent(i) - base) * share) for i, share in enumerate(shares)]
        self.tables = [self._table(to_yuv(lighter(tone, 0.01)), to_yuv(lighter(base, -0.5, 0.5))) for tone in mixed]
        self.phase = self.phases(self.sheets, 3)
        self.rate = self.random.uniform(0.35, 0.6, (self.sheets, 2)) * self.random.choice([-1, 1], (self.sheets, 2))
        corners = (self.random.permutation(self.sheets) + 0.5) * (np.pi / 2)
        self.lean = corners + self.random.uniform(-0.35, 0.35, self.sheets)
        self.across = single(cv2.resize(self.x, self._small(1), interpolation=cv2.INTER_AREA) - self.wide / 2)
        self.down = single(cv2.resize(self.y, self._small(0), interpolation=cv2.INTER_AREA) - self.high / 2)

    def shade(self, at: float) -> Floats:
        """Y, U, V of the moment."""
        picture = self.ground.copy()
        for number, (color, clear) in enumerate(self.tables):
            steps = cv2.resize(self._steps(number, at), (self.columns, self.rows), interpolation=cv2.INTER_LINEAR)
            x, y, w, h = cv2.boundingRect((steps > 0).astype(np.uint8))
            index = steps[y : y + h, x : x + w].astype(np.int32)
            part = picture[:, y : y + h, x : x + w]
            part *= np.take(clear, index)
            part += np.take(color, index, axis=1)
        return picture

    def _small(self, axis: int) -> tuple[int, int]:
        """Size of a column or a row of places at the coarse detail."""
        columns, rows = self.columns // self.coarse, self.rows // self.coarse
        return (columns, 1) if axis else (1, rows)

    def _table(self, tone: Floats, dark: Floats) -> tuple[Floats, Floats]:
        """By steps from the end of the shadow: colour times cover (3, steps), and what shows through (steps)."""
        inside = np.linspace(-self.shadow, self.shadow, self.fine)
        shade = 0.34 * np.clip(1 + (inside + 0.012) / self.shadow, 0, 1) ** 2
        sheet = np.clip(inside * (self.unit / 1.5) + 0.5, 0, 1)
        color = dark[:, None] * (shade * (1 - sheet)) + tone[:, None] * sheet
        return single(color), single((1 - shade) * (1 - sheet))

    def _steps(self, number: int, at: float) -> Floats:
        """How far inside a sheet every place is, from 0 at the end of its shadow to `fine - 1`."""
        a, b, c = self.phase[number]
        slow, fast = self.rate[number]
        dx, dy = np.float32(np.sin(self.lean[number])), np.float32(np.cos(self.lean[number]))
        out, along = self.across * dx + self.down * dy, self.across * dy - self.down * dx
        reach = 0.5 * (abs(dx) * self.wide + abs(dy) * self.high) * (0.62 - 0.07 * number)
        wave = 0.13 * np.sin(along * 2.9 + (a + at * slow)) + 0.05 * np.sin(along * 6.1 + (b + at * fast))
        inside = out + wave + (0.04 * np.sin(c + at * 0.9) - reach)
        return single(np.clip((inside + self.shadow) * (self.fine / (2 * self.shadow)), 0, self.fine - 1))
