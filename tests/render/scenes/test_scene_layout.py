"""Worst-case words of seven languages in every kind, layout, aspect and pairing of typefaces."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import cv2
import pytest

from render.compositor import grab
from render.planes import Pixels
from render.scenes.build import build_timeline
from render.scenes.caption_model import CaptionTrack
from render.scenes.choose import choose
from render.scenes.fonts import FONTS
from render.scenes.look import Look
from render.scenes.palettes import PALETTES
from render.scenes.zones import Box, zones
from render.timeline import Flipbook, Sprite, Timeline
from studio.domain.platforms import SIZES, Aspect, PlatformName
from studio.domain.presenter import Mouth, Nod, PresenterTrack
from studio.domain.speech import Timing
from tests.fakes.scenes import LONGEST, reel, spoken

TEXT = {"headline", "detail", "item", "label", "figure"}
PLACES: tuple[tuple[PlatformName, Aspect], ...] = (
    ("instagram_reels", "9:16"),
    ("youtube_shorts", "9:16"),
    ("x", "1:1"),
    ("youtube", "16:9"),
)
SOMEBODY = PresenterTrack(
    style="notionists", seed="female-1", mouths=(Mouth(at=0, viseme="rest"),), blinks=(), nods=(Nod(at=0),)
)


def look_for(language: str, aspect: Aspect, variant: int) -> Look:
    look = choose(reel(language), aspect=aspect, index=variant)
    scenes = tuple(scene.model_copy(update={"variant": variant}) for scene in look.scenes)
    return look.model_copy(update={"scenes": scenes, "fonts": FONTS[variant % len(FONTS)]})


def laid_out(language: str, platform: PlatformName, aspect: Aspect, presenter: bool, variant: int) -> Timeline:
    script = reel(language)
    timeline = build_timeline(
        script=script,
        timing=spoken(script),
        look=look_for(language, aspect, variant),
        platform=platform,
        aspect=aspect,
        presenter=SOMEBODY if presenter else None,
        captions=CaptionTrack(style="clean", language=language),
    )
    return Timeline.model_validate_json(timeline.model_dump_json())


def box(layer: Sprite | Flipbook) -> Box:
    return Box(round(layer.x), round(layer.y), layer.w, layer.h)


def texts(timeline: Timeline) -> list[Sprite | Flipbook]:
    return [layer for layer in timeline.layers if isinstance(layer, Sprite | Flipbook) and layer.role in TEXT]


@pytest.mark.parametrize("language", sorted(LONGEST))
@pytest.mark.parametrize(("platform", "aspect"), PLACES)
def test_words_stay_in_their_place_whole_and_apart(language: str, platform: PlatformName, aspect: Aspect) -> None:
    for presenter in (False, True):
        safe = zones(platform, aspect, presenter).card
        for variant in range(6):
            timeline = laid_out(language, platform, aspect, presenter, variant)
            shown = texts(timeline)
            assert shown
            for layer in shown:
                assert safe.holds(box(layer)), (variant, presenter, layer.role, box(layer), safe)
                if isinstance(layer, Sprite):
                    assert "…" not in layer.art.svg, (variant, presenter, layer.art.svg[-200:])
            for one, other in combinations(shown, 2):
                if one.start < other.end and other.start < one.end and _same_scene(one, other):
                    assert not _collide(box(one), box(other)), (variant, presenter, one.role, other.role)


def _same_scene(one: Sprite | Flipbook, other: Sprite | Flipbook) -> bool:
    return int(one.start / 3 + 1e-6) == int(other.start / 3 + 1e-6)


def _collide(one: Box, other: Box) -> bool:
    """Whether they share more than the room that is kept around letters."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > 24 and down > 26


