"""Groups: each order of a brief with its share of the words, its wishes and its topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from agents.reading.head import Head
from agents.reading.heads import find_heads
from agents.reading.items import list_mark
from agents.reading.leftovers import plain, trim_order
from agents.reading.lexicon import compiled
from agents.reading.loose import mark_loose
from agents.reading.marks import WISHES, Kind, Mark
from agents.reading.parse import Parse
from agents.reading.runs import Topic
from agents.reading.topic_lengths import keep_to_topic
from agents.reading.topics import read_free, read_topic

Wishes = dict[Kind, Any]
"""The last wish of each kind; sayings add up."""
SAYINGS: tuple[Kind, ...] = ("must_say", "must_not")


@dataclass(frozen=True, slots=True)
class Group:
    """One order: how many pieces of what, and what they should be like."""

    head: Head
    start: int
    end: int
    wishes: Wishes = field(default_factory=dict)
    topic: Topic = field(default_factory=Topic)
    children: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """All groups of a brief, and what counts for those that say nothing else."""

    groups: tuple[Group, ...]
    shared: Wishes
    topic: Topic


def read_order(parse: Parse) -> Order:
    """Split the brief into its groups; one group over the whole text when it has no head."""
    heads = find_heads(parse)
    _quieten(parse, heads)
    if not heads or all(h.kind == "item" for h in heads):
        heads = [Head(0, 0, "whole"), *heads]
    mark_loose(parse, heads)
    keep_to_topic(parse, heads)
    spans = _spans(parse, heads)
    shared_marks = _shared_marks(parse, spans)
    groups = [_group(parse, head, span, shared_marks) for head, span in zip(heads, spans, strict=True)]
    prefix = (0, spans[0][0])
    shared = {**_wishes(shared_marks), **_wishes(parse.marks.inside(*prefix))}
    top = read_free(parse, *prefix) if len(heads) > 1 and prefix[1] else Topic()
    groups = _without_manner(groups)
    return Order(tuple(_nest(parse, groups)), _merge(shared_marks, parse.marks.inside(*prefix), shared), top)


def _without_manner(groups: list[Group]) -> list[Group]:
    """As in "we asked for some video. Could we get 4 reels about bread": the first orders nothing by itself."""
    sure = [g for g in groups[1:] if g.head.kind == "unit" and g.head.count and not g.head.count.vague]
    first = groups[0].head
    manner = first.kind == "unit" and first.count is not None and first.count.vague and not groups[0].topic.words
    apart = len(groups) > 1 and groups[1].head.kind == "unit" and groups[1].start >= groups[0].end
    return groups[1:] if sure and manner and apart and not groups[0].wishes else groups


def _merge(first: Iterable[Mark], second: Iterable[Mark], wishes: Wishes) -> Wishes:
    return {**wishes, **{k: v for k, v in _wishes([*first, *second]).items() if k in SAYINGS}}


def _quieten(parse: Parse, heads: list[Head]) -> None:
    """Take the counts out of what may become a topic."""
    for mark in [m for m in parse.marks if m.kind == "number"]:
        if any(h.start <= mark.start < max(h.noun_end, h.start + 1) and h.count == mark.value for h in heads):
            parse.marks.drop(mark)
            parse.marks.add(Mark(mark.start, mark.end, "noise"))
    for head in heads:
        if head.kind == "sub":
            for mark in parse.marks.inside(head.start, head.noun_end):
                parse.marks.drop(mark)
            parse.marks.add(Mark(head.start, head.noun_end, "noise"))


def _spans(parse: Parse, heads: list[Head]) -> list[tuple[int, int]]:
    """Each head's stretch: from its own begin, or that of its sentence, to the next one's."""
    starts = [_span_start(parse, heads, i) for i in range(len(heads))]
    return list(zip(starts, [*starts[1:], len(parse.text)], strict=True))


def _span_start(parse: Parse, heads: list[Head], index: int) -> int:
    head = heads[index]
    if head.kind == "item":
        return head.start
    if index == 0:
        return 0 if len(heads) == 1 or head.kind == "whole" else _first_start(parse, head)
    floor = heads[index - 1].noun_end
    sentence = parse.sentence_start(head.start)
    if sentence > floor:
        return sentence
    return _joint(parse, floor, head.start) if parse.languages[0] == "hi" else head.start


def _first_start(parse: Parse, head: Head) -> int:
    return parse.clause_start(head.start) if parse.languages[0] == "hi" else head.start


def _joint(parse: Parse, floor: int, head: int) -> int:
    """Where the words before a head begin in languages that put the topic first."""
    joints = list(compiled(rf"\s*,\s*|\s{parse.any('join')}\s").finditer(parse.text.folded, floor, head))
    return joints[-1].end() if joints else head


def _group(parse: Parse, head: Head, span: tuple[int, int], shared: list[Mark]) -> Group:
    own = [m for m in parse.marks.inside(*span) if m not in shared]
    if head.kind in ("item", "whole"):
        topic = read_free(parse, *span)
    else:
        topic = read_topic(parse, *span, head)
    return Group(head, *span, _wishes(own), topic)


def _wishes(marks: Iterable[Mark]) -> Wishes:
    wishes: Wishes = {}
    for mark in marks:
        if mark.kind in SAYINGS:
            wishes[mark.kind] = tuple(dict.fromkeys((*wishes.get(mark.kind, ()), *mark.value)))
        elif mark.kind == "left_out":
            wishes.update(dict.fromkeys(mark.value, None))
        elif mark.kind in WISHES and (mark.kind not in wishes or wishes[mark.kind] == "auto"):
            wishes[mark.kind] = mark.value
    return wishes


def _shared_marks(parse: Parse, spans: list[tuple[int, int]]) -> list[Mark]:
    """Wishes at the end that stand apart from the last order: they count for all."""
    if len(spans) < 2:
        return []
    start, end = spans[-1]
    first_stop = parse.clauses(start, end)[0][1]
    if _own_sentence(parse, spans):
        first_stop = parse.sentences(start, end)[0][1]
    own = _own_stretch(parse, start, end, first_stop)
    apart = [m for m in parse.marks.inside(own, end) if m.kind in WISHES]
    eaches = parse.find(parse.any("each"))
    for mark in parse.marks.inside(start, own):
        near = any(mark.end <= e.start() <= mark.end + 2 or e.end() <= mark.start <= e.end() + 2 for e in eaches)
        if mark.kind in WISHES and near:
            apart.append(mark)
    return apart


def _own_sentence(parse: Parse, spans: list[tuple[int, int]]) -> bool:
    """As in "2 reels on soup. 3 TikToks on stew, 30s.": what is said in the last order's sentence is only its own."""
    stops = compiled(r"[.!?;](?=\s)|\n")
    return all(stops.search(parse.text.folded, before[0], after[0] + 1) for before, after in pairwise(spans))


