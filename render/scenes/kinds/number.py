"""One big figure that counts up."""

from render.scenes.counting import counted, share
from render.scenes.cues import cues
from render.scenes.lettering import block_svg
from render.scenes.parts import draw_panel, headline, panel
from render.scenes.shapes import arc, circle, rect
from render.scenes.stage import Stage, stacked
from render.scenes.type import Block, cased, fit, width_of
from render.timeline import Flip

STEPS = 20
STEP_SECONDS = 0.045


def ring(stage: Stage) -> None:
    """The figure inside a ring that closes as it counts."""
    box, detail_text = stage.box, stage.scene.detail
    if stage.wide:
        side = min(box.h * 0.94, box.w * 0.44, 560.0)
        left = box.x + box.w - _text_width(stage)
        _dial(stage, box.x + (box.w - _text_width(stage) - side) / 2 - 10, box.y + (box.h - side) / 2, side)
        _beside(stage, left)
        return
    full = min(box.h * 0.5, box.w * 0.66, 500.0)
    for side, part in ((full, 0.28), (full * 0.8, 0.34), (full * 0.66, 0.38), (full * 0.8, 0.0)):
        said = detail_text if part else ""
        detail = panel(stage, said, box.w, box.h * part, size=44, bar=False, hug=True) if said else None
        room = box.h - side - 34 - (detail.height + 30 if detail else 0)
        block = stage.set(stage.scene.headline, stage.display, box.w - 20, room, stage.big(0.56), 42, 3)
        if not (block.cut or (detail and detail.block.cut)):
            break
    tops = stacked(box, [side, block.height] + ([detail.height] if detail else []), 32)
    x = box.x + (box.w - side) / 2
    _dial(stage, x, tops[0], side)
    mark = side * 0.34
    stage.sticker(x + side - mark * 0.72, tops[0] - mark * 0.1, mark, at=0.5, shape=0)
    headline(stage, block, box.x, tops[1], box.w, centre=True, at=0.15)
    if detail:
        draw_panel(stage, detail, box.x + (box.w - detail.width) / 2, tops[2], at=0.5)


def meter(stage: Stage) -> None:
    """The figure as wide as the card over a bar that fills."""
    box, detail_text = stage.box, stage.scene.detail
    bar = 26.0
    if stage.wide:
        high = min(box.h * 0.6, 330.0)
        tops = stacked(box, [high, bar], 36)
        _figures(stage, box.x, tops[0], box.w * 0.5, high, left=True)
        _bar(stage, tops[1], box.w * 0.5, bar)
        _beside(stage, box.x + box.w - _text_width(stage))
        return
    full = min(box.h * 0.36, 330.0)
    for high, part in ((full, 0.28), (full * 0.8, 0.34), (full * 0.66, 0.38), (full * 0.8, 0.0)):
        said = detail_text if part else ""
        detail = panel(stage, said, box.w, box.h * part, size=44) if said else None
        room = box.h - high - bar - 80 - (detail.height + 30 if detail else 0)
        block = stage.set(stage.scene.headline, stage.display, box.w - 20, room, stage.big(0.54), 42, 3)
        if not (block.cut or (detail and detail.block.cut)):
            break
    tops = stacked(box, [high, bar, block.height] + ([detail.height] if detail else []), 36)
    _figures(stage, box.x, tops[0], box.w, high, left=True)
    _bar(stage, tops[1], box.w, bar)
    headline(stage, block, box.x, tops[2], box.w, at=0.15)
    side = min(high * 0.72, 210.0)
    if _pictures(stage, box.w, high)[1].width < box.w - side - 24:
        stage.sticker(box.right - side, tops[0] + (high - side) / 2, side, at=0.4)
    if detail:
        draw_panel(stage, detail, box.x, tops[3], at=0.5)


