"""Heads: where the words for a number of pieces stand, "3 TikToks", "one in Spanish", a bullet."""

from dataclasses import dataclass, replace
from typing import Literal

from agents.reading.items import bullet_items
from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Mark
from agents.reading.numbers import Number
from agents.reading.parse import Parse
from agents.reading.units import Unit
from studio.domain.platforms import PLATFORMS

Share = Literal["", "rest", "half"]


@dataclass(frozen=True, slots=True)
class Head:
    """One order for pieces. `noun_end` is where the head's own words end and what is said of it begins."""

    start: int
    noun_end: int
    kind: Literal["unit", "sub", "item", "whole"]
    count: Number | None = None
    unit: Unit | None = None
    share: Share = ""


MODIFIERS = 6
"""Words between the number and its noun."""


def find_heads(parse: Parse) -> list[Head]:
    """All heads in order of place. Units that are none are given back to the topic or marked as platforms."""
    heads: list[Head] = []
    for mark in [m for m in parse.marks if m.kind == "unit"]:
        head = _head_of(parse, mark, heads)
        if head:
            heads.append(head)
    heads = _with_number_alone(parse, heads)
    heads += _sub_heads(parse, heads)
    return _with_items(parse, sorted(heads, key=lambda h: h.start))


def _head_of(parse: Parse, mark: Mark, heads: list[Head]) -> Head | None:
    number = _number_for(parse, mark)
    if number is None and _is_platform(parse, mark, heads):
        return None
    first = not heads
    begin = number.start if number else _article(parse, mark)
    if number and (first or _begins(parse, number.start)):
        return _head(parse, mark, number.start, number.value)
    if begin is not None and not number and (first or _begins(parse, begin)) and not _how_to(parse, begin):
        return _head(parse, mark, begin, Number(1))
    if _refers_back(parse, mark, first):
        return None
    if first and not _how_to(parse, mark.start) and not _of_topic(parse, mark):
        return _first_without_number(parse, mark)
    if not first and _begins_line(parse, mark):
        return _head(parse, mark, parse.clause_start(mark.start), None)
    if not first and _joins_unit(parse, mark, heads):
        return None
    parse.marks.drop(mark)
    return None


def _head(parse: Parse, mark: Mark, start: int, count: Number | None) -> Head:
    return Head(start, mark.end, "unit", count, mark.value)


def _number_for(parse: Parse, unit: Mark) -> Mark | None:
    """The nearest number to the left that can count this unit."""
    low = parse.sentence_start(unit.start)
    for mark in reversed(parse.marks.inside(low, unit.start)):
        if mark.kind == "unit":
            return None
        if mark.kind == "number" and _counts(parse, mark, unit):
            return mark
    none = parse.before(unit.start, parse.any("none"))
    if none:
        return Mark(none.start(), none.end(), "number", Number(0))
    return _number_after(parse, unit)


def _counts(parse: Parse, number: Mark, unit: Mark) -> bool:
    between = parse.text.folded[number.end : unit.start]
    plain = between
    for mark in parse.marks.inside(number.end, unit.start):
        plain = plain.replace(parse.text.folded[mark.start : mark.end], " ")
    stops = rf"[.;:!?\n()]|{parse.any('about')}|{parse.any('container')}"
    if compiled(stops).search(plain) or len(plain.split()) > MODIFIERS or between.startswith("-") and between[1:2].isalpha():
        return False
    if parse.before(number.start, parse.any("not_counts_before")):
        return False
    return not ("," in plain and compiled(parse.any("join")).search(plain))


def _number_after(parse: Parse, unit: Mark) -> Mark | None:
    """ "reels: 5", "reels x5", "reels (5)"."""
    for mark in parse.marks:
        if mark.kind != "number" or mark.start < unit.end or mark.start > unit.end + 5:
            continue
        gap = parse.text.folded[unit.end : mark.start]
        ends = compiled(r"\s*(?:$|[.,;)\n]|x\b)").match(parse.text.folded, mark.end)
        if compiled(r"\s*(?:[:x×*(=-]|\bx)\s*").fullmatch(gap) and "\n" not in gap and (ends or gap.strip() in ("x", "×", "*")):
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


