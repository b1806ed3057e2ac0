"""Words to the symbols Kokoro was taught.

The correspondence between espeak-ng's IPA and Kokoro's one-letter symbols is the one its voices were
trained with (misaki, MIT).
"""

import re
from collections.abc import Sequence

from providers.adapters.kokoro import symbols
from providers.adapters.kokoro.alignment import align
from providers.adapters.kokoro.lexicon import VOWELS, Lexicon, Place
from providers.speech.espeak import Espeak
from providers.speech.tokens import Token

LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
SYLLABIC = re.compile("(\\S)\u0329")

WORLD = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"),
    ("s^s", "S"), ("ʏ", "y"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""), ("g", "ɡ"),
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
        self._lexicon = Lexicon(british=language == "en-GB") if language.startswith("en") else None

    def sentence(self, tokens: Sequence[Token]) -> list[str]:
        """Symbols of every spoken word of the tokens, in order, each a string of `symbols.IDS`."""
        words = [word for token in tokens for word in token.words]
        text = " ".join(" ".join(t.words) + t.mark for t in tokens if t.words)
        groups = [group for raw in self._espeak.phonemes(text, self._language) if (group := self._kokoro(raw))]
        heard = align(groups, words, self.alone)
        return heard if self._lexicon is None else self._looked_up(self._lexicon, tokens, heard)

    def alone(self, word: str) -> str:
        """Symbols of one word by itself."""
        return "".join(self._kokoro(raw) for raw in self._espeak.phonemes(word, self._language))

    def _looked_up(self, lexicon: Lexicon, tokens: Sequence[Token], heard: Sequence[str]) -> list[str]:
        """The lexicon's word where it has one, from the last to the first, since a vowel colours the word before."""
        words = [(word, index == len(token.words) - 1 and bool(token.mark)) for token in tokens
                 for index, word in enumerate(token.words)]  # fmt: skip
        said: list[str] = []
        for at in range(len(words) - 1, -1, -1):
            word, pause = words[at]
            starts = at == 0 or words[at - 1][1]
            place = Place(
                before="" if starts else words[at - 1][0].lower(),
                after="" if pause or not said else words[at + 1][0].lower(),
                vowel_follows=bool(said) and not pause and said[-1].lstrip("ˈˌ")[:1] in VOWELS,
                guess=heard[at],
            )
            said.append(lexicon.say(word, place) or heard[at])
        return said[::-1]

    def _kokoro(self, raw: str) -> str:
        said = LANGUAGE_SWITCH.sub("", raw)
        for ipa, symbol in self._table:
            said = said.replace(ipa, symbol)
        return symbols.known(SYLLABIC.sub(r"ᵊ\1", said))


def _table(language: str) -> tuple[tuple[str, str], ...]:
    if not language.startswith("en"):
        return WORLD
    return ENGLISH + (BRITISH if language == "en-GB" else AMERICAN)
