"""Ranked items, the last rank first."""

from render.scenes.cues import cues
from render.scenes.emoji import emoji_svg
from render.scenes.lettering import block_svg
from render.scenes.motion import Enter, drift, punch
from render.scenes.parts import draw_card, headline
from render.scenes.shapes import SHADE, circle, rect
from render.scenes.stage import Stage, stacked
from render.scenes.type import Block, fit
from render.scenes.zones import Box

CROWN = "👑"


def ladder(stage: Stage) -> None:
    """A ranking with the first on top, filled from the bottom; the first is larger and wears a crown."""
    rows = _headed(stage)
    count = len(stage.scene.items)
    gap = 16
    high = min((rows.h - gap * (count - 1)) / (count + 0.35), 150.0)
    tops: list[float] = []
    y = rows.y + max(rows.h - high * (count + 0.35) - gap * (count - 1), 0) * 0.3
    for rank in range(count):
        tops.append(y)
        y += high * (1.35 if rank == 0 else 1.0) + gap
    blocks = _set(stage, rows.w - high - 60, high - 20)
    for spoken, moment in enumerate(_moments(stage)):
        rank = count - 1 - spoken
        tall = high * (1.35 if rank == 0 else 1.0)
        place = Box(rows.x, round(tops[rank]), rows.w, round(tall))
        _empty(stage, place, rank + 1, moment)
        _row(stage, place, rank + 1, blocks[spoken], moment, "drop")


def parade(stage: Stage) -> None:
    """Rows in the order they are spoken, each wider than the last; the winner fills the width."""
    rows = _headed(stage)
    count = len(stage.scene.items)
    gap = 18
    high = min((rows.h - gap * (count - 1)) / count, 160.0)
    top = rows.y + max(rows.h - high * count - gap * (count - 1), 0) * 0.3
    step = min(rows.w * 0.14 / max(count - 1, 1), 56.0)
    blocks = _set(stage, rows.w - step * (count - 1) - high - 60, high - 20)
    for spoken, moment in enumerate(_moments(stage)):
        inset = step * (count - 1 - spoken)
        place = Box(rows.x, round(top + spoken * (high + gap)), round(rows.w - inset), round(high))
        _row(stage, place, count - spoken, blocks[spoken], moment, "left")


def _moments(stage: Stage) -> list[float]:
    return [t - stage.start for t in cues(stage.scene.items, stage.words, stage.start, stage.end)]


def _headed(stage: Stage) -> Box:
    box = stage.box
    if stage.wide:
        left = round(box.w * 0.38)
        side = min(box.h * 0.34, 220.0) if stage.emoji else 0.0
        block = stage.set(stage.scene.headline, stage.display, left - 40, box.h - side - 40, stage.big(0.54), 44, 5)
        tops = stacked(box, [side, block.height] if side else [block.height], 34)
        stage.sticker(box.x, tops[0], side)
        headline(stage, block, box.x, tops[-1], left - 40)
        return Box(box.x + left, box.y, box.w - left, box.h)
    side = min(box.h * 0.17, 140.0) if stage.emoji else 0.0
    block = stage.set(stage.scene.headline, stage.display, box.w - side - 24, box.h * 0.27, stage.big(0.5), 42, 3)
    used = max(block.height, side)
    slack = max(box.h - used - 40 - 170 * len(stage.scene.items), 0) * 0.4
    y = box.y + slack
    headline(stage, block, box.x, y + (used - block.height) / 2, box.w - side - 24)
    stage.sticker(box.right - side, y + (used - side) / 2, side, at=0.1)
    taken = round(used + 40 + slack)
    return Box(box.x, box.y + taken, box.w, box.h - taken)


def _set(stage: Stage, width: float, height: float) -> list[Block]:
    found = [fit(item, stage.strong, width, height, size=62, floor=22, lines=2) for item in stage.scene.items]
    size = min(block.size for block in found)
    return [fit(item, stage.strong, width, height, size=size, floor=21, lines=2) for item in stage.scene.items]


def _empty(stage: Stage, place: Box, rank: int, until: float) -> None:
    """The outline of a place that is still to be filled."""
    if until < 0.7:
        return
    g = stage.ground
    line = f' stroke="{g.ink}" stroke-opacity=".3" stroke-width="3" stroke-dasharray="14 12"'
    figure = fit(str(rank), stage.display, 80, place.h * 0.4, size=place.h * 0.5, floor=12, lines=1)
    body = rect(2, 2, place.w - 4, place.h - 4, "none", radius=stage.look.radius, extra=line)
    number = block_svg(figure, 44, (place.h - figure.height) / 2, g.ink)
    body += f'<g opacity=".3">{number}</g>'
    stage.put(body, place.x, place.y, place.w, place.h, enter="fade", at=0.1, until=until + 0.3)


def _row(stage: Stage, place: Box, rank: int, block: Block, at: float, enter: Enter) -> None:
    g, m = stage.ground, SHADE
    best = rank == 1
    ink = g.on_accent if best else g.on_card
    disc, number = (g.on_accent, g.accent) if best else (g.accent, g.on_accent)
    r = min(place.h * 0.34, 52.0)
    cx = 22 + r
    figure = fit(str(rank), stage.display, r * 1.3, r * 1.1, size=r * 1.5, floor=12, lines=1)
    mark = circle(cx + m, m + place.h / 2, r, disc)
    mark += block_svg(figure, m + cx - figure.width / 2, m + (place.h - figure.height) / 2, number)
    swell = punch(at + 0.9, 1.04) if best else ()
    fixed = rank < len(stage.scene.items)
    fill = g.accent if best else ""
    draw_card(
        stage, place.x, place.y, place.w, place.h, at=at, enter=enter, fill=fill, more=mark, fixed=fixed, extra=swell
    )
    top = place.y + (place.h - block.height) / 2
    x = place.x + cx + r + 26
    stage.text(block, x, top, fill=ink, role="item", at=at, enter=enter, fixed=fixed, extra=swell)
    if best:
        side = 92.0
        body = f'<g transform="rotate(14 {side / 2} {side / 2})">{emoji_svg(CROWN, 10, 10, side - 20)}</g>'
        sway = drift(at + 0.7, stage.seconds, y=4, turn=5, period=2.2)
        stage.put(
            body,
            place.right - side * 0.8,
            place.y - side * 0.52,
            side,
            side,
            role="emoji",
            enter="pop",
            at=at + 0.25,
            extra=sway,
            fixed=True,
        )


VARIANTS = (ladder, parade)
