"""Setting text: which face draws what, how wide it is, and how it breaks into lines that fit.

Nothing here draws; `lettering` turns what is set into SVG. Sizes and widths are pixels.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from render.scenes.emoji import draws, split_emoji
from render.scenes.fonts import FALLBACKS
from render.scenes.look import Face
from render.vector import missing_glyphs, text_extents, text_width

EMOJI_WIDTH = 1.16
"""Of an emoji in a line, in font sizes, with the air around it."""

_UNIT = 100.0
_STEP = 0.955
_LINE_GAP = 0.07
_DIGRAPHS = {"ch", "ck", "ph", "th", "sh", "qu", "lh", "nh", "gn", "pf", "tr", "pr", "br", "gr", "kr", "fr", "dr"}
_VOWELS = set("aeiouyäöüáéíóúàèìòùâêîôûãõåæøœ")


@dataclass(frozen=True)
class Run:
    """Characters that one face draws, or one emoji."""

    text: str
    face: Face
    emoji: bool = False


@dataclass(frozen=True)
class Line:
    """One line: `baseline` is from the top of its block."""

    text: str
    width: float
    baseline: float


@dataclass(frozen=True)
class Block:
    """Lines that fit: `height` is from the top of the first line's ink to the bottom of the last one's."""

    lines: tuple[Line, ...]
    face: Face
    size: float
    width: float
    height: float
    cut: bool = False
    """Words had to be left out."""


def _drawer(character: str, face: Face) -> Face | None:
    for tried in (face, *FALLBACKS):
        if not missing_glyphs(character, (tried.file,)):
            return tried if tried is face else tried.model_copy(update={"weight": 800 if face.caps else face.weight})
    return None


@lru_cache(maxsize=4096)
def runs(text: str, face: Face) -> tuple[Run, ...]:
    """Split a line by who draws it. What nobody can draw is left out, never drawn as a box."""
    found: list[Run] = []
    for piece, is_emoji in split_emoji(text):
        if is_emoji and ("\ufe0f" in piece or missing_glyphs(piece, (face.file,))):
            if draws(piece):
                found.append(Run(piece, face, emoji=True))
        else:
            _letters(piece, face, found)
    return tuple(found)


def _letters(piece: str, face: Face, found: list[Run]) -> None:
    """Append the letters of a piece; marks and spaces stay with the letter before them."""
    for character in piece:
        last = found[-1] if found and not found[-1].emoji else None
        keeps = character.isspace() or unicodedata.category(character).startswith("M") or character in "\u200c\u200d"
        if last and (keeps or (not missing_glyphs(character, (last.face.file,)) and last.face.file != face.file)):
            drawer: Face | None = last.face
        else:
            drawer = _drawer(character, face)
        if drawer is None:
            continue
        if last and last.face.file == drawer.file:
            found[-1] = Run(last.text + character, last.face)
        else:
            found.append(Run(character, drawer))


def run_width(run: Run, size: float) -> float:
    """Width of one run."""
    if run.emoji:
        return size * EMOJI_WIDTH
    return text_width(run.text, run.face.file, _UNIT, run.face.weight) * size / _UNIT


def width_of(text: str, face: Face, size: float) -> float:
    """Width of one line of text as it will be drawn."""
    return sum(run_width(run, size) for run in runs(text, face))


@lru_cache(maxsize=4096)
def _extents(text: str, face: Face) -> tuple[float, float]:
    above, below = 0.0, 0.0
    for run in runs(text, face):
        up, down = (0.86, 0.2) if run.emoji else text_extents(run.text, run.face.file, 1.0, run.face.weight)
        above, below = max(above, up), max(below, down)
    return above, below


def extents(text: str, face: Face, size: float) -> tuple[float, float]:
    """How far a line's ink reaches above and below its baseline."""
    above, below = _extents(text, face)
    return above * size, below * size


def cased(text: str, face: Face) -> str:
    """The text as the face sets it: what nobody can draw left out, in capitals or as written, spaces tidied."""
    tidy = " ".join("".join(run.text for run in runs(text, face)).split())
    return tidy.upper() if face.caps else tidy


def clusters(text: str) -> list[str]:
    """Characters with their marks: what may not be torn apart."""
    found: list[str] = []
    for character in text:
        joins = unicodedata.category(character).startswith("M") or character in "\u200c\u200d\ufe0f"
        after = bool(found) and (found[-1][-1] in "\u200d\u094d")
        if found and (joins or after):
            found[-1] += character
        else:
            found.append(character)
    return found


def _opens(parts: list[str], at: int) -> bool:
    """Whether a syllable may begin here: a consonant (or one sound written as two) before a vowel."""
    if parts[at - 1] in "-/":
        return True
    letters = [part.lower() for part in parts]
    if letters[at] in _VOWELS or "".join(letters[at - 1 : at + 1]) in _DIGRAPHS:
        return False
    after = at + 2 if "".join(letters[at : at + 2]) in _DIGRAPHS else at + 1
    return after < len(parts) and letters[after] in _VOWELS


