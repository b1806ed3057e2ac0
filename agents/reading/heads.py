"""Heads: where the words for a number of pieces stand, "3 TikToks", "one in Spanish", a bullet."""

from dataclasses import replace

from agents.reading.beginnings import begins, how_to
from agents.reading.head import Head
from agents.reading.items import bullet_items
from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Mark
from agents.reading.numbers import Number
from agents.reading.parse import Parse
from agents.reading.platforms_said import is_label, is_platform, of_topic
from agents.reading.subheads import sub_heads
from agents.reading.units import Unit

MODIFIERS = 6
"""Words between the number and its noun."""


def find_heads(parse: Parse) -> list[Head]:
    """All heads in order of place. Units that are none are given back to the topic or marked as platforms."""
    _forget_past(parse)
    heads: list[Head] = []
    for mark in [m for m in parse.marks if m.kind == "unit"]:
        head = _head_of(parse, mark, heads)
        if head:
            heads.append(head)
    heads = _with_number_alone(parse, heads)
    heads += sub_heads(parse, heads)
    return _with_items(parse, sorted(heads, key=lambda h: h.start))


def _forget_past(parse: Parse) -> None:
    """As in "Last month you made us 6 reels. Now 4 about tea": pieces told of order nothing beside others."""
    for unit in [m for m in parse.marks if m.kind == "unit"]:
        low = parse.clause_start(unit.start)
        told = list(compiled(parse.any("past")).finditer(parse.text.folded, low, unit.start))
        asked = told and compiled(parse.any("order")).search(parse.text.folded, told[0].end(), unit.start)
        more = any(m.kind in ("unit", "number") and not low <= m.start < unit.end for m in parse.marks)
        if told and not asked and more:
            for mark in parse.marks.inside(told[0].start(), unit.end, "unit", "number"):
                parse.marks.drop(mark)


def _head_of(parse: Parse, mark: Mark, heads: list[Head]) -> Head | None:
    if is_label(parse, mark):
        return _head(parse, mark, mark.start, None)
    if heads and _sums_up(parse, mark):
        parse.marks.drop(mark)
        return None
    number = None if heads and _only_platform(parse, mark) else _number_for(parse, mark)
    first = not heads
    if number and not first and not begins(parse, number.start) and not mark.value.noun:
        number = None
    if number is None and is_platform(parse, mark):
        return None
    begin = number.start if number else _article(parse, mark)
    if number and (first or begins(parse, number.start)):
        return _head(parse, mark, number.start, number.value)
    if begin is not None and not number and (first or begins(parse, begin)) and not how_to(parse, begin):
        return _head(parse, mark, begin, Number(1))
    if _refers_back(parse, mark, first):
        return None
    if first and not how_to(parse, mark.start) and not of_topic(parse, mark):
        return _first_without_number(parse, mark)
    if not first and _begins_line(parse, mark):
        return _head(parse, mark, parse.clause_start(mark.start), None)
    if not first and _joins_unit(parse, mark, heads):
        return None
    parse.marks.drop(mark)
    return None


def _sums_up(parse: Parse, unit: Mark) -> bool:
    """As in "4 shorts on tea. Again, 4 shorts in total.": a count of all that was ordered before."""
    low, high = parse.sentence_start(unit.start), parse.sentences(unit.end, len(parse.text))[0][1]
    alone = len([m for m in parse.marks.inside(low, high) if m.kind == "unit"]) == 1
    total = rf"\s*{parse.any('in_total')}\s*(?:$|[.,;!?\n)])"
    return alone and compiled(total).match(parse.text.folded, unit.end) is not None


def _only_platform(parse: Parse, unit: Mark) -> bool:
    """As in "5 videos: 3 for TikTok": the number counts the pieces ordered before, the name says where they go."""
    lead = parse.before(unit.start, parse.any("for_platform"))
    counted = lead and any(m.kind == "number" and 0 <= lead.start() - m.end <= 1 for m in parse.marks)
    return bool(counted and not unit.value.noun)


