"""Lengths: `30s`, `0:45`, `1m30`, `half a minute`, `under 20 seconds`, `between 20 and 30 seconds`."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from agents.reading.lexicon import alternation, compiled, piece_words, table, words
from agents.reading.marks import Mark
from agents.reading.numbers import Number
from agents.reading.parse import Parse

NUMBER = r"(?<![\w.,:$€£₹])\d{1,5}(?:[.,]\d{1,2})?"
ROOM = 0.1
"""How far a piece stays inside a limit that was given as such: "under 20 seconds" makes 18."""


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds asked for; several when the user listed several."""

    seconds: tuple[float, ...]
    adjective: bool = False
    """Said as in "10-minute workout": may belong to the noun that follows."""


def mark_compact(parse: Parse) -> None:
    """Mark the lengths whose digits lean on their unit; must run before the numbers are marked."""
    seconds, minutes, hours = (alternation(words(parse.languages, k)) for k in ("seconds", "minutes", "hours"))
    factors = {1.0: seconds, 60.0: minutes, 3600.0: hours}
    _mark_listed(parse, seconds, minutes)
    units = alternation(piece_words())
    bare = rf"[ ]?(?P<s>[0-5]\d)(?![\w:%$€£]|[.,]\d|\s+{units})"
    second = rf"{bare}|[ -]?(?:,|{_and(parse)})?[ -]?(?P<s>\d{{1,2}})[ -]?{seconds}(?!\w)"
    for match in parse.find(rf"({NUMBER})[ -]?{minutes}(?:{second})"):
        _add(parse, match.start(), match.end(), (_value(match[1]) * 60 + float(match["s"]),))
    for match in parse.find(r"(?<![\w:.])(\d{1,2}):([0-5]\d)(?![\w:]|\s*(?:am|pm|uhr|h\b|a\.m|p\.m))"):
        if match.group() not in ("9:16", "16:10"):
            _add(parse, match.start(), match.end(), (int(match[1]) * 60.0 + int(match[2]),))
    for factor, unit in factors.items():
        for match in parse.find(rf"({NUMBER})[ -]{{0,2}}({unit})(?!\w)"):
            if parse.text.shown[match.start(2) : match.end(2)] != "M":  # "for 3M", "5M followers"
                _add(parse, match.start(), match.end(), (_value(match[1]) * factor,))


def mark_worded(parse: Parse) -> None:
    """Mark the lengths said in words; must run after the numbers are marked."""
    for phrase, seconds in sorted(table(parse.languages, "lengths").items(), key=lambda p: -len(p[0])):
        for match in parse.find(rf"\b{alternation([phrase])}(?!\w)"):
            _claim_numbers(parse, match.start(), match.end())
            _add(parse, match.start(), match.end(), (float(seconds),))
    factors = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
    for mark in [m for m in parse.marks if m.kind == "number"]:
        for key, factor in factors.items():
            unit = parse.after(mark.end, rf"{alternation(words(parse.languages, key))}(?!\w)")
            if unit and unit.end() - mark.end > 2:
                parse.marks.drop(mark)
                _add(parse, mark.start, unit.end(), (_middle(mark.value) * factor,))
                break


def drop_decades(parse: Parse) -> None:
    """Give back `90s` where it means years, as in "in your 30s" or "90s music"."""
    for mark in [m for m in parse.marks if m.kind == "length"]:
        if not compiled(r"(?:[1-9]0)s").fullmatch(parse.text.folded[mark.start : mark.end].strip()):
            continue
        if parse.before(mark.start, parse.any("decade_before")) or parse.after(mark.end, parse.any("decade_after")):
            parse.marks.drop(mark)


def frame_lengths(parse: Parse) -> None:
    """Take in the words around each length: "under", "about", "long", "each"."""
    _mark_bare(parse)
    _join(parse)
    for mark in [m for m in parse.marks if m.kind == "length"]:
        framed = _bound(parse, mark)
        parse.marks.drop(mark)
        if not parse.marks.add(framed):
            parse.marks.add(mark)
        parse.note(framed.note)


def _mark_bare(parse: Parse) -> None:
    """As in "a reel of 15 seconds and another of 30": the second number is a length as well."""
    part = "|".join(parse.any(key) for key in ("other", "ordinal", "rest"))
    ends = compiled(r"\s*(?:$|[,.;!?\n)])")
    for mark in [m for m in parse.marks if m.kind == "number"]:
        of = parse.before(mark.start, rf"(?:{part})\s+{parse.any('of_length')}")
        bare = parse.before(mark.start, part) and ends.match(parse.text.folded, mark.end)
        if (of or bare) and any(m.kind == "length" and m.end < mark.start for m in parse.marks):
            parse.marks.drop(mark)
            _add(parse, mark.start, mark.end, (_middle(mark.value),))