def _breaks(parts: list[str], limit: int) -> int:
    """Where to break a word of which `limit` parts fit."""
    fitting = (at for at in range(limit, 2, -1) if len(parts) - at >= 3 and _opens(parts, at))
    return next(fitting, limit)


def _broken(word: str, face: Face, size: float, width: float) -> list[str]:
    """A word in pieces that each fit, hyphenated."""
    pieces, parts = [], clusters(word)
    hyphen = "" if any("\u0900" <= c <= "\u097f" for c in word) else "-"
    while width_of("".join(parts), face, size) > width and len(parts) > 1:
        limit = 1
        while limit < len(parts) - 1 and width_of("".join(parts[: limit + 1]) + hyphen, face, size) <= width:
            limit += 1
        at = _breaks(parts, limit)
        head = "".join(parts[:at])
        pieces.append(head if head[-1] in "-/" else head + hyphen)
        parts = parts[at:]
    return [*pieces, "".join(parts)]


def _greedy(words: list[str], face: Face, size: float, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, face, size) <= width and not lines[-1].endswith("-"):
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _settled(lines: list[str], face: Face, size: float, width: float) -> list[str]:
    """Carry a lone little word at a line's end over to the next line, where it belongs."""
    settled = list(lines)
    for i in range(len(settled) - 1):
        head, _, tail = settled[i].rpartition(" ")
        carried = f"{tail} {settled[i + 1]}"
        little = len(clusters(tail)) <= 2 and tail.isalpha() and width_of(head, face, size) >= 0.45 * width
        if little and width_of(carried, face, size) <= width:
            settled[i], settled[i + 1] = head, carried
    return settled


def _balanced(words: list[str], face: Face, size: float, width: float) -> list[str]:
    """As few lines as the width allows, then as even as possible."""
    best = _greedy(words, face, size, width)
    narrow, wide = max(width_of(w, face, size) for w in words), width
    for _ in range(7):
        middle = (narrow + wide) / 2
        lines = _greedy(words, face, size, middle)
        if len(lines) > len(best):
            narrow = middle
        else:
            best, wide = lines, middle
    return _settled(best, face, size, width)


def _block(lines: list[str], face: Face, size: float, cut: bool = False) -> Block:
    """Stack lines so that the ink of one never meets that of the next."""
    placed: list[Line] = []
    baseline = 0.0
    below = 0.0
    for text in lines:
        above, deep = extents(text, face, size)
        step = above if not placed else max(face.leading * size, below + above + _LINE_GAP * size)
        baseline += step
        placed.append(Line(text, width_of(text, face, size), baseline))
        below = deep
    return Block(tuple(placed), face, size, max((line.width for line in placed), default=0), baseline + below, cut)


def fit(text: str, face: Face, width: float, height: float, *, size: float, floor: float, lines: int = 4) -> Block:
    """Set text as large as fits a box, from `size` down to `floor`.

    Long words are made smaller first (down to 60 % of `size`) and broken after that; only what does not
    fit at the floor is cut, with an ellipsis.
    """
    words = cased(text, face).split()
    if not words:
        return _block([], face, size)
    tried = size
    while tried >= floor:
        block = _at_size(words, face, tried, width, lines, may_break=tried <= max(0.6 * size, floor / _STEP))
        if block is not None and block.height <= height:
            return block
        tried *= _STEP
    return _cut(words, face, floor, width, height, lines)


def _at_size(words: list[str], face: Face, size: float, width: float, lines: int, *, may_break: bool) -> Block | None:
    if any(width_of(word, face, size) > width for word in words):
        if not may_break:
            return None
        words = [piece for word in words for piece in _broken(word, face, size, width)]
    wrapped = _balanced(words, face, size, width)
    widths = [width_of(line, face, size) for line in wrapped]
    if len(widths) > 2 and widths[-1] < 0.24 * max(widths) and not may_break:
        return None  # a lone short word at the foot: a size smaller sets it better
    return _block(wrapped, face, size) if len(wrapped) <= lines else None


def _cut(words: list[str], face: Face, size: float, width: float, height: float, lines: int) -> Block:
    pieces = [piece for word in words for piece in _broken(word, face, size, width)]
    wrapped = _greedy(pieces, face, size, width)
    kept = wrapped[:lines]
    while len(kept) > 1 and _block(kept, face, size).height > height:
        kept.pop()
    if len(kept) == len(wrapped):
        return _block(kept, face, size)
    last = clusters(kept[-1].rstrip("-"))
    while len(last) > 1 and width_of("".join(last) + "…", face, size) > width:
        last.pop()
    kept[-1] = "".join(last).rstrip(" ,.;:-") + "…"
    return _block(kept, face, size, cut=True)
