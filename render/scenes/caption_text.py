"""The words of captions: what is left out of them, which font draws them, how wide they are."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from render.vector import missing_glyphs, text_width
from studio.domain.brief import CaptionStyle
from studio.domain.speech import TimedWord
from studio.errors import StepFailed


@dataclass(frozen=True)
class Type:
    """A typeface as measured and as named in SVG."""

    font: str
    """Key of `render.vector.FONTS`: what is measured."""
    family: str
    weight: int
    leading: float
    """Line height in ems."""
    top: float
    """From the top of a line to its baseline, in ems."""
    gap: float
    """Added to each space, in ems, so that outlines and boxes of neighbours stay apart."""

    def width(self, text: str, size: float) -> float:
        """Width of one line in pixels."""
        return text_width(text, self.font, size, self.weight) + text.count(" ") * self.gap * size


MONTSERRAT = Type("Montserrat", "Montserrat", 800, 1.29, 0.99, 0.11)
ANTON = Type("Anton", "Anton", 400, 1.6, 1.2, 0.08)
INTER = Type("Inter", "Inter", 600, 1.28, 0.97, 0.03)
DEVANAGARI = Type("Noto Sans Devanagari", "Noto Sans Devanagari", 800, 1.48, 1.0, 0.11)
NOTO = Type("Noto Sans", "Noto Sans", 800, 1.3, 1.02, 0.11)
POPPINS = Type("Poppins ExtraBold", "Poppins", 800, 1.3, 1.0, 0.11)

STYLE_TYPES: dict[CaptionStyle, Type] = {"karaoke": MONTSERRAT, "pop": ANTON, "clean": INTER}
FALLBACKS = (DEVANAGARI, NOTO)
KNOWN = {t.family: t for t in (MONTSERRAT, ANTON, INTER, DEVANAGARI, NOTO, POPPINS)}


@lru_cache(maxsize=256)
def type_for(text: str, style: CaptionStyle, family: str = "") -> Type:
    """The first typeface that can draw every character: the wished family, the style's own, then fallbacks.

    Raises:
        StepFailed: no font that ships can draw some character.
    """
    faces: list[Type] = [*([KNOWN[family]] if family in KNOWN else []), STYLE_TYPES[style], *FALLBACKS]
    for face in faces:
        if not missing_glyphs(text, [face.font]):
            return face
    lost = sorted(missing_glyphs(text, [t.font for t in FALLBACKS]) or missing_glyphs(text, [MONTSERRAT.font]))
    raise StepFailed(
        f"no caption font can draw {' '.join(lost)} in {text[:40]!r}",
        "write these words in another script, or turn the captions off",
    )


def _is_picture(char: str) -> bool:
    """Emoji and their modifiers; signs such as the degree or copyright sign stay."""
    code = ord(char)
    if code in (0xFE0F, 0x20E3):
        return True
    return (code >= 0x2190 and unicodedata.category(char) in ("So", "Sk", "Cn")) or 0xE0020 <= code <= 0xE007F


def caption_text(text: str) -> str:
    """A word as captions show it: composed accents, without emoji."""
    composed = unicodedata.normalize("NFC", text)
    if any(_is_picture(c) for c in composed):
        composed = "".join(c for c in composed if not _is_picture(c) and c != "\u200d")
    return composed.strip()


def caption_words(words: Sequence[TimedWord]) -> list[TimedWord]:
    """The words to show: emoji dropped, lone punctuation joined to the word before it."""
    shown: list[TimedWord] = []
    for word in words:
        text = caption_text(word.text)
        if any(c.isalnum() for c in text):
            shown.append(word.model_copy(update={"text": text}))
        elif text and shown and shown[-1].scene == word.scene:
            last = shown[-1]
            shown[-1] = last.model_copy(update={"text": f"{last.text} {text}", "end": max(last.end, word.end)})
    return shown


def clusters(word: str) -> list[str]:
    """Characters as a reader sees them: marks stay with their letter, conjuncts stay whole."""
    found: list[str] = []
    for char in word:
        joined = unicodedata.category(char) in ("Mn", "Mc") or char in "\u200c\u200d"
        if found and (joined or found[-1][-1] in "\u094d\u200d"):
            found[-1] += char
        else:
            found.append(char)
    return found


VOWELS = frozenset("aeiouyäöüàáâãèéêìíîòóôõùúûœæ")


def cut(word: str, parts: int) -> tuple[str, ...]:
    """Cut a long word into about equal parts, before consonants that a vowel follows where there are some."""
    letters = clusters(word)
    if parts < 2 or len(letters) < 2 * parts:
        return (word,)
    aim = round(len(letters) / parts)
    places = sorted(range(2, len(letters) - 1), key=lambda i: abs(i - aim))
    at = next((i for i in places[: aim or 1] if _syllable_starts(letters, i)), aim)
    return ("".join(letters[:at]) + "-", *cut("".join(letters[at:]), parts - 1))


def _syllable_starts(parts: Sequence[str], i: int) -> bool:
    before, here, after = (parts[j].lower() for j in (i - 1, i, i + 1))
    return here not in VOWELS and after in VOWELS and here.isalpha() and before.isalpha()
