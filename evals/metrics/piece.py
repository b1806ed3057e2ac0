"""A finished piece: what the gates measure is taken from them; here is what takes ears or several files."""

from rapidfuzz.distance import Levenshtein

from render.measure.picture import PictureReport
from render.measure.words import tokens


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
