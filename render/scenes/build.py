"""A script, its times and a look become a timeline."""

import re
from collections.abc import Sequence

from render.scenes.caption_model import CaptionLook, CaptionTrack
from render.scenes.captions import caption_layers
from render.scenes.contrast import contrast, luminance
from render.scenes.grounds import INSET, Shot, grounds, ornaments, own_grounds
from render.scenes.kinds import KINDS
from render.scenes.kinds.over import VARIANTS as OVER
from render.scenes.kinds.over import under
from render.scenes.look import Look, Medium
from render.scenes.mark import STRIP, strip_layers
from render.scenes.media import shaded
from render.scenes.presenter import presenter_layers
from render.scenes.stage import Stage
from render.scenes.talking import fills, windows
from render.scenes.transitions import BAR, progress, sweep
from render.scenes.zones import Box, Zones, safe_box, zones
from render.timeline import Audio, Layer, Timeline
from studio.domain.platforms import PLATFORMS, SIZES, Aspect, PlatformName
from studio.domain.presenter import PresenterTrack
from studio.domain.script import Scene, Script
from studio.domain.speech import SceneSpan, Timing
from studio.errors import BadRequest

_AMBER = "#ffd23f"
_UNDER_BAR = 38


def build_timeline(
    *,
    script: Script,
    timing: Timing,
    look: Look,
    platform: PlatformName,
    aspect: Aspect,
    presenter: PresenterTrack | None = None,
    film: Medium | None = None,
    captions: CaptionTrack | None = None,
    audio: Audio | None = None,
) -> Timeline:
    """Lay a whole piece out.

    Args:
        script: Its scenes.
        timing: When each is on, and when its words sound; without words the scenes show them.
        look: From `choose`.
        platform: Whose safe zone and frame rate.
        aspect: Of the picture.
        presenter: Who stands in it, drawn.
        film: Who speaks in it, filmed; it starts with the speech. Goes before a drawn presenter.
        captions: What is written along with the speech.
        audio: What is heard.

    Raises:
        BadRequest: No scene of the script has a time.
    """
    width, height = SIZES[aspect]
    places = zones(platform, aspect, presenter is not None or film is not None)
    shots = _shots(script, timing, look, film, aspect)
    whole_card = _card(places, captions is not None)
    strip = strip_layers(look, whole_card, shots[-1].span.start, timing.seconds)
    card = _below(whole_card, STRIP) if strip else whole_card
    foot = _foot(card, places, safe_box(platform, aspect).bottom, captions is not None)
    low = max(card.bottom, places.captions.bottom)
    flow = _shots(script, timing, look.flowing, film, aspect)
    layers: list[Layer] = [*grounds(flow, look, card, low, foot, width, height)]
    layers += ornaments(flow, look, places, width, height, captions is not None)
    layers += own_grounds(shots, look, places, width, height, captions is not None)
    for number, shot in enumerate(shots):
        layers += _scene(shots, number, script, look, foot if shot.film else card, width, height)
    layers += progress([(s.span.start, s.span.end) for s in shots], [s.ground for s in shots], _bar(places.card))
    layers += strip
    layers += _sweeps(shots, look, width, height)
    if film is not None and places.window is not None:
        layers += windows(film, _apart(shots), places.window, look, timing.seconds)
    else:
        layers += _presenter(presenter, places, look, timing.seconds)
    if captions is not None:
        layers += caption_layers(captions, places.captions, CaptionLook(accent=_lit(look)))
    return Timeline(
        width=width,
        height=height,
        fps=PLATFORMS[platform].fps,
        seconds=timing.seconds,
        layers=tuple(layers),
        audio=audio or Audio(),
    )


def _shots(script: Script, timing: Timing, look: Look, film: Medium | None, aspect: Aspect) -> list[Shot]:
    scenes = {scene.id: scene for scene in script.scenes}
    spans = [span for span in timing.scenes if span.id in scenes and span.end > span.start]
    shots = [_shot(scenes[span.id], span, timing, look, film, aspect) for span in spans]
    if not shots:
        raise BadRequest("the times name no scene of the script", "time the scenes of this script")
    return shots


