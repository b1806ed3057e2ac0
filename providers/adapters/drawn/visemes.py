"""Which mouth shape a sound has: one table from IPA, for every sound of the seven languages."""

import unicodedata
from collections.abc import Sequence

from studio.domain.speech import TimedPhone, TimedWord

FOLLOWS = ""
"""Made in the throat or at the back of the tongue: the lips do what the neighbouring sound does."""

SHAPES: dict[str, str] = {
    "mbp": "mbpɸβɓ",
    "fv": "fvʋⱱ",
    "th": "θð",
    "l": "lɫɭʎnɲɳɾɽ",
    "s": "szʃʒɕʑʂʐtdʈɖcɟçʝɬɧ",
    "r": "ɹrɻɜɝɚɞʀ",
    "ai": "aɑæɐʌ",
    "e": "eɛiɪɨəjɘɯɤᵊᵻ",
    "o": "oɔɒœɶ",
    "u": "uʊwyʏøɥʉɵʍ",
    FOLLOWS: "kgɡŋɴxɣhɦʔqχʁħʕɰ",
}
"""Front rounded vowels go with the rounded ones, dental stops with the sibilants: lips are all that shows."""

VISEMES: dict[str, str] = {symbol: shape for shape, symbols in SHAPES.items() for symbol in symbols}
MODIFIERS = frozenset("ˈˌːˑ^ʰʲᵝʷˠˤ↓→↗↘.'|-~")
"""Marks that colour the sound before them and have no shape of their own."""

DEVANAGARI: dict[str, str] = {
    "ai": "अआाऔौ",
    "e": "इईएऐिीेैय",
    "o": "ओोऑॉ",
    "u": "उऊुूव",
    "mbp": "पफबभम",
    "l": "लनणरळ",
    "s": "सशषचछजझटठडढतथदधज़",
}
LETTERS: dict[str, str] = {
    **{letter: shape for shape, letters in DEVANAGARI.items() for letter in letters},
    **dict.fromkeys("aáàâãä", "ai"),
    **dict.fromkeys("eéèêëiíìîïy", "e"),
    **dict.fromkeys("oóòôõ", "o"),
    **dict.fromkeys("uúùûüöœwq", "u"),
    **dict.fromkeys("mbp", "mbp"),
    **dict.fromkeys("fv", "fv"),
    **dict.fromkeys("ln", "l"),
    **dict.fromkeys("sztdcxjßç", "s"),
    **dict.fromkeys("r", "r"),
}
"""A rough reading of letters, for voices that tell no phonemes."""


def shapes_of(symbol: str) -> list[str]:
    """The mouth shapes one phoneme passes through: one, or two for a diphthong; none for a bare mark."""
    found: list[str] = []
    for char in unicodedata.normalize("NFD", symbol):
        if char in MODIFIERS or unicodedata.combining(char):
            continue
        shape = VISEMES.get(char.lower(), "e")
        if not found or found[-1] != shape:
            found.append(shape)
    return found


def spelled(words: Sequence[TimedWord]) -> list[tuple[float, float, str]]:
    """Stretches (start, end, shape) guessed from spelling, evenly over each word."""
    spans = []
    for word in words:
        shapes = [LETTERS[c] for c in word.text.lower() if c in LETTERS] or ["e"]
        step = (word.end - word.start) / len(shapes)
        spans += [(word.start + i * step, word.start + (i + 1) * step, shape) for i, shape in enumerate(shapes)]
    return spans


def sounded(phones: Sequence[TimedPhone]) -> list[tuple[float, float, str]]:
    """Stretches (start, end, shape) of the phonemes; silences are left out."""
    spans = []
    for phone in phones:
        shapes = shapes_of(phone.symbol) if phone.symbol != "_" else []
        cuts = _cuts(phone.start, phone.end, len(shapes))
        spans += [(cuts[i], cuts[i + 1], shape) for i, shape in enumerate(shapes)]
    return spans


def _cuts(start: float, end: float, parts: int) -> list[float]:
    """A diphthong's first part is the longer one."""
    if parts == 2:
        return [start, start + (end - start) * 0.58, end]
    return [start + (end - start) * i / max(parts, 1) for i in range(parts + 1)]
