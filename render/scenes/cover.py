"""The cover of a piece: its hook as a poster that is read at 200 pixels across."""

from collections.abc import Callable
from pathlib import Path

import cv2

from render.compositor import grab
from render.scenes.decor import decor_layers
from render.scenes.grounds import backdrop
from render.scenes.look import Look, Medium
from render.scenes.media import medium_layer, shade, shaded
from render.scenes.parts import headline
from render.scenes.presenter import portrait
from render.scenes.shapes import circle, document, swoosh
from render.scenes.stage import Stage, stacked
from render.scenes.talking import window
from render.scenes.zones import Box
from render.timeline import Art, Layer, Sprite, Timeline
from studio.domain.platforms import SIZES, Aspect
from studio.domain.script import Script
from studio.errors import StudioError

SECONDS = 1.0
_AT = 0.95
_GLANCE = 1.0
"""Seconds into a presenter's film whose picture is taken: past the first breath."""
_GAP = 0.08
_QUALITY = 92


class CoverFailed(StudioError):
    """The cover could not be written as a picture."""


def cover_picture(
    script: Script,
    look: Look,
    aspect: Aspect,
    presenter: str | None,
    resolve: Callable[[str], Path],
    film: Medium | None = None,
) -> bytes:
    """The cover as a JPEG of the video's size.

    Args:
        script: Its first scene is the hook.
        look: The piece's own.
        aspect: Of the picture.
        presenter: Seed of the presenter's face, or None.
        resolve: Gives the file of an asset.
        film: Of the presenter; a picture of it stands in for the drawn face.

    Raises:
        CoverFailed: OpenCV could not encode it.
    """
    rgb = grab(cover_timeline(script, look, aspect, presenter, film), _AT, resolve)
    done, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise CoverFailed("the cover could not be encoded as JPEG", "resume the run")
    return bytes(data.tobytes())


def cover_timeline(
    script: Script, look: Look, aspect: Aspect, presenter: str | None, film: Medium | None = None
) -> Timeline:
    """The cover as a timeline of one second, at rest at its end."""
    width, height = SIZES[aspect]
    hook = script.scenes[0]
    style = look.of(hook.id)
    box, person = _places(width, height, presenter is not None or film is not None)
    ground = shaded(look.palette) if style.medium else look.ground(hook.id)
    layers: list[Layer] = []
    if style.medium:
        layers += [medium_layer(style.medium, 0, SECONDS, 0), shade(box, width, height, 0, SECONDS, 0)]
    else:
        layers.append(backdrop(look, ground, 0.0, SECONDS, 0.0, look.seed))
        layers += decor_layers(look.decor, ground, width, height, 0.0, 3 * SECONDS, look.seed, [box])
    stage = Stage(
        scene=hook.model_copy(update={"detail": ""}),
        look=look,
        ground=ground,
        box=box,
        width=width,
        height=height,
        start=0,
        end=SECONDS,
        words=(),
        language=script.language,
        first=True,
        depart=None,
    )
    if film is not None and person is not None:
        layers += window(film, 0.0, SECONDS, _framed(person), look, source=min(_GLANCE, film.seconds / 2))
    elif presenter is not None and person is not None:
        layers += _person(presenter, person, look, stage)
    _poster(stage, person)
    return Timeline(width=width, height=height, seconds=SECONDS, layers=(*layers, *stage.layers))


def _places(width: int, height: int, presenter: bool) -> tuple[Box, Box | None]:
    """Where the words and the person go: within the 3:4 middle that profile grids show."""
    if height > width:
        top, bottom = round(height * 0.15), round(height * 0.845)
        words = Box(80, top, width - 160, (round(height * 0.54) if presenter else bottom) - top)
        high = round(height * 0.44)
        return words, Box(
            (width - round(high * 0.98)) // 2, height - high, round(high * 0.98), high
        ) if presenter else None
    margin = round(height * 0.08)
    if not presenter:
        return Box(margin, margin, width - 2 * margin, height - 2 * margin), None
    if height == width:
        words = Box(margin, margin // 2, width - 2 * margin, round(height * 0.46) - margin // 2)
        high = round(height * 0.52)
        return words, Box((width - high) // 2, height - high, high, high)
    side = round(height * 0.72)
    words = Box(margin, margin, width - side - margin, height - 2 * margin)
    return words, Box(width - side, height - side, side, side)


def _framed(place: Box) -> Box:
    """Where a window goes in the place of a drawn person, who stands on the edge of the picture."""
    gap = round(place.h * _GAP)
    return Box(place.x + gap, place.y, place.w - 2 * gap, place.h - gap)


def _person(seed: str, place: Box, look: Look, stage: Stage) -> list[Layer]:
    side = round(place.w * 0.98)
    disc = document(circle(side / 2, side / 2, side / 2, look.palette.base.second), side, side)
    left = place.x + (place.w - side) // 2
    return [
        Sprite(start=0, end=SECONDS, art=Art(svg=disc), x=left, y=place.y + 40, w=side, h=side, role="decor"),
        Sprite(
            start=0,
            end=SECONDS,
            art=portrait(seed, place.w, place.h),
            x=place.x,
            y=place.y,
            w=place.w,
            h=place.h,
            role="presenter",
        ),
    ]


def _poster(stage: Stage, person: Box | None) -> None:
    box = stage.box
    tall = stage.height > stage.width
    beside = person is None and not tall and stage.emoji
    side = 0.0
    if stage.emoji:
        side = min(box.w * (0.3 if person or not tall else 0.46), box.h * (0.62 if beside else 0.3), 470.0)
        side = 0.0 if box.h < 500 else side
    width = box.w - side - 50 if beside else box.w
    room = box.h - 60 - (0 if beside else side + 40)
    block = stage.set(stage.scene.headline, stage.display, width - 30, room, stage.big(1.4), 60, 5)
    heights = ([side] if side and not beside else []) + [block.height + 60]
    tops = stacked(box, heights, 40, lean=0.5)
    if beside:
        stage.sticker(box.right - side, box.y + (box.h - side) / 2, side)
    elif side:
        stage.sticker(box.x, tops[0], side)
    y = tops[-1]
    headline(stage, block, box.x + 15, y, width, marker=True)
    wide = min(max(block.lines[-1].width, 300.0), width - 30)
    line = swoosh(wide, 44, stage.ground.second, 12)
    stage.put(line, box.x + 15, y + block.height + 14, wide, 44, enter="none")
