"""Wishes that contradict each other: the first is kept, and the user is told of both."""

from collections.abc import Iterator
from itertools import combinations

from agents.reading.groups import SAYINGS, Group, Order
from agents.reading.lexicon import alternation, compiled, load, piece_words
from agents.reading.looks import ASPECTS
from agents.reading.marks import Kind, Mark
from agents.reading.parse import Parse

SINGLE: tuple[Kind, ...] = ("length", "voice", "music", "captions", "avatar", "aspect")
"""Kinds of which a piece can have only one."""
NAMES: dict[Kind, str] = {"avatar": "presenter", "aspect": "shape", "length": "length in seconds"}


def tell_conflicts(parse: Parse, order: Order, pieces: int) -> None:
    """Note every pair of wishes that cannot both be met, and a second number of pieces."""
    groups = [part for group in order.groups for part in (group.children or (group,))]
    for group in groups:
        for one, other in _opposed(parse, group):
            _tell(parse, one, other)
    for one, other in combinations([m for m in parse.marks if m.kind == "budget"], 2):
        if one.value != other.value:
            _tell(parse, one, other)
    _tell_sayings(parse)
    _tell_unmade(parse)
    _tell_shapes(parse)
    _tell_counts(parse, order, pieces)


def _opposed(parse: Parse, group: Group) -> Iterator[tuple[Mark, Mark]]:
    own = parse.marks.inside(group.start, group.end)
    for one, other in combinations(own, 2):
        shared = _kinds(one) & _kinds(other)
        if shared and any(_value(one, kind) != _value(other, kind) for kind in shared):
            yield one, other


def _kinds(mark: Mark) -> set[Kind]:
    said: tuple[Kind, ...] = mark.value if mark.kind == "left_out" else (mark.kind,)
    return {kind for kind in SINGLE if kind in said}


def _value(mark: Mark, kind: Kind) -> object:
    if mark.kind == "left_out":
        return None
    return mark.value.seconds if kind == "length" else mark.value


def _tell(parse: Parse, one: Mark, other: Mark) -> None:
    kind = next(iter(sorted(_kinds(other) or _kinds(one))), one.kind)
    said = [parse.shown(m.start, m.end).strip(" ,;") for m in (one, other)]
    parse.note(f"“{said[0]}” and “{said[1]}” contradict each other ({NAMES.get(kind, kind)}); the first is kept.")


def _tell_sayings(parse: Parse) -> None:
    """As in "Mention Acme. Never say Acme.": nobody can do both."""
    said = {kind: {p.casefold(): p for m in parse.marks if m.kind == kind for p in m.value} for kind in SAYINGS}
    for phrase in said["must_say"].keys() & said["must_not"].keys():
        parse.note(f"“{said['must_say'][phrase]}” must be said and must not be said: drop one of the two.")


def _tell_unmade(parse: Parse) -> None:
    """Platforms that people name and nothing is made for."""
    for match in parse.find(rf"\b{alternation(load('shared')['platforms_not_made'])}(?!\w)"):
        if parse.before(match.start(), parse.any("for_platform")) or _beside_piece(parse, match.end()):
            parse.note(f"Nothing is made for {parse.shown(match.start(), match.end()).title()} itself.")


def _beside_piece(parse: Parse, position: int) -> bool:
    return parse.after(position, rf"(?:{alternation(piece_words())}|{parse.any('soft_units')})(?!\w)") is not None


def _tell_shapes(parse: Parse) -> None:
    """As in "a vertical video in landscape format": one of the words stands beside the word for the piece."""
    unit = rf"\b{alternation(piece_words())}(?!\w)"
    for mark in [m for m in parse.marks if m.kind == "aspect"]:
        for key, aspect in ASPECTS.items():
            beside = rf"{parse.any(key)}\s+(?:\w+\s+)?{unit}"
            for match in parse.find(beside) if aspect != mark.value else ():
                said, kept = parse.shown(match.start(), match.end()), parse.shown(mark.start, mark.end)
                if not (mark.start <= match.start() < mark.end):
                    parse.note(f"“{said}” and “{kept}” contradict each other (shape); {mark.value} is made.")


def _tell_counts(parse: Parse, order: Order, pieces: int) -> None:
    """As in "5 reels about tea. Make exactly 3 videos.": a number of pieces that no order took up."""
    taken = [(g.head.start, g.head.noun_end) for group in order.groups for g in (group, *group.children)]
    counts = {g.head.count.value for group in order.groups for g in (group, *group.children) if g.head.count}
    for mark in [m for m in parse.marks if m.kind == "number"]:
        noun = compiled(rf"\s+(?:\w+\s+)?{alternation(piece_words())}(?!\w)").match(parse.text.folded, mark.end)
        free = not any(start <= mark.start < end for start, end in taken)
        if noun and free and mark.value.value not in (pieces, *counts):
            said = parse.shown(mark.start, noun.end())
            parse.note(f"The brief also says “{said}”; {pieces} are made.")
