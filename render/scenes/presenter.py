"""A presenter's performance as layers: a few small pictures that share one head's motion."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from render.faces.eyes import LIDS
from render.faces.mouth import SHAPES, Lips
from render.faces.parts import Part, back_part, body_part, brows_part, eyes_part, head_part, mouth_part, whole
from render.faces.people import apart, cast, dressed
from render.faces.person import CHIN, HEIGHT, PIVOT, WIDTH, Person
from render.scenes.contrast import mix
from render.scenes.zones import Box
from render.timeline import Art, Flip, Flipbook, Key, Layer, Sprite
from studio.domain.presenter import Mouth, Nod, PresenterTrack

HEAD_PIXELS = 540.0
"""Height of the head in whose pixels a Nod is told."""
RISE = 0.45
"""Seconds in which the presenter comes up from below."""
DEPTH = 0.14
"""How far below, in heights of the box."""
LIFT = 9.0
"""Units the brows rise at most."""
BETWEEN = 1 / 30
"""Seconds a mouth is shown half way between two shapes, where there is time for it."""
SEEN = 0.066
"""Seconds a full shape stays at least before the mouth is on its way to the next."""
BLINK = ((0.0, 1), (0.034, 2), (0.1, 1), (0.134, 0))
"""Seconds after a blink starts, and the lids from then on: half, closed, half, open."""
SPILL = 44.0
"""Units of body below the box, so that no motion shows where it ends."""


class Stage:
    """One person in one box: turns parts in units into layers in pixels."""

    def __init__(self, track: PresenterTrack, box: Box, start: float, end: float, backing: str) -> None:
        self.person: Person = dressed(cast(track.seed), backing) if backing else cast(track.seed)
        self.box = box
        self.scale = box.w / WIDTH
        self.start, self.end = start, end
        self.nods = track.nods or (Nod(at=0.0),)

    def frame(self, part: Part) -> Box:
        """Whole pixels that hold a part."""
        left, top = math.floor(self.box.x + part.x * self.scale), math.floor(self.box.y + part.y * self.scale)
        right = math.ceil(self.box.x + (part.x + part.w) * self.scale)
        bottom = math.ceil(self.box.y + (part.y + part.h) * self.scale)
        return Box(left, top, right - left, bottom - top)

    def art(self, part: Part) -> Art:
        """A part as a picture of exactly its frame."""
        frame, s = self.frame(part), self.scale
        view = (
            f"{(frame.x - self.box.x) / s:.3f} {(frame.y - self.box.y) / s:.3f} {frame.w / s:.3f} {frame.h / s:.3f}"
        )
        return Art(svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{part.body}</svg>')

    def sprite(self, part: Part, role: str, *, still: bool = False, brows: bool = False) -> Sprite:
        """A part that is one picture; a `still` one comes up with the rest and then stays where it is."""
        f = self.frame(part)
        keys = self.entrance if still else self.keys(f, brows)
        return Sprite(
            start=self.start, end=self.end, art=self.art(part), x=f.x, y=f.y, w=f.w, h=f.h, keys=keys, role=role
        )

    def flipbook(self, parts: Sequence[Part], flips: tuple[Flip, ...]) -> Flipbook:
        """A part with several pictures."""
        f = self.frame(parts[0])
        frames = tuple(self.art(part) for part in parts)
        return Flipbook(
            start=self.start,
            end=self.end,
            frames=frames,
            flips=flips,
            x=f.x,
            y=f.y,
            w=f.w,
            h=f.h,
            keys=self.keys(f, False),
            role="presenter",
        )

    @property
    def entrance(self) -> tuple[Key, ...]:
        """Up from below, with a little swing."""
        return Key(at=0.0, y=round(DEPTH * self.box.h, 2)), Key(at=RISE, ease="back")

    def keys(self, frame: Box, brows: bool) -> tuple[Key, ...]:
        """The head's motion as this frame makes it: turned about the neck, not about its own centre."""
        move = self._mover(frame, brows)
        first = move(self.nods[0])
        below = first.model_copy(update={"at": 0.0, "y": first.y + DEPTH * self.box.h, "ease": "linear"})
        landed = move(_nod_at(self.nods, RISE)).model_copy(update={"at": RISE, "ease": "back"})
        return below, landed, *(move(nod) for nod in self.nods if nod.at > RISE)

    def _mover(self, frame: Box, brows: bool) -> Callable[[Nod], Key]:
        step = self.scale * CHIN / HEAD_PIXELS
        arm_x = frame.x + frame.w / 2 - self.box.x - PIVOT[0] * self.scale
        arm_y = frame.y + frame.h / 2 - self.box.y - PIVOT[1] * self.scale

        def move(nod: Nod) -> Key:
            turn = math.radians(nod.tilt)
            x = nod.dx * step + arm_x * (math.cos(turn) - 1) - arm_y * math.sin(turn)
            y = nod.dy * step + arm_x * math.sin(turn) + arm_y * (math.cos(turn) - 1)
            lift = nod.brows * LIFT * self.scale if brows else 0.0
            return Key(at=nod.at, x=round(x, 2), y=round(y - lift, 2), rotation=round(nod.tilt, 3))

        return move


