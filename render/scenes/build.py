"""A script, its times and a look become a timeline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from render.scenes.caption_model import CaptionLook, CaptionTrack
from render.scenes.captions import caption_layers
from render.scenes.contrast import contrast, luminance
from render.scenes.decor import decor_layers
from render.scenes.kinds import KINDS
from render.scenes.kinds.over import VARIANTS as OVER
from render.scenes.kinds.over import under
from render.scenes.look import Look, Medium, SceneLook
from render.scenes.mark import STRIP, strip_layers
from render.scenes.media import medium_layer, shade, shaded
from render.scenes.palettes import Ground
from render.scenes.presenter import presenter_layers
from render.scenes.stage import Stage
from render.scenes.talking import fills, whole, windows
from render.scenes.transitions import BAR, progress, sweep
from render.scenes.zones import Box, Zones, safe_box, zones
from render.timeline import Audio, Backdrop, Layer, Timeline
from studio.domain.platforms import PLATFORMS, SIZES, Aspect, PlatformName
from studio.domain.presenter import PresenterTrack
from studio.domain.script import Scene, Script
from studio.domain.speech import SceneSpan, TimedWord, Timing
from studio.errors import BadRequest

FADE = 0.3
"""Seconds in which one ground becomes the next."""
_INSET = 12
_AMBER = "#ffd23f"
_UNDER_BAR = 38


@dataclass(frozen=True)
class Shot:
    """A scene with its time and its place."""

    scene: Scene
    span: SceneSpan
    words: tuple[TimedWord, ...]
    ground: Ground
    medium: Medium | None
    """A photograph or clip it stands on."""
    film: Medium | None
    """The film of its presenter, when that is what it stands on."""

    @property
    def pictured(self) -> bool:
        """Whether it stands on a picture instead of a backdrop."""
        return self.medium is not None or self.film is not None


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
    layers: list[Layer] = [*_grounds(shots, look, card, low, foot, width, height)]
    layers += _decor(shots, look, places, width, height, captions is not None)
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
    return Box(card.x, top + 3 * _INSET, card.w, bottom - top - 4 * _INSET)


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
    return Box(card.x + _INSET, top, card.w - 2 * _INSET, bottom - top - _INSET)


def _below(card: Box, by: int) -> Box:
    return Box(card.x, card.y + by, card.w, card.h - by)


def _bar(card: Box) -> Box:
    return Box(card.x + _INSET, card.y + _INSET, card.w - 2 * _INSET, BAR)


def _grounds(
    shots: Sequence[Shot], look: Look, card: Box, low: int, foot: Box, width: int, height: int
) -> list[Layer]:
    """Backdrops, media and films; neighbours on the same ground share one backdrop, so it flows on."""
    layers: list[Layer] = []
    for number, shot in enumerate(shots):
        style = look.of(shot.scene.id)
        start, end = shot.span.start, shot.span.end
        fade = 0.0 if number == 0 or style.enter == "wipe" else FADE
        until = end + (FADE if number + 1 < len(shots) else 0.0)
        if shot.film is not None:
            layers.append(whole(shot.film, width, height, start, until, fade))
            layers.append(shade(_over_film(foot, card, height), width, height, start, until, fade, veil=0.0))
            continue
        if shot.medium is not None:
            layers.append(medium_layer(shot.medium, start, until, fade))
            layers.append(shade(_words_box(shot.scene, card, low), width, height, start, until, fade))
            continue
        last = layers[-1] if layers else None
        if isinstance(last, Backdrop) and last.colors == shot.ground.colors and last.end >= start:
            layers[-1] = last.model_copy(update={"end": until})
            continue
        layers.append(backdrop(look, style, shot.ground, start, until, fade, number))
    return layers


def _over_film(foot: Box, card: Box, height: int) -> Box:
    """Where a film is shaded: from the words down."""
    top = min(card.bottom, foot.y - 10 * _INSET) + 5 * _INSET
    return Box(foot.x, top, foot.w, height - top)


def _words_box(scene: Scene, card: Box, low: int) -> Box:
    """Where words stand over a photograph: lists take the card, all else its lower part; captions follow."""
    top = card.y if scene.items else card.y + card.h // 3
    return Box(card.x, top, card.w, low - top)


def backdrop(
    look: Look, style: SceneLook, ground: Ground, start: float, end: float, fade: float, number: int = 0
) -> Backdrop:
    """What a scene is painted on; its number makes its shapes differ from another scene's."""
    return Backdrop(
        start=start,
        end=end,
        fade_in=fade,
        pattern=look.backdrop,
        colors=ground.colors,
        seed=look.seed + number,
        speed=look.speed,
        grain=look.grain,
        vignette=0.2 if look.palette.dark and not style.bold else 0.05,
    )


def _decor(shots: Sequence[Shot], look: Look, places: Zones, width: int, height: int, captions: bool) -> list[Layer]:
    """Ornaments, changed with the ground; none over photographs."""
    clear = [places.card] + ([places.captions] if captions else []) + ([places.presenter] if places.presenter else [])
    layers: list[Layer] = []
    at = 0
    while at < len(shots):
        until = at + 1
        while until < len(shots) and shots[until].ground == shots[at].ground and not shots[until].pictured:
            until += 1
        if not shots[at].pictured:
            start, end = shots[at].span.start, shots[until - 1].span.end
            layers += decor_layers(look.decor, shots[at].ground, width, height, start, end, look.seed + at, clear)
        at = until
    return layers


def _scene(
    shots: Sequence[Shot], number: int, script: Script, look: Look, card: Box, width: int, height: int
) -> list[Layer]:
    shot, style = shots[number], look.of(shots[number].scene.id)
    following = shots[number + 1] if number + 1 < len(shots) else None
    stage = Stage(
        scene=shot.scene.model_copy(update={"emoji": ""}) if shot.film else shot.scene,
        look=look,
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
