"""Numbers in digits and words: `5`, `twenty-one`, `half a dozen`, `3-4`, `a few`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex
from text_to_num import find_numbers

from agents.reading.lexicon import alternation, compiled, table, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse

SPOKEN = ("en", "es", "fr", "de", "pt", "it")
"""Languages whose number words the library knows."""
DIGITS = (
    r"(?:(?<![\w.,:/])|(?<=\s[x×]))(?P<sign>-(?=\d))?"
    r"(?P<whole>\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+)(?P<part>[.,]\d{1,2}(?!\d))?"
    r"(?:e(?P<power>\d{1,3}))?(?=$|[^\w:]|[x×](?!\w)|:(?!\d))"
)
DOZEN = 12
ZEROS = frozenset(("zero", "cero", "null"))
"""Nothing in words, folded; the library also takes Portuguese "os" for one."""
LARGEST_RANGE = 1000
HUGE = 10**12
"""Anything above is as absurd as this."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as said: `vague` for words such as "a few", `other` for the upper end of a range."""

    value: float
    vague: bool = False
    low: float | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    """A token as the number library wants it."""

    word: str
    start: int
    end: int
    split: bool
    """Whether something other than a space stands before it."""
    apart: bool = False
    """Whether it is no part of a number: the "second" of "thirty second" is a unit."""

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: object) -> bool:
        return self.split

    def not_a_number_part(self) -> bool:
        return self.apart


def mark_numbers(parse: Parse) -> None:
    """Mark every number that nothing else has claimed, ranges as one."""
    quantities = table(parse.languages, "quantities")
    _mark_endless(parse)
    _mark_phrases(parse, {p: v for p, v in quantities.items() if " " in p}, False)
    _mark_phrases(parse, table(parse.languages, "vague"), True)
    for match in parse.find(DIGITS):
        start = match.start() - (parse.text.folded[match.start() - 1 : match.start()] in ("x", "×"))
        times = compiled(r"\s?[x×](?!\w)").match(parse.text.folded, match.end())
        end = times.end() if times and start == match.start() else match.end()
        parse.marks.add(Mark(start, end, "number", Number(_digits(match))))
    for language in parse.languages:
        if language in SPOKEN:
            _mark_spoken(parse, language)
    _mark_phrases(parse, {**table(parse.languages, "numbers"), **quantities}, False)
    _multiply_dozens(parse)
    _mark_signs(parse)
    _join_repeated(parse)
    _join_ranges(parse)


def _mark_phrases(parse: Parse, phrases: dict[str, float], vague: bool) -> None:
    for phrase, value in sorted(phrases.items(), key=lambda p: -len(p[0])):
        for match in parse.find(rf"\b{alternation([phrase])}(?!\w)"):
            parse.marks.add(Mark(match.start(), match.end(), "number", Number(value, vague)))


def _mark_endless(parse: Parse) -> None:
    """As in "Infinite reels", "as many reels as you can": more than any limit."""
    for match in parse.find(parse.any("endless")):
        taken = parse.marks.over(match.start(), match.end())
        end = min([m.start for m in taken if m.start > match.start()], default=match.end())
        parse.marks.add(Mark(match.start(), end, "number", Number(HUGE)))


def _multiply_dozens(parse: Parse) -> None:
    """As in "3 dozen reels"."""
    numbers = [m for m in parse.marks if m.kind == "number"]
    for first, second in pairwise(numbers):
        gap = parse.text.folded[first.end : second.start]
        said = parse.text.folded[second.start : second.end]
        if gap.isspace() and second.value.value == DOZEN and not said[:1].isdigit() and first.value.value < DOZEN:
            parse.marks.drop(first)
            parse.marks.drop(second)
            parse.marks.add(Mark(first.start, second.end, "number", Number(first.value.value * DOZEN)))


