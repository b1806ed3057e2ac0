"""A timeline cut into windows that are drawn and encoded on their own, and the key of each.

A key hashes only what can be seen in the window, so an edit elsewhere leaves it as it is.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import av
import cv2

from render.compositor import EARLY
from render.formats import Profile
from render.timeline import Backdrop, Clip, Flip, Flipbook, Key, Layer, Sprite, Still, Timeline

VERSION = "2"
"""Raised whenever the same timeline would be drawn or encoded differently."""

CHUNK_SECONDS = 2.0
LEAST_SECONDS = 0.5
"""A last window shorter than this is joined to the one before it."""

Identify = Callable[[str], str]
"""From an asset as a timeline names it to a hash of its content."""


class Window(NamedTuple):
    """Frames `first` to `last`, the latter not included."""

    first: int
    last: int

    @property
    def frames(self) -> int:
        """How many pictures it holds."""
        return self.last - self.first


def windows(timeline: Timeline) -> list[Window]:
    """Cut the timeline into windows of about two seconds."""
    step, least = round(CHUNK_SECONDS * timeline.fps), round(LEAST_SECONDS * timeline.fps)
    starts = list(range(0, timeline.frames, step))
    if len(starts) > 1 and timeline.frames - starts[-1] < least:
        starts.pop()
    return [Window(a, b) for a, b in zip(starts, [*starts[1:], timeline.frames], strict=True)]


def chunk_key(timeline: Timeline, window: Window, profile: Profile, identify: Identify) -> str:
    """Hash of everything that decides how the window looks and is encoded."""
    start, end = window.first / timeline.fps, (window.last - 1) / timeline.fps
    seen = [layer for layer in timeline.layers if layer.start - EARLY <= end and start < layer.end - EARLY]
    facts = {
        "version": [VERSION, av.__version__, cv2.__version__],
        "picture": [timeline.width, timeline.height, timeline.fps, window.first, window.last],
        "profile": profile.model_dump(exclude={"audio_kbps"}),
        "layers": [_facts(layer, start, end, identify) for layer in seen],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _facts(layer: Layer, start: float, end: float, identify: Identify) -> dict[str, Any]:
    """What of a layer can be seen from `start` to `end`, times counted from the start of the piece."""
    shown = layer.start - EARLY <= start, end < layer.end - EARLY
    facts: dict[str, Any] = {"kind": layer.kind, "shown": shown, "fades": _fades(layer, start, end)}
    if not shown[0]:
        facts["start"] = layer.start
    if not shown[1]:
        facts["end"] = layer.end
    return facts | _content(layer, start, end, identify)


def _fades(layer: Layer, start: float, end: float) -> list[float]:
    """The crossfades that reach into the window, as moments and lengths."""
    fades: list[float] = []
    if layer.fade_in > 0 and start < layer.start + layer.fade_in:
        fades += [1, layer.start, layer.fade_in]
    if layer.fade_out > 0 and end > layer.end - layer.fade_out:
        fades += [2, layer.end, layer.fade_out]
    return fades


def _content(layer: Layer, start: float, end: float, identify: Identify) -> dict[str, Any]:
    if isinstance(layer, Backdrop):
        return layer.model_dump(exclude=BASE - {"start"})
    if isinstance(layer, Still):
        return layer.model_dump(exclude={"fade_in", "fade_out"}) | {"asset": identify(layer.asset)}
    if isinstance(layer, Clip):
        return layer.model_dump(exclude=BASE - {"start"}) | {"asset": identify(layer.asset)}
    place = {"box": [layer.x, layer.y, layer.w, layer.h]}
    return place | _motion(layer, start, end) | {"pictures": _pictures(layer, start, end, identify)}


BASE = {"start", "end", "fade_in", "fade_out"}


def _motion(layer: Sprite | Flipbook, start: float, end: float) -> dict[str, Any]:
    """The keys that matter between two moments, and at which size the picture is drawn."""
    chosen = around(layer.keys, start - layer.start, end - layer.start) or [Key(at=0.0)]
    moves = len({key.model_copy(update={"at": 0.0, "ease": "step"}) for key in chosen}) > 1
    keys = [_timed(key, layer.start) for key in chosen] if moves else [_timed(key, None) for key in chosen[:1]]
    return {"keys": keys, "drawn": layer.keys[-1].scale if layer.keys else 1.0}


def _timed(key: Key, origin: float | None) -> dict[str, Any]:
    if origin is None:
        return key.model_dump(exclude={"at", "ease"})
    return key.model_dump() | {"at": key.at + origin}


def _pictures(layer: Sprite | Flipbook, start: float, end: float, identify: Identify) -> list[Any]:
    """Which picture is shown from when on."""
    if isinstance(layer, Sprite):
        return [_art(layer.art.svg, layer.art.asset, identify)]
    flips = shown_flips(layer.flips, start - layer.start, end - layer.start)
    arts = [layer.frames[flip.frame] if flip.frame >= 0 else None for flip in flips]
    times = [max(start, flip.at + layer.start) for flip in flips]
    return [[at, _art(art.svg, art.asset, identify) if art else ""] for at, art in zip(times, arts, strict=True)]


def _art(svg: str, asset: str, identify: Identify) -> str:
    return hashlib.sha256(svg.encode()).hexdigest() if svg else identify(asset)


def shown_flips(flips: Sequence[Flip], start: float, end: float) -> list[Flip]:
    """The flips whose pictures are shown between two moments of the layer."""
    first = max(0, bisect_right(flips, start + EARLY, key=lambda flip: flip.at) - 1)
    return [flip for flip in flips[first:] if flip.at <= end + EARLY]


def around(keys: Sequence[Key], start: float, end: float) -> list[Key]:
    """The keys between two moments, with one before and one after."""
    first = max(0, bisect_right(keys, start, key=lambda key: key.at) - 1)
    last = bisect_right(keys, end, key=lambda key: key.at) + 1
    return list(keys[first:last])
