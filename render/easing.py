"""How things move: easing curves, and where a layer is at a moment."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from render.timeline import Ease, Key

BACK = 1.70158
"""Overshoot of about a tenth: Robert Penner's constant for back easing."""


class Pose(NamedTuple):
    """Where a layer is: offsets in pixels, scale and degrees about its centre, opacity, part shown."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    rotation: float = 0.0
    opacity: float = 1.0
    wipe: float = 1.0


REST = Pose()


def _back(p: float) -> float:
    return 1 + (BACK + 1) * (p - 1) ** 3 + BACK * (p - 1) ** 2


CURVES: dict[Ease, Callable[[float], float]] = {
    "linear": lambda p: p,
    "in": lambda p: p**3,
    "out": lambda p: 1 - (1 - p) ** 3,
    "in_out": lambda p: p * p * (3 - 2 * p),
    "back": _back,
    "step": lambda p: 0.0 if p < 1 else 1.0,
}


def ease(kind: Ease, part: float) -> float:
    """Value of the curve at `part` of the way, both from 0 to 1 (`back` goes a little beyond)."""
    return CURVES[kind](min(1.0, max(0.0, part)))


class Track:
    """The keys of a layer, made ready to be asked often."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._times = [key.at for key in keys]
        self._poses = [Pose(k.x, k.y, k.scale, k.rotation, k.opacity, k.wipe) for k in keys] or [REST]
        self._eases = [key.ease for key in keys]
        self._still = [a == b for a, b in pairwise(self._poses)]

    def at(self, at: float) -> Pose:
        """The pose `at` seconds after the layer's start."""
        after = bisect_right(self._times, at)
        if after == 0 or after >= len(self._poses) or self._still[after - 1]:
            return self._poses[max(0, after - 1)]
        a, b = self._poses[after - 1], self._poses[after]
        start = self._times[after - 1]
        p = ease(self._eases[after], (at - start) / (self._times[after] - start))
        q = 1.0 - p
        return Pose(
            a[0] * q + b[0] * p, a[1] * q + b[1] * p, a[2] * q + b[2] * p,
            a[3] * q + b[3] * p, a[4] * q + b[4] * p, a[5] * q + b[5] * p,
        )  # fmt: skip

    def rests(self, at: float) -> bool:
        """Whether the layer stands still around this moment, so that its picture is worth keeping."""
        after = bisect_right(self._times, at)
        return after == 0 or after >= len(self._poses) or self._still[after - 1]


def pose_at(keys: Sequence[Key], at: float) -> Pose:
    """The pose `at` seconds after the layer's start; a Track is faster when asked often."""
    return Track(keys).at(at)


def fade_at(start: float, end: float, fade_in: float, fade_out: float, at: float) -> float:
    """Opacity from the crossfades of a layer that lives from `start` to `end`, at the moment `at`."""
    rise = (at - start) / fade_in if fade_in > 0 else inf
    fall = (end - at) / fade_out if fade_out > 0 else inf
    return max(0.0, min(1.0, rise, fall))
