"""Voice wishes: `female voice`, `narrated by a British man`, `voice: Emma`, `my own voice`."""

from dataclasses import dataclass

import regex

from agents.reading.lexicon import alternation, compiled, table, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse, add
from studio.domain.voices import VOICES, Voice, voices_for


@dataclass(frozen=True, slots=True)
class VoiceWish:
    """What was asked of the voice; resolved to a name once the language is known."""

    said: str
    gender: str = ""
    character: str = ""
    name: str = ""


def mark_voices(parse: Parse) -> None:
    """Mark voice wishes: names, then kinds of voices, then the user's own."""
    voice, with_ = parse.any("voice"), parse.any("with")
    for match in parse.find(rf"(?:{with_}\s+|{parse.any('in_language')}\s+)*{parse.any('own_voice')}"):
        note = "Your own voice cannot be used yet; a stock voice speaks."
        add(parse, Mark(match.start(), match.end(), "voice", VoiceWish("", name="auto"), note))
    _mark_names(parse, voice)
    _mark_kinds(parse, voice)
    for match in parse.find(rf"{with_}\s+{voice}"):
        add(parse, Mark(match.start(), match.end(), "voice", VoiceWish("", name="auto")))


def choose_voice(wish: VoiceWish, language: str) -> tuple[str, str]:
    """The voice that comes closest to a wish in a language, and a note when it is not quite it."""
    if wish.name:
        return wish.name, ""
    candidates = voices_for(language)
    ranked = sorted(candidates, key=lambda v: -_fit(v, wish))
    best = ranked[0]
    if wish.gender and best.gender != wish.gender:
        return best.name, f"No {wish.gender} voice speaks this language ({language}); “{best.name}” does instead."
    if wish.character and not _has(best, wish.character):
        return best.name, f"No stock voice is quite “{wish.said}”; “{best.name}” comes closest."
    return best.name, ""


def _mark_names(parse: Parse, voice: str) -> None:
    name = rf"(?P<name>{'|'.join(VOICES)})"
    by, use = parse.any("voice_by"), parse.any("with")
    for match in parse.find(
        rf"(?:{use}\s+)?(?:the\s+)?{voice}\s*(?:[:=]|\bof\b|\bnamed\b|\bcalled\b|\bis\b)?\s*[\"']?\b{name}(?!\w)[\"']?|(?:{use}\s+|{by}\s+)?\b{name}(?:'s)?\s+{voice}|{by}\s+{name}(?!\w)"
    ):
        add(parse, Mark(match.start(), match.end(), "voice", VoiceWish(match["name"], name=match["name"])))
    for match in compiled(rf"(?<=\b(?:{use})\s){name}(?!\w)(?!\s+\w*(?:health|rate))").finditer(parse.text.folded):
        if parse.text.shown[match.start()].isupper():
            add(parse, Mark(match.start(), match.end(), "voice", VoiceWish(match["name"], name=match["name"])))


def _mark_kinds(parse: Parse, voice: str) -> None:
    gender = alternation([*words(parse.languages, "female"), *words(parse.languages, "male")])
    traits = alternation([*table(parse.languages, "characters"), *words(parse.languages, "voice_adjectives")])
    one = rf"\b{traits}(?!\w)"
    trait = rf"(?:{one}(?:[\s,-]*(?:\b(?:and|y|e|et|und)\s+)?{one})*)"
    gendered = rf"\b{gender}(?!\w)(?:'s)?"
    accent = rf"(?:\s+(?:with\s+an?\s+)?{trait}\s*{parse.any('accent')})?"
    article = rf"(?:\b{alternation(words(parse.languages[:1], 'a'))}\s+)?"
    lead = rf"(?:(?:{parse.any('with')}|{parse.any('in_language')})\s+)*{article}"
    kind = rf"(?:(?:{trait}[\s,-]*)?{gendered}(?:[\s,-]*{trait})?|{trait})"
    before, behind = (
        rf"{lead}{kind}[\s-]*{voice}{accent}",
        rf"{lead}{voice}[\s:]*(?:(?:is|of|de|da|di|d'|do|von|einer|eines|une?|uma?|a)\s*)*{kind}",
    )
    by = rf"{parse.any('voice_by')}\s+(?:\b{alternation(words(parse.languages[:1], 'a'))}\s+)?{kind}{accent}"
    compound = rf"\b{alternation(words(parse.languages, 'voice_compounds'))}(?!\w)"
    for pattern in (
        before,
        by,
        behind,
        compound,
        rf"{lead}{trait}[\s,-]+{gendered}(?:\s+speaking\b)?(?=\s*(?:$|[.,;]))",
        rf"(?:{trait}){parse.any('accent')}",
    ):
        for match in parse.find(pattern):
            _mark_kind(parse, match)


def _mark_kind(parse: Parse, match: "regex.Match[str]") -> None:
    said = match.group().strip()
    female = compiled(rf"\b{alternation(words(parse.languages, 'female'))}").search(said)
    male = compiled(rf"\b{alternation(words(parse.languages, 'male'))}").search(said)
    gender = "female" if female else "male" if male else ""
    traits = table(parse.languages, "characters")
    found = [str(v) for k, v in traits.items() if compiled(rf"\b{alternation([k])}(?!\w)").search(said)]
    if gender or found:
        shown = parse.shown(match.start(), match.end())
        wish = VoiceWish(shown, gender, " ".join(dict.fromkeys(found)))
        add(parse, Mark(match.start(), match.end(), "voice", wish))


def _fit(voice: Voice, wish: VoiceWish) -> int:
    traits = [t for t in wish.character.split() if _has(voice, t)]
    return 10 * (voice.gender == wish.gender) + 3 * len(traits)


def _has(voice: Voice, traits: str) -> bool:
    return any(
        t in voice.character.split() or t in (voice.language, voice.language.split("-")[0]) for t in traits.split()
    )