def _join(parse: Parse) -> None:
    """As in "a 30 sec and a 60 sec video": two lengths before one noun are two pieces."""
    article = rf"(?:{alternation(words(parse.languages[:1], 'a'))}\s+)?"
    joint = compiled(rf"\s*(?:,|/|&|{parse.any('join')})\s*{article}")
    lengths = [m for m in parse.marks if m.kind == "length"]
    for first, second in pairwise(lengths):
        if joint.fullmatch(parse.text.folded, first.end, second.start):
            for mark in parse.marks.over(first.start, second.end):
                parse.marks.drop(mark)
            parse.marks.add(
                Mark(first.start, second.end, "length", Length(first.value.seconds + second.value.seconds))
            )
            return


def _mark_listed(parse: Parse, seconds: str, minutes: str) -> None:
    """Two or more numbers before one unit: a range after "between" or around a hyphen, else a list."""
    word = rf"\b(?:{_and(parse)}|{alternation(words(parse.languages, 'range'))})\b"
    comma, strong = r"\s*,\s*", rf"(?:\s*,?\s*(?:[/&-]|{word})\s*)"
    more = r"\d{1,4}(?:[.,]\d)?"
    for factor, unit in ((1.0, seconds), (60.0, minutes)):
        own = rf"(?:[ -]?{unit})?"
        with_and = rf"(?:{comma}{more}{own}){{0,4}}{strong}{more}"
        listed = rf"{NUMBER}{own}(?:{with_and}|(?:{comma}{more}{own}){{2,4}})[ -]?{unit}(?!\w)"
        for match in parse.find(listed):
            _add_listed(parse, match.start(), match.end(), factor, unit)


def _add_listed(parse: Parse, start: int, end: int, factor: float, unit: str) -> None:
    said = parse.text.folded[start:end]
    if compiled(rf"[^,]*,\s*{_and(parse)}\s").match(said) and parse.before(start, parse.any("correction")):
        return  # "make that 5, and 30 seconds each": a number and a length
    values = [_value(v) * factor for v in compiled(r"\d+(?:[.,]\d+)?").findall(said)]
    bare = compiled(rf"(?<=\d)[ -]?{unit}(?!\w)").sub("", said)
    between = parse.before(start, parse.any("length_between"))
    hyphen = compiled(r"\s*-\s*|\s*\b" + alternation(words(parse.languages, "range")) + r"\b\s*").search(
        bare.strip(" -")
    )
    if len(values) == 2 and values[0] < values[1] and (between or hyphen):
        middle = _round((values[0] + values[1]) / 2)
        note = f"Between {values[0]:g} and {values[1]:g} seconds is read as {middle:g} seconds."
        parse.marks.add(Mark(between.start() if between else start, end, "length", Length((middle,)), note))
    else:
        _add(parse, start, end, tuple(values))


def _bound(parse: Parse, mark: Mark) -> Mark:
    mark = _take(parse, mark, "length_tail")
    for key, factor, word in (("length_max", 1 - ROOM, "limit"), ("length_min", 1 + ROOM, "minimum")):
        before = parse.before(mark.start, parse.any(key))
        after = parse.after(mark.end, parse.any(f"{key}_after"))
        if before or after:
            return _limited(mark, factor, word, before.start() if before else mark.start, after.end() if after else 0)
    near = parse.before(mark.start, parse.any("length_near"))
    return replace(mark, start=near.start()) if near and parse.free(near.start(), near.end()) else mark


def _limited(mark: Mark, factor: float, word: str, start: int, end: int) -> Mark:
    seconds = mark.value.seconds[0]
    inside = _round(seconds * factor, up=factor > 1)
    note = mark.note or f"A {word} of {seconds:g} seconds is read as {inside:g} seconds, to be safely inside."
    return Mark(start, max(end, mark.end), "length", Length((inside,)), note)


def _take(parse: Parse, mark: Mark, key: str) -> Mark:
    after = parse.after(mark.end, parse.any(key))
    if after is None or not parse.free(mark.end, after.end()):
        return mark
    return replace(mark, end=after.end(), value=replace(mark.value, adjective=False))


def _add(parse: Parse, start: int, end: int, seconds: tuple[float, ...]) -> None:
    follows = parse.text.folded[end : end + 2]
    adjective = len(seconds) == 1 and follows[:1] in (" ", "-") and follows[1:].isalpha()
    parse.marks.add(Mark(start, end, "length", Length(seconds, adjective)))


def _claim_numbers(parse: Parse, start: int, end: int) -> None:
    for mark in parse.marks.over(start, end):
        if mark.kind == "number":
            parse.marks.drop(mark)


def _middle(number: Number) -> float:
    return number.value if number.low is None else (number.value + number.low) / 2


def _round(seconds: float, up: bool = False) -> float:
    return float(math.ceil(seconds) if up else math.floor(seconds)) if seconds >= 10 else round(seconds, 1)


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))


def _and(parse: Parse) -> str:
    return alternation(words(parse.languages, "join"))
