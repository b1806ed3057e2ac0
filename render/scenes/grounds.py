"""What scenes stand on: backdrops and ornaments that flow on through neighbours, media, films, and own grounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from render.scenes.decor import decor_layers
from render.scenes.look import Look, Medium
from render.scenes.media import medium_layer, shade
from render.scenes.palettes import Ground
from render.scenes.talking import whole
from render.scenes.zones import Box, Zones
from render.timeline import Backdrop, Layer
from studio.domain.script import Scene
from studio.domain.speech import SceneSpan, TimedWord

FADE = 0.3
"""Seconds in which one ground becomes the next."""
INSET = 12


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


def grounds(
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
        layers.append(backdrop(look, shot.ground, start, until, fade, look.seed + number))
    return layers


def own_grounds(
    shots: Sequence[Shot], look: Look, places: Zones, width: int, height: int, captions: bool
) -> list[Layer]:
    """What covers all of that where a scene has a ground for itself, so that its neighbours keep theirs."""
    layers: list[Layer] = []
    for number, shot in enumerate(shots):
        style = look.of(shot.scene.id)
        if style.own is None or shot.pictured:
            continue
        start, end = shot.span.start, shot.span.end
        cut = number + 1 == len(shots) or look.of(shots[number + 1].scene.id).enter == "wipe"
        fade, gone = 0.0 if number == 0 or style.enter == "wipe" else FADE, 0.0 if cut else FADE
        ground = backdrop(look, shot.ground, start, end + gone, fade, style.own.seed)
        layers.append(ground.model_copy(update={"fade_out": gone}))
        clear = _clear(places, captions)
        layers += decor_layers(style.own.decor, shot.ground, width, height, start, end, style.own.seed, clear)
    return layers


def _over_film(foot: Box, card: Box, height: int) -> Box:
    """Where a film is shaded: from the words down."""
    top = min(card.bottom, foot.y - 10 * INSET) + 5 * INSET
    return Box(foot.x, top, foot.w, height - top)


def _words_box(scene: Scene, card: Box, low: int) -> Box:
    """Where words stand over a photograph: lists take the card, all else its lower part; captions follow."""
    top = card.y if scene.items else card.y + card.h // 3
    return Box(card.x, top, card.w, low - top)


def backdrop(look: Look, ground: Ground, start: float, end: float, fade: float, seed: int) -> Backdrop:
    """What scenes are painted on; another seed, other shapes."""
    return Backdrop(
        start=start,
        end=end,
        fade_in=fade,
        pattern=look.backdrop,
        colors=ground.colors,
        seed=seed,
        speed=look.speed,
        grain=look.grain,
        vignette=0.2 if look.palette.dark and ground != look.palette.bold else 0.05,
    )


def ornaments(
    shots: Sequence[Shot], look: Look, places: Zones, width: int, height: int, captions: bool
) -> list[Layer]:
    """Ornaments, changed with the ground; none over photographs."""
    clear = _clear(places, captions)
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


def _clear(places: Zones, captions: bool) -> list[Box]:
    """Where no ornament may be."""
    return [places.card] + ([places.captions] if captions else []) + ([places.presenter] if places.presenter else [])
