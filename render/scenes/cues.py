"""When what is on screen is spoken: items, figures and lines matched to the timed words."""

import re
from collections.abc import Sequence

from studio.domain.speech import TimedWord

_LEAD = 0.12
"""Seconds by which a picture may come before its word: it reads as simultaneous."""


def _token(text: str) -> str:
    return re.sub(r"[^\w]+", "", text.casefold())


def _same(spoken: str, shown: str) -> bool:
    """Equal, or the same beginning of at least four letters (endings differ with grammar)."""
    if spoken == shown:
        return True
    stem = min(len(spoken), len(shown), 5)
    return stem >= 4 and spoken[:stem] == shown[:stem]


def _spoken_at(item: str, words: Sequence[TimedWord], begin: int) -> int | None:
    """Index of the first word that belongs to the item, from `begin` on."""
    tokens = [t for t in (_token(w) for w in item.split()) if len(t) > 2 or t.isdigit()]
    for index in range(begin, len(words)):
        if any(_same(_token(words[index].text), t) for t in tokens):
            return index
    return None


def cues(items: Sequence[str], words: Sequence[TimedWord], start: float, end: float) -> list[float]:
    """A moment for each item, in order, all within the scene.

    What is heard comes with its word; what is not is spread evenly between its neighbours.
    """
    found: list[float | None] = []
    begin = 0
    for item in items:
        index = _spoken_at(item, words, begin)
        found.append(None if index is None else max(words[index].start - _LEAD, start))
        begin = begin if index is None else index + 1
    return _filled(found, start, end)


def _filled(found: list[float | None], start: float, end: float) -> list[float]:
    span = end - start
    first, last = start + min(0.5, 0.12 * span), end - max(0.9, 0.2 * span)
    known = [
        (-1, first - (last - first) / max(len(found), 1)),
        *((i, t) for i, t in enumerate(found) if t is not None),
    ]
    known.append((len(found), max(last, known[-1][1] + 0.2)))
    times: list[float] = []
    for i in range(len(found)):
        (a, at), (b, bt) = max(k for k in known if k[0] <= i), min(k for k in known if k[0] >= i)
        moment = at if a == b else at + (bt - at) * (i - a) / (b - a)
        times.append(min(max(moment, start, times[-1] + 0.15 if times else start), end - 0.3))
    return times


def beats(count: int, words: Sequence[TimedWord], start: float, end: float) -> list[float]:
    """Moments for `count` accents spread over a scene, each on the nearest spoken word."""
    spread = [start + (end - start) * (i + 0.3) / max(count, 1) for i in range(count)]
    starts = [word.start for word in words]
    return [min(starts, key=lambda s: abs(s - moment)) if starts else moment for moment in spread]
