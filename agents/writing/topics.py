"""Which pack, if any, knows a topic, and which of its angles answer it best."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from agents.writing.packs import Angle, Pack, generic, niches
from agents.writing.phrases import phrases

_SAME = 88.0
"""Likeness (rapidfuzz ratio, 0-100) from which two words of five letters or more are one, typos included."""
_COMMON = 2
"""A sub-topic that more packs than this know (`water`, `sleep`) is nobody's own."""
_ENOUGH = 0.6
"""Share of a topic's telling words that a pack must know to speak for it."""


@dataclass(frozen=True, eq=False)
class Source:
    """An angle and the pack it is from; equal when both have the same names."""

    pack: Pack
    angle: Angle

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it."""
        return self.pack.id, self.pack.language, self.angle.id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True)
class Known:
    """What is known about a topic: angles in the order they fit, best group first."""

    groups: tuple[tuple[Source, ...], ...]
    audience: str = ""


@lru_cache(maxsize=512)
def know(topic: str, language: str) -> Known:
    """Find the angles for a topic.

    A topic that names a whole niche gets that niche, its own sub-topic first. A topic that is only a
    sub-topic gets the angles that answer it, then the generic ones. Any other gets the generic ones.
    """
    subject, audience = split_audience(topic, language)
    words = _telling(subject, language)
    fallback = tuple(Source(generic(language), angle) for angle in generic(language).angles)
    scored = [(_niche_score(pack, words), pack) for pack in niches() if pack.language in (language, "en")]
    best = max((score for score, _ in scored), default=0.0)
    if best >= _ENOUGH:
        pack = _native(next(pack for score, pack in scored if score == best), language)
        if pack:
            return Known(_ranked(pack, _words(topic)), audience)
    answers = tuple(_answers(words, language)) if best < _ENOUGH else ()
    named = _is_name(topic, language)
    kind = tuple(source for source in fallback if not (named and source.angle.doubts))
    other = tuple(source for source in fallback if named and source.angle.doubts)
    return Known(tuple(group for group in (answers, kind, other) if group), audience)


def _is_name(topic: str, language: str) -> bool:
    """Whether a topic looks like somebody's own: a brand, a product, `our new app`."""
    words = topic.split()
    if words[:1] and words[0].casefold() in phrases(language).possessives:
        return True
    capitals = sum(word[:1].isupper() for word in words)
    return language not in ("de", "hi") and len(words) <= 4 and capitals == len(words) and words != []


def split_audience(topic: str, language: str) -> tuple[str, str]:
    """`fitness for new dads` -> `fitness`, `for new dads`."""
    for preposition in phrases(language).audience:
        head, found, tail = topic.partition(f" {preposition} ")
        if found and head.strip() and len(tail.split()) <= 4:
            return head.strip(), f"{preposition} {tail.strip()}"
    return topic.strip(), ""


def find_title(text: str, sources: tuple[Source, ...]) -> Source | None:
    """The angle that a user's own words mean, if one is close."""
    best = max(sources, key=lambda source: _likeness(text, source.angle), default=None)
    return best if best and _likeness(text, best.angle) >= 82 else None


def _likeness(text: str, angle: Angle) -> float:
    folded = text.casefold()
    words = [word for word in folded.split() if len(word) > 3]
    keyed = [any(_same(word, key) for key in angle.keywords) for word in words]
    by_key = 100.0 * sum(keyed) / len(words) if words else 0.0
    return max(fuzz.token_sort_ratio(folded, angle.title.casefold()), by_key * 0.9)


def _native(pack: Pack, language: str) -> Pack | None:
    return next((p for p in niches() if p.id == pack.id and p.language == language), None)


def _telling(topic: str, language: str) -> tuple[str, ...]:
    words = _words(topic)
    fillers = phrases(language).fillers
    return tuple(word for word in words if word not in fillers and not word.isdigit()) or words


def _words(topic: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", topic.casefold()))


def _same(word: str, other: str) -> bool:
    if min(len(word), len(other)) < 5:
        return word == other
    return word == other or word + "s" == other or fuzz.ratio(word, other) >= _SAME


def _covered(words: tuple[str, ...], phrase: str) -> set[int]:
    """Places in `words` where all the words of `phrase` stand, or none."""
    parts = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", phrase.casefold())
    places = [next((i for i, word in enumerate(words) if _same(word, part)), None) for part in parts]
    return {place for place in places if place is not None} if None not in places else set()


def _niche_score(pack: Pack, words: tuple[str, ...]) -> float:
    """Share of the words the pack knows, when they name the niche; 0 when they do not."""
    named = set().union(*(_covered(words, name) for names in pack.match.values() for name in names))
    if not named:
        return 0.0
    keyed = set().union(*(_covered(words, key) for angle in pack.angles for key in angle.keywords))
    return len(named | keyed) / len(words) + 0.001 * len(named)


def _fitness(angle: Angle, words: tuple[str, ...]) -> int:
    return len(set().union(set(), *(_covered(words, key) for key in angle.keywords)))


def _ranked(pack: Pack, words: tuple[str, ...]) -> tuple[tuple[Source, ...], ...]:
    first = tuple(Source(pack, a) for a in pack.angles if _fitness(a, words))
    rest = tuple(Source(pack, a) for a in pack.angles if not _fitness(a, words))
    return tuple(group for group in (first, rest) if group)


def _answers(words: tuple[str, ...], language: str) -> list[Source]:
    """Angles named by the topic itself: all its words are keywords, and one is in the angle's name."""
    knowing = [
        Source(pack, angle)
        for pack in niches()
        if pack.language == language
        for angle in pack.angles
        if _fitness(angle, words) == len(set(words))
    ]
    if len({source.pack.id for source in knowing}) > _COMMON:
        return []
    return [source for source in knowing if any(_in_name(word, source.angle) for word in words)]


def _in_name(word: str, angle: Angle) -> bool:
    stem = word[: max(4, len(word) - 3)]
    return any(part.startswith(stem) for part in angle.id.split("-"))
