"""Wishes tied to a part of the order: `the LinkedIn ones without music`, `20s for the reel, 60s for LinkedIn`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.reading.draft import Draft, over
from agents.reading.groups import Wishes, item_wishes
from agents.reading.leftovers import only_glue, plain, trim_topic
from agents.reading.lexicon import Languages, compiled
from agents.reading.looks import mark_loose_aspect
from agents.reading.marking import mark_all
from agents.reading.marks import WISHES, Mark
from agents.reading.parse import Parse
from agents.reading.platforms_said import is_label
from agents.reading.text import Text, to_text
from agents.reading.tone import mark_loose_tone
from agents.reading.units import platform_of
from studio.domain.platforms import PlatformName


@dataclass(frozen=True, slots=True)
class Tie:
    """What is said of the pieces of one platform alone, and where."""

    start: int
    end: int
    platform: PlatformName
    wishes: Wishes
    topic: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """Pieces spoken of anew: "the LinkedIn ones", "for the reel"."""

    start: int
    end: int
    platform: PlatformName
    behind: bool = False
    """Whether the wish stands before it: "20s for the reel"."""
    label: bool = False
    """Whether it begins a sentence and has a colon: "Reels: baking. LinkedIn: hiring"."""


def untie(text: Text, languages: Languages) -> tuple[Text, tuple[Tie, ...]]:
    """The text without what is said of one platform's pieces each, and that."""
    parse = mark_all(text, languages)
    ties = tuple(_kept(parse, [*_in_brackets(parse), *_told(parse)]))
    shown = text.shown
    for tie in reversed(ties):
        rest = shown[tie.end :]
        gap = " " if rest[:1] not in tuple(".,;!?)\n") else ""
        shown = f"{shown[: tie.start].rstrip(' ,;:(')}{gap}{rest}"
    return (to_text(compiled(r"[^\S\n]+").sub(" ", shown).strip()) if ties else text), ties


def tied(drafts: Sequence[Draft], ties: Sequence[Tie]) -> list[Draft]:
    """The drafts with what was said of their platforms."""
    changed = list(drafts)
    for tie in ties:
        changed = [_with(draft, tie) if _platform(draft) == tie.platform else draft for draft in changed]
    return changed


def _with(draft: Draft, tie: Tie) -> Draft:
    return replace(draft, topic=tie.topic or draft.topic, wishes=over(draft.wishes, tie.wishes))


def _platform(draft: Draft) -> PlatformName | None:
    named = draft.wishes.get("platform") or draft.unit.platforms
    return named[0] if named else None


def _kept(parse: Parse, found: Sequence[Tie]) -> list[Tie]:
    """Ties where there is something to be told apart: two platforms of which one is spoken of anew, or two ties."""
    ties: list[Tie] = []
    for tie in sorted(found, key=lambda t: t.start):
        if not ties or tie.start >= ties[-1].end:
            ties.append(tie)
    ordered = {
        p for m in _units(parse) if (p := platform_of(m.value)) and not any(t.start <= m.start < t.end for t in ties)
    }
    several = len({t.platform for t in ties}) > 1
    return [t for t in ties if several or (t.platform in ordered and len(ordered) > 1)]


def _units(parse: Parse) -> list[Mark]:
    return [m for m in parse.marks if m.kind == "unit"]


def _told(parse: Parse) -> Iterator[Tie]:
    """Each stretch that speaks of one platform's pieces and says nothing but wishes, or their topic."""
    said = list(_spoken_of(parse))
    for index, one in enumerate(said):
        until = said[index + 1].start if index + 1 < len(said) else len(parse.text)
        found = _around(parse, one, until)
        if found:
            yield found


def _spoken_of(parse: Parse) -> Iterator[_Said]:
    seen: set[PlatformName] = set()
    for unit in _units(parse):
        platform = platform_of(unit.value)
        if platform is None:
            continue
        found = _behind(parse, unit, platform) or (_anew(parse, unit, platform) if platform in seen else None)
        if found:
            yield found
        elif not is_label(parse, unit):
            seen.add(platform)


def _behind(parse: Parse, unit: Mark, platform: PlatformName) -> _Said | None:
    """As in "20s for the reel"."""
    lead = parse.before(unit.start, rf"{parse.any('for_platform')}(?:\s+{parse.any('back')})?")
    wish = lead and any(
        m.kind in WISHES and m.kind != "platform" and 0 <= lead.start() - m.end <= 1 for m in parse.marks
    )
    clause = parse.clause_start(unit.start)
    alone = wish and not any(m.kind in ("number", "unit") for m in parse.marks.inside(clause, unit.start))
    return _Said(clause, unit.end, platform, behind=True) if alone else None


