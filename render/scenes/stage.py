"""A scene being laid out: where things may stand, what time it is on, and how they are put there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from render.scenes.emoji import draws, emoji_svg
from render.scenes.lettering import Align, Paint, block_svg
from render.scenes.look import Face, Look, Transition
from render.scenes.motion import (
    ENTER_SECONDS,
    EXIT_SECONDS,
    Enter,
    drift,
    enter,
    far,
    leave,
    value_at,
)
from render.scenes.palettes import Ground
from render.scenes.shapes import blob, circle, document, rect
from render.scenes.type import Block, fit
from render.scenes.zones import Box
from render.timeline import Art, Flip, Flipbook, Key, Sprite
from studio.domain.script import Scene
from studio.domain.speech import TimedWord

PAD = 10
"""Room in pixels around set text for what letters reach beyond their advance."""
EARLY = 0.6
"""What would come within this many seconds of the piece's first picture is there from the start."""


@dataclass
class Stage:
    """One scene. Times given to its methods are seconds from the scene's start."""

    scene: Scene
    look: Look
    ground: Ground
    box: Box
    """Where text may stand."""
    width: int
    height: int
    start: float
    end: float
    words: Sequence[TimedWord]
    language: str
    number: int = 1
    """Which of the piece's tips it is, from 1."""
    first: bool = False
    arrive: Transition = "fade"
    depart: Transition | None = "fade"
    """How the next scene comes; None for the last one, which stays."""
    layers: list[Sprite | Flipbook] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long the scene is on."""
        return self.end - self.start

    @property
    def wide(self) -> bool:
        """Whether things should stand beside each other."""
        return self.width >= self.height and self.box.w > 1.25 * self.box.h

    @property
    def emoji(self) -> str:
        """The scene's emoji, if it can be drawn."""
        return self.scene.emoji if draws(self.scene.emoji) else ""

    @property
    def display(self) -> Face:
        """The face of hooks."""
        return self.look.fonts.display

    @property
    def strong(self) -> Face:
        """The face of headlines in cards."""
        return self.look.fonts.strong

    @property
    def plain(self) -> Face:
        """The face of details."""
        return self.look.fonts.text

    def big(self, share: float = 1.0) -> float:
        """The size of the loudest text: condensed capitals may be larger than broad letters."""
        return (250 if self.display.caps else 178) * share

    def put(
        self,
        body: str,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        role: str = "decor",
        enter: Enter = "rise",
        at: float = 0.0,
        seconds: float = ENTER_SECONDS,
        extra: Sequence[Key] = (),
        fixed: bool = False,
        until: float | None = None,
    ) -> None:
        """Put a drawing on the stage.

        Args:
            body: SVG whose coordinates begin at x, y.
            x: Left edge.
            y: Top edge.
            w: Width.
            h: Height.
            role: What it is for the gates.
            enter: How it comes.
            at: When.
            seconds: How long its coming takes.
            extra: Movements after that.
            fixed: Keep `at` even in the piece's first moment.
            until: When it goes; None for the end of the scene.
        """
        at, enter = self._opening(at, enter, fixed)
        left, top, wide, high = math.floor(x), math.floor(y), math.ceil(w + x % 1), math.ceil(h + y % 1)
        moved = f'<g transform="translate({x - left:.2f} {y - top:.2f})">{body}</g>' if x % 1 or y % 1 else body
        centre = (left + wide / 2 - self.width / 2, top + high / 2 - self.height / 2)
        keys, end = self._keys(at, enter, seconds, extra, until, centre)
        self.layers.append(
            Sprite(
                start=self.start + at,
                end=end,
                art=Art(svg=document(moved, wide, high)),
                x=left,
                y=top,
                w=wide,
                h=high,
                keys=keys,
                role=role,
            )
        )

    def flip(
        self,
        bodies: Sequence[str],
        flips: Sequence[Flip],
        x: int,
        y: int,
        w: int,
        h: int,
        *,
        role: str,
        enter: Enter = "pop",
        at: float = 0.0,
    ) -> None:
        """Put a flipbook on the stage; its flips count from `at`."""
        at, enter = self._opening(at, enter, False)
        keys, end = self._keys(
            at, enter, ENTER_SECONDS, (), None, (x + w / 2 - self.width / 2, y + h / 2 - self.height / 2)
        )
        self.layers.append(
            Flipbook(
                start=self.start + at,
                end=end,
                frames=tuple(Art(svg=document(body, w, h)) for body in bodies),
                flips=tuple(flips),
                x=x,
                y=y,
                w=w,
                h=h,
                keys=keys,
                role=role,
            )
        )

    def _opening(self, at: float, style: Enter, fixed: bool) -> tuple[float, Enter]:
        at = min(at, max(self.seconds - 0.5, 0.0))
        if self.first and not fixed and at < EARLY:
            return 0.0, "none" if style in ("none", "fade") else "settle"
        return at, style

    def _keys(
        self,
        at: float,
        style: Enter,
        seconds: float,
        extra: Sequence[Key],
        until: float | None,
        centre: tuple[float, float],
    ) -> tuple[tuple[Key, ...], float]:
        """All keys of a layer in its own time, and when it ends in the piece's."""
        life = (self.seconds if until is None else until) - at
        leaving = self.depart if until is None else "fade"
        out = life - EXIT_SECONDS if leaving else life
        seconds = max(min(seconds, 0.8 * out), 0.04)
        keys = list(self._arrival(style, seconds, centre) if at < 0.3 else enter(style, seconds))
        done = keys[-1].at if keys else 0.0
        keys += [k.model_copy(update={"at": k.at - at}) for k in extra if done + 0.01 < k.at - at < out - 0.02]
        if leaving:
            keys += leave(leaving, out, value_at(tuple(keys), out), self.width, self.height, *centre)
        return tuple(keys), self.start + at + life

    def _arrival(self, style: Enter, seconds: float, centre: tuple[float, float]) -> tuple[Key, ...]:
        """The entrance of what comes with the scene: the transition decides, unless it only fades."""
        if self.first or style == "none":
            return enter(style, seconds)
        if self.arrive == "push":
            return far(self.width * 0.9, 0, seconds + 0.06)
        if self.arrive == "zoom":
            x, y = -0.2 * centre[0], -0.2 * centre[1]
            return (Key(at=0, x=x, y=y, scale=0.8, opacity=0), Key(at=seconds, ease="out"))
        if self.arrive == "rise":
            return (Key(at=0, y=0.08 * self.height, opacity=0), Key(at=seconds, ease="out"))
        return enter(style, seconds)

    def text(
        self,
        block: Block,
        x: float,
        y: float,
        *,
        fill: str = "",
        align: Align = "left",
        width: float | None = None,
        paint: Paint | None = None,
        role: str = "headline",
        enter: Enter = "rise",
        at: float = 0.0,
        extra: Sequence[Key] = (),
        fixed: bool = False,
    ) -> None:
        """Put set text on the stage with its left top corner at x, y, aligned in `width`."""
        if not block.lines:
            return
        box = block.width if width is None else width
        shift = {"left": 0.0, "middle": (box - block.width) / 2, "right": box - block.width}[align]
        body = block_svg(block, PAD, PAD, fill or self.ground.ink, align=align, paint=paint)
        self.put(
            body,
            x + shift - PAD,
            y - PAD,
            block.width + 2 * PAD,
            block.height + 2 * PAD,
            role=role,
            enter=enter,
            at=at,
            extra=extra,
            fixed=fixed,
        )

    def set(
        self, text: str, face: Face, width: float, height: float, size: float, floor: float = 38, lines: int = 3
    ) -> Block:
        """Fit text into a box, never larger than `size`."""
        return fit(text, face, width, height, size=min(size, max(height, floor) * 1.3), floor=floor, lines=lines)

    def sticker(
        self, x: float, y: float, side: float, *, enter: Enter = "pop", at: float = 0.0, shape: int | None = None
    ) -> None:
        """The scene's emoji on a patch of colour, swaying; nothing when it has none."""
        if not self.emoji:
            return
        kind = (self.look.seed if shape is None else shape) % 4
        body = _patch(kind, side, self.ground, self.look.seed)
        life = self.seconds
        if body:
            turn = drift(at + 0.5, life, y=0, turn=4, period=4.4)
            self.put(body, x, y, side, side, role="emoji", enter=enter, at=at, extra=turn)
        share = (0.64, 0.66, 0.62, 0.96)[kind]
        inner = side * share
        gap = (side - inner) / 2
        sway = drift(at + 0.55, life, y=side * 0.022, turn=2.5, period=2.6)
        drawing = emoji_svg(self.emoji, 2, 2, inner - 4)
        self.put(drawing, x + gap, y + gap, inner, inner, role="emoji", enter=enter, at=at + 0.08, extra=sway)


