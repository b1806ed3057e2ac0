"""Two sides: what to leave, with a cross, and what to do, with a tick."""

from dataclasses import dataclass

from render.scenes.cues import cues
from render.scenes.labels import sides
from render.scenes.lettering import block_svg
from render.scenes.motion import Enter, punch
from render.scenes.parts import draw_card, headline
from render.scenes.shapes import SHADE, circle, cross, rect, tick
from render.scenes.stage import Stage
from render.scenes.type import fit
from render.scenes.zones import Box

NO = "#e5484d"
YES = "#12a150"


@dataclass(frozen=True)
class Side:
    """One side and when it is spoken."""

    label: str
    text: str
    good: bool
    at: float


def stack(stage: Stage) -> None:
    """The wrong way above, struck out when the right way comes in below."""
    box = _headed(stage)
    gap = 30
    if stage.wide:
        half = (box.w - gap) // 2
        places = (Box(box.x, box.y, half, box.h), Box(box.right - half, box.y, half, box.h))
    else:
        high = min((box.h - gap) // 2, 350)
        top = box.y + (box.h - 2 * high - gap) // 3
        places = (Box(box.x, top, box.w, high), Box(box.x, top + high + gap, box.w, high))
    bad, good = _sides(stage)
    _panel(stage, bad, places[0], "left")
    _panel(stage, good, places[1], "right")


def versus(stage: Stage) -> None:
    """Two halves that meet at a disc; the wrong one small, the right one filled with colour."""
    box = _headed(stage)
    bad, good = _sides(stage)
    low = not stage.wide and box.h < 520
    gap, side = 22, 84 if low else 108
    if stage.wide:
        left = round(box.w * 0.42)
        places = (Box(box.x, box.y + 30, left, box.h - 60), Box(box.x + left + gap, box.y, box.w - left - gap, box.h))
        centre = (box.x + left + gap / 2, box.bottom - side * 0.56)
    else:
        room = min(box.h, 700)
        top = box.y + (box.h - room) // 3
        small = round((room - gap) * 0.44)
        places = (
            Box(box.x, top, box.w - 70, small),
            Box(box.x + 30, top + small + gap, box.w - 30, room - small - gap),
        )
        centre = (box.right - 44 if low else box.x + box.w * 0.76, top + small + (0 if low else gap / 2))
    _panel(stage, bad, places[0], "left" if stage.wide else "drop")
    _panel(stage, good, places[1], "right" if stage.wide else "rise", filled=True, inset=34.0 if stage.wide else 0.0)
    g = stage.ground
    half = side / 2
    text = fit("VS", stage.display, side * 0.56, side * 0.44, size=60, floor=20, lines=1)
    ring = f' stroke="{g.colors[0]}" stroke-width="10"'
    disc = circle(half, half, half - 6, g.second, ring)
    disc += block_svg(text, half - text.width / 2, half - text.height / 2, g.on_second)
    stage.put(disc, centre[0] - half, centre[1] - half, side, side, role="badge", enter="pop", at=good.at, fixed=True)


def _sides(stage: Stage) -> tuple[Side, Side]:
    items = (*stage.scene.items, "", "")[:2]
    names = sides(stage.language)
    moments = [t - stage.start for t in cues(items, stage.words, stage.start, stage.end)]
    second = min(max(moments[1], 0.5), stage.seconds * 0.6)
    return Side(names[0], items[0], False, 0.1), Side(names[1], items[1], True, second)


def _headed(stage: Stage) -> Box:
    """Put the headline at the top; what is left is for the two sides."""
    box = stage.box
    block = stage.set(
        stage.scene.headline, stage.display, box.w, box.h * 0.26, stage.big(0.46), 42, 2 if stage.wide else 3
    )
    if not block.lines:
        return box
    used = round(block.height) + 40
    slack = 0 if stage.wide else round(max(box.h - used - 700, 0) * 0.4)
    headline(stage, block, box.x, box.y + slack, box.w)
    return Box(box.x, box.y + used + slack, box.w, box.h - used - slack)


def _panel(stage: Stage, side: Side, place: Box, enter: Enter, filled: bool = False, inset: float = 0.0) -> None:
    """One side: its sign and label above its words, or before them where the panel is low."""
    g, m = stage.ground, SHADE
    fill, ink, soft = (g.accent, g.on_accent, g.on_accent) if filled else ("", g.on_card, g.card_soft)
    bar = rect(m, m + 40, 10, place.h - 80, YES if side.good else NO, radius=5)
    draw_card(
        stage, place.x, place.y, place.w, place.h, at=side.at, enter=enter, fill=fill, more=bar, fixed=side.good
    )
    low = place.h < 250
    pad = min(36.0, place.h * 0.12)
    mark = min(100.0, place.h * 0.5) if low else min(84.0, place.h * 0.3)
    left = place.x + pad + (mark + 26 if low else 4 + inset)
    width = place.x + place.w - pad - 8 - left
    label = fit(
        side.label, stage.strong, place.w - 2 * pad - mark - 24, mark, size=34 if low else 40, floor=24, lines=1
    )
    label_y = place.y + pad + (0 if low else (mark - label.height) / 2)
    label_x = left if low else place.x + pad + mark + 22
    top = place.y + pad + (label.height + 12 if low else mark + 18)
    room = place.y + place.h - pad - top
    text = fit(side.text, stage.strong, width, room, size=72, floor=26, lines=4)
    for block, x, y, color, role in (
        (label, label_x, label_y, soft, "label"),
        (text, left, top + (room - text.height) * 0.4, ink, "item"),
    ):
        stage.text(block, x, y, fill=color, role=role, enter=enter, at=side.at, fixed=side.good)
    _sign(stage, side, place.x + pad, place.y + ((place.h - mark) / 2 if low else pad), mark)


def _sign(stage: Stage, side: Side, x: float, y: float, mark: float) -> None:
    half = mark / 2
    body = circle(half, half, half - 1, YES if side.good else NO)
    body += (tick if side.good else cross)(half, half, mark * 0.72, "#ffffff")
    swell = punch(side.at + 1.2, 1.16)
    stage.put(body, x, y, mark, mark, role="sign", enter="pop", at=side.at + 0.18, fixed=side.good, extra=swell)


VARIANTS = (stack, versus)
