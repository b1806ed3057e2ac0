"""Cut a spoken text into groups of lines that read well: at sentences and pauses, without orphans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from studio.domain.speech import TimedWord

SENTENCE_END = (".", "!", "?", "…", "।", ":", "?”", ".”", "!”", '."', '?"', '!"')
CLAUSE_END = (",", ";", "–", "—", ",”")
PAUSE = 0.35
"""Seconds of silence after which a new group starts."""

Line = tuple[TimedWord, ...]
Lines = tuple[Line, ...]


@dataclass(frozen=True)
class Rules:
    """What a group may hold. `measure` and `width` share a unit: pixels or characters."""

    measure: Callable[[str], float]
    width: float
    max_words: int
    best_words: int
    max_lines: int
    slack: float = 1.0
    """How much wider a line may be at most, at a price: it will be set smaller."""


def group_words(words: Sequence[TimedWord], rules: Rules) -> list[Lines]:
    """Cut into groups; each word lands in exactly one, in order."""
    return [lines for phrase in phrases(words) for lines in pack(phrase, rules)]


def phrases(words: Sequence[TimedWord]) -> list[Line]:
    """Runs of words that belong together: cut after sentences, at pauses and between scenes."""
    found: list[list[TimedWord]] = []
    for word in words:
        last = found[-1][-1] if found else None
        if last is None or _breaks(last, word):
            found.append([])
        found[-1].append(word)
    return [tuple(phrase) for phrase in found]


def _breaks(last: TimedWord, word: TimedWord) -> bool:
    return last.text.endswith(SENTENCE_END) or word.start - last.end > PAUSE or word.scene != last.scene


def pack(phrase: Line, rules: Rules) -> list[Lines]:
    """The cheapest way to cut one phrase into groups (shortest path from the end)."""

    @cache
    def best(start: int) -> tuple[float, tuple[Lines, ...]]:
        if start == len(phrase):
            return 0.0, ()
        options = []
        for end in range(start + 1, min(start + rules.max_words, len(phrase)) + 1):
            lines = _lines(phrase[start:end], rules)
            if lines is None:
                break
            rest, groups = best(end)
            options.append((_cost(phrase, start, end, rules) + _ugliness(lines, rules) + rest, (lines, *groups)))
        if not options:
            rest, groups = best(start + 1)
            options.append((9.0 + rest, ((phrase[start : start + 1],), *groups)))
        return min(options, key=lambda option: option[0])

    return list(best(0)[1])


def _cost(phrase: Line, start: int, end: int, rules: Rules) -> float:
    count = end - start
    cost = 0.4 + ((count - rules.best_words) / rules.best_words) ** 2
    if end == len(phrase):
        return cost + (1.5 if count == 1 and start > 0 else 0.0)
    last = phrase[end - 1].text
    cost += 0.0 if last.endswith(CLAUSE_END) else 0.5
    return cost + (0.5 if _is_weak(last) else 0.0) + (1.0 if count == 1 else 0.0)


def _is_weak(text: str) -> bool:
    """Short words (articles, prepositions) lean on the next one."""
    return sum(c.isalpha() for c in text) <= 3 and not text.endswith(CLAUSE_END)


def _lines(words: Line, rules: Rules) -> Lines | None:
    """One line, or the most even two; None when they do not fit."""
    if rules.measure(join(words)) <= rules.width:
        return (words,)
    cuts: list[Lines] = [(words[:i], words[i:]) for i in range(1, len(words))] if rules.max_lines > 1 else []
    options = [lines for lines in [(words,), *cuts] if _widest(lines, rules) <= rules.slack]
    return min(options, key=lambda lines: _ugliness(lines, rules)) if options else None


def _widest(lines: Lines, rules: Rules) -> float:
    return max(rules.measure(join(line)) for line in lines) / rules.width


def _ugliness(lines: Lines, rules: Rules) -> float:
    """Lines that must be set smaller, uneven ones, and those that end with a word that leans on the next."""
    tight = 0.8 + 3 * (_widest(lines, rules) - 1) if _widest(lines, rules) > 1 else 0.0
    if len(lines) == 1:
        return tight
    upper, lower = (rules.measure(join(line)) / rules.width for line in lines)
    return tight + (upper - lower) ** 2 + (0.2 if _is_weak(lines[0][-1].text) else 0.0)


def join(words: Sequence[TimedWord]) -> str:
    """The words as one line of text."""
    return " ".join(word.text for word in words)
