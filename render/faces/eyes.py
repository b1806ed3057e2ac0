"""Eyes in three states, and brows."""

from typing import Literal

from render.faces.person import EYE_GAP, Person
from render.scenes.contrast import mix

Lid = Literal["open", "half", "closed"]
LIDS: tuple[Lid, ...] = ("open", "half", "closed")
W, H = 200, 84
ORIGIN = (100.0, 44.0)
SCALE = 1.16
BROWS_W, BROWS_H = 190, 52
BROWS_ORIGIN = (95.0, 30.0)
INK = "#23151a"


def eyes_svg(lid: Lid, person: Person) -> str:
    """Both eyes around `ORIGIN`, in a picture of W x H units."""
    x, y = ORIGIN
    return "".join(
        f'<g transform="translate({x + side * EYE_GAP} {y}) scale({side * SCALE} '
        f'{SCALE})">{_eye(lid, person, side)}</g>'
        for side in (-1, 1)
    )


def _eye(lid: Lid, person: Person, side: int) -> str:
    """One eye, the outer corner to the right; `side` -1 is drawn mirrored, so its shine is mirrored back."""
    if lid == "closed":
        return _closed(person)
    drop = {"open": 0.0, "half": 15.0}[lid]
    top = -17 + drop
    white = f"M-20 3 C-16 {top} 10 {top - 2} 20 1 C14 16 -12 18 -20 3Z"
    iris = (
        f'<circle cx="0" cy="0" r="13.4" fill="{mix(person.eyes, INK, 0.25)}"/>'
        f'<circle cx="0" cy="1.5" r="10.8" fill="{person.eyes}"/><circle r="6.8" fill="{INK}"/>'
        f'<circle cx="{4.6 * side:.1f}" cy="-5" r="4.1" fill="#fff"/>'
        f'<circle cx="{-4.2 * side:.1f}" cy="5" r="1.9" fill="#fff" opacity="0.7"/>'
    )
    return (
        f'<clipPath id="e{side + 1}"><path d="{white}"/></clipPath>'
        f'<path d="{white}" fill="#fffdfa"/><g clip-path="url(#e{side + 1})">'
        f'<path d="M-22 {top + 1} H22 V{top + 11} H-22Z" fill="#c9b8b4" opacity="0.55"/>{iris}</g>'
        f"{_upper_lid(person, top)}{_crease(person, top)}"
    )


def _upper_lid(person: Person, top: float) -> str:
    width = 5.4 if person.lashes else 4.4
    wing = f"L27 {-4 + (top + 17) * 0.4:.1f}" if person.lashes and not person.glasses else ""
    return (
        f'<path d="M-20.5 3 C-16 {top} 10 {top - 2} 20.5 1 {wing}" fill="none" stroke="{INK}" '
        f'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _crease(person: Person, top: float) -> str:
    y = top - 7 if top < -10 else top - 5
    return (
        f'<path d="M-13 {y + 4} Q2 {y - 4} 17 {y + 5}" fill="none" stroke="{person.skin.deep}" stroke-width="2.4" '
        'stroke-linecap="round" opacity="0.5"/>'
    )


def _closed(person: Person) -> str:
    lashes = (
        f'<path d="M12 11 L18 16 M18 7 L26 10" stroke="{INK}" stroke-width="3.4" stroke-linecap="round"/>'
        if person.lashes and not person.glasses
        else ""
    )
    return (
        f'<path d="M-17 -7 Q2 -15 18 -6" fill="none" stroke="{person.skin.deep}" stroke-width="2.4" '
        'stroke-linecap="round" opacity="0.45"/>'
        f'<path d="M-20 4 Q0 17 20.5 3" fill="none" stroke="{INK}" stroke-width="5" stroke-linecap="round"/>{lashes}'
    )


def brows_svg(person: Person) -> str:
    """Both brows around `BROWS_ORIGIN`."""
    x, y = BROWS_ORIGIN
    color = person.brow_color
    thick = person.brow
    shape = (
        f"M-24 3 C-10 {-7 - thick * 0.3:.1f} 10 {-9 - thick * 0.3:.1f} 26 5 "
        f"C10 {-8 + thick:.1f} -8 {-6 + thick:.1f} -22 {3 + thick * 0.8:.1f}Z"
    )
    return "".join(
        f'<g transform="translate({x + side * EYE_GAP} {y}) scale({side} 1)"><path d="{shape}" fill="{color}" '
        f'stroke="{color}" stroke-width="2.5" stroke-linejoin="round"/></g>'
        for side in (-1, 1)
    )
