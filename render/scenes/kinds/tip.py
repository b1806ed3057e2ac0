"""One numbered beat: its number, its headline, a line of detail."""

from render.scenes.lettering import block_svg
from render.scenes.parts import badge, draw_card, draw_panel, figure_of, headline, panel
from render.scenes.shapes import rect
from render.scenes.stage import Stage, stacked
from render.scenes.type import fit


def numeral(stage: Stage) -> None:
    """A huge numeral and the emoji side by side, the headline below, the detail in a card."""
    box = stage.box
    column = box.w * 0.3 if stage.wide else 0.0
    width = box.w - column - (50 if column else 0)
    left = box.x + (column + 50 if column else 0)
    detail = (
        panel(stage, stage.scene.detail, width, box.h * (0.48 if stage.wide else 0.34))
        if stage.scene.detail
        else None
    )
    high = min(box.h * 0.3, 250.0)
    room = box.h - (0 if stage.wide else high + 34) - (detail.height + 36 if detail else 0)
    block = stage.set(stage.scene.headline, stage.display, width, room, stage.big(0.68), 46, 4)
    heights = ([] if stage.wide else [high]) + [block.height] + ([detail.height] if detail else [])
    tops = stacked(box, heights, 36)
    if stage.wide:
        side = min(column, box.h * 0.46)
        _numeral(stage, box.x, box.y + box.h * 0.5 - side * (1.06 if stage.emoji else 0.5), side, side)
        stage.sticker(box.x, box.y + box.h * 0.5 + side * 0.06, side * 0.92, at=0.15)
    else:
        _numeral(stage, box.x, tops[0], box.w * 0.6, high)
        stage.sticker(box.right - high, tops[0], high, at=0.15)
    headline(stage, block, left, tops[-2 if detail else -1], width, at=0.1)
    if detail:
        draw_panel(stage, detail, left, tops[-1], at=0.42)


def _numeral(stage: Stage, x: float, y: float, width: float, height: float) -> None:
    g, off = stage.ground, 12.0
    block = fit(figure_of(stage), stage.display, width - 30, height - 10, size=height * 1.5, floor=40, lines=1)
    body = block_svg(block, 4 + off, 4 + off, g.second) + block_svg(block, 4, 4, g.pop)
    w, h = block.width + off + 12, block.height + off + 12
    stage.put(body, x, y + (height - block.height) / 2, w, h, role="badge", enter="drop")


def sheet(stage: Stage) -> None:
    """One large card with the badge on its corner and the emoji on the other."""
    box, g = stage.box, stage.ground
    side = min(150.0, box.h * 0.24)
    pad = 52.0
    inner = box.w - 2 * pad - (side * 0.7 if stage.wide and stage.emoji else 0)
    size = stage.big(0.64)
    room = box.h - side * 0.5 - 2 * pad - 20
    for share in (0.62, 0.5, 0.4, 0.62):
        block = fit(stage.scene.headline, stage.display, inner, room * share, size=size, floor=44, lines=4)
        left = room - block.height - 56
        detail = fit(stage.scene.detail, stage.plain, inner, left, size=50, floor=30, lines=4)
        if not (detail.cut or block.cut):
            break
    high = block.height + 2 * pad + side * 0.3 + (detail.height + 58 if detail.lines else 0)
    y = box.y + side * 0.5 + max(box.h - side * 0.5 - high - 14, 0) * 0.44
    draw_card(stage, box.x, y, box.w, high, radius=stage.look.radius * 1.3, enter="rise")
    top = y + pad + side * 0.3
    headline(stage, block, box.x + pad, top, inner, at=0.1, on_card=True)
    if detail.lines:
        line = top + block.height + 26
        stage.put(rect(0, 0, 96, 7, g.card_pop, radius=4), box.x + pad, line, 96, 7, enter="wipe", at=0.35)
        stage.text(detail, box.x + pad, line + 32, fill=g.card_soft, role="detail", at=0.4)
    badge(stage, figure_of(stage), box.x + pad - 14, y - side * 0.5, side, at=0.18)
    stage.sticker(box.right - side * 1.5 - 10, y - side * 0.55, side * 1.35, at=0.26)


def spotlight(stage: Stage) -> None:
    """The emoji in the middle with the number on its rim, the words centred below."""
    box, said = stage.box, stage.scene.detail
    full = min(box.h * (0.36 if box.h > 520 else 0.26), 300.0) if stage.emoji else 150.0
    for side, part in ((full, 0.36), (full * 0.7, 0.36), (full * 0.7, 0.26)):
        detail = panel(stage, said, box.w, box.h * part, bar=False, hug=True) if said else None
        room = box.h - side - 36 - (detail.height + 34 if detail else 0)
        block = stage.set(stage.scene.headline, stage.display, box.w - 20, room, stage.big(0.66), 44, 4)
        if not block.cut:
            break
    heights = [side, block.height] + ([detail.height] if detail else [])
    tops = stacked(box, heights, 36)
    x = box.x + (box.w - side) / 2
    if stage.emoji:
        stage.sticker(x, tops[0], side, shape=2 if stage.look.seed % 2 else 1)
        mark = min(side * 0.42, 120.0)
        badge(stage, figure_of(stage), x - mark * 0.22, tops[0] - mark * 0.06, mark, at=0.22, second=True)
    else:
        badge(stage, figure_of(stage), x, tops[0], side)
    headline(stage, block, box.x, tops[1], box.w, centre=True, at=0.12)
    if detail:
        draw_panel(stage, detail, box.x + (box.w - detail.width) / 2, tops[2], at=0.42)


VARIANTS = (numeral, sheet, spotlight)
