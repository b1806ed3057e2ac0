"""A brief's text made safe to read: one form for every character, nothing invisible."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "`": "'"}
    | {"–": "-", "‐": "-", "‑": "-", "−": "-", "—": " - ", "―": " - ", "।": ".", "॥": ".", "¿": " ", "¡": " "}
    | {"\t": " ", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: part of the spelling in Devanagari and of many emoji, noise elsewhere."""
INVISIBLE = regex.compile(
    rf"(?V1)[\p{{Cc}}\p{{Cs}}\p{{Co}}\p{{Cn}}\p{{Cf}}--[\n{JOINERS}]]+"
    rf"|(?<![\p{{Devanagari}}\p{{Emoji_Presentation}}\uFE0F])[{JOINERS}]+"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its folded twin of the same length: lower case, no accents, ASCII digits."""

    shown: str
    folded: str

    def __len__(self) -> int:
        return len(self.shown)


def clean(raw: str) -> str:
    """The same words in NFKC, without control, zero-width and direction marks, in single spaces."""
    text = raw.replace("\r\n", "\n").translate(SAME)
    text = regex.sub(r"[½¼¾]", _fraction, text)
    text = unicodedata.normalize("NFKC", text).translate(SAME)
    text = INVISIBLE.sub("", text)
    text = regex.sub(r"[^\S\n]+", " ", text)
    return regex.sub(r" ?\n[ \n]*", "\n", text).strip()


def fold(text: str) -> str:
    """The folded twin: compares alike what people type alike (`Vídeos`, `videos`, `VIDEOS`)."""
    return "".join(map(_fold_character, text))


def to_text(shown: str) -> Text:
    """Pair a clean text with its folded twin."""
    return Text(shown, fold(shown))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    base = unicodedata.normalize("NFD", character)[0]
    low = (base if base.isascii() else character).lower()
    return low if len(low) == 1 else character


def _fraction(match: "regex.Match[str]") -> str:
    before = match.string[match.start() - 1 : match.start()]
    return ("" if before.isdigit() else "0") + FRACTIONS[match.group()]
