"""Words to the symbols Kokoro was taught.

The correspondence between espeak-ng's IPA and Kokoro's one-letter symbols is the one its voices were
trained with (misaki, MIT).
"""

import re
from collections.abc import Sequence

from providers.adapters.kokoro import symbols
from providers.adapters.kokoro.alignment import align
from providers.speech.espeak import Espeak
from providers.speech.tokens import Token

LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
SYLLABIC = re.compile("(\\S)\u0329")

WORLD = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"),
    ("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""), ("g", "ɡ"),
)  # fmt: skip
ENGLISH = (
    ("ʔˌn\u0329", "ʔn"), ("ʔn\u0329", "ʔn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("t^ʃ", "ʧ"), ("e^ɪ", "A"),
    ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ʲo", "jo"), ("ʲə", "jə"), ("ʲ", ""), ("ɚ", "əɹ"), ("r", "ɹ"),
    ("x", "k"), ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u0303", ""),
)  # fmt: skip
AMERICAN = (
    ("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("e", "A"), ("o", "ɔ"), ("ɾ", "T"),
    ("ʔ", "t"), ("^", ""), ("-", ""), ("g", "ɡ"),
)  # fmt: skip
BRITISH = (
    ("e^ə", "ɛː"), ("iə", "ɪə"), ("ə^ʊ", "Q"), ("e", "A"), ("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"), ("^", ""), ("-", ""),
    ("g", "ɡ"),
)  # fmt: skip


class Phonemiser:
    """Phonemes of a sentence in one language, word by word."""

    def __init__(self, espeak: Espeak, language: str) -> None:
        self._espeak = espeak
        self._language = language
        self._table = _table(language)

    def sentence(self, tokens: Sequence[Token]) -> list[str]:
        """Symbols of every spoken word of the tokens, in order, each a string of `symbols.IDS`."""
        words = [word for token in tokens for word in token.words]
        text = " ".join(" ".join(t.words) + t.mark for t in tokens if t.words)
        groups = [group for raw in self._espeak.phonemes(text, self._language) if (group := self._kokoro(raw))]
        return align(groups, words, self.alone)

    def alone(self, word: str) -> str:
        """Symbols of one word by itself."""
        return "".join(self._kokoro(raw) for raw in self._espeak.phonemes(word, self._language))

    def _kokoro(self, raw: str) -> str:
        said = LANGUAGE_SWITCH.sub("", raw)
        for ipa, symbol in self._table:
            said = said.replace(ipa, symbol)
        return symbols.known(SYLLABIC.sub(r"ᵊ\1", said))


def _table(language: str) -> tuple[tuple[str, str], ...]:
    if not language.startswith("en"):
        return WORLD
    return ENGLISH + (BRITISH if language == "en-GB" else AMERICAN)
