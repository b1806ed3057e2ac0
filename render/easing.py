"""How things move: easing curves, and where a layer is at a moment."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
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


def _pose(key: Key) -> Pose:
    return Pose(key.x, key.y, key.scale, key.rotation, key.opacity, key.wipe)


def pose_at(keys: Sequence[Key], at: float) -> Pose:
    """The pose `at` seconds after the layer's start."""
    if not keys:
        return REST
    index = bisect_right(keys, at, key=lambda key: key.at)
    if index == 0:
        return _pose(keys[0])
    if index == len(keys):
        return _pose(keys[-1])
    before, after = keys[index - 1], keys[index]
    part = ease(after.ease, (at - before.at) / (after.at - before.at))
    return Pose(*(a + (b - a) * part for a, b in zip(_pose(before), _pose(after), strict=True)))


def rests(keys: Sequence[Key], at: float) -> bool:
    """Whether the layer stands still around this moment, so that its picture is worth keeping."""
    if not keys:
        return True
    index = bisect_right(keys, at, key=lambda key: key.at)
    if index in (0, len(keys)):
        return True
    return _pose(keys[index - 1]) == _pose(keys[index])


def fade_at(start: float, end: float, fade_in: float, fade_out: float, at: float) -> float:
    """Opacity from the crossfades of a layer that lives from `start` to `end`, at the moment `at`."""
    rise = (at - start) / fade_in if fade_in > 0 else inf
    fall = (end - at) / fade_out if fade_out > 0 else inf
    return max(0.0, min(1.0, rise, fall))
