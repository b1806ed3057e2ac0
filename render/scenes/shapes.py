"""Small drawings as SVG fragments: cards, ticks, rings, icons, strokes. Pixels, top left corner first."""

import math
import random

from render.scenes.contrast import luminance
from render.scenes.look import CardStyle
from render.scenes.palettes import Ground


def document(body: str, width: int, height: int) -> str:
    """A whole SVG of this size."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>'


def rect(x: float, y: float, w: float, h: float, fill: str, *, radius: float = 0, extra: str = "") -> str:
    """A filled rectangle."""
    rounded = min(radius, w / 2, h / 2)
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{rounded:.1f}" fill="{fill}"{extra}/>'


def circle(cx: float, cy: float, r: float, fill: str, extra: str = "") -> str:
    """A filled circle."""
    return f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{r:.1f}" fill="{fill}"{extra}/>'


def stroke(d: str, color: str, width: float, *, opacity: float = 1.0) -> str:
    """A line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{width:.1f}" stroke-linecap="round" '
        f'stroke-linejoin="round" opacity="{opacity:.3g}"/>'
    )


SHADE = 18
"""Room in pixels around a card for its shadow."""


def card(x: float, y: float, w: float, h: float, ground: Ground, style: CardStyle, radius: float) -> str:
    """A panel for text in `card_ink`; its shadow reaches at most SHADE beyond it."""
    edge = ground.ink
    match style:
        case "outline":
            line = f' stroke="{ground.accent}" stroke-width="4"'
            return rect(x + 2, y + 2, w - 4, h - 4, ground.card, radius=radius, extra=line)
        case "brutal":
            line = f' stroke="{edge}" stroke-width="5"'
            hard = rect(x + 13, y + 13, w - 3, h - 3, ground.accent, radius=radius, extra=line)
            return hard + rect(x + 2.5, y + 2.5, w - 5, h - 5, ground.card, radius=radius, extra=line)
        case "glass":
            line = f' stroke="{edge}" stroke-opacity=".16" stroke-width="2"'
            glint = rect(x + radius, y + 3, w - 2 * radius, 2, edge, extra=' opacity=".22"')
            return _soft(x, y, w, h, radius) + rect(x, y, w, h, ground.card, radius=radius, extra=line) + glint
    return _soft(x, y, w, h, radius) + rect(x, y, w, h, ground.card, radius=radius)


def _soft(x: float, y: float, w: float, h: float, radius: float) -> str:
    """A soft shadow without a filter: a few panes, each larger and fainter."""
    rings = ((4, 0.10), (8, 0.07), (12, 0.045), (16, 0.03))
    return "".join(
        rect(
            x - grow,
            y - grow + 8,
            w + 2 * grow,
            h + 2 * grow - 8,
            "#000",
            radius=radius + grow,
            extra=f' opacity="{o}"',
        )
        for grow, o in rings
    )


def tick(cx: float, cy: float, side: float, color: str, width: float | None = None) -> str:
    """A check mark in a square of this side around a point."""
    s = side / 2
    points = ((-0.62, 0.04), (-0.14, 0.5), (0.66, -0.48))
    d = "M" + "L".join(f"{cx + x * s:.1f} {cy + y * s:.1f}" for x, y in points)
    return stroke(d, color, width or side * 0.17)


def cross(cx: float, cy: float, side: float, color: str, width: float | None = None) -> str:
    """A cross in a square of this side around a point."""
    s = side * 0.26
    d = f"M{cx - s:.1f} {cy - s:.1f}L{cx + s:.1f} {cy + s:.1f}M{cx + s:.1f} {cy - s:.1f}L{cx - s:.1f} {cy + s:.1f}"
    return stroke(d, color, width or side * 0.17)


def arc(cx: float, cy: float, r: float, part: float, color: str, width: float) -> str:
    """Part (0 to 1) of a circle's line, clockwise from the top."""
    if part <= 0.001:
        return ""
    if part >= 0.999:
        return circle(cx, cy, r, "none", f' stroke="{color}" stroke-width="{width:.1f}"')
    angle = 2 * math.pi * part
    x, y = cx + r * math.sin(angle), cy - r * math.cos(angle)
    return stroke(f"M{cx:.1f} {cy - r:.1f}A{r:.1f} {r:.1f} 0 {int(part > 0.5)} 1 {x:.2f} {y:.2f}", color, width)