def _head(parse: Parse, mark: Mark, start: int, count: Number | None) -> Head:
    return Head(start, mark.end, "unit", count, mark.value)


def _number_for(parse: Parse, unit: Mark) -> Mark | None:
    """The nearest number to the left that can count this unit, or one right behind it."""
    behind = _number_after(parse, unit)
    if behind:
        return behind
    low = parse.sentence_start(unit.start)
    for mark in reversed(parse.marks.inside(low, unit.start)):
        if mark.kind == "unit":
            return None
        if mark.kind == "number" and _counts(parse, mark, unit):
            return _first_of_two(parse, mark) or mark
    none = parse.before(unit.start, parse.any("none"))
    if none:
        return Mark(none.start(), none.end(), "number", Number(0))
    return None


def _first_of_two(parse: Parse, number: Mark) -> Mark | None:
    """As in "4 zero waste reels": of two numbers side by side, the second is of the topic."""
    said = parse.text.folded[number.start : number.end]
    beside = (m for m in parse.marks if m.kind == "number" and 0 < number.start - m.end <= 1)
    first = next(beside, None) if said.isalpha() else None
    return first if first and not parse.text.folded[first.end : number.start].strip() else None


def _counts(parse: Parse, number: Mark, unit: Mark) -> bool:
    between = parse.text.folded[number.end : unit.start]
    plain = between
    for mark in parse.marks.inside(number.end, unit.start):
        plain = plain.replace(parse.text.folded[mark.start : mark.end], " ")
    stops = rf"[.;:!?\n()]|{parse.any('about')}|{parse.any('container')}"
    if (
        compiled(stops).search(plain)
        or len(plain.split()) > MODIFIERS
        or between.startswith(",")
        or (between.startswith("-") and between[1:2].isalpha())
    ):
        return False
    if parse.before(number.start, parse.any("not_counts_before")):
        return False
    if "," in plain and not unit.value.noun:
        return False
    return not ("," in plain and compiled(parse.any("join")).search(plain))


def _number_after(parse: Parse, unit: Mark) -> Mark | None:
    """As in "reels: 5", "reels x5", "reels (5)"."""
    for mark in parse.marks:
        if mark.kind != "number" or mark.start < unit.end or mark.start > unit.end + 5:
            continue
        times = parse.text.folded[mark.start : mark.start + 1]
        gap = parse.text.folded[unit.end : mark.start] + (times if times in ("x", "×") else "")
        ends = compiled(r"\s*(?:$|[.,;)\n]|x\b)").match(parse.text.folded, mark.end)
        if (
            compiled(r"\s*(?:[:x×*(=-]|\bx)\s*").fullmatch(gap)
            and "\n" not in gap
            and (ends or gap.strip() in ("x", "×", "*"))
        ):
            return _moved(parse, mark, unit)
    return None


def _moved(parse: Parse, number: Mark, unit: Mark) -> Mark:
    """Pretend the number stood before its unit, so that what lies between is not read as a topic."""
    parse.marks.drop(number)
    close = compiled(r"\s*\)?").match(parse.text.folded, number.end)
    parse.marks.add(Mark(unit.end, close.end() if close else number.end, "noise"))
    return replace(number, start=unit.start, end=unit.start)


def _article(parse: Parse, unit: Mark) -> int | None:
    """Where an indefinite article of this unit stands: "a short funny video"."""
    low = parse.clause_start(unit.start)
    article = rf"\b(?:{alternation(words(parse.languages[:1], 'a'))})(?!\w)"
    for match in reversed(list(compiled(article).finditer(parse.text.folded, low, unit.start))):
        between = parse.text.folded[match.end() : unit.start]
        stops = compiled(rf"{parse.any('about')}|{parse.any('container')}|{parse.any('join')}").search(between)
        if not stops and len(between.split()) <= MODIFIERS and parse.free(match.start(), match.end()):
            return match.start()
    return None


