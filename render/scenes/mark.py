"""A brand's mark: logo and handle in a strip above what is shown, and a line at the end."""

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
SIGNED = 96
"""Pixels of height that the line at the end takes, with the gap above it."""
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


def strip_layers(look: Look, place: Box, seconds: float) -> list[Layer]:
    """The strip at the left top corner of a place, all through the piece; nothing without a mark."""
    mark, ground = look.mark, look.palette.base
    if mark is None or not (mark.logo or mark.handle):
        return []
    wide, high = _logo_size(mark)
    text = (
        fit(mark.handle, look.fonts.text, place.w * 0.6, 44, size=_TEXT, floor=22, lines=1) if mark.handle else None
    )
    between = 14 if mark.logo and text else 0
    width = round(2 * _PAD + wide + between + (text.width if text else 0))
    fill = _fill(mark, ground)
    body = rect(0, 0, width, _CHIP, fill, radius=_CHIP / 2)
    if text:
        ink = ground.on_card if fill == ground.card else _ink(fill)
        body += block_svg(text, _PAD + wide + between, (_CHIP - text.height) / 2, ink)
    layers: list[Layer] = [
        _sprite(Art(svg=document(body, width, _CHIP)), place.x, place.y, width, _CHIP, 0.0, seconds)
    ]
    if mark.logo:
        y = place.y + (_CHIP - high) // 2
        layers.append(_sprite(Art(asset=mark.logo), place.x + _PAD, y, wide, high, 0.0, seconds))
    return layers


def signed_layers(look: Look, ground: Ground, place: Box, start: float, end: float) -> list[Layer]:
    """The line at the end, at the foot of a place; nothing without one."""
    line = look.mark.sign_off if look.mark else ""
    if not line:
        return []
    text = fit(line, look.fonts.strong, place.w - 2 * _PAD - 20, 60, size=42.0, floor=24, lines=2)
    width, high = round(text.width + 2 * _PAD + 16), round(text.height + 26)
    body = rect(0, 0, width, high, ground.card, radius=min(high / 2, 34))
    body += block_svg(text, _PAD + 8, 13, ground.on_card)
    x, y = place.x + (place.w - width) // 2, place.bottom - high
    return [_sprite(Art(svg=document(body, width, high)), x, y, width, high, start, end, fade=0.3)]


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


def _sprite(art: Art, x: int, y: int, w: int, h: int, start: float, end: float, *, fade: float = 0.0) -> Sprite:
    return Sprite(start=start, end=end, fade_in=fade, art=art, x=x, y=y, w=w, h=h, role="brand")
