"""What of a piece lies under the platform's own buttons: from the timeline, down to the drawn pixels."""

import itertools
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict

from render.easing import Pose, pose_at
from render.timeline import Art, Flipbook, Key, Sprite, Timeline
from render.vector import rasterise
from studio.domain.platforms import SafeZone

CHECKED = ("caption", "headline", "detail", "card", "item", "figure", "badge", "presenter")
"""Roles that must be seen; decoration may run under the buttons."""
SOLID = 96
"""Alpha from which a pixel counts as drawn: soft shadows do not."""
SHRINK = 2
"""Pictures are measured at half size: exact to two pixels, four times as fast."""


class Breach(BaseModel):
    """A layer whose drawn pixels leave the safe zone."""

    model_config = ConfigDict(frozen=True)

    role: str
    at: float
    """When it is on screen, in seconds."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom of its drawn pixels at rest."""
    pixels: float
    """How far it sticks out at the worst side."""
    side: str


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def breaches(timeline: Timeline, safe: SafeZone, resolve: Callable[[str], Path]) -> tuple[Breach, ...]:
    """Layers that must be seen and stick out of the safe zone at rest, worst first.

    A presenter's shoulders may run below it; the face, the upper part as high as half its width, may not.
    """
    zone = _Box(safe.left, safe.top, timeline.width - safe.right, timeline.height - safe.bottom)
    found = [
        breach
        for layer in timeline.layers
        if isinstance(layer, Sprite | Flipbook) and layer.role in CHECKED
        if (breach := _breach(layer, zone, resolve)) is not None
    ]
    return tuple(sorted(found, key=lambda breach: -breach.pixels))


def box_at(layer: Sprite | Flipbook, at: float, resolve: Callable[[str], Path]) -> tuple[float, ...] | None:
    """Left, top, right and bottom of a layer's drawn pixels `at` seconds of the piece; None while it is not seen."""
    pose = pose_at(layer.keys, at - layer.start)
    drawn = _drawn(layer, resolve) if layer.start <= at < layer.end and pose.opacity > 0 and pose.wipe > 0 else None
    return tuple(_posed(layer, drawn, pose)) if drawn else None


def checked_layers(timeline: Timeline) -> int:
    """How many layers `breaches` looks at."""
    return sum(isinstance(layer, Sprite | Flipbook) and layer.role in CHECKED for layer in timeline.layers)


def _breach(layer: Sprite | Flipbook, zone: _Box, resolve: Callable[[str], Path]) -> Breach | None:
    at, pose = resting(layer)
    drawn = _drawn(layer, resolve)
    if drawn is None or pose.opacity <= 0 or pose.wipe <= 0:
        return None
    box = _posed(layer, drawn, pose)
    if layer.role == "presenter":
        box = box._replace(bottom=min(box.bottom, box.top + (box.right - box.left) / 2))
    out = {
        "left": zone.left - box.left,
        "top": zone.top - box.top,
        "right": box.right - zone.right,
        "bottom": box.bottom - zone.bottom,
    }
    side = max(out, key=lambda name: out[name])
    if out[side] <= SHRINK:
        return None
    return Breach(role=layer.role, at=round(at, 2), box=tuple(box), pixels=round(out[side], 1), side=side)


def resting(layer: Sprite | Flipbook) -> tuple[float, Pose]:
    """The middle of the longest time the layer stands still, in seconds of the piece, and its pose there."""
    ends = _moments(layer.keys, layer.end - layer.start)
    start, end = max(itertools.pairwise(ends), key=lambda pair: _stillness(layer.keys, *pair))
    middle = (start + end) / 2
    return layer.start + middle, pose_at(layer.keys, middle)


def _moments(keys: Sequence[Key], seconds: float) -> list[float]:
    inner = [key.at for key in keys if 0 < key.at < seconds]
    return [0.0, *inner, seconds]


def _stillness(keys: Sequence[Key], start: float, end: float) -> float:
    """Length of a stretch, counted a tenth when the layer moves in it, and next to nothing while unseen."""
    first, last = pose_at(keys, start + 1e-6), pose_at(keys, end - 1e-6)
    moved = abs(first.x - last.x) + abs(first.y - last.y) + 200 * abs(first.scale - last.scale)
    seen = min(first.opacity, last.opacity) > 0.5
    return (end - start) * (1.0 if moved < 4 else 0.1) * (1.0 if seen else 1e-3)


def _drawn(layer: Sprite | Flipbook, resolve: Callable[[str], Path]) -> _Box | None:
    """Box of the drawn pixels within the layer's own rectangle; of a flipbook, over first, middle and last."""
    arts: Sequence[Art] = (layer.art,) if isinstance(layer, Sprite) else _some(layer.frames)
    boxes = [box for art in arts if (box := _ink(art, layer.w, layer.h, resolve)) is not None]
    if not boxes:
        return None
    return _Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _some(frames: Sequence[Art]) -> list[Art]:
    return [frames[i] for i in sorted({0, len(frames) // 2, len(frames) - 1})] if frames else []


def _ink(art: Art, width: int, height: int, resolve: Callable[[str], Path]) -> _Box | None:
    if art.svg:
        return _svg_ink(art.svg, width, height)
    picture = cv2.imread(str(resolve(art.asset)), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim < 3 or picture.shape[2] < 4:
        return _Box(0, 0, width, height)
    return _alpha_box(picture[:, :, 3], width, height)


@lru_cache(maxsize=2000)
def _svg_ink(svg: str, width: int, height: int) -> _Box | None:
    small = rasterise(svg, max(1, width // SHRINK), max(1, height // SHRINK))
    return _alpha_box(small[:, :, 3], width, height)


def _alpha_box(alpha: np.ndarray, width: int, height: int) -> _Box | None:
    solid = alpha >= SOLID
    columns, rows = np.flatnonzero(solid.any(axis=0)), np.flatnonzero(solid.any(axis=1))
    if not len(columns):
        return None
    across, down = width / alpha.shape[1], height / alpha.shape[0]
    return _Box(columns[0] * across, rows[0] * down, (columns[-1] + 1) * across, (rows[-1] + 1) * down)


def _posed(layer: Sprite | Flipbook, drawn: _Box, pose: Pose) -> _Box:
    """The drawn box on the picture: scaled and turned about the layer's centre, then moved."""
    centre = np.array([layer.w / 2, layer.h / 2])
    corners = np.array([[x, y] for x in (drawn.left, drawn.right) for y in (drawn.top, drawn.bottom)]) - centre
    angle = np.radians(pose.rotation)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    placed = corners @ turn * pose.scale + centre + [layer.x + pose.x, layer.y + pose.y]
    (left, top), (right, bottom) = placed.min(axis=0), placed.max(axis=0)
    return _Box(float(left), float(top), float(right), float(bottom))
