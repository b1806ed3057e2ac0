"""A brand's mark: logo and handle in a strip above what is shown, at the end a line instead of the handle."""

from pathlib import Path

import cv2
import numpy as np

from render.scenes.contrast import contrast
from render.scenes.lettering import block_svg
from render.scenes.look import Look, Mark
from render.scenes.palettes import Ground
from render.scenes.shapes import document, rect
from render.scenes.type import fit
from render.scenes.zones import Box
from render.timeline import Art, Layer, Sprite
from studio.errors import BadRequest

STRIP = 84
"""Pixels of height that the strip takes, with the gap below it."""
_CHIP = 68
_LOGO = 48
_LOGO_WIDE = 180
_PAD = 20
_TEXT = 34.0
_SEEN = 1.8
"""Contrast of a logo's colours with what it stands on below which it drowns."""


def measured_logo(asset: str, path: Path) -> Mark:
    """Describe a stored logo: its size, and its colour where it is not clear.

    Raises:
        BadRequest: It cannot be read.
    """
    found = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if found is None:
        raise BadRequest(f"logo {asset[:12]} cannot be read", "use a PNG or JPEG")
    height, width = found.shape[:2]
    clear = found.ndim == 3 and found.shape[2] == 4
    seen = found[..., 3] > 127 if clear else np.ones((height, width), bool)
    colours = found[..., :3] if found.ndim == 3 else np.repeat(found[..., None], 3, axis=2)
    blue, green, red = (colours[seen].mean(axis=0) if seen.any() else np.zeros(3)).round().astype(int)
    return Mark(
        logo=asset,
        width=width,
        height=height,
        tint=f"#{red:02x}{green:02x}{blue:02x}",
        clear=bool(clear and not seen.all()),
    )


def strip_layers(look: Look, place: Box, last: float, seconds: float) -> list[Layer]:
    """The strip at the left top corner of a place, all through the piece; nothing without a mark.

    Args:
        look: Holds the mark.
        place: Where text may stand.
        last: When the last scene begins: from there on the line is shown instead of the handle.
        seconds: How long the piece is.
    """
    mark = look.mark
    if mark is None:
        return []
    if not mark.sign_off or not 0 < last < seconds:
        return _chip(look, mark, mark.handle, place, 0.0, seconds)
    first = _chip(look, mark, mark.handle, place, 0.0, last)
    return first + _chip(look, mark, mark.sign_off, place, last, seconds)


def _chip(look: Look, mark: Mark, said: str, place: Box, start: float, end: float) -> list[Layer]:
    if not (mark.logo or said):
        return []
    ground, (wide, high) = look.palette.base, _logo_size(mark)
    between = 14 if mark.logo and said else 0
    room = place.w - 2 * _PAD - wide - between
    text = fit(said, look.fonts.text, room, 44, size=_TEXT, floor=20, lines=1) if said else None
    width = round(2 * _PAD + wide + between + (text.width if text else 0))
    fill = _fill(mark, ground)
    body = rect(0, 0, width, _CHIP, fill, radius=_CHIP / 2)
    if text:
        ink = ground.on_card if fill == ground.card else _ink(fill)
        body += block_svg(text, _PAD + wide + between, (_CHIP - text.height) / 2, ink)
    layers: list[Layer] = [_sprite(Art(svg=document(body, width, _CHIP)), place.x, place.y, width, _CHIP, start, end)]
    if mark.logo:
        y = place.y + (_CHIP - high) // 2
        layers.append(_sprite(Art(asset=mark.logo), place.x + _PAD, y, wide, high, start, end))
    return layers


def _logo_size(mark: Mark) -> tuple[int, int]:
    if not mark.logo:
        return 0, 0
    scale = min(_LOGO / mark.height, _LOGO_WIDE / mark.width)
    return max(round(mark.width * scale), 1), max(round(mark.height * scale), 1)


def _fill(mark: Mark, ground: Ground) -> str:
    """What the strip stands on: the palette's card, or black or white where the logo would drown in it."""
    if not mark.logo or not mark.clear or contrast(mark.tint, ground.card) >= _SEEN:
        return ground.card
    return max(("#ffffff", "#101014"), key=lambda fill: contrast(mark.tint, fill))


def _ink(fill: str) -> str:
    return max(("#ffffff", "#101014"), key=lambda ink: contrast(ink, fill))


def _sprite(art: Art, x: int, y: int, w: int, h: int, start: float, end: float) -> Sprite:
    return Sprite(start=start, end=end, art=art, x=x, y=y, w=w, h=h, role="brand")
