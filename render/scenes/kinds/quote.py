"""Words in the middle of the picture."""

from render.scenes.cues import beats
from render.scenes.parts import draw_card, headline
from render.scenes.shapes import circle, rect
from render.scenes.stage import Stage, stacked
from render.scenes.type import Block

_MARK = "M0 {m}C0 {a} {b} 4 {w} 0L{w} {c}C{d} {e} {f} {g} {f} {m}L{w} {m}L{w} {h}L0 {h}Z"


def marks(x: float, y: float, side: float, color: str) -> str:
    """A pair of opening quotation marks, `side` wide."""
    w = side * 0.44
    m, h = side * 0.4, side * 0.78
    d = _MARK.format(
        m=round(m, 1),
        a=round(side * 0.18, 1),
        b=round(w * 0.42, 1),
        w=round(w, 1),
        c=round(side * 0.14, 1),
        d=round(w * 0.68, 1),
        e=round(side * 0.19, 1),
        f=round(w * 0.52, 1),
        g=round(side * 0.28, 1),
        h=round(h, 1),
    )
    one = f'<path d="{d}" fill="{color}"/>'
    return f'<g transform="translate({x:.1f} {y:.1f})">{one}<g transform="translate({side - w:.1f} 0)">{one}</g></g>'


def pull(stage: Stage) -> None:
    """Large words flush left below a pair of marks, a bar and the source under them."""
    box, g = stage.box, stage.ground
    side = min(box.h * 0.2, 170.0)
    source = _source(stage, box.w - 130)
    room = box.h - side - 40 - (source.height + 40 if source else 0)
    block = stage.set(stage.scene.headline, stage.display, box.w, room, stage.big(0.7), 48, 6)
    heights = [side * 0.8, block.height] + ([source.height] if source else [])
    tops = stacked(box, heights, 36)
    stage.put(marks(0, 0, side, g.accent), box.x, tops[0], side, side * 0.8, enter="drop")
    if stage.emoji:
        stage.sticker(box.right - side * 1.1, tops[0] - side * 0.16, side * 1.1, at=0.2)
    moments = [t - stage.start for t in beats(len(block.lines), stage.words, stage.start + 0.4, stage.end)]
    headline(stage, block, box.x, tops[1], box.w, at=0.08, accents=moments)
    if source:
        y = tops[2]
        stage.put(
            rect(0, 0, 84, 8, g.accent, radius=4), box.x, y + source.height / 2 - 4, 84, 8, enter="wipe", at=0.4
        )
        stage.text(source, box.x + 110, y, fill=g.soft, role="detail", at=0.5)


def framed(stage: Stage) -> None:
    """Words centred on a card whose edge carries a disc with the marks."""
    box, g = stage.box, stage.ground
    side = min(box.h * 0.22, 150.0)
    pad = 54.0
    source = _source(stage, box.w - 2 * pad)
    room = box.h - side - 2 * pad - (source.height + 40 if source else 0)
    block = stage.set(stage.scene.headline, stage.display, box.w - 2 * pad, room, stage.big(0.56), 44, 6)
    high = block.height + 2 * pad + side * 0.34 + (source.height + 44 if source else 0)
    y = box.y + side / 2 + max(box.h - side / 2 - high - 14, 0) * 0.44
    draw_card(stage, box.x, y, box.w, high, radius=stage.look.radius * 1.3, enter="grow")
    disc = circle(side / 2, side / 2, side / 2 - 1, g.accent) + marks(
        side * 0.28, side * 0.32, side * 0.44, g.on_accent
    )
    stage.put(disc, box.x + (box.w - side) / 2, y - side / 2, side, side, enter="pop", at=0.15)
    top = y + pad + side * 0.34
    moments = [t - stage.start for t in beats(len(block.lines), stage.words, stage.start + 0.4, stage.end)]
    headline(stage, block, box.x + pad, top, box.w - 2 * pad, centre=True, at=0.14, accents=moments, on_card=True)
    if source:
        stage.text(
            source,
            box.x + pad,
            top + block.height + 44,
            fill=g.card_soft,
            align="middle",
            width=box.w - 2 * pad,
            role="detail",
            at=0.5,
        )
    if stage.emoji:
        stage.sticker(box.right - side * 0.98, y + high - side * 0.62, side, at=0.4, shape=3)


def _source(stage: Stage, width: float) -> Block | None:
    if not stage.scene.detail:
        return None
    return stage.set(stage.scene.detail, stage.plain, width, stage.box.h * 0.24, 46, 34, 3)


VARIANTS = (pull, framed)
