"""A filmed presenter: over the whole picture where nothing but words goes with it, else in a window of its own."""

from collections.abc import Sequence

from render.scenes.look import Look, Medium, SceneLook
from render.scenes.shapes import document, rect
from render.scenes.zones import Box
from render.timeline import Art, Clip, Crop, Layer, Sprite
from studio.domain.platforms import SIZES, Aspect
from studio.domain.script import Scene

FADE = 0.3
"""Seconds in which the window comes and goes."""
HEADROOM = 0.18
"""Part of what is cut off a tall film that is cut off its top: vendors film to the waist, with air above the head."""
LEAST_KEPT = 0.6
"""Part of a film that must be left when it is cut to the whole picture."""
LEAST_SIDE = 700
"""Pixels of a film's shorter side below which it is too coarse for the whole picture."""
BORDER = 6
"""Width of the window's frame in pixels."""
GLOW = 16
"""How far the window's shadow reaches."""
_WORDS_ONLY = ("title", "quote")


def fills(film: Medium | None, aspect: Aspect, scene: Scene, style: SceneLook) -> bool:
    """Whether a scene shows the film over the whole picture: nothing but words stands in it, and the film is fit."""
    if film is None or aspect != "9:16" or style.medium is not None or style.own is not None:
        return False
    plain = scene.kind in _WORDS_ONLY and not scene.items and not scene.figure
    width, height = SIZES[aspect]
    own, shape = film.width / max(film.height, 1), width / height
    return plain and min(own / shape, shape / own) >= LEAST_KEPT and min(film.width, film.height) >= LEAST_SIDE


def around_face(film: Medium, width: float, height: float) -> Crop:
    """The largest part of a film of the shape width : height; the face is in the middle, in the upper half."""
    own, shape = film.width / max(film.height, 1), width / height
    if own >= shape:
        return Crop(x=(1 - shape / own) / 2, w=shape / own)
    kept = own / shape
    return Crop(y=(1 - kept) * HEADROOM, h=kept)


def whole(film: Medium, width: int, height: int, start: float, end: float, fade: float) -> Clip:
    """The film over the whole picture, in step with the speech."""
    return Clip(
        start=start,
        end=end,
        fade_in=fade,
        asset=film.asset,
        source_start=start,
        box=(0, 0, width, height),
        source=around_face(film, width, height),
    )


def windows(
    film: Medium, spans: Sequence[tuple[float, float]], place: Box, look: Look, seconds: float
) -> list[Layer]:
    """The film in its window, for each stretch of time; it fades in and out, but not at the piece's ends."""
    layers: list[Layer] = []
    for start, end in spans:
        fades = {"fade_in": FADE if start > 0 else 0.0, "fade_out": FADE if end < seconds else 0.0}
        layers += window(film, start, end, place, look, **fades)
    return layers


def window(
    film: Medium, start: float, end: float, place: Box, look: Look, *, source: float | None = None, **fades: float
) -> list[Layer]:
    """The film in its window, with a shadow below and a frame above; in step with the speech, or from `source` on."""
    radius = 1.4 * look.radius
    inner = (place.x + BORDER // 2, place.y + BORDER // 2, place.w - BORDER, place.h - BORDER)
    clip = Clip(
        start=start,
        end=end,
        asset=film.asset,
        source_start=start if source is None else source,
        box=inner,
        radius=radius - BORDER / 2,
        source=around_face(film, place.w, place.h),
        **fades,
    )
    around = Box(place.x - GLOW, place.y - GLOW, place.w + 2 * GLOW, place.h + 2 * GLOW)
    return [
        _drawing(_shadow(around, radius), around, start, end, fades, "decor"),
        clip,
        _drawing(_frame(place, radius, look.palette.base.second), place, start, end, fades, "presenter"),
    ]


def _shadow(around: Box, radius: float) -> str:
    """Soft, a little lower than the window."""
    panes = []
    for grow, opacity in ((4, 0.12), (9, 0.08), (14, 0.05)):
        x, w, h = GLOW - grow, around.w - 2 * (GLOW - grow), around.h - 2 * (GLOW - grow)
        panes.append(rect(x, x + 2, w, h, "#000", radius=radius + grow, extra=f' opacity="{opacity}"'))
    return "".join(panes)


def _frame(place: Box, radius: float, color: str) -> str:
    half = BORDER / 2
    line = f' stroke="{color}" stroke-width="{BORDER}"'
    return rect(half, half, place.w - BORDER, place.h - BORDER, "none", radius=radius - half, extra=line)


def _drawing(body: str, box: Box, start: float, end: float, fades: dict[str, float], role: str) -> Sprite:
    art = Art(svg=document(body, box.w, box.h))
    return Sprite(start=start, end=end, art=art, x=box.x, y=box.y, w=box.w, h=box.h, role=role, **fades)
