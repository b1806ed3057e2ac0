"""From groups to single pieces: counts shared out over lists, languages, platforms and lengths."""

from collections.abc import Sequence
from dataclasses import replace

from agents.reading.draft import Draft, over
from agents.reading.groups import Group, Order, Wishes, item_wishes, item_words
from agents.reading.items import list_mark, split_list
from agents.reading.lexicon import compiled
from agents.reading.marks import Kind
from agents.reading.numbers import HUGE, Number
from agents.reading.parse import Parse
from agents.reading.runs import Topic, is_audience
from agents.reading.spread import spread
from agents.reading.units import Unit
from studio.errors import BadRequest
from studio.settings import Settings

MANY_PARTS = 3
"""Parts of "squats, lunges and planks" from which a list equal to the count is one piece each."""


def expand(parse: Parse, order: Order, settings: Settings) -> list[Draft]:
    """All pieces of an order.

    Raises:
        BadRequest: For a count that is zero, negative, broken or over the limit.
    """
    drafts = []
    groups = _with_topics(order)
    for group in groups:
        drafts += _expand_group(parse, group, order.shared, settings)
        _refuse_too_many(len(drafts), settings)
    if not drafts:
        raise BadRequest("the brief asks for zero pieces", "ask for at least one, for example: 1 fitness reel")
    return drafts


def count_of(number: Number | None, settings: Settings) -> int | None:
    """A count as a whole number, or None when none was said.

    Raises:
        BadRequest: For one below zero, with a fraction, or over the limit.
    """
    if number is None:
        return None
    if number.value < 0:
        raise BadRequest(
            f"{number.value:g} pieces cannot be made", "ask for one or more, for example: 5 fitness reels"
        )
    if number.value != int(number.value):
        raise BadRequest(f"{number.value:g} pieces cannot be made", "ask for a whole number of pieces")
    _refuse_too_many(int(number.value), settings)
    return int(number.value)


def _refuse_too_many(count: int, settings: Settings) -> None:
    if count > settings.max_pieces:
        many = f"{count:,}" if count < HUGE else "endlessly many"
        raise BadRequest(
            f"the brief asks for {many} pieces, the limit is {settings.max_pieces}",
            "ask for fewer, or raise STUDIO_MAX_PIECES",
        )


def _with_topics(order: Order) -> list[Group]:
    """Give a group without a topic that of the whole, of the next group, or of the one before."""
    groups = list(order.groups)
    last = order.topic
    for index in range(len(groups) - 1, -1, -1):
        own = groups[index].topic
        if own.words or any(c.topic.words for c in groups[index].children):
            last = own if own.words else last
        elif last.words or last.angle:
            groups[index] = replace(groups[index], topic=last)
    known = next((g.topic for g in groups if g.topic.words), Topic())
    for index, group in enumerate(groups):
        if not group.topic.words and not group.children:
            groups[index] = replace(group, topic=known)
        known = groups[index].topic if groups[index].topic.words else known
    return groups


def _expand_group(parse: Parse, group: Group, shared: Wishes, settings: Settings) -> list[Draft]:
    wishes = over(shared, group.wishes)
    unit = group.head.unit or Unit("")
    count = count_of(_scheduled(parse, group), settings)
    _note_count(parse, group)
    if group.children:
        return _expand_children(parse, group, wishes, unit, count, settings)
    listed = _expand_list(parse, group, wishes, unit, count, settings)
    return listed or spread(parse, Draft(group.topic.words, group.topic.angle, unit, wishes), count, group)


def _scheduled(parse: Parse, group: Group) -> Number | None:
    span = next((m for m in parse.marks.inside(group.start, group.end, "span")), None)
    span = span or next((m for m in parse.marks if m.kind == "span"), None)
    if span is None:
        return group.head.count
    times, unit = span.value
    each = group.head.count.value if group.head.count else 1
    total = max(1, round(times * each))
    parse.note(f"{total} pieces: {each:g} a {unit} for {times} {unit}s.")
    return Number(total)


def _note_count(parse: Parse, group: Group) -> None:
    count = group.head.count
    if count and count.vague:
        parse.note(f"“{parse.shown(group.head.start, group.head.noun_end)}” is read as {count.value:g} pieces.")
    elif count and count.low is not None:
        parse.note(f"“{count.low:g} to {count.value:g}” is read as {count.value:g} pieces.")


def _expand_children(
    parse: Parse, group: Group, wishes: Wishes, unit: Unit, count: int | None, settings: Settings
) -> list[Draft]:
    items = all(c.head.kind == "item" for c in group.children)
    if items and not _one_each(parse, group, count):
        return _expand_content(parse, group, wishes, unit, count)
    counts = _child_counts(parse, group, count, settings)
    children = _with_topics(Order(group.children, {}, group.topic))
    drafts = []
    for child, number in zip(children, counts, strict=True):
        own = over(wishes, child.wishes)
        topic = _child_topic(parse, group.topic, child.topic)
        child_unit = child.head.unit or unit
        listed = _expand_list(parse, child, own, child_unit, number, settings) if child.topic.words else []
        drafts += listed or spread(parse, Draft(topic.words, topic.angle, child_unit, own), number, child)
    left = (count or 0) - len(drafts)
    if left > 0 and not items:
        base = Draft(group.topic.words, group.topic.angle, unit, wishes)
        drafts += [base] * left
    elif items and count and len(drafts) < count:
        parse.note(f"{count} pieces are shared out over {len(group.children)} listed topics.")
        drafts = [drafts[i % len(drafts)] for i in range(count)]
    return drafts