def _patch(kind: int, side: float, ground: Ground, seed: int) -> str:
    """What an emoji stands on: tile, blob, disc with a ring, or nothing."""
    half = side / 2
    if kind == 0:
        inner = side * 0.84
        edge = (side - inner) / 2
        tile = rect(edge, edge, inner, inner, ground.accent, radius=inner * 0.27)
        return f'<g transform="rotate(-7 {half:.1f} {half:.1f})">{tile}</g>'
    if kind == 1:
        return blob(half, half, half, seed, ground.accent)
    if kind == 2:
        ring = f' stroke="{ground.accent}" stroke-width="{side * 0.035:.1f}"'
        dashes = f' stroke-dasharray="{side * 0.34:.1f} {side * 0.12:.1f}" stroke-linecap="round"'
        return circle(half, half, half * 0.78, ground.second) + circle(half, half, half * 0.93, "none", ring + dashes)
    return ""


def emphasis(words: Sequence[str]) -> int:
    """Which word of a headline carries it: one with a figure, else the longest; -1 for none."""
    if len(words) < 2:
        return -1
    figures = [i for i, word in enumerate(words) if any(c.isdigit() for c in word)]
    if figures:
        return figures[0]
    longest = max(range(len(words)), key=lambda i: (len(words[i]), i))
    return longest if len(words[longest]) > 3 else -1


def stacked(box: Box, heights: Sequence[float], gap: float, lean: float = 0.46) -> list[float]:
    """Tops of things stacked in a box, a little above its middle."""
    total = sum(heights) + gap * (len(heights) - 1)
    y = box.y + max(box.h - total, 0) * lean
    tops = []
    for height in heights:
        tops.append(y)
        y += height + gap
    return tops
