"""A vendor's times of characters to spans of the words as written. Nothing here loads a library."""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from providers.errors import BadOutput, InvalidRequest
from providers.requests import SpeechRequest
from providers.speech.tokens import ENDS

Span = tuple[float, float]
SPOKEN_SIGNS = frozenset("%&@#+=$€£¥₹°§/")
"""Signs that are read aloud, unlike other punctuation."""
ENOUGH = 0.6
"""Share of the characters a vendor must have given times for."""


def is_spoken(word: str) -> bool:
    """Whether a written word is said: an emoji or a lone dash is not."""
    return any(_sounds(c) for c in word)


def said_text(request: SpeechRequest) -> str:
    """What a vendor is sent: the words, one segment a line, without emoji that it would describe aloud.

    Raises:
        InvalidRequest: No word can be said.
    """
    if not (text := _said(request)):
        raise InvalidRequest("there is nothing to say", "write at least one word, or make the piece silent")
    return text


def characters(request: SpeechRequest) -> int:
    """How many characters a vendor is sent."""
    return len(_said(request))


def _said(request: SpeechRequest) -> str:
    lines = (" ".join(_without_pictures(s.text.split())) for s in request.segments)
    return "\n".join(line for line in lines if is_spoken(line))


def _without_pictures(words: Sequence[str]) -> list[str]:
    """The words but for emoji, whose full stop goes to the word before."""
    kept: list[str] = []
    for word in words:
        if is_spoken(word) or not any(unicodedata.category(c) == "So" for c in word):
            kept.append(word)
        elif kept and word[-1] in ENDS and is_spoken(kept[-1][-1]):
            kept[-1] += word[-1]
    return kept


def word_spans(
    words: Sequence[str], chars: Sequence[str], starts: Sequence[float], ends: Sequence[float]
) -> list[Span | None]:
    """When each word sounds, without the pause that its punctuation stands for; None for what is not said.

    Args:
        words: As written, in order.
        chars: What the vendor spoke, mostly one character each.
        starts: When each of them begins, in seconds.
        ends: When each of them ends.

    Raises:
        BadOutput: The times are not of these words.
    """
    if not len(chars) == len(starts) == len(ends):
        raise BadOutput("the times that came back do not fit their characters")
    theirs = [
        (c, a, b)
        for text, start, end in zip(chars, starts, ends, strict=True)
        for c, a, b in _split(text, start, end)
    ]
    owners = [(c, n) for n, word in enumerate(words) for c in _folded(word) if _sounds(c)]
    pairs = _matches([c for c, _ in owners], [c for c, _, _ in theirs])
    if len(pairs) < ENOUGH * len(owners):
        raise BadOutput("the times that came back are of other words than those sent")
    spans: list[Span | None] = [None] * len(words)
    for mine, other in pairs:
        number, (_, start, end) = owners[mine][1], theirs[other]
        begun = spans[number]
        spans[number] = (begun[0], max(begun[1], end)) if begun else (start, end)
    return _in_order(_filled(words, spans))


def _sounds(char: str) -> bool:
    return char in SPOKEN_SIGNS or (unicodedata.category(char)[0] in "LNM" and not "\ufe00" <= char <= "\ufe0f")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _split(text: str, start: float, end: float) -> Iterator[tuple[str, float, float]]:
    """The sounding characters of a piece of text, each with an even share of its time."""
    heard = [c for c in _folded(text) if _sounds(c)]
    step = (end - start) / max(len(heard), 1)
    for index, char in enumerate(heard):
        yield char, start + index * step, start + (index + 1) * step


def _matches(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    if list(mine) == list(theirs):
        return [(n, n) for n in range(len(mine))]
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return [(b.a + n, b.b + n) for b in blocks for n in range(b.size)]


def _filled(words: Sequence[str], spans: list[Span | None]) -> list[Span | None]:
    """Words that are said but got no time share the gap between their neighbours, by their letters."""
    at = 0
    while at < len(words):
        if spans[at] or not is_spoken(words[at]):
            at += 1
            continue
        stop = next((n for n in range(at, len(words)) if spans[n]), len(words))
        group = [n for n in range(at, stop) if is_spoken(words[n])]
        before = max((s[1] for s in spans[:at] if s), default=0.0)
        found = spans[stop] if stop < len(words) else None
        after = max(found[0], before) if found else before + 0.08 * sum(len(words[n]) for n in group)
        _share(words, spans, group, (before, after))
        at = stop
    return spans


def _share(words: Sequence[str], spans: list[Span | None], group: Sequence[int], gap: Span) -> None:
    total, at = sum(len(words[n]) for n in group), gap[0]
    for number in group:
        end = at + (gap[1] - gap[0]) * len(words[number]) / total
        spans[number] = (at, end)
        at = end


def _in_order(spans: Sequence[Span | None]) -> list[Span | None]:
    """Spans that do not overlap and never run backwards."""
    out: list[Span | None] = []
    at = 0.0
    for index, span in enumerate(spans):
        following = next((s[0] for s in spans[index + 1 :] if s), float("inf"))
        if span is None:
            out.append(None)
            continue
        start = max(span[0], at)
        end = max(min(span[1], max(following, start)), start)
        out.append((start, end))
        at = end
    return out
