"""Heads without a noun: "one in Spanish", "the rest about tea", "One green tea, one black tea"."""

from agents.reading.beginnings import begins
from agents.reading.head import Head
from agents.reading.lexicon import compiled
from agents.reading.marks import Mark
from agents.reading.numbers import Number
from agents.reading.parse import Parse


def sub_heads(parse: Parse, heads: list[Head]) -> list[Head]:
    """As in "One in Spanish", "two for TikTok", "the other about tea", "the rest ...", "half in English"."""
    taken = [(h.start, h.noun_end) for h in heads]
    numbers = [m for m in parse.marks if m.kind == "number" and m.value.value > 0]
    places = [(_start(parse, mark), _end(parse, mark), mark) for mark in numbers]
    found = [
        Head(start, end, "sub", mark.value)
        for start, end, mark in places
        if not any(s <= mark.start < e for s, e in taken) and _says_of_it(parse, start, end)
    ]
    for key, share, count in (
        ("half", "half", None),
        ("rest", "rest", None),
        ("other", "", Number(1)),
        ("ordinal", "", Number(1)),
    ):
        for match in parse.find(parse.any(key)):
            free = parse.free(match.start(), match.end()) and not any(
                h.start <= match.start() < h.noun_end for h in found
            )
            if free and _says_of_it(parse, match.start(), match.end()) and (heads or key != "ordinal"):
                found.append(Head(match.start(), match.end(), "sub", count, None, share))  # type: ignore[arg-type]
    found += _one_by_one(parse, heads, found)
    return found if heads or len(found) > 1 or any(_lists(parse, h) for h in found) else []


def _start(parse: Parse, number: Mark) -> int:
    """Where "the first 4" begins, and "les deux premiers"."""
    article = parse.any("back") if _end(parse, number) > number.end else "(?!)"
    lead = parse.before(number.start, rf"(?:{parse.any('of_those')}|{article})")
    return lead.start() if lead and parse.free(lead.start(), number.start) else number.start


def _end(parse: Parse, number: Mark) -> int:
    """Where "les deux premiers" ends."""
    behind = parse.after(number.end, parse.any("those_behind"))
    return behind.end() if behind and parse.free(number.end, behind.end()) else number.end


def _one_by_one(parse: Parse, heads: list[Head], found: list[Head]) -> list[Head]:
    """As in "2 reels about tea. One green tea, one black tea.": numbers that begin clauses and sum up."""
    total = heads[-1].count.value if heads and heads[-1].count else 0
    starts = [low for low, _ in parse.clauses(heads[-1].noun_end, len(parse.text))] if total > 1 else []
    rest: list[Head] = []
    for mark in [m for m in parse.marks if m.kind == "number"]:
        begins = any(low <= mark.start and not parse.text.folded[low : mark.start].strip(" -*•") for low in starts)
        joined = parse.before(mark.start, parse.any("join")) is not None
        if (begins or (joined and rest)) and compiled(r"\s+\p{L}").match(parse.text.folded, mark.end):
            rest.append(Head(mark.start, mark.end, "sub", mark.value))
    summed = sum(h.count.value for h in rest if h.count)
    return rest if not found and len(rest) > 1 and summed == total else []


def _says_of_it(parse: Parse, start: int, end: int) -> bool:
    """Whether a wish or a topic follows at once, and the number stands where an order can begin."""
    if not (begins(parse, start) or parse.before(start, rf"{parse.any('with')}|{parse.any('goes_on')}")):
        return False
    counts_people = parse.after(end, parse.any("not_counts_after"))
    if counts_people or parse.before(start, parse.any("not_counts_before")) or _for_every(parse, end):
        return False
    at = compiled(r"[\s:]*").match(parse.text.folded, end)
    position = at.end() if at else end
    follows = [
        m
        for m in parse.marks
        if m.start == position
        and m.kind in ("language", "platform", "length", "tone", "voice", "aspect", "left_out", "music")
    ]
    framed = any(
        u.kind == "unit" and parse.before(u.start, parse.any("for_platform")) and u.start - end < 12
        for u in parse.marks
        if u.start > end
    )
    wish = rf"(?:{parse.any('about')}|{parse.any('about_sub')}|{parse.any('one_for_each')})"
    return bool(follows or framed or parse.after(end, rf"{wish}|,\s*{parse.any('about')}"))


def _for_every(parse: Parse, position: int) -> bool:
    """As in "One for each chakra": says what the pieces ordered are, and orders no more."""
    every = parse.after(position, rf"(?:{parse.any('about_sub')}|{parse.any('for')})\s+{parse.any('each')}\s+\p{{L}}")
    return every is not None and not parse.after(position, parse.any("one_for_each"))


def _lists(parse: Parse, head: Head) -> bool:
    return parse.after(head.noun_end, parse.any("one_for_each")) is not None
