"""Platforms that are wishes, not orders: "for TikTok and Reels", "LinkedIn:"."""

from agents.reading.leftovers import only_glue
from agents.reading.lexicon import compiled
from agents.reading.marks import Mark
from agents.reading.parse import Parse
from studio.domain.platforms import PLATFORMS


def is_platform(parse: Parse, unit: Mark) -> bool:
    """As in "For TikTok", "on my Instagram": a wish, not an order; marked as such, or given back to the topic."""
    if not unit.value.platforms:
        return False
    own = rf"(?:\s*{parse.any('back')})?"
    lead = parse.before(unit.start, rf"(?:{parse.any('for_platform')}){own}")
    trail = parse.after(unit.end, parse.any("for_platform_behind"))
    after_unit = parse.before(unit.start, parse.any("for_platform_next"))
    beside = any(
        m.kind == "unit" and 0 <= (after_unit.start() if after_unit else -9) - m.end <= 1 for m in parse.marks
    )
    alone = (not unit.value.noun and _stands_alone(parse, unit)) or _only_platforms(parse, unit)
    listed = _goes_on_list(parse, unit)
    if not (lead or beside or alone or listed or trail):
        return False
    if lead and not listed and of_topic(parse, unit):
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


def is_label(parse: Parse, unit: Mark) -> bool:
    """As in "LinkedIn: hiring. TikTok: dances.": platforms that begin clauses and have a colon, at least two."""
    named = [m for m in parse.marks if m.kind in ("unit", "platform") and _has_colon(parse, m)]
    labels = [m for m in named if not _counted(parse, m)]
    return unit in labels and len(labels) > 1


def _counted(parse: Parse, label: Mark) -> bool:
    """As in "TikTok: 3 videos on tea": the name only says where the pieces counted behind it go."""
    number = next((m for m in parse.marks if m.kind == "number" and m.start >= label.end), None)
    beside = number is not None and not parse.text.folded[label.end : number.start].strip(" :")
    return beside and any(m.kind == "unit" and m.start == number.end + 1 for m in parse.marks if number)


def _has_colon(parse: Parse, unit: Mark) -> bool:
    start = parse.sentence_start(unit.start)
    return not parse.text.folded[start : unit.start].strip(" -*•") and parse.after(unit.end, r":\s*\S") is not None


def _stands_alone(parse: Parse, unit: Mark) -> bool:
    """Whether a platform's name is a clause of its own, or the label before a colon."""
    low = parse.clause_start(unit.start)
    high = parse.clauses(unit.end, len(parse.text))[0][1]
    rest = parse.text.folded[low : unit.start] + parse.text.folded[unit.end : high]
    return not compiled(rf"{parse.any('polite')}|{parse.any('join')}|{parse.any('each')}").sub("", rest).strip(" -*•")


def _only_platforms(parse: Parse, unit: Mark) -> bool:
    """As in "3 videos each: TikTok and YouTube Shorts": a clause of platforms behind a plain word for a piece."""
    low = parse.clause_start(unit.start)
    high = parse.clauses(unit.end, len(parse.text))[0][1]
    named = parse.marks.inside(low, high, "unit", "platform")
    rest = "".join(
        parse.text.folded[start:end]
        for start, end in zip([low, *(m.end for m in named)], [*(m.start for m in named), high], strict=True)
    )
    plain = any(m.kind == "unit" and not m.value.platforms and m.end <= low for m in parse.marks)
    return plain and len(named) > 1 and not compiled(rf"{parse.any('join')}|[/&+\s]").sub("", rest)


def _goes_on_list(parse: Parse, unit: Mark) -> Mark | None:
    """The list of platforms that this name goes on: "for TikTok and Reels"."""
    again = rf"(?:{parse.any('join')}\s*)?(?:{parse.any('for_platform')}\s*)?"
    joint = rf"\s*(?:,|/|&|\+|{parse.any('join')}|{parse.any('choice')})\s*{again}"
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


def _goods(parse: Parse, start: int, unit: Mark) -> bool:
    """As in "Need content for Facebook!": a sentence that asks for nothing in particular."""
    low, high = parse.sentence_start(start), parse.sentences(unit.end, len(parse.text))[0][1]
    asked = parse.text.folded[low:start].strip()
    ends = not parse.text.folded[unit.end : high].strip()
    goods = compiled(parse.any("goods")).match(parse.text.folded, start) is not None
    return goods and ends and bool(asked) and only_glue(parse.languages, asked)


def of_topic(parse: Parse, unit: Mark) -> bool:
    """As in "Growing on Instagram", "LinkedIn networking": the platform is what the piece is about."""
    topic = parse.before(
        unit.start, rf"{parse.any('platform_topic')}\s+(?:{parse.any('for_platform')})(?:\s*{parse.any('back')})?"
    )
    if topic:
        return not _goods(parse, topic.start(), unit)
    if unit.value.noun:
        return False
    return parse.after(unit.end, parse.any("platform_topic")) is not None