def _shot(scene: Scene, span: SceneSpan, timing: Timing, look: Look, film: Medium | None, aspect: Aspect) -> Shot:
    style = look.of(span.id)
    filmed = fills(film, aspect, scene, style)
    return Shot(
        scene=scene if timing.words else _readable(scene),
        span=span,
        words=tuple(word for word in timing.words if word.scene == span.id),
        ground=shaded(look.palette) if style.medium or filmed else look.ground(span.id),
        medium=style.medium,
        film=film if filmed else None,
    )


def _apart(shots: Sequence[Shot]) -> list[tuple[float, float]]:
    """The stretches of time in which the presenter's film is not the ground itself."""
    spans: list[tuple[float, float]] = []
    for shot in shots:
        if shot.film is not None:
            continue
        if spans and spans[-1][1] >= shot.span.start:
            spans[-1] = (spans[-1][0], shot.span.end)
        else:
            spans.append((shot.span.start, shot.span.end))
    return spans


def _foot(card: Box, places: Zones, bottom: int, captions: bool) -> Box:
    """Where words stand over somebody filmed: at the foot, below the face and the captions."""
    top = places.captions.bottom if captions else places.captions.y
    return Box(card.x, top + 3 * INSET, card.w, bottom - top - 4 * INSET)


def _readable(scene: Scene) -> Scene:
    """A scene that nobody speaks: its narration is its detail, so that nothing is lost."""
    said, shown = (set(re.findall(r"\w+", text.casefold())) for text in (scene.narration, scene.headline))
    if scene.items or len(said - shown) <= 0.2 * len(said):
        return scene
    return scene.model_copy(update={"detail": scene.narration})


def _card(places: Zones, captions: bool) -> Box:
    """Where text may stand: below the bar, and down over the captions' place when there are none."""
    card, low = places.card, places.captions
    bottom = card.bottom
    if not captions:
        tall = Box(card.x, card.y, card.w, low.bottom - card.y)
        if places.presenter is None or not tall.meets(places.presenter):
            bottom = tall.bottom
    top = card.y + _UNDER_BAR
    return Box(card.x + INSET, top, card.w - 2 * INSET, bottom - top - INSET)


def _below(card: Box, by: int) -> Box:
    return Box(card.x, card.y + by, card.w, card.h - by)


def _bar(card: Box) -> Box:
    return Box(card.x + INSET, card.y + INSET, card.w - 2 * INSET, BAR)


def _scene(
    shots: Sequence[Shot], number: int, script: Script, look: Look, card: Box, width: int, height: int
) -> list[Layer]:
    shot, style = shots[number], look.of(shots[number].scene.id)
    following = shots[number + 1] if number + 1 < len(shots) else None
    stage = Stage(
        scene=shot.scene.model_copy(update={"emoji": ""}) if shot.film else shot.scene,
        look=look.model_copy(update={"seed": style.own.seed}) if style.own else look,
        ground=shot.ground,
        box=card,
        width=width,
        height=height,
        start=shot.span.start,
        end=shot.span.end,
        words=shot.words,
        language=script.language,
        number=sum(s.scene.kind == "tip" for s in shots[: number + 1]),
        first=number == 0,
        arrive=style.enter,
        depart=look.of(following.scene.id).enter if following else None,
    )
    variants = OVER if style.medium and not shot.scene.items else KINDS[shot.scene.kind]
    if shot.film is not None:
        variants = (under,)
    variants[style.variant % len(variants)](stage)
    return list(stage.layers)


def _sweeps(shots: Sequence[Shot], look: Look, width: int, height: int) -> list[Layer]:
    return [
        sweep(shot.span.start, shots[i].ground, width, height)
        for i, shot in enumerate(shots[1:])
        if look.of(shot.scene.id).enter == "wipe"
    ]


def _lit(look: Look) -> str:
    """The colour of the spoken word: bright, as captions are outlined in black, and unlike both grounds."""
    grounds = (look.palette.base.colors[0], look.palette.bold.colors[0])
    bright = [c for c in (look.palette.base.accent, look.palette.base.second, _AMBER) if luminance(c) > 0.22]
    return max(bright, key=lambda color: min(contrast(color, ground) for ground in grounds))


def _presenter(track: PresenterTrack | None, places: Zones, look: Look, seconds: float) -> list[Layer]:
    if track is None or places.presenter is None:
        return []
    return list(presenter_layers(track, places.presenter, seconds, backing=look.palette.base.second))
