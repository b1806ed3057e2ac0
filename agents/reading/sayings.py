"""What must be said and what must not: `mention Acme Gym`, `say "link in bio"`, `never say guru`."""

import regex

from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Kind, Mark
from agents.reading.parse import Parse, add

QUOTED = r"\"(?P<q>[^\"\n]{1,120})\"|(?<!\w)'(?P<q>[^'\n]{2,120}?)'(?!\w)"
LONGEST = 120
"""Characters of one thing to say; more is a script, not a mention."""
MANY_WORDS = 12


def mark_sayings(parse: Parse) -> None:
    """Mark the things to say and not to say, each mark with a tuple of the user's own words."""
    kinds: tuple[Kind, ...] = ("must_not", "must_say")
    for kind in kinds:
        for match in parse.find(parse.any(kind)):
            if parse.free(match.start(), match.end()) and _is_order(parse, match, kind):
                negated = kind == "must_say" and parse.before(match.start(), parse.any("negation"))
                _mark(parse, match, "must_not" if negated else kind, negated.start() if negated else match.start())
    _mark_behind(parse)


def _is_order(parse: Parse, match: "regex.Match[str]", kind: Kind) -> bool:
    """Whether the verb speaks to us, not of the topic ("things you should never say")."""
    if parse.before(match.start(), parse.any("say_not_before")):
        return False
    quoted = _quotes_follow(parse, match.end())
    if kind == "must_say" and not quoted and compiled(parse.any("must_say_soft")).fullmatch(match.group()):
        return False
    start = parse.clause_start(match.start())
    starts = not parse.text.folded[start : match.start()].strip(" -*•\"'")
    if quoted or starts or match.group().endswith(":"):
        return True
    if parse.before(match.start(), parse.any("say_before")):
        return True
    return kind == "must_not" and not _in_topic(parse, start, match.start())


def _in_topic(parse: Parse, start: int, position: int) -> bool:
    return bool(compiled(rf"{parse.any('about')}|{parse.any('how_to')}").search(parse.text.folded, start, position))


def _quotes_follow(parse: Parse, position: int) -> bool:
    return parse.after(position, rf"(?:{parse.any('the_word')}[\s:]*)*(?:{QUOTED})") is not None


def _mark(parse: Parse, match: "regex.Match[str]", kind: Kind, verb: int) -> None:
    start = match.end()
    lead = parse.after(start, rf"(?::\s*)?(?:{parse.any('the_word')}[\s:]*)*:?\s*")
    start = lead.end() if lead else start
    items, end = _quoted_items(parse, start)
    if not items:
        items, end = _plain_items(parse, start)
    kept = tuple(i for i in items if i)
    place = parse.after(end, rf",?\s*{parse.any('say_stop')}(?=\s*(?:$|[.,;!\n]))")
    end = place.end() if place and parse.free(end, place.end()) else end
    lead_in = parse.before(verb, rf"(?:{parse.any('say_before')}\s*)+")
    begin = lead_in.start() if lead_in and parse.free(lead_in.start(), verb) else verb
    if kept:
        add(parse, Mark(begin, end, kind, kept))


def _quoted_items(parse: Parse, start: int) -> tuple[list[str], int]:
    joins = alternation([*words(parse.languages, "join"), *words(parse.languages, "choice")])
    joint = rf"\s*(?:,|;|/|&|\b{joins}\b)*\s*(?:{parse.any('the_word')}\s*)?"
    items, end = [], start
    match = compiled(rf"\s*(?:{QUOTED})").match(parse.text.folded, start)
    while match:
        group = match.span("q")
        items.append(parse.shown(*group).rstrip(".,"))
        end = match.end()
        match = compiled(rf"{joint}(?:{QUOTED})").match(parse.text.folded, end)
    return items, end


def _plain_items(parse: Parse, start: int) -> tuple[list[str], int]:
    """Unquoted words up to the end of the clause; a list goes on over commas while its parts stay short."""
    sentence_end = parse.sentences(start, len(parse.text))[0][1]
    items: list[str] = []
    end = start
    for low, high in parse.clauses(start, sentence_end):
        high = _stop(parse, low, high)
        said = parse.shown(low, high)
        if items and not _goes_on(parse, low, high):
            break
        parts = _split(parse, said)
        if not parts:
            break
        items, end = items + parts, high
        if parse.text.folded[high : high + 1] != ",":
            break
    return [i for i in items if len(i) <= LONGEST], end


def _stop(parse: Parse, low: int, high: int) -> int:
    """Where a thing to say ends although no comma does: at the next order, or at "in every reel"."""
    again = "|".join(parse.any(key) for key in ("must_not", "must_say", "say_stop"))
    ends = rf"\s(?:(?:{alternation(words(parse.languages, 'join'))}|but)\s+)?(?:{again})"
    match = compiled(ends).search(parse.text.folded, low, high)
    return match.start() if match else high


def _goes_on(parse: Parse, low: int, high: int) -> bool:
    said = parse.text.folded[low:high].strip()
    if not said or len(said.split()) > 4 or _is_wish(parse, low, high):
        return False
    return not compiled(
        rf"\s*(?:{parse.any('order')}|{parse.any('must_say')}|{parse.any('must_not')}|{parse.any('say_before')}|{parse.any('for_platform')}|{parse.any('tone_lead')})"
    ).match(parse.text.folded, low, high)


def _is_wish(parse: Parse, low: int, high: int) -> bool:
    """Whether a part between commas is a wish of another kind ("no music", "30s", "friendly tone")."""
    keys = ("without", "voice", "tone_frame", "very", "aspect_after", "faceless", "silent", "with", "vague")
    things = (alternation(words(parse.languages, f"things.{name}")) for name in ("music", "captions", "voice"))
    wish = "|".join([*(parse.any(key) for key in keys), *(rf"\b{thing}(?!\w)" for thing in things)])
    return bool(compiled(rf"\d|{wish}").search(parse.text.folded, low, high))


def _split(parse: Parse, said: str) -> list[str]:
    """Parts joined by "and" where both are names, or neither is part of a saying."""
    said = compiled(rf"(?i)^(?:{alternation(words(parse.languages, 'join'))})\s+").sub("", said).strip(" .,:;\"'")
    if not said or len(said.split()) > MANY_WORDS:
        return []
    joint = rf"(?i)\s+(?:{alternation([*words(parse.languages, 'join'), *words(parse.languages, 'choice')])})\s+"
    parts = [p.strip() for p in compiled(joint).split(said)]
    short = len(parts) > 1 and all(p and len(p.split()) <= 3 for p in parts)
    return parts if short else [said]


def _mark_behind(parse: Parse) -> None:
    """Mark sayings of languages whose verb comes last: `"लिंक बायो में" ज़रूर बोलना`."""
    pairs: tuple[tuple[Kind, str], ...] = (("must_not", "must_not_behind"), ("must_say", "must_say_behind"))
    for kind, key in pairs:
        verb = parse.any(key)
        for match in parse.find(rf"(?:(?:{QUOTED})|(?P<w>(?<=^|[,.;\n]\s*)[^,.;\n\"]{{2,40}}?))\s+{verb}"):
            group = "q" if match["q"] else "w"
            start, end = match.span(group)
            lead = compiled(rf"(?:\s*(?:{parse.any('polite')}|{parse.any('the_word')}))*\s*").match(
                parse.text.folded, start, end
            )
            value = (parse.shown(lead.end() if lead else start, end),)
            add(parse, Mark(match.start(), match.end(), kind, value))
