"""Marks: stretches of the text that have been understood."""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "aspect",
    "avatar",
    "budget",
    "captions",
    "each",
    "language",
    "left_out",
    "length",
    "music",
    "must_not",
    "must_say",
    "noise",
    "number",
    "platform",
    "rate",
    "span",
    "tone",
    "unit",
    "voice",
]
"""What a mark says. `unit` is the word for a piece (`reels`); `noise` is understood and of no effect."""

WISHES: frozenset[Kind] = frozenset(get_args(Kind)) - {"budget", "each", "noise", "number", "rate", "span", "unit"}
"""Kinds that a piece takes over."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One understood stretch `start`..`end` of the text."""

    start: int
    end: int
    kind: Kind = field(compare=False)
    value: Any = field(compare=False, default=None)
    note: str = field(compare=False, default="")
    """A sentence for the user when something was assumed; empty when nothing was."""


class Marks:
    """All marks of a text, in order, none over another."""

    def __init__(self) -> None:
        self._marks: list[Mark] = []

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def add(self, mark: Mark) -> bool:
        """Keep the mark unless its place is taken; says whether it was kept."""
        if mark.end <= mark.start or self.over(mark.start, mark.end):
            return False
        insort(self._marks, mark)
        return True

    def drop(self, mark: Mark) -> None:
        """Take a mark out again."""
        self._marks.remove(mark)

    def over(self, start: int, end: int) -> list[Mark]:
        """Marks that touch this stretch."""
        return [m for m in self._marks if m.start < end and start < m.end]

    def inside(self, start: int, end: int, *kinds: Kind) -> list[Mark]:
        """Marks that lie wholly in this stretch, of these kinds or of any."""
        return [m for m in self._marks if start <= m.start and m.end <= end and (not kinds or m.kind in kinds)]