def _begins(parse: Parse, position: int) -> bool:
    """Whether an order can begin here: after a stop, a joining word or a verb of asking."""
    said = parse.text.folded[:position].rstrip()
    if not said or said[-1] in ".,;:!?\n-+&*•()/":
        return True
    if parse.text.folded[len(said) : position].count("\n"):
        return True
    if any(m.end >= len(said) and m.start < len(said) and m.kind != "number" for m in parse.marks):
        return True
    return bool(parse.before(position, rf"(?:{parse.any('join')}|{parse.any('order')})")) and not _how_to(parse, position)


def _how_to(parse: Parse, position: int) -> bool:
    """ "How to make a viral video" orders nothing."""
    return parse.before(position, rf"{parse.any('how_to')}\s+{parse.any('make_verbs')}(?:\s+[\w-]+){{0,4}}") is not None


def _refers_back(parse: Parse, unit: Mark, first: bool) -> bool:
    """ "The reels should be funny" speaks of pieces already ordered."""
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


def _is_platform(parse: Parse, unit: Mark, heads: list[Head]) -> bool:
    """ "For TikTok", "on my Instagram": a wish, not an order; marked as such, or given back to the topic."""
    if not unit.value.platforms:
        return False
    own = rf"(?:\s*{parse.any('back')})?"
    lead = parse.before(unit.start, rf"(?:{parse.any('for_platform')}){own}")
    trail = parse.after(unit.end, parse.any("for_platform_behind"))
    after_unit = parse.before(unit.start, parse.any("for_platform_next"))
    beside = any(m.kind == "unit" and 0 <= (after_unit.start() if after_unit else -9) - m.end <= 1 for m in parse.marks)
    alone = not unit.value.noun and _stands_alone(parse, unit)
    listed = _goes_on_list(parse, unit)
    if not (lead or beside or alone or listed or trail):
        return False
    if lead and not listed and _of_topic(parse, unit):
        parse.marks.drop(unit)
        return True
    if listed:
        return _extend_list(parse, unit, listed)
    found = lead or (after_unit if beside else None)
    start = found.start() if found and parse.free(found.start(), unit.start) else unit.start
    parse.marks.drop(unit)
    end = trail.end() if trail and parse.free(unit.end, trail.end()) else unit.end
    parse.marks.add(Mark(start, end, "platform", unit.value.platforms))
    return True


def _stands_alone(parse: Parse, unit: Mark) -> bool:
    """Whether a platform's name is a clause of its own, or the label before a colon."""
    low = parse.clause_start(unit.start)
    high = parse.clauses(unit.end, len(parse.text))[0][1]
    rest = parse.text.folded[low : unit.start] + parse.text.folded[unit.end : high]
    return not compiled(rf"{parse.any('polite')}|{parse.any('join')}|{parse.any('each')}").sub("", rest).strip(" -*•")


def _goes_on_list(parse: Parse, unit: Mark) -> Mark | None:
    """The list of platforms that this name goes on: "for TikTok and Reels"."""
    joint = rf"\s*(?:,|/|&|\+|{parse.any('join')}|{parse.any('choice')})\s*(?:{parse.any('join')}\s*)?(?:{parse.any('for_platform')}\s*)?"
    before = [m for m in parse.marks if m.kind == "platform" and m.end <= unit.start]
    if before and compiled(joint).fullmatch(parse.text.folded[before[-1].end : unit.start]):
        return before[-1]
    return None


def _extend_list(parse: Parse, unit: Mark, listed: Mark) -> bool:
    gap = parse.text.folded[listed.end : unit.start]
    offered = compiled(parse.any("choice")).search(gap)
    names = listed.value if offered else tuple(dict.fromkeys(listed.value + unit.value.platforms))
    parse.marks.drop(unit)
    parse.marks.drop(listed)
    parse.marks.add(Mark(listed.start, unit.end, "platform", names))
    if offered:
        parse.note(f"Of the platforms offered, {PLATFORMS[names[0]].title} was taken.")
    return True


def _of_topic(parse: Parse, unit: Mark) -> bool:
    """ "Growing on Instagram", "LinkedIn networking": the platform is what the piece is about."""
    if parse.before(unit.start, rf"{parse.any('platform_topic')}\s+(?:{parse.any('for_platform')})(?:\s*{parse.any('back')})?"):
        return True
    if unit.value.noun:
        return False
    return parse.after(unit.end, parse.any("platform_topic")) is not None