def presenter_layers(
    track: PresenterTrack, box: Box, seconds: float, *, backing: str = "", start: float = 0.0
) -> tuple[Layer, ...]:
    """Draw a presenter from the first picture to the last.

    Args:
        track: What it does when, in seconds from `start`.
        box: Head and shoulders; the face fills the middle half of its top, see `zones`.
        seconds: How long it is on.
        backing: `#rrggbb` of a disc behind it; empty for none.
        start: When the speech starts in the piece.
    """
    stage = Stage(track, box, start, start + seconds, backing)
    person = stage.person
    back = back_part(person)
    height = min(HEIGHT, box.h / stage.scale + SPILL)
    frames, flips = _mouths(track.mouths)
    return (
        *([_disc(stage, apart(backing, person.hair_color))] if backing else []),
        *([stage.sprite(back, "decor")] if back else []),
        stage.sprite(body_part(person, height), "decor", still=True),
        stage.sprite(head_part(person), "presenter"),
        stage.flipbook([mouth_part(person, lips) for lips in frames], flips),
        stage.flipbook([eyes_part(person, lid) for lid in LIDS], _blinks(track.blinks, seconds)),
        stage.sprite(brows_part(person), "presenter", brows=True),
    )


def portrait(seed: str, width: int, height: int) -> Art:
    """The same person at rest, smiling, as one picture: the top of the canvas fills the width."""
    person = cast(seed)
    view = f"0 0 {WIDTH} {WIDTH * height / width:.2f}"
    smile = SHAPES["e"].towards(SHAPES["s"])
    return Art(svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{whole(person, smile)}</svg>')


def _disc(stage: Stage, color: str) -> Sprite:
    """A disc that holds head and hair, a little lighter at the top."""
    body = (
        f'<linearGradient id="d" x2="0" y2="1"><stop stop-color="{mix(color, "#ffffff", 0.18)}"/>'
        f'<stop offset="1" stop-color="{mix(color, "#000000", 0.12)}"/></linearGradient>'
        '<circle cx="360" cy="360" r="342" fill="url(#d)"/>'
    )
    part = Part(16, 16, 688, 688, body)
    f = stage.frame(part)
    keys = (Key(at=0, scale=0.7), Key(at=0.5, ease="back"))
    return Sprite(
        start=stage.start, end=stage.end, art=stage.art(part), x=f.x, y=f.y, w=f.w, h=f.h, keys=keys, role="decor"
    )


def _mouths(mouths: Sequence[Mouth]) -> tuple[list[Lips], tuple[Flip, ...]]:
    """Each shape once and each half-way shape once, and when they are shown."""
    frames: list[Lips] = []
    flips: list[Flip] = []

    def show(at: float, lips: Lips) -> None:
        if lips not in frames:
            frames.append(lips)
        flips.append(Flip(at=round(at, 4), frame=frames.index(lips)))

    show(0.0, SHAPES[mouths[0].viseme] if mouths else SHAPES["rest"])
    for before, after in pairwise(mouths):
        ahead = after.at - BETWEEN
        first, second = sorted((before.viseme, after.viseme))
        if ahead - before.at >= SEEN:
            show(ahead, SHAPES[first].towards(SHAPES[second]))
        show(after.at, SHAPES[after.viseme])
    return frames, tuple(flips)


def _blinks(blinks: Sequence[float], seconds: float) -> tuple[Flip, ...]:
    flips = [Flip(at=0.0, frame=0)]
    flips += [
        Flip(at=round(at + delay, 4), frame=lid) for at in blinks if at + 0.15 < seconds for delay, lid in BLINK
    ]
    return tuple(flips)


def _nod_at(nods: Sequence[Nod], at: float) -> Nod:
    """Where the head is between two entries."""
    index = bisect_right(nods, at, key=lambda nod: nod.at)
    if index in (0, len(nods)):
        return nods[max(0, index - 1)].model_copy(update={"at": at})
    a, b = nods[index - 1], nods[index]
    part = (at - a.at) / (b.at - a.at)
    mixed = {
        name: getattr(a, name) + (getattr(b, name) - getattr(a, name)) * part
        for name in ("dx", "dy", "tilt", "brows")
    }
    return Nod(at=at, **mixed)