def _bar(stage: Stage, y: float, width: float, high: float) -> None:
    g, x = stage.ground, stage.box.x
    track = rect(0, 0, width, high, g.ink, radius=high / 2, extra=' opacity=".16"')
    stage.put(track, x, y, width, high, enter="fade")
    part = width * max(share(stage.scene.figure), 0.04)
    fill = rect(0, 0, part, high, g.accent, radius=high / 2)
    stage.put(fill, x, y, part, high, enter="wipe", at=_moment(stage), seconds=STEPS * STEP_SECONDS, fixed=True)


def _text_width(stage: Stage) -> float:
    return stage.box.w * 0.46 if stage.wide else stage.box.w


def _beside(stage: Stage, x: float) -> None:
    """Headline and detail in a column at the right."""
    box, width = stage.box, _text_width(stage)
    for said in (stage.scene.detail, ""):
        detail = panel(stage, said, width, box.h * 0.54, size=44) if said else None
        room = box.h - (detail.height + 34 if detail else 0)
        block = stage.set(stage.scene.headline, stage.display, width, room, stage.big(0.56), 42, 5)
        if not block.cut:
            break
    tops = stacked(box, [block.height] + ([detail.height] if detail else []), 36)
    headline(stage, block, x, tops[0], width, at=0.15)
    if detail:
        draw_panel(stage, detail, x, tops[1], at=0.5)


def _moment(stage: Stage) -> float:
    """When the figure is said, or soon; never so late that the count is cut short."""
    said = cues([stage.scene.figure], stage.words, stage.start, stage.end)[0] - stage.start
    return max(min(said - 0.5 * STEPS * STEP_SECONDS, stage.seconds - 1.6, 0.8), 0.1)


def _pictures(stage: Stage, width: float, height: float) -> tuple[list[str], Block]:
    """What the figure says in turn, and how its last state is set."""
    figure = cased(stage.scene.figure, stage.display) or "1"
    block = fit(figure, stage.display, width, height, size=height * 1.4, floor=30, lines=1)
    return counted(block.lines[0].text if block.lines else figure, STEPS), block


def _frame(text: str, block: Block, width: float, height: float, fill: str, left: bool) -> str:
    size = min(block.size, block.size * width / max(width_of(text, block.face, block.size), 1.0))
    row = fit(text, block.face, width + 1, height + 2, size=size, floor=size * 0.9, lines=1)
    x = 0.0 if left else (width - row.width) / 2
    return block_svg(row, x, (height - block.height) / 2, fill)


def _figures(stage: Stage, x: float, y: float, width: float, height: float, *, left: bool) -> None:
    texts, block = _pictures(stage, width, height)
    w, h = round(width), round(height)
    bodies = [_frame(text, block, w, h, stage.ground.pop, left) for text in texts]
    _count(stage, bodies, round(x), round(y), w, h)


def _dial(stage: Stage, x: float, y: float, side: float) -> None:
    g, thick = stage.ground, side * 0.07
    r = side / 2 - thick / 2 - 2
    texts, block = _pictures(stage, side * 0.68, side * 0.36)
    goal = share(stage.scene.figure)
    centre = side / 2
    base = circle(centre, centre, r, "none", f' stroke="{g.ink}" stroke-opacity=".14" stroke-width="{thick:.1f}"')
    bodies = []
    for i, text in enumerate(texts):
        part = goal * (i + 1) / len(texts)
        figure = _frame(text, block, side * 0.7, side * 0.36, g.ink, False)
        shown = f'<g transform="translate({side * 0.15:.1f} {side * 0.32:.1f})">{figure}</g>'
        bodies.append(base + arc(centre, centre, r, part, g.accent, thick) + shown)
    _count(stage, bodies, round(x), round(y), round(side), round(side))


def _count(stage: Stage, bodies: list[str], x: int, y: int, w: int, h: int) -> None:
    pace = STEPS * STEP_SECONDS / len(bodies)
    begin = 0.0 if stage.first else _moment(stage)
    flips = [Flip(at=0.0, frame=0), *(Flip(at=begin + i * pace, frame=i) for i in range(1, len(bodies)))]
    stage.flip(bodies, flips, x, y, w, h, role="figure", enter="grow")


VARIANTS = (ring, meter)
