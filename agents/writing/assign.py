"""Shares a topic's angles and structures out among the pieces of a batch, so that no two are alike."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import get_args

from agents.writing.packs import Structure
from agents.writing.phrases import phrases
from agents.writing.topics import Source, know
from studio.domain.brief import LANGUAGES, ContentSpec

STRUCTURES: tuple[Structure, ...] = get_args(Structure)
ROUNDS = 8
"""How often every angle comes in the row of slots: ten angles make eighty different videos."""


@dataclass(frozen=True)
class Slot:
    """A place in the row of different videos on one topic."""

    title: str
    """The angle's own title; from the second round on with the structure's name."""
    source: Source
    structure: Structure
    place: int
    round: int
    """How often the angle came before."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What sets it apart from the slots of all topics."""
        return *self.source.key, self.round


def base_language(language: str) -> str:
    """`pt-BR` -> `pt`; a language without phrases of its own falls to English."""
    base = language.casefold().replace("_", "-").split("-")[0]
    return base if base in LANGUAGES else "en"


@lru_cache(maxsize=256)
def slots(topic: str, language: str, seed: int) -> tuple[Slot, ...]:
    """The first videos one could make of a topic: every angle once, then again in other structures.

    Args:
        topic: As in the piece.
        language: One of LANGUAGES.
        seed: Another order for another seed; sub-topics that the topic names still come first.
    """
    rng = random.Random(f"{seed}/angles")
    order: list[Source] = []
    for group in know(topic, language).groups:
        order += rng.sample(group, len(group))
    wanted = order * ROUNDS
    structures = _share_structures(wanted, random.Random(f"{seed}/structures"))
    titles = _titles(wanted, structures, language)
    return tuple(
        Slot(title, source, structure, place, place // len(order))
        for place, (title, source, structure) in enumerate(zip(titles, wanted, structures, strict=True))
    )


def assign_angles(spec: ContentSpec, seed: int) -> ContentSpec:
    """Name the angle of every piece that has none; pieces on one topic get different ones.

    Args:
        spec: The reading of a brief; angles that the user named stay.
        seed: The run's seed, the one given to `ScriptOrder` later.
    """
    rows = [slots(piece.topic, base_language(piece.language), seed) for piece in spec.pieces]
    asked = [
        next((slot for slot in row if slot.title == p.angle), None) for p, row in zip(spec.pieces, rows, strict=True)
    ]
    taken = {slot.key for slot in asked if slot}
    pieces = []
    for piece, row in zip(spec.pieces, rows, strict=True):
        if not piece.angle:
            slot = next((slot for slot in row if slot.key not in taken), row[len(taken) % len(row)])
            taken.add(slot.key)
            piece = piece.model_copy(update={"angle": slot.title})
        pieces.append(piece)
    return spec.model_copy(update={"pieces": tuple(pieces)})


def _share_structures(wanted: Sequence[Source], rng: random.Random) -> list[Structure]:
    """A structure for each: every window of twelve uses each once, none that the angle avoids if possible."""
    shared: list[Structure] = []
    before: dict[Source, tuple[Structure, ...]] = {}
    for start in range(0, len(wanted), len(STRUCTURES)):
        window = wanted[start : start + len(STRUCTURES)]
        order = rng.sample(STRUCTURES, len(STRUCTURES))
        matched = _match([source.angle.avoid + before.get(source, ()) for source in window], order)
        before |= {s: (*before.get(s, ()), made) for s, made in zip(window, matched, strict=True)}
        shared += matched
    return shared


def _match(avoids: Sequence[tuple[Structure, ...]], order: Sequence[Structure]) -> list[Structure]:
    """Kuhn's matching of places to structures; what cannot be matched takes what is left."""
    owner: dict[Structure, int] = {}

    def place(index: int, seen: set[Structure]) -> bool:
        turn = index % len(order)
        for structure in (*order[turn:], *order[:turn]):
            if structure in avoids[index] or structure in seen:
                continue
            seen.add(structure)
            if structure not in owner or place(owner[structure], seen):
                owner[structure] = index
                return True
        return False

    missed = [index for index in range(len(avoids)) if not place(index, set())]
    left = [structure for structure in order if structure not in owner]
    chosen = {index: structure for structure, index in owner.items()} | dict(zip(missed, left, strict=False))
    return [chosen[index] for index in range(len(avoids))]


def _titles(sources: Sequence[Source], structures: Sequence[Structure], language: str) -> list[str]:
    titles: list[str] = []
    for source, structure in zip(sources, structures, strict=True):
        title = source.angle.title
        if title in titles:
            title = f"{title} ({phrases(language).names[structure]})"
        again = next(n for n in count(1) if (title if n == 1 else f"{title} {n}") not in titles)
        titles.append(title if again == 1 else f"{title} {again}")
    return titles
