"""The hook, as large as it goes: a poster from the very first picture."""

from render.scenes.cues import beats
from render.scenes.lettering import block_svg, words_of
from render.scenes.motion import punch
from render.scenes.parts import draw_panel, headline, panel, single
from render.scenes.shapes import rect, star, swoosh
from render.scenes.stage import Stage, emphasis, stacked
from render.scenes.type import Block

GAP = 44


def poster(stage: Stage) -> None:
    """Flush left, a marker behind the word that carries it, a swoosh below, the emoji above or beside."""
    box = stage.box
    side = _side(stage)
    beside = stage.wide and side > 0
    width = box.w - side - GAP if beside else box.w
    above = 0.0 if beside else side
    detail = panel(stage, stage.scene.detail, width, box.h * 0.24) if stage.scene.detail else None
    room = box.h - above - (GAP if above else 0) - 46 - (detail.height + 30 if detail else 0)
    block = stage.set(stage.scene.headline, stage.display, width - 28, room, stage.big(), 54, 5)
    heights = [above] * (above > 0) + [block.height + 46] + ([detail.height] if detail else [])
    tops = stacked(box, heights, 34)
    if above:
        stage.sticker(box.x - 6, tops[0], side)
    elif beside:
        stage.sticker(box.right - side, box.y + (box.h - side) / 2, side)
    y = tops[1 if above else 0]
    headline(stage, block, box.x + 14, y, width, marker=True, accents=_beats(stage, block))
    _underline(stage, block, box.x + 14, y + block.height + 12)
    if detail:
        draw_panel(stage, detail, box.x, tops[-1], at=0.5)


def centred(stage: Stage) -> None:
    """Everything on the middle axis: a large emoji with sparks around it, the words below."""
    box = stage.box
    side = _side(stage, 1.28)
    if stage.wide:
        side = min(side, box.h * 0.36)
    detail = (
        panel(stage, stage.scene.detail, box.w * 0.94, box.h * 0.22, bar=False, hug=True)
        if stage.scene.detail
        else None
    )
    room = box.h - side - GAP - (detail.height + 34 if detail else 0)
    block = stage.set(stage.scene.headline, stage.display, box.w - 20, room, stage.big(0.94), 54, 5)
    heights = [side] * (side > 0) + [block.height] + ([detail.height] if detail else [])
    tops = stacked(box, heights, GAP - 8)
    if side:
        stage.sticker(box.x + (box.w - side) / 2, tops[0], side)
        _sparks(stage, box.x + box.w / 2, tops[0] + side / 2, side)
    headline(stage, block, box.x, tops[1 if side else 0], box.w, centre=True, accents=_beats(stage, block))
    if detail:
        draw_panel(stage, detail, box.x + (box.w - detail.width) / 2, tops[-1], at=0.5)


def labels(stage: Stage) -> None:
    """Each line on its own strip of colour, stepped; the emoji sits on the corner of the last one."""
    box, g = stage.box, stage.ground
    side = _side(stage, 0.86)
    pad_x, pad_y, gap = 30.0, 20.0, 14.0
    detail = panel(stage, stage.scene.detail, box.w, box.h * 0.22) if stage.scene.detail else None
    above = side + 16 if side else 0.0
    room = box.h - above - (detail.height + 34 if detail else 0)
    block, rows = _strips(stage, box.w - 2 * pad_x - 40, room, 2 * pad_y + gap)
    strips = [row.height + 2 * pad_y for row in rows]
    heights = [*strips, *([detail.height + 20] if detail else [])]
    total = sum(heights) + gap * (len(heights) - 1) + above
    y = box.y + max(box.h - total, 0) * 0.46 + above
    top = y
    accents = _beats(stage, block)
    bold = stage.look.of(stage.scene.id).bold
    loud = emphasis([w.text for w in words_of(block)])
    before = 0
    for number, (row, high) in enumerate(zip(rows, strips, strict=True)):
        count = len(words_of(row))
        lit = before <= loud < before + count
        before += count
        loudest = (g.second, g.on_second) if bold else (g.accent, g.on_accent)
        fill, ink = loudest if lit else (g.ink, g.colors[0])
        x = box.x + (number % 2) * min(34.0, box.w - row.width - 2 * pad_x)
        body = rect(0, 0, row.width + 2 * pad_x, high, fill, radius=min(stage.look.radius, 18))
        body += block_svg(row, pad_x, pad_y, ink)
        stage.put(
            body,
            x,
            y,
            row.width + 2 * pad_x,
            high,
            role="headline",
            enter="left" if number % 2 else "right",
            at=0.1 * number,
            extra=punch(accents[number], 1.04),
        )
        y += high + gap
    if side:
        reach = rows[0].width + 2 * pad_x
        beside = box.x + reach + 24 + side <= box.right
        stage.sticker(box.x + reach - side * 0.2 if beside else box.right - side, top - above, side, at=0.3)
    if detail:
        draw_panel(stage, detail, box.x, y + 10, at=0.5)


def _strips(stage: Stage, width: float, room: float, around: float) -> tuple[Block, list[Block]]:
    """The hook, and each line of it alone, as large as fits with `around` pixels of strip and gap a line."""
    for share in (0.8, 0.7, 0.6, 0.5, 0.4):
        block = stage.set(stage.scene.headline, stage.display, width, room * share, stage.big(0.86), 50, 4)
        rows = [single(block, i) for i in range(len(block.lines))]
        if sum(row.height + around for row in rows) <= room:
            break
    return block, rows


def _side(stage: Stage, grow: float = 1.0) -> float:
    """How large the emoji is."""
    if not stage.emoji:
        return 0.0
    box = stage.box
    return min(box.h * (0.66 if stage.wide else 0.3), box.w * (0.3 if stage.wide else 0.34), 300) * min(grow, 1.3)


def _beats(stage: Stage, block: Block) -> list[float]:
    """Each line swells on a spoken word, after the piece has settled."""
    count = len(block.lines)
    moments = beats(count, stage.words, stage.start + 0.55, stage.end - 0.6)
    return [moment - stage.start for moment in moments]


def _underline(stage: Stage, block: Block, x: float, y: float) -> None:
    width = min(max(block.lines[-1].width, 220.0), stage.box.w * 0.8)
    body = swoosh(width, 34, stage.ground.second, 9)
    stage.put(body, x, y, width, 34, role="decor", enter="wipe", at=0.35, seconds=0.5, fixed=True)


def _sparks(stage: Stage, cx: float, cy: float, side: float) -> None:
    places = ((-0.66, -0.26, 34), (0.64, -0.38, 46), (0.7, 0.3, 26), (-0.6, 0.36, 24))
    for i, (dx, dy, r) in enumerate(places):
        x, y = cx + dx * side, cy + dy * side
        body = star(r, r, r, stage.ground.second if i % 2 else stage.ground.pop)
        twinkle = [k for n in range(1, int(stage.seconds / 1.3) + 1) for k in punch(n * 1.3 + 0.25 * i, 1.35)]
        stage.put(body, x - r, y - r, 2 * r, 2 * r, enter="pop", at=0.2 + 0.08 * i, extra=twinkle)


VARIANTS = (poster, centred, labels)
