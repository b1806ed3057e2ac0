"""Small ornaments in the margins that never stand still, one family a look."""

import math
import random
from collections.abc import Callable

from render.scenes.look import Decor
from render.scenes.motion import drift
from render.scenes.palettes import Ground
from render.scenes.shapes import circle, document, rect, star, stroke
from render.scenes.zones import Box
from render.timeline import Art, Sprite

_TALL = (
    (0.1, 0.085, 1.1),
    (0.86, 0.07, 1.7),
    (0.96, 0.36, 0.72),
    (0.04, 0.44, 0.8),
    (0.95, 0.64, 0.8),
    (0.11, 0.785, 1.7),
)
_LOW = ((0.83, 0.86, 2.7), (0.42, 0.91, 1.7), (0.1, 0.95, 1.3))
_WIDE = (
    (0.024, 0.12, 0.6),
    (0.974, 0.3, 0.62),
    (0.978, 0.72, 0.6),
    (0.024, 0.56, 0.6),
    (0.9, 0.94, 0.75),
    (0.07, 0.94, 0.75),
    (0.5, 0.955, 0.5),
)
"""Centres and sizes, in parts of the picture and of UNIT."""
UNIT = 130.0


def decor_layers(
    family: Decor, ground: Ground, width: int, height: int, start: float, end: float, seed: int, keep_clear: list[Box]
) -> list[Sprite]:
    """Ornaments for a stretch of time.

    Args:
        family: Which ornaments.
        ground: Their colours.
        width: Of the picture.
        height: Of the picture.
        start: Seconds from the piece's start.
        end: Seconds from the piece's start.
        seed: Another seed, other places and angles.
        keep_clear: Boxes that no ornament may touch.
    """
    rng = random.Random(seed)
    places = _TALL + _LOW if height > width else _WIDE
    layers: list[Sprite] = []
    for i, (u, v, grow) in enumerate(places):
        side = round(UNIT * grow * rng.uniform(0.85, 1.15))
        x = round(u * width - side / 2 + rng.uniform(-14, 14))
        y = round(v * height - side / 2 + rng.uniform(-22, 22))
        x, y = min(max(x, 0), width - side), min(max(y, 0), height - side)
        body = _DRAW[family](side, ground, rng, i)
        if any(Box(x - 8, y - 8, side + 16, side + 16).meets(box) for box in keep_clear):
            continue
        layers.append(_sprite(body, x, y, side, start, end, rng))
    return layers


def _sprite(body: str, x: int, y: int, side: int, start: float, end: float, rng: random.Random) -> Sprite:
    sway = drift(
        0.0,
        end - start,
        x=rng.uniform(-9, 9),
        y=rng.uniform(6, 15),
        turn=rng.uniform(-7, 7),
        period=rng.uniform(3.2, 5.2),
    )
    inner = side * 0.86
    gap = (side - inner) / 2
    svg = document(f'<g transform="translate({gap:.1f} {gap:.1f}) scale(0.86)">{body}</g>', side, side)
    fade = min(0.3, (end - start) / 4)
    return Sprite(
        start=start,
        end=end,
        art=Art(svg=svg),
        x=x,
        y=y,
        w=side,
        h=side,
        keys=sway,
        role="decor",
        fade_in=fade if start > 0 else 0.0,
        fade_out=fade,
    )


def _color(ground: Ground, i: int) -> str:
    return (ground.accent, ground.second, ground.ink)[i % 3]


def _faint(body: str, opacity: float) -> str:
    return f'<g opacity="{opacity:.2f}">{body}</g>'


def _rings(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    c, half = _color(ground, i), side / 2
    lines = "".join(
        circle(half, half, r * half, "none", f' stroke="{c}" stroke-width="{side * 0.035:.1f}"')
        for r in (0.94, 0.66, 0.38)
    )
    return _faint(lines, 0.42)


def _confetti(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    parts = []
    for n, (u, v) in enumerate(((0.24, 0.3), (0.72, 0.24), (0.44, 0.74), (0.84, 0.7))):
        cx, cy, s = u * side, v * side, side * rng.uniform(0.11, 0.17)
        c = _color(ground, i + n)
        triangle = f"M{cx:.1f} {cy - s:.1f}L{cx + s:.1f} {cy + 0.8 * s:.1f}L{cx - s:.1f} {cy + 0.8 * s:.1f}Z"
        shape = (
            rect(cx - s, cy - s * 0.36, 2 * s, 0.72 * s, c, radius=s * 0.36),
            circle(cx, cy, s * 0.7, c),
            circle(cx, cy, s * 0.7, "none", f' stroke="{c}" stroke-width="{s * 0.36:.1f}"'),
            f'<path d="{triangle}" fill="{c}" stroke="{c}" stroke-width="{s * 0.3:.1f}" stroke-linejoin="round"/>',
        )[(n + i) % 4]
        parts.append(f'<g transform="rotate({rng.randrange(180)} {cx:.1f} {cy:.1f})">{shape}</g>')
    return _faint("".join(parts), 0.8)


def _dots(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    step = side / 6
    c = _color(ground, i)
    spots = (
        circle(step * (col + 0.75), step * (row + 0.75), step * (0.1 + 0.028 * (row + col)), c)
        for row in range(6)
        for col in range(6)
        if step * (col + 1.2) < side and step * (row + 1.2) < side
    )
    return _faint("".join(spots), 0.5)


def _stripes(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    c, half = _color(ground, i), side / 2
    lines = []
    for n in range(-4, 5):
        off = n * side / 9
        reach = math.sqrt(max(half**2 - off**2, 0)) * 0.98
        k = 1 / math.sqrt(2)
        a = (half + off * k - reach * k, half - off * k - reach * k)
        b = (half + off * k + reach * k, half - off * k + reach * k)
        if reach > side * 0.1:
            lines.append(stroke(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", c, side * 0.042))
    return _faint("".join(lines), 0.42)


def _sparks(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    half = side / 2
    big = star(half, half, half * 0.92, _color(ground, i), 0.13)
    small = star(side * 0.84, side * 0.2, side * 0.15, _color(ground, i + 1), 0.13)
    return _faint(big + small, 0.75)


def _scribbles(side: int, ground: Ground, rng: random.Random, i: int) -> str:
    c, w = _color(ground, i), side * 0.06
    if i % 3 == 0:
        waves = "".join(
            f"q{side * 0.115:.1f} {-side * 0.2 if n % 2 else side * 0.2:.1f} {side * 0.23:.1f} 0" for n in range(4)
        )
        return _faint(stroke(f"M{side * 0.04:.1f} {side * 0.5:.1f}{waves}", c, w), 0.7)
    if i % 3 == 1:
        turns = [(t / 90 * 2.6 * math.tau, 0.05 + 0.41 * t / 90) for t in range(91)]
        spots = [(side * (0.5 + r * math.cos(t)), side * (0.5 + r * math.sin(t))) for t, r in turns]
        return _faint(stroke("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots), c, w * 0.85), 0.65)
    half = side / 2
    rays = "".join(
        f"M{half + 0.3 * side * math.cos(t):.1f} {half + 0.3 * side * math.sin(t):.1f}"
        f"L{half + 0.46 * side * math.cos(t):.1f} {half + 0.46 * side * math.sin(t):.1f}"
        for t in (math.tau * n / 8 for n in range(8))
    )
    return _faint(stroke(rays, c, w), 0.65)


_DRAW: dict[Decor, Callable[[int, Ground, random.Random, int], str]] = {
    "rings": _rings,
    "confetti": _confetti,
    "dots": _dots,
    "stripes": _stripes,
    "sparks": _sparks,
    "scribbles": _scribbles,
}
