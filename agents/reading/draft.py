"""One piece before its defaults are filled in."""

from dataclasses import dataclass, field

from agents.reading.groups import Wishes
from agents.reading.marks import Kind
from agents.reading.units import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """One piece before its defaults are filled in."""

    topic: str
    angle: str
    unit: Unit
    wishes: Wishes = field(default_factory=dict)


def over(base: Wishes, own: Wishes) -> Wishes:
    """One set of wishes over another; what must and must not be said adds up."""
    merged = {**base, **own}
    sayings: tuple[Kind, ...] = ("must_say", "must_not")
    for kind in sayings:
        both = tuple(dict.fromkeys((*base.get(kind, ()), *own.get(kind, ()))))
        if both:
            merged[kind] = both
    return merged
