"""Set text as SVG: whole blocks, and where each word of them stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from render.scenes.emoji import emoji_svg
from render.scenes.type import EMOJI_WIDTH, Block, Line, Run, extents, run_width, runs, width_of

Align = Literal["left", "middle", "right"]
Paint = Callable[[str, int], str]
"""The colour of a word, given the word and its place in the block."""


@dataclass(frozen=True)
class Word:
    """A word of a set block. Pixels from the block's left top corner."""

    text: str
    index: int
    line: int
    x: float
    width: float
    baseline: float
    above: float
    below: float


def line_left(block: Block, line: Line, align: Align, width: float) -> float:
    """Where a line begins in a box `width` wide."""
    return {"left": 0.0, "middle": (width - line.width) / 2, "right": width - line.width}[align]


def words_of(block: Block, align: Align = "left", width: float | None = None) -> list[Word]:
    """Every word with its place, in reading order."""
    found: list[Word] = []
    for number, line in enumerate(block.lines):
        left = line_left(block, line, align, block.width if width is None else width)
        at = 0
        for text in line.text.split():
            at = line.text.index(text, at)
            x = left + width_of(line.text[:at], block.face, block.size)
            above, below = extents(text, block.face, block.size)
            wide = width_of(text, block.face, block.size)
            found.append(Word(text, len(found), number, x, wide, line.baseline, above, below))
            at += len(text)
    return found


def _run_svg(run: Run, x: float, baseline: float, size: float, fill: str) -> str:
    if run.emoji:
        side = size * 1.04
        return emoji_svg(run.text, x + (EMOJI_WIDTH * size - side) / 2, baseline - 0.86 * size, side)
    return (
        f'<text x="{x:.2f}" y="{baseline:.2f}" font-family="{run.face.family}" font-weight="{run.face.weight}" '
        f'font-size="{size:.2f}" fill="{fill}" xml:space="preserve">{escape(run.text)}</text>'
    )


def text_svg(text: str, block: Block, x: float, baseline: float, fill: str) -> str:
    """A stretch of one line of a block, beginning at x."""
    parts = []
    for run in runs(text, block.face):
        parts.append(_run_svg(run, x, baseline, block.size, fill))
        x += run_width(run, block.size)
    return "".join(parts)


def block_svg(
    block: Block,
    x: float,
    y: float,
    fill: str,
    *,
    align: Align = "left",
    width: float | None = None,
    paint: Paint | None = None,
) -> str:
    """A block with its left top corner at x, y; `width` is the box it is aligned in."""
    box = block.width if width is None else width
    if paint is None:
        placed = ((line, x + line_left(block, line, align, box)) for line in block.lines)
        return "".join(text_svg(line.text, block, left, y + line.baseline, fill) for line, left in placed)
    return "".join(
        text_svg(word.text, block, x + word.x, y + word.baseline, paint(word.text, word.index))
        for word in words_of(block, align, box)
    )
