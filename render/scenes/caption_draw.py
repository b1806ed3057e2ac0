"""How caption groups look: the sprites of the three styles.

Every word stands on a heavy outline, a filled box or a dark band, in colours whose contrast is at
least 4.5, so what lies below never decides whether it can be read. The whole group is drawn once at
rest and each word once more as it is lit: small sprites, no filters.
"""

import math
from dataclasses import dataclass
from html import escape

from render.scenes.caption_model import CaptionGroup, CaptionLook, CaptionTrack, CaptionWord
from render.scenes.caption_text import Type
from render.scenes.contrast import ink_on, mix, readable
from render.scenes.zones import Box
from render.timeline import Art, Flip, Flipbook, Key, Layer, Sprite

OUTLINE = 0.17
"""Stroke width in ems; half of it shows outside the letters."""
DROP = 0.06
"""Ems of hard shadow below popped words."""
SPRING = 0.17
"""Seconds in which a word of the pop style springs in."""
STEP = 0.13
"""Seconds in which the words before it make room."""
BAND = "#0b0c10"
BAND_OPACITY = 0.74
BAND_ON_WHITE = mix("#ffffff", BAND, BAND_OPACITY)
"""What the band looks like at its palest."""


@dataclass(frozen=True)
class Placed:
    """A word and the left end of its baseline, in pixels of the picture."""

    word: CaptionWord
    x: float
    y: float
    w: float


@dataclass(frozen=True)
class GroupArt:
    """A caption group set in type."""

    group: CaptionGroup
    words: tuple[Placed, ...]
    face: Type
    size: float
    lit: str
    look: CaptionLook
    at: float

    @property
    def pad(self) -> float:
        """Pixels around the letters that outline or box may take."""
        return self.size * 0.2

    @property
    def base_start(self) -> float:
        """When the group appears in the piece."""
        return self.at + self.group.start

    @property
    def base_end(self) -> float:
        """When it goes."""
        return self.at + self.group.end

    def box(self, words: tuple[Placed, ...], side: float = 1.0) -> Box:
        """Whole pixels that hold these words with their padding, `side` times as much left and right."""
        left = math.floor(min(w.x for w in words) - self.pad * side)
        top = math.floor(min(w.y for w in words) - self.face.top * self.size - self.pad * 0.5)
        right = math.ceil(max(w.x + w.w for w in words) + self.pad * side)
        drop = (self.face.leading - self.face.top) * self.size
        bottom = math.ceil(max(w.y for w in words) + drop + self.pad * 0.5)
        return Box(left, top, right - left, bottom - top)

    def text(self, placed: Placed, style: str) -> str:
        """One word as SVG, in pixels of the picture."""
        return (
            f'<text x="{placed.x:.2f}" y="{placed.y:.2f}" font-family="{self.face.family}" '
            f'font-weight="{self.face.weight}" font-size="{self.size:.2f}" {style}>{escape(placed.word.text)}</text>'
        )

    def outlined(self, words: tuple[Placed, ...], fill: str, drop: float = 0.0) -> str:
        """Words with an outline that reads against their fill; `drop` ems of hard shadow below."""
        line = ink_on(fill)
        stroke = f'stroke="{line}" stroke-width="{OUTLINE * self.size:.1f}" stroke-linejoin="round"'
        front = "".join(self.text(w, f'fill="{fill}" {stroke} paint-order="stroke"') for w in words)
        if not drop:
            return front
        back = "".join(self.text(w, f'fill="{line}" {stroke}') for w in words)
        return f'<g transform="translate(0 {drop * self.size:.1f})">{back}</g>{front}'


def set_group(
    track: CaptionTrack, group: CaptionGroup, face: Type, zone: Box, size: float, look: CaptionLook, at: float
) -> GroupArt:
    """Set a group in the middle of the zone, smaller than `size` only if it would not fit.

    Args:
        track: Where the group comes from.
        group: What to set.
        face: In what.
        zone: Where.
        size: Pixels.
        look: Colours.
        at: When the speech starts in the piece, in seconds.
    """
    lines = [" ".join(word.text for word in line) for line in group.lines]
    pad = 0.2 * size
    wide = max(face.width(line, size) for line in lines)
    high = len(lines) * face.leading * size
    size *= min(1.0, (zone.w - 2) / (wide + 3.5 * pad), (zone.h - 2) / (high + pad))
    top = zone.y + (zone.h - len(lines) * face.leading * size) / 2
    words = [
        placed
        for row, line in enumerate(group.lines)
        for placed in _place(line, face, size, zone, top + (row * face.leading + face.top) * size)
    ]
    return GroupArt(group, tuple(words), face, size, track.lit, look, at)


def _place(line: tuple[CaptionWord, ...], face: Type, size: float, zone: Box, y: float) -> list[Placed]:
    whole = " ".join(word.text for word in line)
    left = zone.x + (zone.w - face.width(whole, size)) / 2
    placed, before = [], ""
    for word in line:
        offset = face.width(before, size) if before else 0.0
        placed.append(Placed(word, left + offset, y, face.width(word.text, size)))
        before += word.text + " "
    return placed