def _first_without_number(parse: Parse, unit: Mark) -> Head:
    start = parse.clause_start(unit.start)
    back = parse.before(unit.start, parse.any("about"))
    return _head(parse, unit, back.end() if back else start, None)


def _begins_line(parse: Parse, unit: Mark) -> bool:
    start = parse.sentence_start(unit.start)
    said = parse.text.folded[start : unit.start]
    return len(said.split()) <= 2 and not compiled(parse.any("glue")).search(said) and start > 0


def _joins_unit(parse: Parse, unit: Mark, heads: list[Head]) -> bool:
    """ "Reels and shorts about tea": one head, two platforms."""
    gap = parse.text.folded[heads[-1].noun_end : unit.start]
    if not compiled(rf"\s*(?:,|/|&|\+|{parse.any('join')})\s*").fullmatch(gap) or not unit.value.platforms:
        return False
    parse.marks.drop(unit)
    parse.marks.add(Mark(unit.start, unit.end, "platform", unit.value.platforms))
    own = heads[-1].unit
    if own and own.platforms:
        heads[-1] = replace(heads[-1], unit=Unit(own.noun, tuple(dict.fromkeys(own.platforms + unit.value.platforms))), noun_end=unit.end)
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
    if compiled(r".*[x×*]\s*").fullmatch(lead) and not tail.strip():
        return True
    if parse.before(number.start, rf"{parse.any('count_frame')}\s*[:=]?"):
        return True
    if has_unit:
        return False
    leads = compiled(edge).fullmatch(lead)
    about = rf"{parse.any('about')}|{parse.any('about_number')}"
    return bool(leads and (parse.after(number.end, about) or compiled(r"\s*[x×]\s").match(tail)))


def _sub_heads(parse: Parse, heads: list[Head]) -> list[Head]:
    """ "One in Spanish", "two for TikTok", "the other about tea", "the rest ...", "half in English"."""
    taken = [(h.start, h.noun_end) for h in heads]
    found: list[Head] = []
    for mark in [m for m in parse.marks if m.kind == "number" and 0 < m.value.value <= 50]:
        if not any(s <= mark.start < e for s, e in taken) and _says_of_it(parse, mark.start, mark.end):
            found.append(Head(mark.start, mark.end, "sub", mark.value))
    for key, share, count in (("half", "half", None), ("rest", "rest", None), ("other", "", Number(1)), ("ordinal", "", Number(1))):
        for match in parse.find(parse.any(key)):
            free = parse.free(match.start(), match.end()) and not any(h.start <= match.start() < h.noun_end for h in found)
            if free and _says_of_it(parse, match.start(), match.end()) and (heads or key != "ordinal"):
                found.append(Head(match.start(), match.end(), "sub", count, None, share))  # type: ignore[arg-type]
    return found if heads or len(found) > 1 or any(_lists(parse, h) for h in found) else []


def _says_of_it(parse: Parse, start: int, end: int) -> bool:
    """Whether a wish or a topic follows at once, and the number stands where an order can begin."""
    if not (_begins(parse, start) or parse.before(start, parse.any("with"))):
        return False
    if parse.before(start, parse.any("not_counts_before")):
        return False
    at = compiled(r"[\s:]*").match(parse.text.folded, end)
    position = at.end() if at else end
    follows = [m for m in parse.marks if m.start == position and m.kind in ("language", "platform", "length", "tone", "voice", "aspect", "left_out", "music")]
    framed = any(u.kind == "unit" and parse.before(u.start, parse.any("for_platform")) and u.start - end < 12 for u in parse.marks if u.start > end)
    wish = rf"(?:{parse.any('about')}|{parse.any('about_sub')}|{parse.any('one_for_each')})"
    return bool(follows or framed or parse.after(end, wish))


def _lists(parse: Parse, head: Head) -> bool:
    return parse.after(head.noun_end, parse.any("one_for_each")) is not None


def _with_items(parse: Parse, heads: list[Head]) -> list[Head]:
    """Add the bullets that hold no head of their own."""
    items = []
    for start, end in bullet_items(parse):
        if not any(start <= h.start < end for h in heads):
            items.append(Head(start, start, "item"))
    return sorted([*heads, *items], key=lambda h: h.start)
