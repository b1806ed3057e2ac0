"""Written text to speakable words, word by word: `$20,` becomes `twenty dollars` and a comma."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from providers.speech.normalise import english, french, german, hindi, italian, portuguese, spanish
from providers.speech.normalise.figures import SIGNS, Around, Figures, Said
from providers.speech.normalise.marks import Written, letters_of, take_apart
from providers.speech.normalise.names import DOTTED, Names
from providers.speech.normalise.pack import Pack, listed
from providers.speech.tokens import ENDS, Token

PACKS: dict[str, Pack] = {
    "en": english.PACK,
    "es": spanish.PACK,
    "fr": french.PACK,
    "de": german.PACK,
    "pt": portuguese.PACK,
    "it": italian.PACK,
    "hi": hindi.PACK,
}
STRESSED: dict[str, frozenset[str]] = {
    "en": frozenset(
        listed(
            "A I AN AND ALL ANY ARE AS AT BE BIG BUT BY CAN DAY DID DO EAT END FAR FEW FOR GET GO GOT HAD HAS HE "
            "HER HIM HIS HOT HOW IF IN IS ITS LET LOT LOW MAY ME MY NEW NO NOT NOW OF OFF OLD ON ONE OR OUR OUT "
            "OWN PAY PUT RUN SAY SEE SHE SO THE TO TOO TOP TRY TWO UP USE WAS WAY WE WHO WHY YES YET YOU ADD AGE "
            "AGO CUT DUE FIX FUN HIT JOB KEY SET SIT SIX TEN WIN WON STOP"
        )
    ),
    "es": frozenset(
        listed("NO SÍ SI TU TÚ MÁS MUY YA UN UNA LA EL LOS LAS DE DEL AL EN ES SIN CON POR QUE QUÉ MI SU DOS")
    ),
    "fr": frozenset(listed("NON OUI LE LA LES UN UNE DES DU DE EN ET OU NE PAS TU JE IL ON MON TON SON CE TRÈS SUR")),
    "de": frozenset(
        listed("JA NEIN NIE NUR DAS DER DIE ZU SO IST IN IM AM UND ICH DU WIR ES EIN DEN DEM MIT VON AUF WIE WAS")
    ),
    "pt": frozenset(listed("NÃO SIM MAS JÁ UM UMA O A OS AS DE DO DA EM NO NA É SEM COM POR QUE SÓ SEU SUA TU MEU")),
    "it": frozenset(listed("NO SÌ MAI PIÙ UN UNA IL LA LO I LE DI DA IN SU CON PER TRA FRA CHE NON TU È E O MA SE")),
    "hi": frozenset(),
}
"""Short words people write in capitals for stress, not as acronyms."""
SAID_WITH_CLOCK = frozenset({"uhr", "बजे"})
"""Words already said with a time of day."""
BEFORE_FIGURE = frozenset({"no.", "nr.", "núm.", "n.", "nº", "n°"})
"""Abbreviations that are words of their own unless a figure follows."""
DASHES = frozenset({"-", "–", "—", "--", "•", "·", "→", "|"})
THOUSANDS = re.compile(r"^\d{1,3} \d{3}$")
CAN_END = frozenset(
    {"etc.", "usw.", "ecc.", "ee.uu.", "a.m.", "p.m.", "min.", "max.", "std.", "sek.", "inc.", "jr.", "sr."}
)
"""Abbreviations whose full stop may also close the sentence."""


def normalise(text: str, language: str) -> tuple[Token, ...]:
    """Every written word, in order, with what is said for it. An unknown language is read as English."""
    return _reader(language.split("-")[0]).read(text)


@cache
def _reader(language: str) -> "_Reader":
    return _Reader(language if language in PACKS else "en")


class _Reader:
    def __init__(self, language: str) -> None:
        self._pack = PACKS[language]
        self._figures = Figures(self._pack)
        self._names = Names(self._pack, self._figures, STRESSED[language])

    def read(self, text: str) -> tuple[Token, ...]:
        written = _written(text)
        shouting = _is_shouting(written)
        tokens: list[Token] = []
        before = Said("")
        for index in range(len(written)):
            token, before = self._token(written, index, before, shouting)
            tokens.append(token)
        return tuple(tokens)

    def _token(self, written: Sequence[Written], index: int, before: Said, shouting: bool) -> tuple[Token, Said]:
        word, around = written[index], _around(written, index)
        if before.next_is_said or (before.clock and word.core.lower() in SAID_WITH_CLOCK):
            return Token(word.text, (), word.mark), Said("")
        if word.core in DASHES and not (before.bare and self._figures.is_amount(around.after)):
            return Token(word.text, (), "—" if index else ""), Said("")
        if (short := self._short(word, before, around)) is not None:
            return Token(word.text, _words(short), _mark_after_short(written, index)), Said("")
        if word.core == "A" and (index == 0 or written[index - 1].mark in ENDS):
            word = replace(word, core="a")  # the article; a lone capital elsewhere is a letter
        said = self._joined(word.core, around, before) or self._say(word.core, before, around, shouting)
        return Token(word.text, _words(said.text), word.mark), said

    def _short(self, word: Written, before: Said, around: Around) -> str | None:
        """An abbreviation written out; after a number a unit comes first (`5 min.`)."""
        forms = (word.dotted.lower(), word.core.lower())
        if before.bare:
            for form in forms:
                if form in self._pack.units:
                    return self._figures.unit(form, before)
        for form in forms:
            if form in self._pack.short and (form not in BEFORE_FIGURE or around.next_word[:1].isdigit()):
                return self._pack.short[form]
        return self._names.spell(word.core) if DOTTED.match(word.dotted) else None

    def _joined(self, core: str, around: Around, before: Said) -> Said | None:
        """Amounts in two words: `R$ 20`, `15,50 €`, `1 500`."""
        figures, after = self._figures, around.after
        if core in SIGNS and figures.is_amount(after) and not before.bare:
            return Said("", sign=core)
        if before.sign and figures.is_amount(core):
            return figures.read(before.sign + core, around)
        if not figures.is_amount(core):
            return None
        if after in self._pack.money and "-" not in core:
            said = figures.read(core + after, Around(around.before, "")) if after in SIGNS else None
            return replace(said, next_is_said=True) if said else None
        if self._pack.decimal_comma and THOUSANDS.match(f"{core} {after}"):
            said = figures.read(core + after, Around(around.before, ""))
            return replace(said, next_is_said=True) if said else None
        return None

    def _say(self, core: str, before: Said, around: Around, shouting: bool) -> Said:
        if (unit := self._figures.unit(core, before)) is not None:
            return Said(unit)
        if (figure := self._figures.read(core, around)) is not None:
            return figure
        if (special := self._names.special(core)) is not None:
            return Said(special)
        return Said(self._names.word(core, shouting))


def _written(text: str) -> list[Written]:
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return [
        take_apart(word, number == len(line) - 1 and line is not lines[-1])
        for line in lines
        for number, word in enumerate(line)
    ]


def _around(written: Sequence[Written], index: int) -> Around:
    before = written[index - 1].core if index else ""
    following = written[index + 1].core if index + 1 < len(written) else ""
    after = "" if written[index].mark else following
    return Around(before, after, following, closes=written[index].mark in tuple(".!?…") and bool(written[index].mark))


def _mark_after_short(written: Sequence[Written], index: int) -> str:
    """The pause after an abbreviation: its full stop is none, unless the sentence ends with it."""
    word = written[index]
    if word.mark != "." or index + 1 == len(written):
        return word.mark
    ends = written[index + 1].core[:1].isupper() and (word.dotted.lower() in CAN_END or not word.text.endswith("."))
    return "." if ends else ""


def _is_shouting(written: Sequence[Written]) -> bool:
    """Whether the text is in capitals throughout, so that they say nothing about a single word."""
    words = [w.core for w in written if any(c.isalpha() for c in w.core) and len(w.core) > 1]
    return len(words) > 2 and sum(w.isupper() for w in words) > 0.6 * len(words)


def _words(said: str) -> tuple[str, ...]:
    """The words of a phrase; hyphens part them, since each is stressed by itself."""
    parts = (letters_of(part).strip("'-") if part != "'" else "" for part in said.replace("-", " ").split())
    return tuple(part for part in parts if part)
