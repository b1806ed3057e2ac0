"""The compositor: all layers of a moment laid over each other on one planar picture."""

import cv2
import numpy as np

from render.easing import fade_at
from render.painters.base import Painter, Resolve, Stage
from render.painters.catalog import painter
from render.planes import Pixels, Planes, blank, to_rgb
from render.timeline import Timeline

EARLY = 1e-6
"""Seconds by which a frame may come before a layer's start and still show it: rounding, not time."""

cv2.setNumThreads(0)


class Compositor:
    """Draws the frames of a timeline; for use by one thread, best in order of time."""

    def __init__(self, timeline: Timeline, stage: Stage) -> None:
        self.timeline = timeline
        self.stage = stage
        self._painters: dict[int, Painter] = {}
        self._starts = np.array([layer.start for layer in timeline.layers])
        self._ends = np.array([layer.end for layer in timeline.layers])

    def draw(self, canvas: Planes, frame: int) -> None:
        """Draw the frame with this number over the canvas."""
        at = frame / self.timeline.fps
        shown = [(i, opacity) for i in self._alive(at) if (opacity := self._opacity(i, at)) > 0]
        first = max(
            (n for n, (i, opacity) in enumerate(shown) if opacity >= 1 and self._painter(i).covers), default=-1
        )
        if first < 0:
            canvas.clear()
        for i, opacity in shown[max(0, first) :]:
            self._painter(i).paint(canvas, at - self.timeline.layers[i].start, opacity)

    def close(self) -> None:
        """Let go of files."""
        for made in self._painters.values():
            made.close()
        self._painters.clear()

    def _painter(self, index: int) -> Painter:
        if index not in self._painters:
            self._painters[index] = painter(self.timeline.layers[index], self.stage)
        return self._painters[index]

    def _alive(self, at: float) -> list[int]:
        """Numbers of the layers that live at this moment, from the bottom up."""
        alive: list[int] = np.flatnonzero((self._starts - EARLY <= at) & (at < self._ends - EARLY)).tolist()
        return alive

    def _opacity(self, index: int, at: float) -> float:
        layer = self.timeline.layers[index]
        return fade_at(layer.start, layer.end, layer.fade_in, layer.fade_out, at)


def stage_of(timeline: Timeline, resolve: Resolve) -> Stage:
    """A stage for this timeline, with its own shelf."""
    return Stage(timeline.width, timeline.height, timeline.fps, resolve)


def grab(timeline: Timeline, at: float, resolve: Resolve) -> Pixels:
    """Draw one moment, in seconds, as RGB of shape (height, width, 3)."""
    canvas = blank(timeline.width, timeline.height)
    compositor = Compositor(timeline, stage_of(timeline, resolve))
    try:
        compositor.draw(canvas, min(timeline.frames - 1, max(0, round(at * timeline.fps))))
    finally:
        compositor.close()
    return to_rgb(canvas)
