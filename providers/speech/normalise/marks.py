"""A written word taken apart: the quotes and brackets around it, the word itself, the pause after it."""

import re
import unicodedata
from dataclasses import dataclass

OPENING = '"“”„«»‹›([{¿¡*_•·‘'
CLOSING = re.compile(r"[\"“”„«»‹›)\]}*_'’.,;:!?…—–।॥]+$")
BEFORE_STRENGTH = ("?", "!", "…", ".", ";", ":", ",", "—")
"""Marks, the one that decides first."""
SAME = str.maketrans("’‘ʼ`−‐‑।॥", "''''---..", "\u200b\u200c\ufeff\u00ad")
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
KEYCAP = 0x20E3


@dataclass(frozen=True)
class Written:
    """One word between spaces, seen from outside in."""

    text: str
    """As written."""
    core: str
    """Without what surrounds it; typographic variants made plain."""
    mark: str
    """The pause after it, from its own punctuation."""
    dotted: str
    """The core with the full stop that follows it, when one does: perhaps an abbreviation."""


def take_apart(text: str, line_ends: bool) -> Written:
    """Look at one written word; at the end of a line a full stop is understood."""
    plain = "".join(_plain(c) for c in unicodedata.normalize("NFC", text.translate(SAME)))
    inside = plain.lstrip(OPENING)
    found = CLOSING.search(inside)
    tail = found.group() if found else ""
    core = inside[: len(inside) - len(tail)] if tail else inside
    mark = strongest(tail)
    if line_ends and mark not in BEFORE_STRENGTH[:4]:
        mark = "."
    return Written(text, core, mark, core + "." if tail.startswith(".") else core)


def strongest(tail: str) -> str:
    """The mark that decides the pause of a run of punctuation."""
    if "..." in tail:
        return "…"
    same = tail.replace("–", "—")
    return next((mark for mark in BEFORE_STRENGTH if mark in same), "")


def letters_of(text: str) -> str:
    """The text without anything that is no letter, figure, vowel sign, apostrophe or hyphen."""
    return "".join(c for c in text if c in "'-" or unicodedata.category(c)[0] in "LMN")


def _plain(char: str) -> str:
    if ord(char) in VARIATION_SELECTORS or ord(char) == KEYCAP:
        return ""
    if char not in "½¼¾²³" and unicodedata.category(char) in ("Nd", "No") and not char.isascii():
        return str(unicodedata.digit(char, "")) or char
    return char
