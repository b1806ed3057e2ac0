"""Words that are not plain words: acronyms, addresses, tags, names with figures in them."""

import re

from providers.speech.normalise.figures import Figures
from providers.speech.normalise.marks import letters_of
from providers.speech.normalise.pack import Pack, listed

DOMAINS = listed(
    "com org net io co ai app dev fm tv me us uk de fr es it br in eu gov edu info shop store link gg ly"
)
ADDRESS = re.compile(
    rf"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*\.(?:{'|'.join(DOMAINS)}))(/\S*)?$", re.IGNORECASE
)
MAIL = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
PIECES = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+(?:'[^\W\d_]+)?|\d+")
DOTTED = re.compile(r"^(?:[^\W\d_]\.){2,}$")
PLURAL = re.compile(r"^[A-Z]{2,}s$")
VOWELS = frozenset("AEIOUYÀÁÂÃÄÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜ")
SHORT_ACRONYM = 3
"""Capitals up to this length are spelled, unless they are a word people stress."""
SHORT_DOMAIN = 2


class Names:
    """Reads such words in one language."""

    def __init__(self, pack: Pack, figures: Figures, stressed: frozenset[str]) -> None:
        self._pack = pack
        self._figures = figures
        self._stressed = stressed

    def special(self, core: str) -> str | None:
        """An address, a tag or an abbreviation in words, or None when the word is none of them."""
        signs = self._pack.signs
        if match := ADDRESS.match(core):
            return self._address(match[1], match[2] or "")
        if MAIL.match(core):
            name, _, host = core.partition("@")
            return f"{self._with_dots(name)} {signs['@']} {self._with_dots(host)}"
        if len(core) > 1 and core[0] in "@#":
            return f"{signs[core[0]]} {self._pieces(core[1:])}"
        if DOTTED.match(core):
            return self.spell(core)
        if core in signs:
            return signs[core]
        return None

    def word(self, text: str, shouting: bool) -> str:
        """A word, hyphenated word or acronym, or several joined by a slash."""
        parts = [self._one(part, shouting) for part in re.split(r"[-/_&+]+", text) if letters_of(part).strip("'-")]
        return " ".join(parts)

    def spell(self, text: str) -> str:
        """Letter by letter."""
        return " ".join(self._pack.letters.get(c.lower(), c) for c in text if c.isalpha())

    def _one(self, part: str, shouting: bool) -> str:
        word = letters_of(part).strip("-")
        if any(c.isdigit() for c in word):
            return self._pieces(word)
        if PLURAL.match(word) and word.upper() not in self._stressed:
            return self.spell(word[:-1]) + "s"
        if len(word) > 1 and word.isupper():
            return self._capitals(word, shouting)
        return word

    def _capitals(self, word: str, shouting: bool) -> str:
        pack = self._pack
        if word in pack.said_as_words:
            return pack.said_as_words[word]
        vowels = any(c in VOWELS for c in word)
        if word in self._stressed or (shouting and vowels and word not in pack.spelled):
            return word.lower()
        looks_spoken = len(word) > SHORT_ACRONYM and vowels
        return word.lower() if looks_spoken and word not in pack.spelled else self.spell(word)

    def _pieces(self, text: str) -> str:
        pieces = PIECES.findall(text) or [letters_of(text)]
        return " ".join(self._figures.whole(p) if p.isdigit() else self._one(p, shouting=False) for p in pieces)

    def _address(self, host: str, path: str) -> str:
        slash = self._pack.signs["/"]
        parts = [self._pieces(p) for p in path.split("/") if p]
        return " ".join((self._with_dots(host), *(f"{slash} {p}" for p in parts)))

    def _with_dots(self, text: str) -> str:
        *before, last = text.split(".")
        end = self.spell(last) if before and len(last) <= SHORT_DOMAIN else self._pieces(last)
        return f" {self._pack.signs['.']} ".join((*(self._pieces(p) for p in before), end))
