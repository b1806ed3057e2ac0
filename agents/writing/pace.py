"""How long words take to say, per language, and how many fit a length.

A piece is a lead-in of .15 s, its scenes with .25 s between them, and a tail of .5 s, as the voice step
speaks it. A scene's own time is counted from its words, its syllables and the pauses inside it.
"""

import re
import unicodedata
from dataclasses import dataclass

LEAD_IN, BETWEEN, TAIL = 0.15, 0.25, 0.5
SLOWEST, FASTEST = 2.2, 2.8
"""Words a second, pauses included, between which a script must lie."""
CALM = 0.95
"""Speed that is aimed for; the voice may go from .9 to 1.15 to meet its length."""

_COSTS = {
    "en": (0.06, 0.160, 0.30),
    "es": (0.06, 0.125, 0.30),
    "fr": (0.06, 0.150, 0.15),
    "de": (0.06, 0.170, 0.25),
    "pt": (0.06, 0.130, 0.25),
    "it": (0.06, 0.130, 0.25),
    "hi": (0.06, 0.140, 0.25),
}
"""Seconds a word, a syllable and a pause inside a scene take at speed 1.

English, Spanish and French: least squares over 18 scripts of 20 s spoken by Kokoro (worst miss .7 s); the
others by the same shape and the length of their syllables.
"""


@dataclass(frozen=True)
class Length:
    """What a stretch of text weighs: words, seconds of speech at speed 1, scenes."""

    words: int
    speech: float
    scenes: int = 1

    def __add__(self, other: "Length") -> "Length":
        return Length(self.words + other.words, self.speech + other.speech, self.scenes + other.scenes)

    @property
    def seconds(self) -> float:
        """Seconds this takes when spoken calmly, pauses included."""
        return LEAD_IN + TAIL + BETWEEN * max(self.scenes - 1, 0) + self.speech / CALM


NOTHING = Length(0, 0.0, 0)


def measure(text: str, language: str) -> Length:
    """Weigh one scene's narration."""
    words = [word for word in text.split() if any(c.isalnum() for c in word)]
    if not words:
        return NOTHING
    a_word, a_syllable, a_pause = _COSTS.get(language, _COSTS["en"])
    pauses = len(re.findall(r"[,;:.!?।…]\s", text))
    syllables = sum(_syllables(word, language) for word in words)
    return Length(len(words), a_word * len(words) + a_syllable * syllables + a_pause * pauses)


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