@pytest.mark.parametrize(("platform", "aspect"), PLACES)
@pytest.mark.parametrize("presenter", [False, True])
def test_every_layer_is_drawable_and_in_the_picture(platform: PlatformName, aspect: Aspect, presenter: bool) -> None:
    width, height = SIZES[aspect]
    picture = Box(0, 0, width, height)
    for variant in range(3):
        timeline = laid_out("en", platform, aspect, presenter, variant)
        for layer in timeline.layers:
            assert 0 <= layer.start < layer.end <= timeline.seconds + 0.4
            if not isinstance(layer, Sprite | Flipbook):
                continue
            assert picture.meets(box(layer)), layer.role
            if layer.role not in {"decor", "sweep", "presenter", "card"}:
                assert picture.holds(box(layer)), layer.role
            times = [key.at for key in layer.keys]
            assert times == sorted(times) and all(at >= 0 for at in times)
            arts = (layer.art,) if isinstance(layer, Sprite) else layer.frames
            for art in arts:
                ElementTree.fromstring(art.svg)


def test_the_first_picture_is_complete() -> None:
    for variant in range(3):
        timeline = laid_out("en", "instagram_reels", "9:16", False, variant)
        hook = [layer for layer in texts(timeline) if layer.start < 3 and layer.role == "headline"]
        assert hook
        for layer in hook:
            assert layer.start == 0
            assert not layer.keys or (layer.keys[0].opacity == 1 and layer.keys[0].wipe == 1)


def test_something_always_moves() -> None:
    timeline = laid_out("en", "instagram_reels", "9:16", False, 1)
    moving = [layer for layer in timeline.layers if isinstance(layer, Sprite) and layer.role in {"decor", "emoji"}]
    for at in range(int(timeline.seconds)):
        assert any(layer.start <= at < layer.end and len(layer.keys) > 2 for layer in moving), at


def test_a_silent_piece_shows_what_would_be_said() -> None:
    script = reel()
    scene = script.scenes[1].model_copy(update={"narration": "Zebras gallop quietly", "detail": ""})
    silent = script.model_copy(update={"scenes": (scene,)})
    timing = Timing(seconds=4, scenes=spoken(silent, 4).scenes)
    timeline = build_timeline(
        script=silent, timing=timing, look=look_for("en", "9:16", 0), platform="tiktok", aspect="9:16"
    )
    drawn = "".join(
        layer.art.svg for layer in timeline.layers if isinstance(layer, Sprite) and layer.role == "detail"
    )
    assert "Zebras gallop quietly" in drawn


def test_markup_in_words_is_text() -> None:
    script = reel()
    scene = script.scenes[0].model_copy(update={"headline": 'A <b> & "c"'})
    one = script.model_copy(update={"scenes": (scene,)})
    timeline = build_timeline(
        script=one, timing=spoken(one), look=look_for("en", "9:16", 1), platform="tiktok", aspect="9:16"
    )
    drawn = "".join(layer.art.svg for layer in texts(timeline) if isinstance(layer, Sprite))
    assert "&lt;b&gt;" in drawn.lower()


def test_all_palettes_lay_out() -> None:
    script = reel()
    for name, palette in PALETTES.items():
        look = look_for("en", "9:16", 0).model_copy(update={"palette": palette})
        timeline = build_timeline(
            script=script, timing=spoken(script), look=look, platform="instagram_reels", aspect="9:16"
        )
        assert len(timeline.layers) > 50, name


def seen(timeline: Timeline, at: float) -> Pixels:
    return grab(timeline, at, Path)


@pytest.mark.parametrize("number", range(8))
def test_a_scene_taken_again_looks_different_and_its_neighbours_exactly_the_same(number: int) -> None:
    script = reel()
    name = script.scenes[number].id

    def take(count: int) -> Timeline:
        look = choose(script, aspect="9:16", index=1, takes={name: count})
        timing = spoken(script)
        return build_timeline(script=script, timing=timing, look=look, platform="instagram_reels", aspect="9:16")

    before, after = take(0), take(1)
    for other in range(max(number - 1, 0), min(number + 2, len(script.scenes))):
        one, two = seen(before, 3.0 * other + 1.5), seen(after, 3.0 * other + 1.5)
        assert bool((one == two).all()) == (other != number)
    assert float(cv2.absdiff(seen(before, 3.0 * number + 1.5), seen(after, 3.0 * number + 1.5)).mean()) > 4
