"""Words on the frames of a finished piece: can they be read, and does anything cover them."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import cv2
import numpy as np
from numpy.typing import NDArray

from render.compositor import grab
from render.easing import pose_at
from render.measure.zones import box_at, resting
from render.scenes.contrast import READABLE, contrast
from render.timeline import Flipbook, Sprite, Timeline
from render.vector import Pixels, rasterise

WORDS = frozenset(("caption", "headline", "detail", "item", "figure", "badge"))
"""Roles of layers that hold words."""
LARGE, LARGE_BOLD, BOLD, LARGE_READABLE = 72.0, 56.0, 700, 3.0
"""Type that WCAG 2.2 calls large: 24 CSS pixels, or 18.66 of this weight on, where a piece 1080 wide fills a phone
of 360; and the contrast that is enough for it."""
EDGE, RING = 2, 0.04
"""Pixels around a letter that are mixed with it, and the width of the ring looked at behind these, in ems."""
WORST = 10
"""Percentile of the ring that must reach the contrast: single pixels of a photograph may not decide."""
SEEN = 200
"""Alpha from which a pixel is a letter's own."""

Box = tuple[float, ...]
"""Left, top, right, bottom."""
Mask = NDArray[np.bool_]
Resolve = Callable[[str], Path]


class Legibility(NamedTuple):
    """How one colour of type stands out on one frame."""

    role: str
    at: float
    ratio: float
    """WCAG contrast, 1 to 21, of the letters against what lies right around them."""
    needed: float


class Cover(NamedTuple):
    """Two things that lie over each other."""

    roles: tuple[str, str]
    at: float
    share: float
    """Of the smaller of the two, 0 to 1."""


def legibility(timeline: Timeline, resolve: Resolve) -> tuple[Legibility, ...]:
    """The contrast of all words, each at the moment its layer rests, as drawn in the whole picture; worst first.

    Words that another layer covers just then are left out: that is for `covers` to tell.
    """
    found = [one for layer in _of_words(timeline) for one in _of_layer(timeline, layer, resolve)]
    return tuple(sorted(found, key=lambda one: one.ratio / one.needed))


def covers(timeline: Timeline, resolve: Resolve) -> tuple[Cover, ...]:
    """Words over other words or over the presenter, whenever words are at rest; worst first.

    Layers of one role belong together: a lit word over its line, a mouth over its face.
    """
    parts = [x for x in _drawn(timeline) if x.role in WORDS or x.role == "presenter"]
    found: dict[tuple[int, int], Cover] = {}
    for layer in _of_words(timeline):
        at, _ = resting(layer)
        boxes = [(n, p.role, box) for n, p in enumerate(parts) if (box := box_at(p, at, resolve)) is not None]
        for (n, role, box), (m, other, beside) in itertools.combinations(boxes, 2):
            if role != other and (shared := overlap(box, beside)) > 0:
                found.setdefault((n, m), Cover((role, other), round(at, 2), shared))
    return tuple(sorted(found.values(), key=lambda one: -one.share))


