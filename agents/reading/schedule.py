"""Counts said as a schedule: `a week of daily reels`, `a reel a day for two weeks`."""

from agents.reading.lexicon import alternation, words
from agents.reading.marks import Mark
from agents.reading.numbers import Number
from agents.reading.parse import Parse, add

DAYS = {"day": 1, "week": 7, "month": 30}
WORKING_DAYS = 5
RATES = {"day": 1.0, "weekday": 5 / 7, "week": 1 / 7}


def mark_schedule(parse: Parse) -> None:
    """Turn a rate and a span of time into a count; either alone is left to the topic."""
    for match in parse.find(parse.any("every_weekday")):
        add(parse, Mark(match.start(), match.end(), "number", Number(7), "One piece for each of the seven days."))
    spans = _spans(parse)
    rates = _rates(parse)
    if len(spans) != 1 or (not rates and not spans[0][3]):
        return
    start, end, days, _ = spans[0]
    share, name = (rates[0][2], rates[0][3]) if rates else (1.0, "day")
    _claim(parse, start, end)
    for low, high, *_ in rates[:1]:
        _claim(parse, low, high)
        parse.marks.add(Mark(low, high, "rate"))
    add(parse, Mark(start, end, "span", (max(1, round(days * share)), name)))


def _rates(parse: Parse) -> list[tuple[int, int, float, str]]:
    """Start, end, how often a day that is, and what it is called."""
    return [
        (m.start(), m.end(), share, name)
        for name, share in RATES.items()
        for m in parse.find(parse.any(f"per_{name}"))
    ]


def _spans(parse: Parse) -> list[tuple[int, int, int, bool]]:
    """Start, end, days, and whether it says "a week of", which alone means one a day."""
    found: list[tuple[int, int, int, bool]] = []
    week = parse.find(parse.any("working_week"))
    found += [(m.start(), m.end(), WORKING_DAYS, False) for m in week]
    this = rf"\b{alternation(words(parse.languages, 'this'))}\s+"
    for unit, days in DAYS.items():
        name = parse.any(unit)
        for match in parse.find(
            rf"(?P<lead>{parse.any('span')}\s+)?(?P<many>{this})?{name}(?:'s|s')?(?P<of>\s+{parse.any('span_of')})?"
        ):
            number = _number_before(parse, match.start("many") if match["many"] else match.start(), match.end())
            times = number[1] if number else 1.0
            start = min(match.start(), number[0]) if number else match.start()
            rated = any(0 <= start - high <= 1 for _, high, *_ in _rates(parse))
            lead = match["lead"] or parse.before(start, parse.any("span"))
            behind = parse.after(match.end(), parse.any("span_behind")) if not lead else None
            begins = not parse.text.folded[:start].strip() or parse.before(start, parse.any("order"))
            if match["of"] and (number or (match["many"] and unit != "day")) and (begins or lead):
                found.append((start, match.end(), int(days * times), True))
            elif (behind or rated) and (match["many"] or number):
                found.append((start, behind.end() if behind else match.end(), int(days * times), False))
            elif lead and (match["many"] or number):
                start = start if match["lead"] else parse.before(start, parse.any("span")).start()  # type: ignore[union-attr]
                found.append((start, match.end(), int(days * times), False))
    return found


def _number_before(parse: Parse, start: int, end: int) -> tuple[int, float] | None:
    for mark in parse.marks:
        touches = mark.end <= end and (mark.end == start or not parse.text.folded[mark.end : start].strip())
        if mark.kind == "number" and touches and mark.end >= start - 2:
            return mark.start, float(mark.value.value)
    return None


def _claim(parse: Parse, start: int, end: int) -> None:
    for mark in parse.marks.over(start, end):
        parse.marks.drop(mark)