def _digits(match: "regex.Match[str]") -> float:
    whole = float(regex.sub(r"\D", "", match["whole"])[:13])
    part = float("0." + match["part"][1:]) if match["part"] else 0.0
    power = min(int(match["power"] or 0), 12)
    value: float = min((whole + part) * 10**power, HUGE) * (-1 if match["sign"] else 1)
    return value


def _mark_spoken(parse: Parse, language: str) -> None:
    for start, end, value in _spoken(parse, language):
        parse.marks.add(Mark(start, end, "number", Number(value)))


def spoken_numbers(parse: Parse) -> list[tuple[int, int, float]]:
    """Start, end and value of every number in words, whether it is marked or not."""
    named = [
        (m.start(), m.end(), value)
        for phrase, value in table(parse.languages, "numbers").items()
        for m in parse.find(rf"\b{alternation([phrase])}(?!\w)")
    ]
    return [*(n for language in parse.languages if language in SPOKEN for n in _spoken(parse, language)), *named]


def _spoken(parse: Parse, language: str) -> Iterator[tuple[int, int, float]]:
    tokens = _tokens(parse)
    for found in find_numbers(tokens, language, threshold=0):
        start, end = tokens[found.start].start, tokens[found.end - 1].end
        nothing = found.value == 0 and parse.text.folded[start:end] not in ZEROS
        if not found.is_ordinal and end - start > 1 and not nothing:
            yield start, end, min(float(found.value), HUGE)


def _tokens(parse: Parse) -> list[_Word]:
    tokens: list[_Word] = []
    low = parse.text.shown.lower()
    source = low if len(low) == len(parse.text) else parse.text.folded
    for match in compiled(r"\p{L}[\p{L}\p{M}]*(?:-(?!seconds?\b)\p{L}+)*").finditer(source):
        apart = not tokens or bool(source[tokens[-1].end : match.start()].strip())
        tokens.append(_Word(match.group(), match.start(), match.end(), apart, match.group() == "second"))
    return tokens


def _mark_signs(parse: Parse) -> None:
    pattern = rf"\b{alternation(words(parse.languages, 'minus'))}\s+\Z"
    for mark in [m for m in parse.marks if m.kind == "number"]:
        match = compiled(pattern).search(parse.text.folded, max(0, mark.start - 12), mark.start)
        if match:
            parse.marks.drop(mark)
            parse.marks.add(Mark(match.start(), mark.end, "number", Number(-abs(mark.value.value))))


def _join_repeated(parse: Parse) -> None:
    """As in "two (2) videos": one number said twice."""
    numbers = [m for m in parse.marks if m.kind == "number"]
    for first, second in pairwise(numbers):
        bracket = compiled(r"\s*\(\s*").fullmatch(parse.text.folded, first.end, second.start)
        close = compiled(r"\s*\)").match(parse.text.folded, second.end)
        if bracket and close and first.value.value == second.value.value:
            parse.marks.drop(first)
            parse.marks.drop(second)
            parse.marks.add(Mark(first.start, close.end(), "number", first.value))


def _join_ranges(parse: Parse) -> None:
    between = compiled(rf"\s*(?:-|{alternation(words(parse.languages, 'range'))})\s*")
    numbers = [m for m in parse.marks if m.kind == "number"]
    index = 0
    while index + 1 < len(numbers):
        first, second = numbers[index : index + 2]
        gap = parse.text.folded[first.end : second.start]
        rising = 0 < first.value.value < abs(second.value.value) <= LARGEST_RANGE
        chained = (
            parse.text.folded[second.end : second.end + 1] == "-"
            and parse.text.folded[second.end + 1 : second.end + 2].isdigit()
        )
        if rising and not chained and (between.fullmatch(gap) or (not gap and second.value.value < 0)):
            parse.marks.drop(first)
            parse.marks.drop(second)
            value = Number(abs(second.value.value), low=first.value.value)
            parse.marks.add(Mark(first.start, second.end, "number", value))
            index += 1
        index += 1
