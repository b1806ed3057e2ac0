"""A person cut into the parts that move by themselves, each in a frame as small as it can be."""

from dataclasses import dataclass

from render.faces import eyes, mouth
from render.faces.clothes import body_svg
from render.faces.eyes import Lid, brows_svg, eyes_svg
from render.faces.hair import hair_back, hair_front
from render.faces.head import chin_beard, earrings, glasses, head_svg
from render.faces.mouth import Lips, mouth_svg
from render.faces.person import BROWS_Y, CENTRE, EYES_Y, HEIGHT, MOUTH_Y, WIDTH, Person


@dataclass(frozen=True)
class Part:
    """A drawing and the rectangle of the canvas (in units) that holds it."""

    x: float
    y: float
    w: float
    h: float
    body: str
    """SVG in canvas units."""


def back_part(person: Person) -> Part | None:
    """Hair behind the shoulders; None for those who have none there."""
    drawing = hair_back(person)
    return Part(150, -4, 430, 510, drawing) if drawing else None


def body_part(person: Person, height: float = HEIGHT) -> Part:
    """Neck and torso down to `height`."""
    return Part(50, 250, WIDTH - 100, height - 250, body_svg(person))


def head_part(person: Person) -> Part:
    """The head without what moves in it."""
    drawing = chin_beard(person) + head_svg(person) + hair_front(person) + glasses(person) + earrings(person)
    return Part(184, -4, 352, 470, drawing)


def mouth_part(person: Person, lips: Lips) -> Part:
    """The mouth in one shape."""
    return _placed(mouth_svg(lips, person), mouth.ORIGIN, MOUTH_Y, mouth.W, mouth.H)


def eyes_part(person: Person, lid: Lid) -> Part:
    """Both eyes."""
    return _placed(eyes_svg(lid, person), eyes.ORIGIN, EYES_Y, eyes.W, eyes.H)


def brows_part(person: Person) -> Part:
    """Both brows at rest."""
    return _placed(brows_svg(person), eyes.BROWS_ORIGIN, BROWS_Y, eyes.BROWS_W, eyes.BROWS_H)


def _placed(drawing: str, origin: tuple[float, float], y: float, w: float, h: float) -> Part:
    left, top = CENTRE - origin[0], y - origin[1]
    return Part(left, top, w, h, f'<g transform="translate({left} {top})">{drawing}</g>')


def whole(person: Person, lips: Lips, lid: Lid = "open") -> str:
    """Everything in one drawing, in canvas units: for a cover."""
    back = back_part(person)
    parts = [
        *([back] if back else []),
        body_part(person),
        head_part(person),
        mouth_part(person, lips),
        eyes_part(person, lid),
        brows_part(person),
    ]
    return "".join(part.body for part in parts)
