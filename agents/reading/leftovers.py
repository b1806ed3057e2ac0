"""What is left of a stretch once everything understood is taken out: clauses, trimmed to their core."""

from dataclasses import dataclass
from functools import lru_cache

import regex

from agents.reading.lexicon import Languages, alternation, compiled, words
from agents.reading.parse import Parse
from agents.reading.text import fold

PICTURES = compiled(
    r"(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\uFE0F\u20E3]|(?<=\p{Extended_Pictographic}\uFE0F?)\u200D)+"
)
"""Emoji, which are no part of a topic."""
OWN = frozenset(("glue", "head_trim", "tail_trim", "join"))
"""Lists of small words that are only taken from the brief's own language: French "thé" is no English "the"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause's own words: where it stands, what stood before it, and the words without marks."""

    start: int
    end: int
    stop: str
    """The sign before it: `,`, `.`, `:`, a line end, or empty at the start of the stretch."""
    words: str


def clauses(parse: Parse, start: int, end: int) -> list[Clause]:
    """The clauses of a stretch that still have words."""
    found = []
    for low, high in parse.clauses(start, end):
        said = plain(parse, low, high)
        if compiled(r"[\p{L}\p{N}]").search(said):
            stop = parse.text.folded[start:low].rstrip(" ")[-1:]
            found.append(Clause(low, high, stop, said))
    return found


def plain(parse: Parse, start: int, end: int) -> str:
    """The unmarked words of a stretch, in the user's spelling."""
    parts, at = [], start
    for mark in parse.marks.over(start, end):
        if mark.kind in ("number", "noise") and mark.value is not None:
            continue
        parts.append(parse.text.shown[at : max(at, mark.start)])
        at = max(at, mark.end)
    parts.append(parse.text.shown[at:end])
    parts = [PICTURES.sub(" ", p) for p in parts]
    joined = " ".join(p.strip(" ,;/&-") for p in parts if p.strip(" ,;/&-"))
    return compiled(r"\s+").sub(" ", joined).strip()


def trim_order(languages: Languages, said: str) -> str:
    """Without the words of asking around it: "please make me" goes, "how to make bread" stays."""
    return _trim(said, _edge(languages, ("order", "polite", "filler", "head_trim", "join")), _tail(languages))


def trim_topic(languages: Languages, said: str) -> str:
    """Without articles before it and loose ends behind it."""
    return _trim(said, _edge(languages, ("head_trim", "polite")), _tail(languages))


def trim_fillers(languages: Languages, said: str) -> str:
    """Without the adjectives before it that say nothing of the topic."""
    return _trim(said, _edge(languages, ("filler",)), compiled(r"(?!)"))


def trim_tail(languages: Languages, said: str) -> str:
    """Without loose ends behind it."""
    return _trim(said, compiled(r"(?!)"), _tail(languages))


def trim_modifiers(languages: Languages, said: str) -> str:
    """What stands between a number and its noun, without the words that say nothing of the topic."""
    edge = _edge(languages, ("filler", "filler_noun", "head_trim", "very", "join"))
    return _trim(said, edge, compiled(rf"[\s,]+(?:{_any(languages, ('filler', 'filler_noun', 'tail_trim'))})$"))


def only_glue(languages: Languages, said: str) -> bool:
    """Whether no word of its own is left."""
    pattern = _any(languages, ("glue", "polite", "order", "very", "join", "a", "each", "filler", "container"))
    return not compiled(rf"(?<!\w)(?:{pattern})(?!\w)|[\W_]").sub("", fold(said))


def _trim(said: str, head: "regex.Pattern[str]", tail: "regex.Pattern[str]") -> str:
    said = said.strip(" ,.;:!?-/&|\"'()*•")
    while True:
        folded = fold(said)
        front, back = head.match(folded), tail.search(folded)
        if front and front.end():
            said = said[front.end() :]
        elif back:
            said = said[: back.start()]
        elif folded in _whole(head, folded):
            return ""
        else:
            return _unquoted(said)
        said = said.strip(" ,.;:!?-/&|()*•")


def _whole(head: "regex.Pattern[str]", folded: str) -> tuple[str, ...]:
    return (folded,) if head.fullmatch(folded + " ") else ()


def _unquoted(said: str) -> str:
    for quote in ('"', "'"):
        if said[:1] == quote and (said[-1:] == quote or said.count(quote) == 1):
            said = said.strip(quote)
        elif said.count('"') % 2 and quote == '"':
            said = said.replace('"', "")
    return said.strip()


@lru_cache(maxsize=64)
def _edge(languages: Languages, keys: tuple[str, ...]) -> "regex.Pattern[str]":
    return compiled(rf"(?:{_any(languages, keys)})(?!\w)(?:[\s,:.!-]+|(?<=')|$)")


@lru_cache(maxsize=16)
def _tail(languages: Languages) -> "regex.Pattern[str]":
    return compiled(rf"(?:^|[\s,]+)(?:{_any(languages, ('tail_trim', 'polite'))})$")


@lru_cache(maxsize=64)
def _any(languages: Languages, keys: tuple[str, ...]) -> str:
    return alternation(w for key in keys for w in words(languages[:1] if key in OWN else languages, key))
