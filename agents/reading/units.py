"""What a piece is called and where it goes: `reels`, `TikToks`, `LinkedIn videos`, `for YouTube Shorts`."""

from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from agents.reading.lexicon import alternation, compiled, load, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse
from studio.domain.platforms import PlatformName

LONG_NAMES: dict[str, PlatformName] = {
    "instagram": "instagram_reels",
    "youtube": "youtube",
    "facebook": "facebook_reels",
    "linkedin": "linkedin",
    "tiktok": "tiktok",
}
"""Names long enough for typos to be told from other words."""
PEOPLE = compiled(r"\w+(?:ers?|euse?s?|eros?|eras?|in|innen)$")
BY_UNIT: dict[str, PlatformName] = {"reel": "instagram_reels", "short": "youtube_shorts", "tiktok": "tiktok"}
GENERIC = frozenset(("video", "clip", "soft", ""))


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or two for a piece: what it is called and which platforms are named in it."""

    noun: str
    """`reel`, `short`, `tiktok`, `video`, `clip`, `soft`, or empty for a bare platform name."""
    platforms: tuple[PlatformName, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    unit: Unit


def platform_of(unit: Unit) -> PlatformName | None:
    """The platform a unit speaks of, or None for a plain "video"."""
    named = unit.platforms[0] if unit.platforms else None
    if named == "youtube" and unit.noun in ("short", "reel"):
        return "youtube_shorts"
    if unit.noun == "short" and named is None:
        return "youtube_shorts"
    return named or BY_UNIT.get(unit.noun)


def mark_units(parse: Parse) -> None:
    """Mark every word for a piece or a platform; neighbours ("YouTube Shorts") become one mark."""
    found = sorted(_words(parse), key=lambda w: (w.start, -w.end))
    for word in _merge(parse, _without_overlaps(found)):
        parse.marks.add(Mark(word.start, word.end, "unit", _settle(word.unit)))
    if not any(m.kind == "unit" and m.value.noun for m in parse.marks):
        for match in parse.find(parse.any("soft_units")):
            parse.marks.add(Mark(match.start(), match.end(), "unit", Unit("soft")))


def _settle(unit: Unit) -> Unit:
    platform = platform_of(unit)
    return replace(unit, platforms=(platform,) if platform else ())


def _words(parse: Parse) -> list[_Word]:
    shared = load("shared")
    found = []
    for noun, forms in shared["units"].items():
        pattern = alternation([*forms, *words(parse.languages, f"units.{noun}")])
        found += _matches(parse, rf"\b{pattern}(?!\w)", Unit(noun))
        if "de" in parse.languages:
            found += _matches(parse, rf"(?<=\p{{L}}{{3}}-?){alternation(forms)}(?!\w)", Unit(noun))
    for platform, forms in shared["platforms"].items():
        pattern = rf"\b{alternation([*forms, *words(parse.languages, f'platforms.{platform}')])}(?:'s)?(?!\w)"
        found += _matches(parse, pattern, Unit("", (platform,)))
    return [*found, *_misspelt(parse), *_letter_x(parse), *_bare_short(parse)]


def _matches(parse: Parse, pattern: str, unit: Unit) -> list[_Word]:
    return [_Word(m.start(), m.end(), unit) for m in parse.find(pattern)]


def _misspelt(parse: Parse) -> list[_Word]:
    found = []
    for match in parse.find(r"\b[a-z]{5,12}(?!\w)"):
        for name, platform in LONG_NAMES.items():
            allowed = 2 if len(name) >= 8 else 1
            distance = DamerauLevenshtein.distance(match.group(), name, score_cutoff=allowed)
            if 0 < distance <= allowed and match.group()[0] == name[0] and not PEOPLE.match(match.group()):
                found.append(_Word(match.start(), match.end(), Unit("", (platform,))))
    return found


def _letter_x(parse: Parse) -> list[_Word]:
    """The platform X: a capital letter after "for" or "on", or before the word for a piece."""
    found = []
    for match in compiled(r"(?<![\w\d])X(?!\w)").finditer(parse.text.shown):
        led = parse.before(match.start(), parse.any("for_platform"))
        leads = parse.after(
            match.end(), rf"{alternation([*load('shared')['units']['video'], 'posts?', 'clips?'])}(?!\w)"
        )
        if led or leads:
            found.append(_Word(match.start(), match.end(), Unit("", ("x",))))
    return found


def _bare_short(parse: Parse) -> list[_Word]:
    """`short` in the singular is an adjective unless it ends its phrase: "a short about tea"."""
    if "en" not in parse.languages:
        return []
    behind = rf"(?:on|for|and|in|of|with|to|that|{alternation(words(('en',), 'about'))})"
    ends = rf"(?=\s*(?:$|[,.;:!?\n+&/|]|-\s|\b{behind}\b))"
    lead = r"(?<=\b(?:a|one|1|another|youtube|yt|each|per|every)\s(?:[\w-]+\s){0,4})"
    label = r"(?<=(?:^|[:\n]\s*(?:\d+[.)]\s*|[-*•]\s*)?))short(?=\s*:|\s+-\s|\s+(?:on|about)\b)"
    named = r"(?<=\b(?:youtube|yt)\s)short(?!\s+(?:videos?|vids?|clips?|films?|form))"
    return [w for p in (rf"{lead}short{ends}", named, label) for w in _matches(parse, p, Unit("short"))]


def _without_overlaps(found: list[_Word]) -> list[_Word]:
    kept: list[_Word] = []
    for word in found:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def _merge(parse: Parse, found: list[_Word]) -> list[_Word]:
    """Join neighbours: a platform and a noun become one unit ("Instagram reels", "reels for TikTok" do not)."""
    merged = list(found)
    changed = True
    while changed:
        changed = False
        for first, second in pairwise(merged):
            joined = _joined(parse, first, second)
            if joined:
                at = merged.index(first)
                merged[at : at + 2] = [joined]
                changed = True
                break
    return merged


def _joined(parse: Parse, first: _Word, second: _Word) -> _Word | None:
    gap = parse.text.folded[first.end : second.start]
    if not compiled(r"[ -]?").fullmatch(gap):
        return None
    if first.unit.noun and second.unit.noun and first.unit.noun != "short" and second.unit.noun not in GENERIC:
        return None
    noun = first.unit.noun if second.unit.noun in GENERIC and first.unit.noun else second.unit.noun
    return _Word(first.start, second.end, Unit(noun, first.unit.platforms or second.unit.platforms))
