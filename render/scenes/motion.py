"""How things move: entrances, exits and small movements as keyframes. Times are seconds of the layer."""

import math
from typing import Literal

from render.timeline import Key

Enter = Literal["rise", "drop", "left", "right", "pop", "grow", "fade", "wipe", "settle", "none"]
"""settle: visible at once, comes to rest from slightly off, for the first picture of a piece."""

ENTER_SECONDS = 0.42
EXIT_SECONDS = 0.22


def enter(style: Enter, seconds: float = ENTER_SECONDS, *, reach: float = 1.0) -> tuple[Key, ...]:
    """Keys that bring a layer to rest, beginning at its start.

    Args:
        style: What it does.
        seconds: How long it takes.
        reach: Distances are for a picture 1080 high or wide, times this.
    """
    rest = Key(at=seconds, ease="out")
    match style:
        case "rise":
            return (Key(at=0, y=64 * reach, opacity=0), rest)
        case "drop":
            return (Key(at=0, y=-110 * reach, opacity=0), Key(at=seconds, ease="back"))
        case "left":
            return (Key(at=0, x=-140 * reach, opacity=0), rest)
        case "right":
            return (Key(at=0, x=140 * reach, opacity=0), rest)
        case "pop":
            return (Key(at=0, scale=0.4, opacity=0), Key(at=seconds, ease="back"))
        case "grow":
            return (Key(at=0, scale=0.9, opacity=0), rest)
        case "fade":
            return (Key(at=0, opacity=0), rest)
        case "wipe":
            return (Key(at=0, wipe=0), Key(at=seconds, ease="in_out"))
        case "settle":
            return (Key(at=0, y=30 * reach), Key(at=seconds, ease="back"))
        case "none":
            return ()


def far(x: float, y: float, seconds: float = ENTER_SECONDS) -> tuple[Key, ...]:
    """Come in from this far away."""
    return (Key(at=0, x=x, y=y), Key(at=seconds, ease="out"))


def punch(at: float, size: float = 1.06) -> tuple[Key, ...]:
    """A short swell at a moment."""
    return (Key(at=at), Key(at=at + 0.1, scale=size, ease="out"), Key(at=at + 0.32, ease="in_out"))


def pulse(start: float, end: float, every: float = 0.9, size: float = 1.05) -> tuple[Key, ...]:
    """Swell again and again."""
    beats = max(int((end - start) / every), 0)
    return tuple(key for beat in range(beats) for key in punch(start + beat * every, size))


def drift(
    start: float, end: float, *, x: float = 0, y: float = 8, turn: float = 0, period: float = 3.0
) -> tuple[Key, ...]:
    """Sway gently between two sides from rest, for as long as the layer lives.

    Args:
        start: When it begins to move.
        end: When the layer ends.
        x: Pixels to either side.
        y: Pixels up and down.
        turn: Degrees to either side.
        period: Seconds there and back.
    """
    if end - start < 0.3:
        return ()
    keys, side = [Key(at=start)], 1
    for step in range(1, math.ceil((end - start) / (period / 2)) + 1):
        at = start + step * period / 2
        keys.append(Key(at=at, x=side * x, y=-side * y, rotation=side * turn, ease="in_out"))
        side = -side
    return tuple(keys)


def leave(style: str, at: float, resting: Key, width: float, height: float, cx: float, cy: float) -> tuple[Key, ...]:
    """Keys that take a layer away within EXIT_SECONDS from `at`.

    Args:
        style: The transition to the next scene.
        at: When it goes.
        resting: Where it is then.
        width: Of the picture.
        height: Of the picture.
        cx: How far the layer's centre is right of the picture's, for zooms.
        cy: How far it is below.
    """
    still = resting.model_copy(update={"at": at, "ease": "linear"})
    gone = resting.model_copy(update={"at": at + EXIT_SECONDS, "ease": "in", "opacity": 0.0})
    match style:
        case "push":
            return still, gone.model_copy(update={"x": resting.x - width, "opacity": 1.0})
        case "rise":
            return still, gone.model_copy(update={"y": resting.y - 0.05 * height})
        case "zoom":
            scaled = {"scale": resting.scale * 1.18, "x": resting.x + 0.18 * cx, "y": resting.y + 0.18 * cy}
            # The last key rests at full size: a sprite is drawn for the scale that it ends with.
            after = gone.model_copy(update={"at": at + EXIT_SECONDS + 0.001, "scale": resting.scale, "ease": "step"})
            return still, gone.model_copy(update=scaled), after
        case "wipe":
            return ()
    return still, gone


def value_at(keys: tuple[Key, ...], at: float) -> Key:
    """Where a layer is at a moment, eased linearly: near enough to begin an exit from."""
    if not keys:
        return Key(at=at)
    before = [key for key in keys if key.at <= at]
    after = [key for key in keys if key.at > at]
    if not before or not after:
        return (before[-1] if before else after[0]).model_copy(update={"at": at})
    first, second = before[-1], after[0]
    part = (at - first.at) / (second.at - first.at)
    names = ("x", "y", "scale", "rotation", "opacity", "wipe")
    mixed = {n: getattr(first, n) + (getattr(second, n) - getattr(first, n)) * part for n in names}
    return Key(at=at, **mixed)
