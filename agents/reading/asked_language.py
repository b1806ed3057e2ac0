"""The language the pieces are asked for in: `in Spanish`, `auf Deutsch`, `हिंदी में`, `one in French`."""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from agents.reading.lexicon import Languages, any_of, compiled, load, table
from agents.reading.marks import Mark
from agents.reading.parse import Parse, add
from agents.reading.text import fold
from studio.domain.brief import LANGUAGES

SHORTEST_NAME = 4
LONGEST_NAME = 3
"""Words of a language's name."""


@dataclass(frozen=True, slots=True)
class Named:
    """One or more names of languages that stand together: "Spanish and English"."""

    start: int
    end: int
    codes: tuple[str, ...]
    offered: bool = False
    """Joined by "or": one of them will do."""


def mark_languages(parse: Parse) -> None:
    """Mark each wish for a language; its value is a tuple of codes, several when several were listed."""
    inside = rf"(?:{any_of(LANGUAGES, 'in_language')})(?:\s+{parse.any('back')})?"
    for named in _listed(parse):
        before = parse.before(named.start, rf"(?:{inside}|{parse.any('language_frame')}\s*:?)")
        after = parse.after(named.end, any_of(parse.languages, "language_after"))
        if before or after or _alone(parse, named):
            start = before.start() if before and parse.free(before.start(), before.end()) else named.start
            _mark(parse, start, after.end() if after else named.end, named)


def mark_unknown(parse: Parse) -> None:
    """Mark a language that nobody knows, "3 reels in Elvish about trees", so that the user is told."""
    inside = any_of(parse.languages, "in_language")
    ends = rf"(?=\s*(?:$|[.,;!?\n]|{parse.any('about')}|{parse.any('about_next')}))"
    for unit in [m for m in parse.marks if m.kind == "unit"]:
        named = compiled(rf"\s+{inside}\s+(?P<name>{any_of(parse.languages, 'tongue')}){ends}").match(
            parse.text.folded, unit.end
        )
        if named and parse.text.shown[named.start("name")].isupper():
            _mark(parse, unit.end, named.end(), Named(*named.span("name"), (parse.shown(*named.span("name")),)))


def mark_beside_units(parse: Parse) -> None:
    """Mark a language named beside the word for a piece: "5 Spanish reels", but not "Italian cooking reels"."""
    for named in _listed(parse):
        if _leads_unit(parse, named.end) or _trails_unit(parse, named):
            _mark(parse, named.start, named.end, named)


def supported(code: str) -> bool:
    """Whether pieces can be made in this language."""
    return code.split("-")[0] in LANGUAGES


def english_name(code: str) -> str:
    """`es` as `Spanish`."""
    return str(Locale("en").languages.get(code.split("-")[0], code))


def _listed(parse: Parse) -> list[Named]:
    """All names of languages that are free, those of a list together."""
    inside = rf"(?:{any_of(LANGUAGES, 'in_language')}\s+)?"
    joint = compiled(rf"\s*(?:,|/|&|{parse.any('join')}|{parse.any('choice')})\s*{inside}")
    choice = compiled(parse.any("choice"))
    listed: list[Named] = []
    for named in _names(parse):
        gap = parse.text.folded[listed[-1].end : named.start] if listed else "."
        if joint.fullmatch(gap):
            first = listed.pop()
            codes = tuple(dict.fromkeys(first.codes + named.codes))
            named = Named(first.start, named.end, codes, first.offered or bool(choice.search(gap)))
        listed.append(named)
    return listed


def _names(parse: Parse) -> list[Named]:
    named_by = language_names(parse.languages)
    tokens = [(m.start(), m.end()) for m in compiled(r"[^\W\d_]+").finditer(parse.text.folded)]
    found: list[Named] = []
    for index, (start, _) in enumerate(tokens):
        if found and start < found[-1].end:
            continue
        for last in range(min(index + LONGEST_NAME, len(tokens)) - 1, index - 1, -1):
            code = named_by.get(_bare(parse.text.folded[start : tokens[last][1]]))
            if code and parse.free(start, tokens[last][1]):
                found.append(Named(start, tokens[last][1], (code,)))
                break
    return found


def _alone(parse: Parse, named: Named) -> bool:
    """Whether the names are a clause of their own."""
    low = parse.clause_start(named.start)
    high = parse.clauses(named.end, len(parse.text))[0][1]
    rest = parse.text.folded[low : named.start] + parse.text.folded[named.end : high]
    return not compiled(rf"{parse.any('polite')}|{parse.any('each')}").sub("", rest).strip(" -*•")


def _leads_unit(parse: Parse, end: int) -> bool:
    unit = next((m for m in parse.marks if m.kind == "unit" and m.start >= end), None)
    between = parse.text.folded[end : unit.start] if unit else ""
    if unit is None or len(between.split()) > 2 or compiled(r"[.,;:!?\n]").search(between):
        return False
    stops = rf"{parse.any('culture')}|{parse.any('glue')}|{parse.any('about')}"
    return not compiled(stops).search(between)


def _trails_unit(parse: Parse, named: Named) -> bool:
    units = [m for m in parse.marks if m.kind == "unit" and m.end <= named.start]
    ends = rf"\s*(?:$|[.,;:!?\n]|{parse.any('about')}|{parse.any('join')})"
    beside = units and not parse.text.folded[units[-1].end : named.start].strip()
    return bool(beside and compiled(ends).match(parse.text.folded, named.end))


def _mark(parse: Parse, start: int, end: int, named: Named) -> None:
    if _is_topic(parse, start):
        parse.marks.add(Mark(start, end, "noise", "words"))
        return
    codes = named.codes[:1] if named.offered else named.codes
    note = f"Of the languages offered, {english_name(codes[0])} was taken." if named.offered else ""
    add(parse, Mark(start, end, "language", codes, note))


def _is_topic(parse: Parse, position: int) -> bool:
    """As in "How to order coffee in French" is about French, not in it."""
    said = parse.text.folded[parse.clause_start(position) : position]
    return bool(compiled(rf"{parse.any('language_topic')}(?:\s+\S+){{0,4}}\s*\Z").search(said.rstrip()))


@lru_cache(maxsize=16)
def language_names(languages: Languages) -> dict[str, str]:
    """Names of languages, in all seven languages, to codes; our own word lists win."""
    names: dict[str, str] = {}
    known = load("shared")["languages"]
    for display in dict.fromkeys((*languages, "en", *LANGUAGES)):
        named = Locale(display).languages
        names = {**{_bare(fold(named[c])): c for c in known if len(named.get(c, "")) >= SHORTEST_NAME}, **names}
    return {**names, **{_bare(n): c for n, c in table((*languages, "en"), "languages").items()}}


def _bare(name: str) -> str:
    """A name in one spelling: single spaces, no dots below, one nasal sign."""
    return compiled(r"[\s-]+").sub(" ", name).replace("\u093c", "").replace("\u0901", "\u0902")
