"""Eleven mouths from one set of numbers, so that any two blend into the one between them."""

from dataclasses import astuple, dataclass

from render.faces.person import Person
from render.scenes.contrast import mix
from studio.domain.presenter import Viseme

W, H = 116, 108
"""Size of the mouth's picture in units; the middle of the lips rests at its `ORIGIN`."""
ORIGIN = (58.0, 40.0)


@dataclass(frozen=True)
class Lips:
    """A mouth shape in units: everything is a length but `round`."""

    half: float
    """Half its width."""
    up: float
    """From the middle line to the upper lip's edge."""
    down: float
    smile: float
    """How far the corners lie above the middle."""
    thick: float
    """Of the lips."""
    round: float
    """0 an almond to 1 an oval."""
    teeth: float
    """How far the upper teeth come down."""
    lower_teeth: float
    tongue: float
    """How high it rises from the bottom."""
    bite: float = 0.0
    """How far the lower lip is drawn up under the teeth."""
    tip: float = 0.0
    """How far the tongue comes out between the teeth."""

    def towards(self, other: "Lips", part: float = 0.5) -> "Lips":
        """The shape between the two."""
        return Lips(*(a + (b - a) * part for a, b in zip(astuple(self), astuple(other), strict=True)))


SHAPES: dict[Viseme, Lips] = {
    "rest": Lips(30, 0.4, 1.0, 5.5, 3.4, 0.0, 0, 0, 0),
    "mbp": Lips(26, 0.2, 0.6, 1.5, 4.6, 0.1, 0, 0, 0),
    "ai": Lips(28, 9, 27, 3, 4.2, 0.5, 8, 0, 14),
    "e": Lips(33, 7, 15, 5, 4.0, 0.25, 8, 0, 7),
    "o": Lips(20, 13, 21, 0, 5.2, 0.95, 4, 0, 9),
    "u": Lips(13, 8, 11, 0, 6.4, 1.0, 0, 0, 4),
    "fv": Lips(25, 6, 8, 1, 4.2, 0.25, 13, 0, 0, bite=9),
    "l": Lips(30, 8, 20, 3, 4.0, 0.2, 9, 0, 21),
    "th": Lips(30, 8, 14, 2, 4.0, 0.15, 9, 0, 10, tip=9),
    "s": Lips(29, 5, 8, 3.5, 4.0, 0.2, 7, 6, 0),
    "r": Lips(22, 9, 15, 1, 5.4, 0.7, 5, 0, 7),
}


def mouth_svg(lips: Lips, person: Person) -> str:
    """A mouth around `ORIGIN`, in a picture of W x H units."""
    x, y = ORIGIN
    return f'<g transform="translate({x} {y})">{_mouth(lips, person)}</g>'


def _outline(lips: Lips) -> str:
    """The edge of the opening, from the left corner over the upper lip and back."""
    w, c, r = lips.half, lips.smile, lips.round
    top, low = c - lips.up, c + lips.down
    y = -c * (1 - r) + (top + low) / 2 * r
    reach = w * 0.55
    rise, fall = (y - top) * 0.55 * r, (low - y) * 0.55 * r
    bow = lips.up * 0.3 * (1 - r)
    return (
        f"M{-w:.1f} {y:.1f} C{-w:.1f} {y - rise:.1f} {-reach:.1f} {top - bow:.1f} 0 {top:.1f} "
        f"C{reach:.1f} {top - bow:.1f} {w:.1f} {y - rise:.1f} {w:.1f} {y:.1f} "
        f"C{w:.1f} {y + fall:.1f} {reach:.1f} {low:.1f} 0 {low:.1f} "
        f"C{-reach:.1f} {low:.1f} {-w:.1f} {y + fall:.1f} {-w:.1f} {y:.1f}Z"
    )


def _mouth(lips: Lips, person: Person) -> str:
    edge = _outline(lips)
    color = person.skin.lips
    dark = mix(color, "#2b0610", 0.72)
    line = f'fill="{color}" stroke="{color}" stroke-width="{lips.thick * 2:.1f}" stroke-linejoin="round"'
    inside = f'<path d="{edge}" fill="{dark}" stroke="{dark}" stroke-width="2" stroke-linejoin="round"/>'
    if lips.up + lips.down > 4:
        inside += f'<clipPath id="m"><path d="{edge}"/></clipPath><g clip-path="url(#m)">{_inside(lips)}</g>'
    return f'{_below(lips, person)}<path d="{edge}" {line}/>{inside}{_lower_lip(lips, person)}'


def _inside(lips: Lips) -> str:
    top, low, w = lips.smile - lips.up, lips.smile + lips.down, lips.half
    parts = []
    if lips.tongue > 0.5:
        parts.append(
            f'<ellipse cx="0" cy="{low + 4:.1f}" rx="{w * 0.66:.1f}" ry="{lips.tongue + 4:.1f}" fill="#e0686f"/>'
            f'<ellipse cx="0" cy="{low + 5:.1f}" rx="{w * 0.3:.1f}" ry="{lips.tongue * 0.8:.1f}" fill="#ee8387" '
            'opacity="0.6"/>'
        )
    if lips.teeth > 0.5:
        parts.append(_teeth(top - 9, lips.teeth + 9, w, "#fffdf8"))
    if lips.lower_teeth > 0.5:
        parts.append(_teeth(low - lips.lower_teeth, lips.lower_teeth + 6, w, "#f1ede4"))
    return "".join(parts)


def _teeth(y: float, height: float, half: float, color: str) -> str:
    return f'<rect x="{-half:.1f}" y="{y:.1f}" width="{2 * half:.1f}" height="{height:.1f}" rx="5" fill="{color}"/>'


def _lower_lip(lips: Lips, person: Person) -> str:
    """What lies over the opening: a bitten lip, a tongue's tip, and the light on the lower lip."""
    low = lips.smile + lips.down
    light = mix(person.skin.lips, "#ffffff", 0.35)
    parts = []
    if lips.tip > 0.5:
        parts.append(f'<ellipse cx="0" cy="{low - 5:.1f}" rx="13" ry="{lips.tip * 0.8:.1f}" fill="#e8747a"/>')
    if lips.bite > 0.5:
        rise, side = low - lips.bite, lips.half * 0.86
        parts.append(
            f'<path d="M{-side:.1f} {low - 4:.1f} Q0 {rise - 3:.1f} {side:.1f} {low - 4:.1f} '
            f"Q{side * 0.5:.1f} {low + 8:.1f} 0 {low + 8:.1f} "
            f'Q{-side * 0.5:.1f} {low + 8:.1f} {-side:.1f} {low - 4:.1f}Z" '
            f'fill="{mix(person.skin.lips, "#ffffff", 0.12)}"/>'
        )
    shine = low + lips.thick * 0.25 - lips.bite * 0.3
    parts.append(
        f'<path d="M{-lips.half * 0.3:.1f} {shine:.1f} Q0 {shine + 2.4:.1f} {lips.half * 0.3:.1f} {shine:.1f}" '
        f'fill="none" stroke="{light}" stroke-width="2.2" stroke-linecap="round" opacity="0.55"/>'
    )
    return "".join(parts)


def _below(lips: Lips, person: Person) -> str:
    """The shadow that the lower lip casts on the chin."""
    y = lips.smile + lips.down + lips.thick + 5
    return (
        f'<path d="M{-lips.half * 0.42:.1f} {y:.1f} Q0 {y + 5:.1f} {lips.half * 0.42:.1f} {y:.1f}" fill="none" '
        f'stroke="{person.skin.shade}" stroke-width="4" stroke-linecap="round" opacity="0.55"/>'
    )
