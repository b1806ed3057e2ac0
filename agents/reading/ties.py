"""Lengths tied to a platform: `20s for the reel, 60s for LinkedIn`, `TikTok (15s) and LinkedIn (60s)`."""

from collections.abc import Sequence
from dataclasses import replace

from agents.reading.draft import Draft
from agents.reading.lengths import Length
from agents.reading.lexicon import Languages, compiled
from agents.reading.marking import mark_all
from agents.reading.parse import Parse
from agents.reading.text import Text, to_text
from agents.reading.units import platform_of
from studio.domain.platforms import PlatformName

Ties = dict[PlatformName, float]
"""Platform -> seconds."""


def untie(text: Text, languages: Languages) -> tuple[Text, Ties]:
    """The text without lengths that are said of one platform each, and those lengths; only when there are several."""
    parse = mark_all(text, languages)
    ties: Ties = {}
    cut: list[tuple[int, int]] = []
    for mark in [m for m in parse.marks if m.kind == "length" and len(m.value.seconds) == 1]:
        found = _behind(parse, mark.end) or _before(parse, mark.start, mark.end)
        if found and found[0] not in ties:
            ties[found[0]] = mark.value.seconds[0]
            cut.append((min(mark.start, found[1]), max(mark.end, found[2])))
    if len(set(ties.values())) < 2:
        return text, {}
    shown = text.shown
    for start, end in sorted(cut, reverse=True):
        shown = f"{shown[:start].rstrip(' ,;:(')} {shown[end:].lstrip(')')}"
    return to_text(compiled(r"\s+([,.;)])").sub(r"\1", shown).strip()), ties


def tied(drafts: Sequence[Draft], ties: Ties) -> list[Draft]:
    """The drafts with the lengths of their platforms."""
    return [_with_length(draft, ties) for draft in drafts] if ties else list(drafts)


def _with_length(draft: Draft, ties: Ties) -> Draft:
    named = draft.wishes.get("platform") or draft.unit.platforms
    seconds = ties.get(named[0]) if named else None
    return draft if seconds is None else replace(draft, wishes={**draft.wishes, "length": Length((seconds,))})


def _behind(parse: Parse, position: int) -> tuple[PlatformName, int, int] | None:
    """As in "20s for the reel"."""
    back = rf"(?:\s+{parse.any('back')})?\s*"
    lead = compiled(rf"\s*{parse.any('for_platform')}{back}").match(parse.text.folded, position)
    unit = next((m for m in parse.marks if m.kind == "unit" and lead and m.start == lead.end()), None)
    platform = platform_of(unit.value) if unit else None
    return (platform, position, unit.end) if unit and platform else None


def _before(parse: Parse, start: int, end: int) -> tuple[PlatformName, int, int] | None:
    """As in "TikTok (15s)"; a number before the name makes it an order of its own."""
    folded = parse.text.folded
    if folded[start - 1 : start] != "(" or folded[end : end + 1] != ")":
        return None
    unit = next((m for m in parse.marks if m.kind == "unit" and m.end == len(folded[: start - 1].rstrip())), None)
    counted = unit and any(m.kind == "number" and 0 <= unit.start - m.end <= 1 for m in parse.marks)
    platform = platform_of(unit.value) if unit and not counted and not unit.value.noun else None
    return (platform, start - 1, end + 1) if platform else None