def _refers_back(parse: Parse, unit: Mark, first: bool) -> bool:
    """As in "The reels should be funny" speaks of pieces already ordered."""
    back = parse.before(unit.start, parse.any("back"))
    if first or back is None:
        return False
    end = unit.end
    parse.marks.drop(unit)
    if parse.free(back.start(), end):
        parse.marks.add(Mark(back.start(), end, "each", "back"))
    else:
        parse.marks.add(Mark(unit.start, end, "each", "back"))
    return True


def _first_without_number(parse: Parse, unit: Mark) -> Head:
    start = parse.clause_start(unit.start)
    back = parse.before(unit.start, parse.any("about"))
    return _head(parse, unit, back.end() if back else start, None)


def _begins_line(parse: Parse, unit: Mark) -> bool:
    start = parse.sentence_start(unit.start)
    said = parse.text.folded[start : unit.start]
    return len(said.split()) <= 2 and not compiled(parse.any("glue")).search(said) and start > 0


def _joins_unit(parse: Parse, unit: Mark, heads: list[Head]) -> bool:
    """As in "Reels and shorts about tea": one head, two platforms."""
    gap = parse.text.folded[heads[-1].noun_end : unit.start]
    if not compiled(rf"\s*(?:,|/|&|\+|{parse.any('join')})\s*").fullmatch(gap) or not unit.value.platforms:
        return False
    parse.marks.drop(unit)
    own = heads[-1].unit
    both = bool(own and own.platforms)
    parse.marks.add(Mark(unit.start, unit.end, "noise" if both else "platform", unit.value.platforms))
    if own and both:
        heads[-1] = replace(
            heads[-1],
            unit=Unit(own.noun, tuple(dict.fromkeys(own.platforms + unit.value.platforms))),
            noun_end=unit.end,
        )
    return True


def _with_number_alone(parse: Parse, heads: list[Head]) -> list[Head]:
    """A number that orders without a noun ("make 5 about tea", "tea x5"), or apart from it ("5 of them")."""
    if any(h.count for h in heads):
        return heads
    mark = next((m for m in parse.marks if m.kind == "number" and _orders(parse, m, bool(heads))), None)
    span = next((m for m in parse.marks if m.kind == "span"), None)
    if mark is None and span is None:
        return heads
    if mark is None:
        return heads
    if heads:
        parse.marks.drop(mark)
        parse.marks.add(Mark(mark.start, mark.end, "noise"))
        return [replace(heads[0], count=mark.value), *heads[1:]]
    return [Head(mark.start, mark.end, "unit", mark.value, Unit(""))]


def _orders(parse: Parse, number: Mark, has_unit: bool) -> bool:
    low = parse.clause_start(number.start)
    high = parse.clauses(number.end, len(parse.text))[0][1]
    lead, tail = parse.text.folded[low : number.start], parse.text.folded[number.end : high]
    edge = rf"(?:{parse.any('polite')}|{parse.any('order')}|{parse.any('count_frame')}|[\s:x×*-])*"
    alone = compiled(edge).fullmatch(lead) and compiled(rf"(?:{edge}|\s*{parse.any('soft_units')})*").fullmatch(tail)
    if alone and (has_unit or lead.strip() or tail.strip()):
        return True
    said = parse.text.folded[number.start : number.end]
    times = said[0] in "x×" or compiled(r".*[x×*]\s*").fullmatch(lead)
    if times and lead.strip() and not tail.strip():
        return True
    if parse.before(number.start, rf"{parse.any('count_frame')}\s*[:=]?"):
        return True
    if has_unit:
        return False
    leads = compiled(edge).fullmatch(lead) or parse.before(number.start, parse.any("order"))
    about = rf"(?:{parse.any('filler')}\s+)?(?:{parse.any('about')}|{parse.any('about_number')})"
    return bool(leads and (parse.after(number.end, about) or said[-1] in "x×"))


def _with_items(parse: Parse, heads: list[Head]) -> list[Head]:
    """Add the bullets that hold no head of their own."""
    items = []
    for start, end in bullet_items(parse):
        if not any(start <= h.start < end for h in heads):
            items.append(Head(start, start, "item"))
    return sorted([*heads, *items], key=lambda h: h.start)
