"""Changes of mind: `2, no wait, 4` is 4; `5 reels ... actually make it 3` is 3."""

from collections.abc import Callable

from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Kind, Mark
from agents.reading.parse import Parse
from agents.reading.text import Text, to_text

Marker = Callable[[Text], Parse]
MOST = 6
"""Changes of mind followed in one brief."""
KINDS: tuple[Kind, ...] = (
    "number",
    "unit",
    "length",
    "language",
    "aspect",
    "tone",
    "voice",
    "music",
    "captions",
    "budget",
)


def apply_corrections(text: Text, marker: Marker) -> Text:
    """The text as it stands after the user's changes of mind."""
    for _ in range(MOST):
        changed = _apply_one(marker(text))
        if changed is None:
            return text
        text = to_text(changed)
    return text


def _apply_one(parse: Parse) -> str | None:
    instead = _instead(parse)
    if instead is not None:
        return instead
    for start, end in _cues(parse):
        if not parse.free(start, end):
            continue
        changed = _rewrite(parse, start, end)
        if changed is not None:
            return changed
    return None


def _instead(parse: Parse) -> str | None:
    """As in "instead of 5 reels do 3": the number given up goes, and its word for a piece goes with the other."""
    for match in parse.find(rf"{parse.any('instead_of')}\s+(?:{parse.any('back')}\s+)?"):
        old = next((m for m in parse.marks if m.kind == "number" and m.start == match.end()), None)
        if old is None:
            continue
        new = next((m for m in parse.marks if m.kind == "number" and m.start >= old.end), None)
        unit = _unit_after(parse, old.end, new.start if new else None)
        end = unit.end if unit else old.end
        before = parse.text.shown[: match.start()]
        if new and unit and _unit_after(parse, new.end) is None:
            kept = parse.text.shown[end : new.end].lstrip(" ,")
            return _tidy(f"{before}{kept} {parse.shown(unit.start, unit.end)}{parse.text.shown[new.end :]}")
        return _tidy(before + parse.text.shown[end:])
    return None


def _cues(parse: Parse) -> list[tuple[int, int]]:
    """Places where a change of mind is announced, with the small words that lead to the new value."""
    lead = rf"(?:[\s,.:-]*{parse.any('correction_lead')})*[\s,.:-]*"
    plain = rf"(?:[\s,.;:(\n-]+|^){parse.any('correction')}(?!\w){lead}"
    begin = rf"\s*(?:[,.;:(\n]|-)[\s,.-]*{parse.any('correction_no')}\s*"
    no = rf"{begin}(?:[,.:-]+\s*|(?=\d|{parse.any('correction_lead')})){lead}"
    found = [(m.start(), m.end()) for p in (plain, no) for m in parse.find(p) if m.start() > 0]
    return sorted(found)


def _rewrite(parse: Parse, start: int, end: int) -> str | None:
    new = next((m for m in parse.marks if m.start >= end and m.kind in KINDS), None)
    if new and not parse.text.folded[end : new.start].strip(" ,-"):
        old = _replaced(parse, new, start)
        if old:
            return _swap(parse, old, start, new)
    return _swap_topic(parse, start, end)


def _replaced(parse: Parse, new: Mark, start: int) -> Mark | None:
    before = [m for m in parse.marks if m.end <= start and m.kind == new.kind]
    if new.kind == "number":
        counted = [m for m in before if _counts(parse, m)]
        before = counted or before
    return before[-1] if before else None


def _counts(parse: Parse, mark: Mark) -> bool:
    """Whether a number is one of pieces: a word for a piece comes soon after it, or nothing does."""
    later = next((m for m in parse.marks if m.kind == "unit" and m.start >= mark.end), None)
    return later is not None and len(parse.text.folded[mark.end : later.start].split()) <= 4


def _swap(parse: Parse, old: Mark, start: int, new: Mark) -> str:
    """Put the new value in the place of the old and take the change of mind out.

    A new number followed by its own word for a piece ("2, no wait, 4 reels") keeps that word, unless the
    old one had its own ("5 reels, no, 3 reels").
    """
    shown = parse.text.shown
    unit = _unit_after(parse, new.end)
    old_unit = _unit_after(parse, old.end, start)
    if new.kind == "number" and unit is None:
        kept = _without_stale(parse, old.end, start, new.end)
        return _tidy(shown[: old.start] + shown[new.start : new.end] + kept + " " + shown[new.end :])
    if new.kind == "number" and unit and old_unit:
        between = shown[old_unit.end : start]
        tail = shown[unit.end :]
        return _tidy(shown[: old.start] + shown[new.start : unit.end] + between + " " + tail)
    if new.kind == "number":
        return _tidy(shown[: old.start] + shown[old.end : start] + " " + shown[new.start :])
    return _tidy(shown[: old.start] + shown[new.start : new.end] + shown[old.end : start] + shown[new.end :])


def _without_stale(parse: Parse, low: int, high: int, behind: int) -> str:
    """The words `low`..`high` without wishes that are said anew behind the change of mind: "5, and 30 seconds"."""
    anew = {m.kind for m in parse.marks if m.start >= behind and m.kind in KINDS} - {"number", "unit"}
    shown, at = "", low
    for mark in [m for m in parse.marks.inside(low, high) if m.kind in anew]:
        shown += parse.text.shown[at : mark.start]
        at = mark.end
    return shown + parse.text.shown[at:high]


def _unit_after(parse: Parse, position: int, limit: int | None = None) -> Mark | None:
    limit = len(parse.text) if limit is None else limit
    for mark in parse.marks.inside(position, limit, "unit"):
        between = parse.text.folded[position : mark.start]
        stops = compiled(rf"[.,;:!?\n]|{parse.any('about')}|{parse.any('container')}").search(between)
        return None if stops or len(between.split()) > 4 else mark
    return None


def _swap_topic(parse: Parse, start: int, end: int) -> str | None:
    """As in "5 reels about coffee, no, tea": what follows the cue takes the place of the last topic words."""
    low, high = parse.clauses(end, len(parse.text))[0]
    said = parse.shown(low, high)
    abouts = [m for m in parse.find(parse.any("about")) if m.end() < start]
    cue = parse.text.folded[start:end]
    cues = [w for key in ("correction_no", "correction_hard") for w in words(parse.languages, key)]
    hard = compiled(rf"{alternation(cues)}(?!\w)").search(cue)
    if not (said and abouts and hard) or parse.marks.over(low, high) or len(said.split()) > 8:
        return None
    about = abouts[-1].end()
    if parse.marks.over(about, start) or compiled(r"[.;!?\n]").search(parse.text.folded, about, start):
        return None
    said = compiled(rf"(?i)\s+(?:{alternation(words(parse.languages, 'instead'))})$").sub("", said)
    return _tidy(f"{parse.text.shown[:about]} {said}{parse.text.shown[high:]}")


def _tidy(text: str) -> str:
    text = compiled(r"[^\S\n]+").sub(" ", text)
    text = compiled(r"\s+([,;:])").sub(r"\1", text)
    return compiled(r"([,;:.])(?:\s*[,;:])+").sub(r"\1", text).strip(" ,;:")
