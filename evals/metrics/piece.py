"""A finished piece: what the gates measure is taken from them; here is what takes ears, eyes or several files."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from render.measure.picture import PictureReport
from render.measure.words import tokens

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""


def word_errors(said: str, heard: str) -> float:
    """Word error rate: insertions, deletions and swaps over the words that were meant; 0 when all are heard."""
    meant = tokens(said)
    return Levenshtein.distance(meant, tokens(heard)) / len(meant) if meant else 0.0


def caption_errors(said: str, captions: str) -> float:
    """Share of spoken words that the captions get wrong, leave out or add."""
    return word_errors(said, captions)


def frozen_share(report: PictureReport, seconds: float) -> float:
    """The longest still stretch over the length of the piece."""
    return report.frozen.seconds / seconds if seconds > 0 else 0.0


def contrast(text: Colour, ground: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21; 4.5 is what running text needs, 3 large text."""
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def overlap(boxes: Sequence[Box]) -> float:
    """The largest share of a box that another one covers, 0 to 1."""
    pairs = ((one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    return max((_shared(one, other) / min(_area(one), _area(other)) for one, other in pairs), default=0.0)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


def _area(box: Box) -> float:
    return max((box[2] - box[0]) * (box[3] - box[1]), 1e-9)