def swoosh(w: float, h: float, color: str, width: float) -> str:
    """A hand-drawn underline in a box of this size."""
    d = (
        f"M{width:.1f} {h * 0.62:.1f}C{w * 0.28:.1f} {h * 0.12:.1f} {w * 0.62:.1f} {h * 0.16:.1f} "
        f"{w - width:.1f} {h * 0.42:.1f}"
        f"C{w * 0.78:.1f} {h * 0.44:.1f} {w * 0.55:.1f} {h * 0.6:.1f} {w * 0.4:.1f} {h - width:.1f}"
    )
    return stroke(d, color, width)


def blob(cx: float, cy: float, r: float, seed: int, fill: str) -> str:
    """A soft uneven disc; its edge stays within r of its centre."""
    rng = random.Random(seed)
    count = 7
    turn = rng.random() * math.tau
    radii = [r * rng.uniform(0.78, 0.94) for _ in range(count)]
    points = [
        (cx + radius * math.cos(turn + math.tau * i / count), cy + radius * math.sin(turn + math.tau * i / count))
        for i, radius in enumerate(radii)
    ]
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        a = (p1[0] + (p2[0] - p0[0]) / 5.2, p1[1] + (p2[1] - p0[1]) / 5.2)
        b = (p2[0] - (p3[0] - p1[0]) / 5.2, p2[1] - (p3[1] - p1[1]) / 5.2)
        d += f"C{a[0]:.1f} {a[1]:.1f} {b[0]:.1f} {b[1]:.1f} {p2[0]:.1f} {p2[1]:.1f}"
    return f'<path d="{d}Z" fill="{fill}"/>'


def star(cx: float, cy: float, r: float, fill: str, pinch: float = 0.16) -> str:
    """A four-pointed sparkle."""
    k = r * pinch
    return (
        f'<path d="M{cx:.1f} {cy - r:.1f}Q{cx + k:.1f} {cy - k:.1f} {cx + r:.1f} {cy:.1f}Q{cx + k:.1f} {cy + k:.1f} '
        f"{cx:.1f} {cy + r:.1f}Q{cx - k:.1f} {cy + k:.1f} {cx - r:.1f} {cy:.1f}Q{cx - k:.1f} {cy - k:.1f} {cx:.1f} "
        f'{cy - r:.1f}Z" fill="{fill}"/>'
    )


_ICONS = {
    "heart": "M12 20.6 4.3 13C2.1 10.8 2.1 7.3 4.3 5.1s5.6-2.2 7.7 0c2.1-2.2 5.5-2.2 7.7 0s2.2 5.7 0 7.9Z",
    "save": "M6 3.5h12a1 1 0 0 1 1 1V21l-7-5-7 5V4.5a1 1 0 0 1 1-1Z",
    "share": "M21 3 2.8 10.2 9.8 13.4 21 3Zm0 0L13.4 21.2 9.8 13.4",
    "comment": "M12 3.5c5 0 9 3.4 9 7.8s-4 7.7-9 7.7c-1 0-2-.1-2.9-.4L4 20.8l1.3-4.3C3.9 15.1 3 13.3 3 11.3"
    "c0-4.4 4-7.8 9-7.8Z",
    "follow": "M12 5v14M5 12h14",
}


def icon(name: str, x: float, y: float, side: float, color: str, *, filled: bool = False) -> str:
    """One of `heart save share comment follow` as a line drawing, or filled."""
    fill = color if filled and name != "follow" else "none"
    width = 3.2 if name == "follow" else 2.1
    return (
        f'<path transform="translate({x:.1f} {y:.1f}) scale({side / 24:.4f})" d="{_ICONS[name]}" fill="{fill}" '
        f'stroke="{color}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def is_dark(ground: Ground) -> bool:
    """Whether a ground is dark, so that shadows do not show on it and light does."""
    return luminance(ground.colors[0]) < 0.2