def _own_stretch(parse: Parse, start: int, end: int, first_stop: int) -> int:
    """Where the last order's own words end: at its first comma, or at the end of its bracket or list."""
    closing = parse.text.folded.find(")", start, end)
    opening = parse.text.folded.find("(", start, end)
    if 0 <= opening < closing and opening <= first_stop + 1:
        return closing
    return first_stop


def _nest(parse: Parse, groups: list[Group]) -> list[Group]:
    """Put "one in Spanish" and bullets below the order they divide."""
    groups = _whole_first(groups)
    nested: list[Group] = []
    index = 0
    while index < len(groups):
        parent = groups[index]
        parts = _parts_after(groups, index)
        if parent.head.kind in ("unit", "whole") and parts and _divides(parse, parent, parts):
            nested.append(replace(parent, children=tuple(parts)))
            index += len(parts)
        else:
            nested.append(_like_the_one_before(parent, nested))
        index += 1
    return _unwrap_totals(parse, nested)


def _whole_first(groups: list[Group]) -> list[Group]:
    """As in "Half about sleep, half about food: 4 reels": the parts stand before what they divide."""
    *parts, whole = groups
    before = bool(parts) and all(g.head.kind == "sub" for g in parts)
    shared_out = all(g.head.share for g in parts) or sum(map(_count, parts)) == _count(whole)
    ordered = before and shared_out and whole.head.kind == "unit" and not whole.topic.words
    return [whole, *parts] if ordered else groups


def _like_the_one_before(group: Group, before: list[Group]) -> Group:
    """As in "3 TikToks about cats and 2 about dogs": the second are TikToks as well."""
    if group.head.kind != "sub" or not before:
        return group
    platform: Wishes = {k: v for k, v in before[-1].wishes.items() if k == "platform"}
    return replace(group, head=replace(group.head, unit=before[-1].head.unit), wishes={**platform, **group.wishes})


def _parts_after(groups: list[Group], index: int) -> list[Group]:
    parts = []
    for group in groups[index + 1 :]:
        if group.head.kind not in ("sub", "item"):
            break
        parts.append(group)
    return parts


def _divides(parse: Parse, parent: Group, parts: list[Group]) -> bool:
    """Whether parts divide the order before them ("4 reels: 2 about cats ...") or add to it ("and 2 about dogs")."""
    first = parts[0]
    if parent.head.count is None or any(p.head.kind == "item" or p.head.share for p in parts):
        return True
    total = sum(p.head.count.value for p in parts if p.head.count)
    if list_mark(parse, first.start, first.end):
        return True
    if parent.head.count.value == 1:
        return False
    if compiled(rf"\s*{parse.any('of_them')}").match(parse.text.folded, first.head.noun_end):
        return True
    joined = parse.before(first.head.start, rf"{parse.any('join')}") is not None
    if len(parts) == 1 and parent.topic.words and first.topic.words:
        return False
    return (total == parent.head.count.value and not (joined and len(parts) == 1)) or (
        total < parent.head.count.value and not joined and not first.topic.words
    )


def _unwrap_totals(parse: Parse, groups: list[Group]) -> list[Group]:
    """As in "10 videos: 6 reels and 4 shorts": the first is the sum of the others, not one more order."""
    if len(groups) < 3 or groups[0].children or not _may_be_sum(parse, groups):
        return groups
    total, counts = groups[0].head.count, [_count(g) for g in groups[1:]]
    if total and total.value == sum(counts) and all(counts):
        return [replace(groups[0], children=tuple(groups[1:]))]
    return groups


def _may_be_sum(parse: Parse, groups: list[Group]) -> bool:
    """Whether the first of several orders names no other platform than they, and no topic apart from theirs."""
    first, second, *_ = groups
    platforms = {p for g in groups[1:] if g.head.unit for p in g.head.unit.platforms}
    own = set(first.head.unit.platforms) if first.head.unit else set()
    opened = parse.text.folded[: second.head.start].rstrip().endswith((":", "("))
    return own <= platforms and (opened or not all(g.topic.words for g in groups))


def _count(group: Group) -> float:
    return group.head.count.value if group.head.count else 0.0


def item_words(parse: Parse, start: int, end: int) -> str:
    """The topic words of one part of a list."""
    return trim_order(parse.languages, plain(parse, start, end))


def item_wishes(parse: Parse, start: int, end: int) -> Wishes:
    """The wishes within one part of a list."""
    return _wishes(parse.marks.inside(start, end))
