"""What to do next: a button that asks to be pressed."""

from render.scenes.labels import Action, asked, button
from render.scenes.lettering import block_svg
from render.scenes.motion import pulse, punch
from render.scenes.parts import draw_panel, headline, panel
from render.scenes.shapes import circle, icon, rect
from render.scenes.stage import Stage, stacked
from render.scenes.type import fit
from render.timeline import Key

ICONS: tuple[Action | str, ...] = ("heart", "comment", "save", "share")


def pressed(stage: Stage) -> None:
    """Headline, a wide button that pulses, and the row of icons below it."""
    box = stage.box
    high, row = 148.0, 108.0
    said = stage.scene.detail
    side = min(box.h * 0.24, 220.0) if stage.emoji and not stage.wide else 0.0
    extras = [(side, row, said), (0.0, row, said), (side, 0.0, said), (0.0, 0.0, said), (0.0, 0.0, "")]
    for side, row, said in extras:
        detail = panel(stage, said, box.w, box.h * 0.22, bar=False, hug=True, size=44) if said else None
        rest = [side, high, row, detail.height if detail else 0.0]
        room = box.h - sum(rest) - 32 * sum(part > 0 for part in rest)
        block = stage.set(stage.scene.headline, stage.display, box.w - 20, max(room, 100), stage.big(0.66), 46, 4)
        if not block.cut and not (detail and detail.block.cut) and block.size >= stage.big(0.36):
            break
    heights = [h for h in (side, block.height, detail.height if detail else 0.0, high, row) if h]
    tops = stacked(box, heights, 32)
    if side:
        stage.sticker(box.x + (box.w - side) / 2, tops[0], side)
    headline(stage, block, box.x, tops[1 if side else 0], box.w, centre=True, at=0.05)
    if detail:
        draw_panel(stage, detail, box.x + (box.w - detail.width) / 2, tops[2 if side else 1], at=0.3)
    action = _action(stage)
    _button(stage, action, box.x + box.w / 2, tops[-2 if row else -1], min(box.w, 700.0), high, at=0.3)
    if row:
        _icons(stage, action, box.x + box.w / 2, tops[-1], row, at=0.5)


def beacon(stage: Stage) -> None:
    """The action's icon on a disc that sends out rings, the headline and the button with it."""
    box, g = stage.box, stage.ground
    high, action = 140.0, _action(stage)
    full = min(box.h * (0.6 if stage.wide else 0.38), 360.0)
    for side, said in ((full, stage.scene.detail), (full * 0.8, stage.scene.detail), (full * 0.8, "")):
        left = box.x + (side * 1.5 if stage.wide else 0)
        width = box.right - left
        detail = panel(stage, said, width, box.h * 0.34, bar=False, hug=True, size=44) if said else None
        used = (0 if stage.wide else side + 40) + high + 40 + (detail.height + 34 if detail else 0)
        block = stage.set(stage.scene.headline, stage.display, width - 10, box.h - used, stage.big(0.62), 46, 4)
        if not block.cut and not (detail and detail.block.cut) and block.size >= stage.big(0.34):
            break
    heights = ([] if stage.wide else [side]) + [block.height] + ([detail.height] if detail else []) + [high]
    tops = stacked(box, heights, 36)
    cx = box.x + side * 0.62 if stage.wide else box.x + box.w / 2
    cy = box.y + box.h / 2 if stage.wide else tops[0] + side / 2
    _rings(stage, cx, cy, side)
    half = side * 0.38
    body = circle(half, half, half - 1, g.accent)
    body += icon(action, half * 0.46, half * 0.46, half * 1.08, g.on_accent, filled=action in ("save",))
    stage.put(
        body,
        cx - half,
        cy - half,
        2 * half,
        2 * half,
        role="icon",
        enter="pop",
        extra=pulse(0.9, stage.seconds, 1.1, 1.07),
    )
    if stage.emoji:
        mark = side * 0.42
        stage.sticker(cx + side * 0.24, cy + side * 0.12, mark, at=0.3, shape=3)
    number = len(tops) - (3 if detail else 2)
    headline(stage, block, left, tops[number], width, centre=not stage.wide, at=0.1)
    if detail:
        x = left if stage.wide else left + (width - detail.width) / 2
        draw_panel(stage, detail, x, tops[-2], at=0.35)
    wide = min(width, 560.0)
    _button(stage, action, left + wide / 2 if stage.wide else left + width / 2, tops[-1], wide, high, at=0.4)


def _action(stage: Stage) -> Action:
    scene = stage.scene
    return asked(f"{scene.headline} {scene.detail} {scene.narration}")


def _button(stage: Stage, action: Action, cx: float, y: float, most: float, high: float, *, at: float) -> None:
    g = stage.ground
    mark = high * 0.4
    block = fit(
        button(action, stage.language),
        stage.strong,
        most - mark - 120,
        high * 0.5,
        size=high * 0.42,
        floor=28,
        lines=1,
    )
    width = block.width + mark + 116
    x = cx - width / 2
    edge = 10
    body = rect(0, edge, width, high, g.second, radius=high / 2) + rect(0, 0, width, high, g.accent, radius=high / 2)
    body += icon(action, 44, (high - mark) / 2, mark, g.on_accent)
    body += block_svg(block, 44 + mark + 22, (high - block.height) / 2, g.on_accent)
    stage.put(
        body,
        x,
        y,
        width,
        high + edge,
        role="button",
        enter="pop",
        at=at,
        extra=pulse(at + 0.8, stage.seconds, 1.1, 1.05),
    )


def _icons(stage: Stage, action: Action, cx: float, y: float, side: float, *, at: float) -> None:
    g = stage.ground
    gap = 34.0
    total = len(ICONS) * side + (len(ICONS) - 1) * gap
    for i, name in enumerate(ICONS):
        lit = name == action or (action == "follow" and name == "heart")
        body = circle(side / 2, side / 2, side / 2 - 1, g.card) + icon(
            name, side * 0.26, side * 0.26, side * 0.48, g.card_pop if lit else g.on_card, filled=lit
        )
        swell = [k for n in range(int(stage.seconds / 1.4)) for k in punch(at + 0.7 + 1.4 * n + 0.14 * i, 1.16)]
        stage.put(
            body,
            cx - total / 2 + i * (side + gap),
            y,
            side,
            side,
            role="icon",
            enter="pop",
            at=at + 0.08 * i,
            extra=swell,
        )


def _rings(stage: Stage, cx: float, cy: float, side: float) -> None:
    g, r = stage.ground, side / 2
    for delay in (0.5, 1.15):
        line = f' stroke="{g.accent}" stroke-width="5"'
        keys: list[Key] = []
        at = delay
        while at < stage.seconds - 0.3:
            keys += [Key(at=at, scale=0.74, opacity=0.9), Key(at=at + 1.2, scale=1.0, opacity=0.0, ease="out")]
            at += 1.3
        if keys:
            stage.put(
                circle(r, r, r - 4, "none", line),
                cx - r,
                cy - r,
                side,
                side,
                enter="none",
                at=delay,
                extra=keys,
                fixed=True,
            )


VARIANTS = (pressed, beacon)
