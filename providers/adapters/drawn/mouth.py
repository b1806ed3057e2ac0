"""From sounds to a mouth that moves as a mouth does: early, never flickering, and shut when it must be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from providers.adapters.drawn.visemes import FOLLOWS, sounded, spelled
from studio.domain.presenter import Mouth, Viseme
from studio.domain.speech import Timing

HOLD = 0.068
"""Seconds a shape stays at least: two frames at 30 a second; shorter ones read as flicker."""
EARLY = 0.045
"""Seconds by which lips lead their sound; people expect 30 to 60 ms."""
PAUSE = 0.11
"""A longer silence closes the mouth; a shorter one belongs to the next sound."""
CLOSURES = ("mbp", "fv")
"""Shapes whose absence shows at once: they are never dropped."""
WEIGHT = {"rest": 3, "ai": 2, "e": 2, "o": 2, "u": 2, "r": 1, "th": 1, "l": 1, "s": 0}
"""What gives way when two shapes have room for one: the lower goes."""


@dataclass(frozen=True)
class Shape:
    """A mouth shape and how long it has."""

    start: float
    end: float
    viseme: str

    @property
    def seconds(self) -> float:
        """How long it is held."""
        return self.end - self.start


def mouths(timing: Timing) -> tuple[Mouth, ...]:
    """The mouth over the whole piece, from rest to rest. Voices without phonemes are read by their spelling."""
    spans = sounded(timing.phones) or spelled(timing.words)
    shapes = [Shape(max(0.0, start - EARLY), end - EARLY, shape) for start, end, shape in spans if end > EARLY]
    shapes = _merge(_settle(_followed(_with_rests(shapes, timing.seconds))))
    return tuple(Mouth(at=round(s.start, 4), viseme=cast(Viseme, s.viseme)) for s in shapes)


def _with_rests(shapes: Sequence[Shape], seconds: float) -> list[Shape]:
    """Close the mouth in pauses; stretch over gaps too short for that."""
    out: list[Shape] = [Shape(0.0, 0.0, "rest")]
    for shape in shapes:
        gap = shape.start - out[-1].end
        if gap > PAUSE:
            out.append(Shape(out[-1].end, shape.start, "rest"))
            out.append(shape)
        else:
            out.append(replace(shape, start=out[-1].end))
    out.append(Shape(out[-1].end, max(seconds, out[-1].end + HOLD), "rest"))
    return _merge([shape for shape in out if shape.seconds > 0])


def _followed(shapes: Sequence[Shape]) -> list[Shape]:
    """Give sounds made behind the lips the shape of the next sound that has one, or of the last."""
    out: list[Shape] = []
    for i, shape in enumerate(shapes):
        if shape.viseme == FOLLOWS:
            ahead = next((s.viseme for s in shapes[i + 1 : i + 3] if s.viseme not in (FOLLOWS, *CLOSURES)), "rest")
            behind = out[-1].viseme if out else "rest"
            shown = ahead if ahead != "rest" else behind
            shape = replace(shape, viseme="e" if shown in ("rest", *CLOSURES) else shown)
        out.append(shape)
    return _merge(out)


def _merge(shapes: Sequence[Shape]) -> list[Shape]:
    out: list[Shape] = []
    for shape in shapes:
        if out and out[-1].viseme == shape.viseme:
            out[-1] = replace(out[-1], end=shape.end)
        else:
            out.append(shape)
    return out


def _settle(shapes: list[Shape]) -> list[Shape]:
    """Drop what is too short to be seen, least telling first, and give closures their time."""
    while (weakest := _weakest(shapes)) is not None:
        shapes = _merge(_without(shapes, weakest))
    for i in [i for i, s in enumerate(shapes) if s.viseme in CLOSURES and s.seconds < HOLD]:
        _widen(shapes, i)
    return [s for s in shapes if s.seconds > 1e-6]


def _weakest(shapes: Sequence[Shape]) -> int | None:
    brief = [
        i for i, s in enumerate(shapes) if s.seconds < HOLD and s.viseme not in CLOSURES and 0 < i < len(shapes) - 1
    ]
    return min(brief, key=lambda i: (WEIGHT[shapes[i].viseme], shapes[i].seconds)) if brief else None


def _without(shapes: Sequence[Shape], i: int) -> list[Shape]:
    """Take one shape out and share its time between its neighbours; closures take as much as they lack."""
    before, gone, after = shapes[i - 1], shapes[i], shapes[i + 1]
    cut = (gone.start + gone.end) / 2
    if before.viseme in CLOSURES:
        cut = min(gone.end, max(gone.start, before.start + HOLD))
    elif after.viseme in CLOSURES:
        cut = max(gone.start, min(gone.end, after.end - HOLD))
    return [*shapes[: i - 1], replace(before, end=cut), replace(after, start=cut), *shapes[i + 2 :]]


def _widen(shapes: list[Shape], i: int) -> None:
    """Lend a closure the time it lacks from the neighbours, as far as they can spare it."""
    for neighbour, late in ((i - 1, False), (i + 1, True)):
        if 0 <= neighbour < len(shapes):
            spare = max(0.0, shapes[neighbour].seconds - HOLD)
            lent = min(spare, max(0.0, HOLD - shapes[i].seconds))
            if late:
                shapes[i] = replace(shapes[i], end=shapes[i].end + lent)
                shapes[neighbour] = replace(shapes[neighbour], start=shapes[neighbour].start + lent)
            else:
                shapes[i] = replace(shapes[i], start=shapes[i].start - lent)
                shapes[neighbour] = replace(shapes[neighbour], end=shapes[neighbour].end - lent)