def _svg(box: Box, body: str) -> Art:
    return Art(svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box.x} {box.y} {box.w} {box.h}">{body}</svg>')


def _sprite(box: Box, body: str, start: float, end: float, keys: tuple[Key, ...] = ()) -> Sprite:
    return Sprite(
        start=start, end=end, art=_svg(box, body), x=box.x, y=box.y, w=box.w, h=box.h, keys=keys, role="caption"
    )


def karaoke_layers(art: GroupArt) -> list[Layer]:
    """The whole line, and over it each word as it is spoken."""
    layers: list[Layer] = [
        _sprite(art.box(art.words), art.outlined(art.words, art.look.text), art.base_start, art.base_end)
    ]
    for placed in art.words:
        if placed.word.end > placed.word.start:
            body = _lit_box(art, placed) if art.lit == "box" else _lit_colour(art, placed)
            keys = (Key(at=0, scale=1.09), Key(at=0.14, ease="out"))
            start, end = art.at + placed.word.start, art.at + placed.word.end
            layers.append(_sprite(art.box((placed,)), body, start, end, keys))
    return layers


def _lit_box(art: GroupArt, placed: Placed) -> str:
    box, em = art.box((placed,)), art.size
    rect = (
        f'<rect x="{box.x}" y="{box.y + 0.03 * em:.1f}" width="{box.w}" height="{box.h - 0.06 * em:.1f}" '
        f'rx="{0.24 * em:.1f}" fill="{art.look.accent}"/>'
    )
    return rect + art.text(placed, f'fill="{ink_on(art.look.accent)}"')


def _lit_colour(art: GroupArt, placed: Placed) -> str:
    return art.outlined((placed,), readable(art.look.accent, ink_on(art.look.text)))


def pop_layers(art: GroupArt) -> list[Layer]:
    """Each word springs in as it is spoken, lit; those before it make room, so that what is there is centred."""
    lit = readable(art.look.accent, ink_on(art.look.text))
    return [_pop(art, i, lit) for i in range(len(art.words))]


def _pop(art: GroupArt, i: int, lit: str) -> Flipbook:
    placed = art.words[i]
    box = art.box((placed,))
    frames = [_svg(box, art.outlined((placed,), lit, DROP))]
    flips = [Flip(at=0, frame=0)]
    if i + 1 < len(art.words):
        frames.append(_svg(box, art.outlined((placed,), art.look.text, DROP)))
        flips.append(Flip(at=placed.word.end - placed.word.start, frame=1))
    return Flipbook(
        start=art.at + placed.word.start,
        end=art.base_end,
        frames=tuple(frames),
        flips=tuple(flips),
        x=box.x,
        y=box.y,
        w=box.w,
        h=box.h,
        keys=_pop_keys(art.words, i),
        role="caption",
    )


def _pop_keys(words: tuple[Placed, ...], i: int) -> tuple[Key, ...]:
    """Spring in, then make room for each word that follows just before it comes."""
    aside = _aside(words)
    starts = [word.word.start - words[i].word.start for word in words]
    landed = min(SPRING, 0.55 * starts[i + 1]) if i + 1 < len(words) else SPRING
    keys = [Key(at=0, x=aside[i], scale=0.62), Key(at=landed, x=aside[i], ease="back")]
    for k in range(i + 1, len(words)):
        if starts[k] - STEP > keys[-1].at:
            keys.append(Key(at=starts[k] - STEP, x=aside[k - 1], ease="linear"))
        keys.append(Key(at=starts[k], x=aside[k]))
    return tuple(keys)


def _aside(words: tuple[Placed, ...]) -> list[float]:
    """For each word, how far right the line stands while that word is the last one there."""
    if len({word.y for word in words}) > 1:
        return [0.0] * len(words)
    right = words[-1].x + words[-1].w
    return [float(round((right - word.x - word.w) / 2)) for word in words]


def clean_layers(art: GroupArt) -> list[Layer]:
    """Plain lines on a dark band; the spoken word is a little brighter."""
    bright = readable(art.look.text, BAND_ON_WHITE)
    dim = readable(mix(bright, BAND, 0.18), BAND_ON_WHITE)
    box = art.box(art.words, side=1.7)
    band = (
        f'<rect x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}" rx="{0.3 * art.size:.1f}" '
        f'fill="{BAND}" fill-opacity="{BAND_OPACITY}"/>'
    )
    text = "".join(art.text(w, f'fill="{dim}"') for w in art.words)
    layers: list[Layer] = [_sprite(box, band + text, art.base_start, art.base_end)]
    for placed in art.words:
        if placed.word.end > placed.word.start:
            start, end = art.at + placed.word.start, art.at + placed.word.end
            layers.append(_sprite(art.box((placed,)), art.text(placed, f'fill="{bright}"'), start, end))
    return layers