def _one_each(parse: Parse, group: Group, count: int | None) -> bool:
    """Whether bullets are pieces of their own, and not what a single piece should hold."""
    if list_mark(parse, group.start, group.end):
        return True
    if count is None:
        return group.head.kind == "whole" or _plural(parse, group)
    return count >= max(2, len(group.children))


def _expand_content(parse: Parse, group: Group, wishes: Wishes, unit: Unit, count: int | None) -> list[Draft]:
    """Bullets as content: all of them in the one piece, or dealt out when there are more than pieces."""
    count = count or 1
    parts = [c.topic.words for c in group.children if c.topic.words]
    if count > 1:
        parse.note(f"{len(parts)} listed points are dealt out over the {count} pieces asked for.")
    drafts = []
    for index in range(count):
        own = ", ".join(parts[index * len(parts) // count : (index + 1) * len(parts) // count])
        topic = group.topic.words or own
        angle = own if group.topic.words else group.topic.angle
        drafts.append(Draft(topic, angle, unit, over(wishes, _all_wishes(group.children))))
    return drafts


def _all_wishes(children: Sequence[Group]) -> Wishes:
    merged: Wishes = {}
    for child in children:
        merged = over(merged, child.wishes)
    return merged


def _child_counts(parse: Parse, group: Group, count: int | None, settings: Settings) -> list[int | None]:
    """How many pieces each part gets: as said, half, or the rest."""
    said = [count_of(c.head.count, settings) for c in group.children]
    total = count or 0
    result: list[int | None] = []
    for child, number in zip(group.children, said, strict=True):
        if child.head.share == "half":
            taken = sum(n or 0 for n in result)
            number = (
                total - taken
                if any(c.head.share == "half" for c in group.children[: len(result)])
                else (total + 1) // 2
            )
        elif child.head.share == "rest":
            number = max(0, total - sum(n or 0 for n in result))
        result.append(number)
    return result


def _child_topic(parse: Parse, parent: Topic, child: Topic) -> Topic:
    if child == parent:
        return parent
    if parent.words and is_audience(parse, child.words):
        return Topic(f"{parent.words} {child.words}", child.angle or parent.angle)
    if not child.words:
        return Topic(parent.words, child.angle or parent.angle)
    angle = "; ".join(dict.fromkeys(a for a in (child.angle, parent.words, parent.angle) if a and a != child.words))
    return Topic(child.words, angle)


def _expand_list(
    parse: Parse, group: Group, wishes: Wishes, unit: Unit, count: int | None, settings: Settings
) -> list[Draft]:
    """One piece for each part of a topic that is a list, or none when it is not."""
    if group.topic.span is None:
        return []
    mark = list_mark(parse, group.start, group.end)
    each = mark.end if mark else 0
    start = each if each else group.topic.span[0]
    parts = split_list(parse, start, max(group.topic.span[1], start))
    parts = [p for p in parts if item_words(parse, *p)]
    if not _is_list(parse, group, parts, count, bool(each)):
        return []
    apart = mark is not None and mark.value == "list"
    per_part = count if apart and count and (count != len(parts) or _that_many_each(parse, group)) else 1
    total = count if not apart and count else per_part * len(parts)
    _refuse_too_many(total, settings)
    if not apart:
        parse.note(f"The {len(parts)} listed topics are shared out over {total} pieces.")
    own, shared = _part_wishes(parse, group, parts, wishes)
    drafts = [
        Draft(item_words(parse, *p), group.topic.angle, unit, over(shared, w))
        for p, w in zip(parts, own, strict=True)
    ]
    return [drafts[i * len(parts) // total] for i in range(total)]


def _part_wishes(
    parse: Parse, group: Group, parts: list[tuple[int, int]], wishes: Wishes
) -> tuple[list[Wishes], Wishes]:
    """Each part's own wishes, and those of all: one said in the last part only, as in "a, b and c in French"."""
    own = [item_wishes(parse, *p) for p in parts]
    lone = {k for w in own for k in w if sum(k in o for o in own) == 1 and not _bracketed(parse, parts, own, k)}
    said = [{k: v for k, v in w.items() if k not in lone} for w in own]
    taken = {k for w in said for k in w}
    outside = [m for m in parse.marks.inside(group.start, group.end) if not any(s <= m.start < e for s, e in parts)]
    base = {k: v for k, v in wishes.items() if k not in taken or any(m.kind == k for m in outside)}
    return said, base


def _bracketed(parse: Parse, parts: list[tuple[int, int]], own: list[Wishes], kind: Kind) -> bool:
    index = next(i for i, w in enumerate(own) if kind in w)
    return "(" in parse.text.shown[slice(*parts[index])] or index < len(parts) - 1


def _that_many_each(parse: Parse, group: Group) -> bool:
    """As in "3 reels each for soap, wax and ink": so many for each part, and not so many parts."""
    each = list_mark(parse, group.head.noun_end, group.end)
    apart = compiled(r"\b(?:different|separate|new|single)\b")
    if each is None or apart.search(parse.text.folded, each.start, each.end):
        return False
    beside = not parse.text.folded[group.head.noun_end : each.start].strip()
    return beside and parse.text.folded.startswith("each", each.start)


def _is_list(parse: Parse, group: Group, parts: list[tuple[int, int]], count: int | None, each: bool) -> bool:
    if len(parts) < 2:
        return False
    if each:
        return True
    if group.topic.after_colon and (count or (MANY_PARTS if _plural(parse, group) else 0)) >= len(parts):
        return count is not None or _plural(parse, group)
    short = all(len(item_words(parse, *p).split()) <= 6 for p in parts)
    return bool(count and count == len(parts) >= MANY_PARTS and short)


def _plural(parse: Parse, group: Group) -> bool:
    head = group.head
    return head.kind == "unit" and head.count is None and parse.text.folded[: head.noun_end].endswith(("s", "i", "e"))
