"""The user's own photographs and clips behind a scene: crops that move, and a shade that keeps text readable."""

import random
from collections.abc import Sequence
from pathlib import Path

from render.probe import probe
from render.scenes.contrast import mix
from render.scenes.look import Medium
from render.scenes.palettes import Ground, Palette, readable
from render.scenes.shapes import document, rect
from render.scenes.zones import Box
from render.timeline import Art, Clip, Crop, Sprite, Still

SHADE_OPACITY = 0.66
"""Black over white at this opacity is #575757, on which white text has a contrast of 7."""
VEIL = 0.2
"""Opacity over all that is above the words: the progress bar is seen on it."""
FOOT = 0.5
"""Opacity below the words, where the platform writes its own."""
SOFT, EDGE = 300, 20
"""Pixels in which the shade comes and goes, and how far from the words it is full."""
_ON_SHADE = ("#101014", "#575757")
ZOOM = 0.86
"""How much of the widest crop the closest one shows."""


def measure(asset: str, path: Path) -> Medium:
    """Describe a stored photograph or clip.

    Raises:
        BadRequest: It cannot be read.
    """
    info = probe(path)
    width, height = (info.video.width, info.video.height) if info.video else (0, 0)
    return Medium(asset=asset, video=info.kind == "video", width=width, height=height, seconds=info.seconds)


def share_out(media: Sequence[Medium], takes: Sequence[int], shape: float, seed: int) -> list[Medium | None]:
    """One medium for each scene: in order, and again with other crops when there are fewer than scenes.

    Args:
        media: What the user gave.
        takes: Of each scene, how often it is to get another medium than the one that is its turn.
        shape: Width by height of the picture.
        seed: Another seed, other moves.
    """
    if not media:
        return [None] * len(takes)
    turns = [_turn(len(media), len(takes), scene, take) for scene, take in enumerate(takes)]
    return [_framed(media[which], shape, again, seed + i) for i, (which, again) in enumerate(turns)]


def _turn(media: int, scenes: int, scene: int, take: int) -> tuple[int, int]:
    """Which medium a scene shows, and how often others show it before: another take, what is shown farthest away."""
    if take == 0:
        return scene % media, scene // media
    far = [min((abs(scene - other) for other in range(n, scenes, media)), default=scenes) for n in range(media)]
    which = sorted(range(media), key=lambda n: -far[n])[(take - 1) % media]
    return which, len(range(which, scenes, media)) + (take - 1) // media


def _framed(medium: Medium, shape: float, again: int, seed: int) -> Medium:
    if medium.video:
        room = max(medium.seconds - 4.0, 0.0)
        return medium.model_copy(update={"start": room * (again % 4) / 4, "blur_fill": _spills(medium, shape)})
    if _spills(medium, shape) and again % 2 == 0:
        near = Crop(x=(1 - ZOOM) / 2, y=(1 - ZOOM) / 2, w=ZOOM, h=ZOOM)
        return medium.model_copy(update={"crops": (Crop(), near), "blur_fill": True})
    return medium.model_copy(update={"crops": _moves(medium, shape, again, random.Random(seed))})


def _spills(medium: Medium, shape: float) -> bool:
    """Whether covering the picture would cut away more than 70 % of it."""
    own = medium.width / max(medium.height, 1)
    return min(own / shape, shape / own) < 0.3


def _moves(medium: Medium, shape: float, again: int, rng: random.Random) -> tuple[Crop, Crop]:
    """From a wide crop to a near one, or back; faces are mostly in the upper middle."""
    own = medium.width / max(medium.height, 1)
    w, h = (shape / own, 1.0) if own > shape else (1.0, own / shape)
    zoom = ZOOM - 0.1 * (again % 3)
    wide = Crop(x=(1 - w) * rng.uniform(0.4, 0.6), y=(1 - h) * 0.3, w=w, h=h)
    left = wide.x + w * (1 - zoom) * rng.uniform(0.25, 0.75)
    near = Crop(x=left, y=wide.y + h * (1 - zoom) * 0.35, w=w * zoom, h=h * zoom)
    return (wide, near) if (again + rng.randrange(2)) % 2 == 0 else (near, wide)


def medium_layer(medium: Medium, start: float, end: float, fade: float) -> Still | Clip:
    """The layer that shows it over the whole picture."""
    if medium.video:
        return Clip(
            start=start,
            end=end,
            fade_in=fade,
            asset=medium.asset,
            source_start=medium.start,
            blur_fill=medium.blur_fill,
        )
    source, target = medium.crops
    return Still(
        start=start,
        end=end,
        fade_in=fade,
        asset=medium.asset,
        source=source,
        target=target,
        blur_fill=medium.blur_fill,
    )


def shaded(palette: Palette) -> Ground:
    """The palette for text on a shaded photograph: white, with the accent as light as it must be."""
    base = palette.base
    return base.model_copy(
        update={
            "colors": ("#101014", mix("#101014", base.colors[0], 0.3)),
            "ink": "#ffffff",
            "soft": "#f1f1f4",
            "pop": readable(base.accent, _ON_SHADE, "#ffffff"),
        }
    )


def shade(box: Box, width: int, height: int, start: float, end: float, fade: float, *, veil: float = VEIL) -> Sprite:
    """Black that is deep behind the box, less so below it, and `veil` above it."""
    full, gone = max(box.y - EDGE, 0), max(box.y - EDGE - SOFT, 0)
    low, lowest = min(box.bottom + EDGE, height), min(box.bottom + EDGE + SOFT, height)
    top = 0 if veil else gone
    stops = _eased(gone, full, veil, SHADE_OPACITY) + _eased(low, lowest, SHADE_OPACITY, FOOT)
    marks = "".join(
        f'<stop offset="{(at - top) / (height - top):.4f}" stop-color="#000" stop-opacity="{o:.3f}"/>'
        for at, o in stops
    )
    body = f'<linearGradient id="s" x2="0" y2="1">{marks}</linearGradient>' + rect(
        0, 0, width, height - top, "url(#s)"
    )
    return Sprite(
        start=start,
        end=end,
        fade_in=fade,
        art=Art(svg=document(body, width, height - top)),
        x=0,
        y=top,
        w=width,
        h=height - top,
        role="shade",
    )


def _eased(start: float, end: float, first: float, last: float) -> list[tuple[float, float]]:
    """Marks of a gradient without a visible beginning or end."""
    parts = [step / 6 for step in range(7)]
    return [(start + (end - start) * t, first + (last - first) * t * t * (3 - 2 * t)) for t in parts]