def _anew(parse: Parse, unit: Mark, platform: PlatformName) -> _Said | None:
    """As in "the LinkedIn ones", "the two TikToks", or the bare name where a clause begins."""
    number = next((m for m in parse.marks if m.kind == "number" and 0 <= unit.start - m.end <= 1), None)
    at = number.start if number else unit.start
    lead = parse.before(at, parse.any("refer"))
    tail = parse.after(unit.end, parse.any("refer_behind"))
    begins = not number and only_glue(parse.languages, parse.text.folded[parse.clause_start(at) : at])
    if not (lead or tail or begins):
        return None
    return _Said(
        lead.start() if lead else at, tail.end() if tail else unit.end, platform, label=is_label(parse, unit)
    )


def _around(parse: Parse, one: _Said, until: int) -> Tie | None:
    low, high = _stretch(parse, one, until)
    if low < 0:
        return None
    mark_loose_tone(parse, low, high)
    mark_loose_aspect(parse, low, high)
    wishes: Wishes = {k: v for k, v in item_wishes(parse, low, high).items() if k != "platform"}
    topic = trim_topic(parse.languages, plain(parse, one.end, high)) if one.label else _topic(parse, one.end, high)
    words = plain(parse, low, one.start) if topic else f"{plain(parse, low, one.start)} {plain(parse, one.end, high)}"
    counted = [m for m in parse.marks.inside(one.end, high) if m.kind in ("number", "unit", "budget")]
    if not (wishes or topic) or counted or not only_glue(parse.languages, words):
        return None
    notes = tuple(m.note for m in parse.marks.inside(low, high) if m.note)
    return Tie(low, high, one.platform, wishes, topic, notes)


def _stretch(parse: Parse, one: _Said, until: int) -> tuple[int, int]:
    """From where the clause begins, or the word that joins it, to its end: of the sentence that it begins."""
    if one.behind:
        return one.start, one.end
    if one.label:
        return one.start, min(until, parse.sentences(one.end, len(parse.text))[0][1])
    low = parse.clause_start(one.start)
    if not only_glue(parse.languages, plain(parse, low, one.start)) or parse.marks.inside(low, one.start):
        joined = parse.before(one.start, rf"(?:{parse.any('join')}|{parse.any('with')}|{parse.any('where')})")
        low = joined.start() if joined else -1
    sentence = parse.sentences(one.end, len(parse.text))[0][1]
    first, *more = parse.clauses(one.end, min(sentence, until))
    high = first[1]
    leads = not parse.text.folded[parse.sentence_start(one.start) : max(low, 0)].strip(" -*•")
    for start, end in more:
        bare = not any(m.kind in WISHES for m in parse.marks.inside(one.end, high))
        if not (leads or bare) or not _only_wishes(parse, start, end):
            break
        high = end
    return low, high


def _only_wishes(parse: Parse, start: int, end: int) -> bool:
    own = parse.marks.inside(start, end)
    each = compiled(parse.any("each")).search(parse.text.folded, start, end)
    return (
        all(m.kind in WISHES for m in own)
        and bool(own)
        and not each
        and only_glue(parse.languages, plain(parse, start, end))
    )


def _topic(parse: Parse, start: int, end: int) -> str:
    """As in "the reels about owls"."""
    about = compiled(rf"\s*(?:{parse.any('glue')}\s+){{0,2}}?{parse.any('about')}\s").match(
        parse.text.folded, start, end
    )
    return trim_topic(parse.languages, plain(parse, about.end(), end)) if about else ""


def _in_brackets(parse: Parse) -> Iterator[Tie]:
    """As in "TikTok (15s)"; a number before the name makes it an order of its own."""
    folded = parse.text.folded
    for unit in _units(parse):
        platform = platform_of(unit.value)
        bracket = compiled(r"\s*\(([^()]*)\)").match(folded, unit.end)
        counted = any(m.kind == "number" and 0 <= unit.start - m.end <= 1 for m in parse.marks)
        if platform and bracket and not counted and not unit.value.noun and _only_wishes(parse, *bracket.span(1)):
            yield Tie(unit.end, bracket.end(), platform, item_wishes(parse, *bracket.span(1)))