def overlap(one: Box, other: Box) -> float:
    """The part of the smaller box that lies in both, 0 to 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return max(wide, 0.0) * max(high, 0.0) / max(min(areas), 1e-9)


def _drawn(timeline: Timeline) -> list[Sprite | Flipbook]:
    return [layer for layer in timeline.layers if isinstance(layer, Sprite | Flipbook)]


def _of_words(timeline: Timeline) -> list[Sprite | Flipbook]:
    return [layer for layer in _drawn(timeline) if layer.role in WORDS]


def _of_layer(timeline: Timeline, layer: Sprite | Flipbook, resolve: Resolve) -> Iterator[Legibility]:
    at, pose = resting(layer)
    svg = _shown(layer, at)
    if not svg or pose.opacity < 1 or pose.wipe < 1:
        return
    frame = grab(timeline, at, resolve)
    hidden = _hidden(timeline, layer, at, resolve)
    fills = _fills(svg)
    masks = {fill: _placed(timeline, layer, at, _letters(svg, fill, layer)) for fill in fills}
    every = np.logical_or.reduce(list(masks.values())) if masks else np.zeros(frame.shape[:2], bool)
    for fill, mask in masks.items():
        size, weight = fills[fill]
        size *= pose.scale
        ring = _ring(every, mask, size) & ~hidden
        if (mask & ~hidden).any() and ring.any():
            yield Legibility(
                layer.role, round(at, 2), _contrast(frame, mask & ~hidden, ring), _needed(timeline, size, weight)
            )


def _needed(timeline: Timeline, size: float, weight: int) -> float:
    large = (LARGE_BOLD if weight >= BOLD else LARGE) * min(timeline.width, timeline.height) / 1080
    return LARGE_READABLE if size >= large else READABLE


def _shown(layer: Sprite | Flipbook, at: float) -> str:
    """The drawing that a layer shows at a moment; empty for a picture or for nothing."""
    if isinstance(layer, Sprite):
        return layer.art.svg
    turned = [flip.frame for flip in layer.flips if flip.at <= at - layer.start]
    return layer.frames[turned[-1]].svg if turned and turned[-1] >= 0 else ""


def _texts(svg: str) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    root = ElementTree.fromstring(svg)
    return root, [node for node in root.iter() if node.tag.rpartition("}")[2] == "text"]


def _fills(svg: str) -> dict[str, tuple[float, int]]:
    """Each colour of type, its smallest size and that one's weight; the hard shadow, all of one colour, is none."""
    fills: dict[str, tuple[float, int]] = {}
    for node in _texts(svg)[1]:
        fill, said = (
            node.get("fill", "#000000"),
            (float(node.get("font-size", "16")), int(node.get("font-weight", "400"))),
        )
        if fill != node.get("stroke"):
            fills[fill] = min(fills.get(fill, said), said)
    return fills


def _letters(svg: str, fill: str, layer: Sprite | Flipbook) -> Pixels:
    """The alpha of the letters of one colour, without outlines, boxes and all else."""
    root, texts = _texts(svg)
    for node in root.iter():
        if node in texts and node.get("fill", "#000000") == fill and node.get("stroke") != fill:
            node.set("stroke", "none")
        elif node.tag.rpartition("}")[2] not in ("svg", "g", "defs", "tspan"):
            node.set("display", "none")
    return rasterise(ElementTree.tostring(root, encoding="unicode"), layer.w, layer.h)[:, :, 3]


def _placed(timeline: Timeline, layer: Sprite | Flipbook, at: float, alpha: Pixels) -> Mask:
    """A layer's letters where they stand on the frame."""
    pose = pose_at(layer.keys, at - layer.start)
    turn = cv2.getRotationMatrix2D((layer.w / 2, layer.h / 2), -pose.rotation, pose.scale)
    turn[:, 2] += (layer.x + pose.x, layer.y + pose.y)
    return np.asarray(cv2.warpAffine(alpha, turn, (timeline.width, timeline.height)) >= SEEN)


def _hidden(timeline: Timeline, layer: Sprite | Flipbook, at: float, resolve: Resolve) -> Mask:
    """What layers above this one cover just then."""
    hidden = np.zeros((timeline.height, timeline.width), bool)
    above = timeline.layers[timeline.layers.index(layer) + 1 :]
    for other in above:
        box = box_at(other, at, resolve) if isinstance(other, Sprite | Flipbook) else None
        if box is not None:
            left, top, right, bottom = (max(0, round(side)) for side in box)
            hidden[top:bottom, left:right] = True
    return hidden


def _ring(every: Mask, mask: Mask, size: float) -> Mask:
    inner = _grown(every, EDGE)
    return _grown(mask, EDGE + max(2, round(RING * size))) & ~inner


def _grown(mask: Mask, pixels: int) -> Mask:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc) > 0)


def _contrast(frame: Pixels, letters: Mask, ring: Mask) -> float:
    ink = _hex(np.median(frame[letters], axis=0))
    colours, counts = np.unique(frame[ring], axis=0, return_counts=True)
    ratios = np.array([contrast(ink, _hex(colour)) for colour in colours])
    order = np.argsort(ratios)
    below = np.searchsorted(np.cumsum(counts[order]), counts.sum() * WORST / 100)
    return round(float(ratios[order][below]), 2)


def _hex(colour: Sequence[float] | NDArray[np.generic]) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in colour)
