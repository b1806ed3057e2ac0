"""Lengths that belong to the topic and not to the piece: "a 30-second plank", "meals in 15 minutes"."""

from agents.reading.head import Head
from agents.reading.leftovers import only_glue, plain
from agents.reading.lexicon import compiled
from agents.reading.marks import Mark
from agents.reading.parse import Parse


def keep_to_topic(parse: Parse, heads: list[Head]) -> None:
    """Give lengths back to the topic where they describe its noun: "a 30-second plank", "meals in 15 minutes"."""
    for mark in [m for m in parse.marks if m.kind == "length"]:
        if any(h.start <= mark.start and mark.end <= h.noun_end for h in heads):
            keep = _fits(mark) or not parse.text.folded[mark.end : _noun_start(parse, mark)].strip(" -")
        else:
            keep = not (mark.value.adjective and _describes(parse, mark, heads)) and not _too_long_for_piece(
                parse, mark, heads
            )
        if not keep:
            parse.marks.drop(mark)


def _too_long_for_piece(parse: Parse, mark: Mark, heads: list[Head]) -> bool:
    """As in "Recipes in 15 minutes", "about 24 hours in Rome": longer than any piece, and part of the topic."""
    if _fits(mark) or compiled(parse.any("length_tail")).search(parse.text.folded, mark.start, mark.end):
        return False
    if compiled(parse.any("about")).match(parse.text.folded, mark.start) and parse.after(mark.end, r"\p{L}"):
        return True
    if parse.after(mark.end, parse.any("each")) or compiled(parse.any("length_sure")).match(
        parse.text.folded, mark.start
    ):
        return False
    floor = max([h.noun_end for h in heads if h.noun_end <= mark.start], default=0)
    low = max(parse.clause_start(mark.start), floor)
    said = plain(parse, low, mark.start)
    return bool(said) and not only_glue(parse.languages, said)


def _fits(mark: Mark) -> bool:
    return all(s <= LONGEST_PLAUSIBLE for s in mark.value.seconds)


LONGEST_PLAUSIBLE = 180.0
"""Seconds above which "10-minute" before a noun is about the noun."""


def _noun_start(parse: Parse, mark: Mark) -> int:
    unit = next((m for m in parse.marks if m.kind == "unit" and m.start >= mark.end), None)
    return unit.start if unit else len(parse.text)


def _describes(parse: Parse, mark: Mark, heads: list[Head]) -> bool:
    """Whether an own word of the topic follows the length directly."""
    low = mark.end
    high = min([m.start for m in parse.marks if m.start >= low] + [parse.clauses(low, len(parse.text))[0][1]])
    following = parse.text.folded[low:high].strip(" -").split()
    if not following or only_glue(parse.languages, following[0]):
        return False
    if parse.after(low, "|".join(parse.any(key) for key in ("about", "about_next", "for_platform"))):
        return False
    lead = parse.text.folded[parse.clause_start(mark.start) : mark.start]
    about = compiled(rf"{parse.any('about')}|{parse.any('about_next')}|{parse.any('how_to')}").search(lead)
    return bool(about or not _fits(mark) or not any(h.noun_end <= mark.start for h in heads))
