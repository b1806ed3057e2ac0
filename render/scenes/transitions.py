"""What sweeps over the picture between scenes, and the bar that shows how far the piece is."""

from collections.abc import Sequence

from render.scenes.palettes import Ground
from render.scenes.shapes import document, rect
from render.scenes.zones import Box
from render.timeline import Art, Key, Sprite

SWEEP = 0.34
"""Seconds before and after the change of scene."""
BAR = 9
"""Height of the progress bar."""


def sweep(at: float, ground: Ground, width: int, height: int) -> Sprite:
    """A sheet of colour that covers the whole picture exactly at `at`: upwards, or sideways on wide pictures."""
    sideways = width > height
    w, h = (round(width * 1.5), height) if sideways else (width, round(height * 1.5))
    span, rest = (w, width) if sideways else (h, height)
    hidden, covering, gone = float(rest), -(span - rest) / 2, float(-span)
    axis = "x" if sideways else "y"
    keys = (
        Key(at=0.0, **{axis: hidden}),
        Key(at=SWEEP, ease="in_out", **{axis: covering}),
        Key(at=2 * SWEEP, ease="in_out", **{axis: gone}),
    )
    return Sprite(
        start=at - SWEEP,
        end=at + SWEEP,
        art=Art(svg=document(_sheet(w, h, ground, sideways), w, h)),
        x=0,
        y=0,
        w=w,
        h=h,
        keys=keys,
        role="sweep",
    )


def _sheet(w: int, h: int, ground: Ground, sideways: bool) -> str:
    """Two colours with bowed edges; the middle two thirds are full."""
    if sideways:
        outer = f"M{w * 0.1:.0f} 0Q{-w * 0.06:.0f} {h / 2:.0f} {w * 0.1:.0f} {h}L{w * 0.9:.0f} {h}"
        outer += f"Q{w * 1.06:.0f} {h / 2:.0f} {w * 0.9:.0f} 0Z"
        inner = f"M{w * 0.15:.0f} 0Q{w * 0.01:.0f} {h / 2:.0f} {w * 0.15:.0f} {h}L{w * 0.85:.0f} {h}"
        inner += f"Q{w * 0.99:.0f} {h / 2:.0f} {w * 0.85:.0f} 0Z"
    else:
        outer = f"M0 {h * 0.1:.0f}Q{w / 2:.0f} {-h * 0.06:.0f} {w} {h * 0.1:.0f}L{w} {h * 0.9:.0f}"
        outer += f"Q{w / 2:.0f} {h * 1.06:.0f} 0 {h * 0.9:.0f}Z"
        inner = f"M0 {h * 0.15:.0f}Q{w / 2:.0f} {h * 0.01:.0f} {w} {h * 0.15:.0f}L{w} {h * 0.85:.0f}"
        inner += f"Q{w / 2:.0f} {h * 0.99:.0f} 0 {h * 0.85:.0f}Z"
    return f'<path d="{outer}" fill="{ground.second}"/><path d="{inner}" fill="{ground.accent}"/>'


def progress(spans: Sequence[tuple[float, float]], grounds: Sequence[Ground], box: Box) -> list[Sprite]:
    """A bar of one segment a scene: past ones full, the present one filling.

    Args:
        spans: Start and end of each scene.
        grounds: What each scene is painted with.
        box: Where: its top edge, over its whole width.
    """
    gap = 10.0
    part = (box.w - gap * (len(spans) - 1)) / len(spans)
    layers: list[Sprite] = []
    for number, ((start, end), ground) in enumerate(zip(spans, grounds, strict=True)):
        marks = "".join(
            rect(
                i * (part + gap),
                0,
                part,
                BAR,
                ground.ink,
                radius=BAR / 2,
                extra=f' opacity="{1 if i < number else 0.22}"',
            )
            for i in range(len(spans))
        )
        layers.append(
            Sprite(
                start=start,
                end=end,
                art=Art(svg=document(marks, box.w, BAR)),
                x=box.x,
                y=box.y,
                w=box.w,
                h=BAR,
                role="progress",
            )
        )
        wide = max(round(part), 1)
        layers.append(
            Sprite(
                start=start,
                end=end,
                art=Art(svg=document(rect(0, 0, wide, BAR, ground.ink, radius=BAR / 2), wide, BAR)),
                x=round(box.x + number * (part + gap)),
                y=box.y,
                w=wide,
                h=BAR,
                keys=(Key(at=0, wipe=0.02), Key(at=end - start, wipe=1, ease="linear")),
                role="progress",
            )
        )
    return layers
