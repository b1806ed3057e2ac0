"""Words over the user's own picture: at the foot of the card, so that the picture is seen."""

from render.scenes.lettering import block_svg
from render.scenes.parts import badge, draw_panel, figure_of, headline, panel, single
from render.scenes.shapes import rect
from render.scenes.stage import Stage


def lower(stage: Stage) -> None:
    """Headline flush left on the shade with a bar of the accent colour before it."""
    box, g = stage.box, stage.ground
    width = box.w * 0.66 if stage.wide else box.w
    detail = panel(stage, stage.scene.detail, width, box.h * 0.3, size=44) if stage.scene.detail else None
    block = stage.set(stage.scene.headline, stage.display, width - 40, box.h * 0.42, stage.big(0.56), 46, 4)
    y = box.bottom - block.height - (detail.height + 34 if detail else 0) - 14
    stage.put(rect(0, 0, 12, block.height, g.accent, radius=6), box.x, y, 12, block.height, enter="fade")
    headline(stage, block, box.x + 38, y, width - 40)
    _mark(stage, box.x, y)
    if detail:
        draw_panel(stage, detail, box.x, y + block.height + 34, at=0.4)


def strips(stage: Stage) -> None:
    """Each line of the headline on a strip of the accent colour."""
    box, g = stage.box, stage.ground
    width = box.w * 0.7 if stage.wide else box.w
    detail = panel(stage, stage.scene.detail, width, box.h * 0.3, size=44) if stage.scene.detail else None
    pad_x, pad_y = 26.0, 16.0
    block = stage.set(stage.scene.headline, stage.display, width - 2 * pad_x, box.h * 0.4, stage.big(0.5), 44, 4)
    rows = [single(block, i) for i in range(len(block.lines))]
    high = sum(row.height + 2 * pad_y + 10 for row in rows)
    y = top = box.bottom - high - (detail.height + 30 if detail else 0) - 10
    for number, row in enumerate(rows):
        tall = row.height + 2 * pad_y
        body = rect(0, 0, row.width + 2 * pad_x, tall, g.accent, radius=min(stage.look.radius, 14))
        body += block_svg(row, pad_x, pad_y, g.on_accent)
        stage.put(body, box.x, y, row.width + 2 * pad_x, tall, role="headline", enter="left", at=0.09 * number)
        y += tall + 10
    _mark(stage, box.x, top)
    if detail:
        draw_panel(stage, detail, box.x, y + 20, at=0.4)


def under(stage: Stage) -> None:
    """Headline from the top of the box down, beside a bar of the accent colour: over somebody who is filmed."""
    box = stage.box
    detail = panel(stage, stage.scene.detail, box.w, box.h * 0.3, size=44) if stage.scene.detail else None
    room = box.h - (detail.height + 30 if detail else 0)
    block = stage.set(stage.scene.headline, stage.display, box.w - 40, room, stage.big(0.6), 46, 3)
    stage.put(
        rect(0, 0, 12, block.height, stage.ground.accent, radius=6), box.x, box.y, 12, block.height, enter="fade"
    )
    headline(stage, block, box.x + 38, box.y, box.w - 40)
    if detail:
        draw_panel(stage, detail, box.x, box.y + block.height + 30, at=0.4)


def _mark(stage: Stage, x: float, y: float) -> None:
    """A tip's number, a figure, or the emoji, above the headline."""
    side = 118.0
    shown = stage.scene.figure if stage.scene.kind == "number" else ""
    if shown:
        block = stage.set(shown, stage.display, stage.box.w * 0.7, 230, 230, 60, 1)
        stage.text(block, x, y - block.height - 34, fill=stage.ground.pop, role="figure", enter="pop", at=0.1)
    elif stage.scene.kind == "tip":
        badge(stage, figure_of(stage), x, y - side - 26, side, at=0.1)
        stage.sticker(x + side + 24, y - side - 26, side, at=0.2, shape=3)
    else:
        stage.sticker(x, y - side * 1.2 - 26, side * 1.2, at=0.15, shape=3)


VARIANTS = (lower, strips)
