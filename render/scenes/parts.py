"""Pieces that several kinds of scene share: a headline, a card of text, a badge, rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from render.scenes.lettering import Align, block_svg, words_of
from render.scenes.motion import Enter, punch
from render.scenes.shapes import SHADE, card, circle, rect
from render.scenes.stage import Stage, emphasis
from render.scenes.type import Block, Line, extents, fit
from render.timeline import Key


def single(block: Block, number: int) -> Block:
    """One line of a block as a block of its own, its ink at the top."""
    line = block.lines[number]
    above, below = extents(line.text, block.face, block.size)
    return Block((Line(line.text, line.width, above),), block.face, block.size, line.width, above + below)


def top_of(block: Block, number: int) -> float:
    """Where a line's ink begins, from the block's top."""
    line = block.lines[number]
    return line.baseline - extents(line.text, block.face, block.size)[0]


def headline(
    stage: Stage,
    block: Block,
    x: float,
    y: float,
    width: float,
    *,
    centre: bool = False,
    at: float = 0.0,
    enter: Enter = "rise",
    marker: bool = False,
    accents: Sequence[float] = (),
    on_card: bool = False,
) -> None:
    """A headline line by line, its weightiest word in another colour or on a marker.

    Args:
        stage: Where it goes.
        block: The set text.
        x: Left edge of the box it is aligned in.
        y: Top.
        width: Of the box.
        centre: Centred instead of flush left.
        at: When its first line comes.
        enter: How the lines come.
        marker: Put the word on a patch of the accent colour instead of colouring it.
        accents: Moments at which the lines swell, one each.
        on_card: It stands on a card.
    """
    loud = emphasis([word.text for word in words_of(block)])
    before = 0
    for number in range(len(block.lines)):
        row = single(block, number)
        words = words_of(row)
        index = loud - before
        before += len(words)
        _line(
            stage,
            row,
            x + (width - row.width) / 2 * centre,
            y + top_of(block, number),
            index if 0 <= index < len(words) else -1,
            at=at + 0.09 * number,
            enter=enter,
            marker=marker,
            on_card=on_card,
            extra=punch(accents[number], 1.045) if number < len(accents) else (),
        )


def _line(
    stage: Stage,
    row: Block,
    x: float,
    y: float,
    loud: int,
    *,
    at: float,
    enter: Enter,
    marker: bool,
    extra: Sequence[Key],
    on_card: bool,
) -> None:
    ground = stage.ground
    ink, pop = (ground.on_card, ground.card_pop) if on_card else (ground.ink, ground.pop)
    if loud < 0 or not marker:
        stage.text(row, x, y, paint=lambda _, i: pop if i == loud else ink, at=at, enter=enter, extra=extra)
        return
    word = words_of(row)[loud]
    side, rise = min(0.09 * row.size, 14), min(0.07 * row.size, 12)
    patch = rect(
        word.x - side + 16,
        word.baseline - word.above - rise + 16,
        word.width + 2 * side,
        word.above + word.below + 2 * rise,
        ground.accent,
        radius=0.06 * row.size,
    )
    text = block_svg(row, 16, 16, ink, paint=lambda _, i: ground.on_accent if i == loud else ink)
    stage.put(
        patch + text,
        x - 16,
        y - 16,
        row.width + 32,
        row.height + 32,
        role="headline",
        at=at,
        enter=enter,
        extra=extra,
    )


@dataclass(frozen=True)
class Panel:
    """A card with text in it, measured but not yet placed."""

    block: Block
    width: float
    height: float
    pad: float
    bar: bool
    hug: bool


def panel(
    stage: Stage,
    text: str,
    width: float,
    height: float,
    *,
    size: float = 48,
    floor: float = 32,
    lines: int = 5,
    bar: bool = True,
    hug: bool = False,
) -> Panel:
    """Measure a card around a text; `hug` makes it as narrow as the text, with its lines centred."""
    pad = 34.0 if height > 150 else 26.0
    left = pad + (22 if bar else 0)
    block = fit(text, stage.plain, width - left - pad, height - 2 * pad, size=size, floor=floor, lines=lines)
    return Panel(block, block.width + left + pad if hug else width, block.height + 2 * pad, pad, bar, hug)


def draw_panel(stage: Stage, made: Panel, x: float, y: float, *, at: float, enter: Enter = "rise") -> None:
    """Put a measured card on the stage."""
    g = stage.ground
    bar = rect(SHADE + made.pad - 6, SHADE + made.pad, 8, made.height - 2 * made.pad, g.card_pop, radius=4)
    draw_card(stage, x, y, made.width, made.height, at=at, enter=enter, more=bar if made.bar else "")
    left = made.pad + (22 if made.bar else 0)
    align: Align = "middle" if made.hug else "left"
    inner = made.width - left - made.pad
    stage.text(
        made.block,
        x + left,
        y + made.pad,
        fill=g.on_card,
        align=align,
        width=inner,
        role="detail",
        at=at,
        enter=enter,
    )


def draw_card(
    stage: Stage,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    at: float = 0.0,
    enter: Enter = "rise",
    fill: str = "",
    radius: float | None = None,
    more: str = "",
    fixed: bool = False,
    extra: Sequence[Key] = (),
) -> None:
    """Put an empty card on the stage.

    Args:
        stage: Where it goes.
        x: Left edge, without its shadow.
        y: Top edge.
        w: Width.
        h: Height.
        at: When it comes.
        enter: How it comes.
        fill: Another colour than the ground's cards have; such a card is always solid.
        radius: Another corner than the look's.
        more: SVG drawn on it; its coordinates begin SHADE outside the card.
        fixed: Keep `at` even in the piece's first moment.
        extra: Movements after its coming.
    """
    ground = stage.ground.model_copy(update={"card": fill}) if fill else stage.ground
    corner = min(stage.look.radius if radius is None else radius, h / 2)
    body = card(SHADE, SHADE, w, h, ground, "solid" if fill else stage.look.card, corner) + more
    stage.put(
        body,
        x - SHADE,
        y - SHADE,
        w + 2 * SHADE,
        h + 2 * SHADE,
        role="card",
        enter=enter,
        at=at,
        fixed=fixed,
        extra=extra,
    )


def badge(
    stage: Stage, label: str, x: float, y: float, side: float, *, at: float = 0.0, second: bool = False
) -> None:
    """A disc with a number in it."""
    g = stage.ground
    fill, ink = (g.second, g.on_second) if second else (g.accent, g.on_accent)
    half = side / 2
    block = fit(label, stage.display, side * 0.6, side * 0.56, size=side * 0.62, floor=12, lines=1)
    body = circle(half, half, half - 2, fill)
    body += block_svg(block, half - block.width / 2, half - block.height / 2, ink)
    stage.put(body, x, y, side, side, role="badge", enter="pop", at=at)


def figure_of(stage: Stage) -> str:
    """The number of a tip as it is shown."""
    shown = stage.scene.figure.strip()
    return shown if 0 < len(shown) <= 3 else str(stage.number)
