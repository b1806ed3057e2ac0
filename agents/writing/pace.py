"""How long words take to say, per language, and how many fit a length.

A piece is a lead-in of .15 s, its scenes with .25 s between them, and a tail of .5 s, as the voice step
speaks it. Between those, speech runs at a language's own rate, taken half from its words and half from
its syllables: words alone misjudge long ones, syllables alone misjudge pauses.
"""

import re
import unicodedata
from dataclasses import dataclass

LEAD_IN, BETWEEN, TAIL = 0.15, 0.25, 0.5
SLOWEST, FASTEST = 2.2, 2.8
"""Words a second, pauses included, between which a script must lie."""

_RATES = {
    "en": (2.60, 3.75),
    "es": (2.60, 5.10),
    "fr": (2.65, 4.30),
    "de": (2.45, 4.00),
    "pt": (2.60, 4.80),
    "it": (2.55, 5.00),
    "hi": (2.70, 4.60),
}
"""Words and syllables a second of running speech."""


@dataclass(frozen=True)
class Length:
    """What a stretch of text weighs."""

    words: int
    syllables: int
    scenes: int = 1

    def __add__(self, other: "Length") -> "Length":
        return Length(self.words + other.words, self.syllables + other.syllables, self.scenes + other.scenes)

    def seconds(self, language: str) -> float:
        """Seconds this takes at normal speed, pauses included."""
        words, syllables = _RATES.get(language, _RATES["en"])
        speech = (self.words / words + self.syllables / syllables) / 2
        return LEAD_IN + TAIL + BETWEEN * max(self.scenes - 1, 0) + speech


NOTHING = Length(0, 0, 0)


def measure(text: str, language: str) -> Length:
    """Weigh one scene's narration."""
    words = [word for word in text.split() if any(c.isalnum() for c in word)]
    if not words:
        return NOTHING
    return Length(len(words), sum(_syllables(word, language) for word in words))


def in_band(words: int, seconds: float) -> bool:
    """Whether so many words fit so many seconds at a pace people speak."""
    return SLOWEST * seconds <= words <= FASTEST * seconds


def _syllables(word: str, language: str) -> int:
    digits = len(re.findall(r"\d", word))
    if language == "hi":
        return max(_akshara(word) + 2 * digits, 1)
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    groups = len(re.findall(r"[aeiouy]+", plain))
    if language == "en" and re.search(r"[^aeiouyl]e(s|d)?\W*$", plain) and groups > 1:
        groups -= 1
    if language == "fr" and re.search(r"es?\W*$", plain) and groups > 1:
        groups -= 1
    return max(groups + 2 * digits, 1)


def _akshara(word: str) -> int:
    letters = [c for c in word if unicodedata.category(c) == "Lo"]
    joined = word.count("\u094d")
    final_schwa = len(letters) > 1 and unicodedata.category(word.rstrip(".,!?।:")[-1:] or " ") == "Lo"
    return max(len(letters) - joined - final_schwa, 1)
