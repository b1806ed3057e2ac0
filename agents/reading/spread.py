"""Pieces shared out over the values of a wish that names several: "for TikTok and Reels", "15 and 30 s"."""

from dataclasses import replace
from typing import Any

from agents.reading.draft import Draft
from agents.reading.groups import Group
from agents.reading.lexicon import compiled
from agents.reading.marks import Kind
from agents.reading.parse import Parse

SPREAD: tuple[Kind, ...] = ("platform", "language", "length")
"""Wishes that may name several values, one piece or one part of the pieces for each."""


def spread(parse: Parse, draft: Draft, count: int | None, group: Group) -> list[Draft]:
    """Share pieces out over the values of each wish that names several."""
    platforms = draft.wishes.get("platform", draft.unit.platforms) or ()
    values: dict[Kind, tuple[Any, ...]] = {
        "platform": tuple(platforms),
        "language": tuple(draft.wishes.get("language", ())),
        "length": draft.wishes["length"].seconds if "length" in draft.wishes else (),
    }
    several = [kind for kind in SPREAD if len(values[kind]) > 1]
    if not several:
        return [draft] * (1 if count is None else count)
    return _shared_out(parse, draft, count, several[0], values[several[0]], group)


def _shared_out(
    parse: Parse, draft: Draft, count: int | None, kind: Kind, values: tuple[Any, ...], group: Group
) -> list[Draft]:
    each = compiled(parse.any("each_value")).search(parse.text.folded, group.start, group.end) is not None
    single = count is None or count == 1
    total = (count or 1) * len(values) if each or single else count or 1
    label = {"platform": "platforms", "language": "languages", "length": "lengths"}[kind]
    how = (
        "one for each"
        if single or total == len(values)
        else "as many for each"
        if each
        else "shared out in turn; say “for each” to have all for each"
    )
    parse.note(f"{len(values)} {label} are named: {total} pieces, {how}.")
    drafts = []
    for index in range(total):
        value = values[index * len(values) // total] if total >= len(values) else values[index]
        own = replace(draft.wishes["length"], seconds=(value,)) if kind == "length" else (value,)
        drafts += spread(parse, replace(draft, wishes={**draft.wishes, kind: own}), 1, group)
    return drafts
