"""Phrases in text, whatever the case, accents and punctuation; inflections count as other words."""

import unicodedata
from collections.abc import Iterable, Sequence

SIGNS = "%$€£₹"
"""Signs that are words when spoken."""
APOSTROPHES = "'\u2019\u02bc"


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text: case and Latin accents folded, apostrophes dropped, other punctuation as space."""
    words: list[str] = []
    word = ""
    for character in _folded(text):
        if character in APOSTROPHES:
            continue
        if character.isalnum() or unicodedata.category(character).startswith("M"):
            word += character
            continue
        words += [word, character] if character in SIGNS else [word]
        word = ""
    return tuple(w for w in (*words, word) if w)


def _folded(text: str) -> str:
    """Case-folded, without the accents of Latin, Greek and Cyrillic letters; vowel signs of other scripts stay."""
    out = ""
    for character in unicodedata.normalize("NFKD", text.casefold()):
        if unicodedata.combining(character) and out and ord(out[-1]) < 0x0530:
            continue
        out += character
    return unicodedata.normalize("NFC", out)


def says(text: Sequence[str], phrase: str) -> bool:
    """Whether a text, as tokens, holds the phrase word for word."""
    wanted = tokens(phrase)
    if not wanted:
        return False
    return any(tuple(text[i : i + len(wanted)]) == wanted for i in range(len(text) - len(wanted) + 1))


def missing(phrases: Iterable[str], text: str) -> tuple[str, ...]:
    """Phrases that the text does not hold."""
    said = tokens(text)
    return tuple(phrase for phrase in phrases if not says(said, phrase))


def present(phrases: Iterable[str], text: str, hashtags: Iterable[str] = ()) -> tuple[str, ...]:
    """Phrases that the text holds, or that a hashtag spells in one word."""
    said = tokens(text)
    tags = {"".join(tokens(tag)) for tag in hashtags}
    return tuple(p for p in phrases if says(said, p) or ("".join(tokens(p)) in tags and tokens(p)))
