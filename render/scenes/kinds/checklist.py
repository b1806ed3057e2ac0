"""Items ticked as they are spoken."""

from collections.abc import Sequence

from render.scenes.cues import cues
from render.scenes.motion import Enter, punch
from render.scenes.parts import draw_card, headline
from render.scenes.shapes import SHADE, circle, rect, tick
from render.scenes.stage import Stage, stacked
from render.scenes.type import Block, fit
from render.scenes.zones import Box


def page(stage: Stage) -> None:
    """One card with all rows; boxes are ticked in turn and the row lights up."""
    head, rows = _split(stage)
    items = stage.scene.items
    _head(stage, head)
    pad, side = 30.0, min(64.0, rows.h / len(items) * 0.56)
    step = min((rows.h - 2 * pad) / len(items), 148.0)
    high = step * len(items) + 2 * pad
    g = stage.ground
    draw_card(stage, rows.x, rows.y, rows.w, high, at=0.12)
    blocks = _set(stage, rows.w - 2 * pad - side - 34, step - 22)
    for i, (block, moment) in enumerate(zip(blocks, _moments(stage), strict=True)):
        y = rows.y + pad + i * step
        glow = rect(0, 0, rows.w - 28, step - 10, g.card_pop, radius=18, extra=' opacity=".14"')
        stage.put(glow, rows.x + 14, y + 5, rows.w - 28, step - 10, enter="wipe", at=moment, seconds=0.3, fixed=True)
        _box(stage, rows.x + pad, y + (step - side) / 2, side, 0.2 + 0.07 * i)
        stage.text(
            block,
            rows.x + pad + side + 28,
            y + (step - block.height) / 2,
            fill=g.on_card,
            role="item",
            enter="fade",
            at=0.2 + 0.07 * i,
            extra=punch(moment, 1.03),
        )
        _ticked(stage, rows.x + pad, y + (step - side) / 2, side, moment)


def pills(stage: Stage) -> None:
    """Each item on a pill of its own, coming from either side; its disc fills when it is spoken."""
    head, rows = _split(stage)
    items = stage.scene.items
    _head(stage, head, centre=not stage.wide)
    gap = 18.0
    step = min((rows.h + gap) / len(items), 158.0)
    high = step - gap
    g = stage.ground
    blocks = _set(stage, rows.w - high - 70, high - 22)
    for i, (block, moment) in enumerate(zip(blocks, _moments(stage), strict=True)):
        y = rows.y + i * step
        enter: Enter = "right" if i % 2 else "left"
        ring = f' stroke="{g.card_soft}" stroke-width="4"'
        mark = circle(SHADE + rows.w - high / 2, SHADE + high / 2, high * 0.27, "none", ring)
        draw_card(stage, rows.x, y, rows.w, high, at=0.12 + 0.1 * i, enter=enter, radius=high / 2, more=mark)
        top = y + (high - block.height) / 2
        stage.text(
            block,
            rows.x + 42,
            top,
            fill=g.on_card,
            role="item",
            enter=enter,
            at=0.12 + 0.1 * i,
            extra=punch(moment, 1.03),
        )
        r = high * 0.34
        disc = circle(r, r, r - 1, g.accent) + tick(r, r, r * 1.15, g.on_accent)
        stage.put(
            disc,
            rows.right - high / 2 - r,
            y + high / 2 - r,
            2 * r,
            2 * r,
            role="tick",
            enter="pop",
            at=moment,
            fixed=True,
        )


def _split(stage: Stage) -> tuple[Box, Box]:
    """Headline and rows: above each other, or side by side where there is width."""
    box = stage.box
    count = max(len(stage.scene.items), 1)
    if stage.wide:
        left = round(box.w * 0.4)
        high = min(box.h, round(150 * count + 60))
        return Box(box.x, box.y, left - 40, box.h), Box(box.x + left, box.y + (box.h - high) // 2, box.w - left, high)
    rows = min(round(box.h * 0.7), 150 * count + 60)
    top = min(box.h - rows - 30, 300)
    slack = max(box.h - top - 30 - rows, 0) // 2
    return Box(box.x, box.y + slack, box.w, top), Box(box.x, box.y + slack + top + 30, box.w, rows)


def _head(stage: Stage, head: Box, centre: bool = False) -> None:
    side = min(head.h * 0.42, 150.0) if stage.emoji else 0.0
    if stage.wide:
        block = stage.set(stage.scene.headline, stage.display, head.w, head.h - side - 40, stage.big(0.52), 44, 5)
        tops = stacked(head, [side, block.height] if side else [block.height], 34)
        stage.sticker(head.x, tops[0], side * 1.05)
        headline(stage, block, head.x, tops[-1], head.w)
        return
    room = head.w - (side + 24 if side else 0)
    block = stage.set(stage.scene.headline, stage.display, room, head.h, stage.big(0.5), 42, 3)
    y = head.bottom - block.height if block.height > side else head.bottom - (side + block.height) / 2
    centre = centre and not side
    headline(stage, block, head.x, y, room, centre=centre)
    stage.sticker(head.right - side, y + (block.height - side) / 2, side, at=0.1)


def _set(stage: Stage, width: float, height: float) -> list[Block]:
    """All items in one size, the largest that each of them fits."""
    found = [fit(item, stage.strong, width, height, size=62, floor=22, lines=2) for item in stage.scene.items]
    size = min(block.size for block in found)
    return [fit(item, stage.strong, width, height, size=size, floor=21, lines=2) for item in stage.scene.items]


def _moments(stage: Stage) -> Sequence[float]:
    return [t - stage.start for t in cues(stage.scene.items, stage.words, stage.start, stage.end)]


def _box(stage: Stage, x: float, y: float, side: float, at: float) -> None:
    line = f' stroke="{stage.ground.card_soft}" stroke-width="4.500"'
    body = rect(3, 3, side - 6, side - 6, "none", radius=side * 0.26, extra=line)
    stage.put(body, x, y, side, side, enter="fade", at=at)


def _ticked(stage: Stage, x: float, y: float, side: float, at: float) -> None:
    g = stage.ground
    grown = side * 1.12
    body = rect(0, 0, grown, grown, g.accent, radius=grown * 0.28) + tick(
        grown / 2, grown / 2, grown * 0.74, g.on_accent
    )
    off = (grown - side) / 2
    stage.put(body, x - off, y - off, grown, grown, role="tick", enter="pop", at=at, seconds=0.34, fixed=True)


VARIANTS = (page, pills)
