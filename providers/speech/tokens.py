"""A text as its writer wrote it, and as a speaker says it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ENDS = frozenset(".!?…")
"""Marks that close a sentence."""
BREAKS = frozenset(",;:—")
"""Marks at which a long sentence may be cut."""


@dataclass(frozen=True)
class Token:
    """One word as written, between two spaces: `$20,` is spoken `twenty dollars`, then a comma."""

    written: str
    words: tuple[str, ...]
    """What is said: letters, apostrophes and hyphens only. Empty for an emoji or a lone dash."""
    mark: str = ""
    """The pause after it: one of , ; : — . ! ? … or none."""


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The tokens, cut after each sentence."""
    held: list[Token] = []
    for token in tokens:
        held.append(token)
        if token.mark in ENDS and token.mark:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)
