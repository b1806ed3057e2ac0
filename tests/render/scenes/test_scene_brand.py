"""A brand in the picture: its colours can be read whatever they are, its strip stands clear of all else."""

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.scenes.build import build_timeline
from render.scenes.caption_model import CaptionTrack
from render.scenes.choose import choose
from render.scenes.contrast import READABLE, contrast
from render.scenes.look import Look, Mark
from render.scenes.mark import measured_logo
from render.scenes.palettes import brand_palette
from render.scenes.zones import Box, zones
from render.timeline import Flipbook, Sprite, Timeline
from studio.domain.brand import BrandColors, BrandMark
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.presenter import Mouth, Nod, PresenterTrack
from tests.fakes.scenes import LONGEST, reel, spoken

PLACES: tuple[tuple[PlatformName, Aspect], ...] = (("instagram_reels", "9:16"), ("x", "1:1"), ("youtube", "16:9"))
SOMEBODY = PresenterTrack(
    style="host", seed="female-1", mouths=(Mouth(at=0, viseme="rest"),), blinks=(), nods=(Nod(at=0),)
)
MARK = BrandMark(
    colors=BrandColors(ground="#14213d", accent="#fca311"),
    handle="@ada.moves",
    sign_off="Ten minutes a day, every day",
)
LOGO = Mark(logo="a" * 64, width=300, height=120)


def branded(aspect: Aspect, index: int = 0, language: str = "en") -> Look:
    return choose(reel(language), aspect=aspect, index=index, own=MARK, logo=LOGO)


def laid_out(platform: PlatformName, aspect: Aspect, presenter: bool, language: str, index: int = 0) -> Timeline:
    script = reel(language)
    return build_timeline(
        script=script,
        timing=spoken(script),
        look=branded(aspect, index, language),
        platform=platform,
        aspect=aspect,
        presenter=SOMEBODY if presenter else None,
        captions=CaptionTrack(style="clean", language=language),
    )


def place(layer: Sprite | Flipbook) -> Box:
    return Box(round(layer.x), round(layer.y), layer.w, layer.h)


def test_any_colours_can_be_read() -> None:
    rng = random.Random(7)
    colours = [f"#{rng.randrange(1 << 24):06x}" for _ in range(200)] + ["#000000", "#ffffff", "#808080", "#ff00aa"]
    for number, ground in enumerate(colours):
        accent = rng.choice((ground, rng.choice(colours)))
        palette = brand_palette(ground, accent, rng.choice((None, ground)), rng.choice((None, accent)))
        for part in (palette.base, palette.bold):
            for text in (part.ink, part.soft, part.pop):
                worst = min(contrast(text, colour) for colour in part.colors)
                assert worst >= READABLE, (number, ground, accent, text, part.colors)
            pairs = ((part.on_card, part.card), (part.card_pop, part.card), (part.on_accent, part.accent))
            assert all(contrast(*pair) >= READABLE for pair in pairs), (number, ground, accent)


@pytest.mark.parametrize(("platform", "aspect"), PLACES)
@pytest.mark.parametrize("presenter", [True, False])
def test_the_strip_stands_clear_of_all_words(platform: PlatformName, aspect: Aspect, presenter: bool) -> None:
    for index, language in enumerate(LONGEST):
        timeline = laid_out(platform, aspect, presenter, language, index)
        layers = [layer for layer in timeline.layers if isinstance(layer, Sprite | Flipbook)]
        strip = [layer for layer in layers if layer.role == "brand"]
        words = [
            layer for layer in layers if layer.role in ("headline", "detail", "item", "label", "figure", "button")
        ]
        assert words
        for one in strip:
            assert zones(platform, aspect, presenter).card.holds(place(one))
            for other in words:
                at_once = one.start < other.end and other.start < one.end
                assert not (at_once and place(one).meets(place(other))), (language, other.role)


def test_the_line_takes_the_handles_place_in_the_last_scene() -> None:
    timeline = laid_out("instagram_reels", "9:16", False, "en")
    strip = [layer for layer in timeline.layers if isinstance(layer, Sprite) and layer.role == "brand"]
    last = timeline.seconds - 3.0
    assert [(layer.start, layer.end) for layer in strip] == [(0, last)] * 2 + [(last, timeline.seconds)] * 2
    assert strip[0].art.svg != strip[2].art.svg
    assert {layer.art.asset for layer in (strip[1], strip[3])} == {"a" * 64}


def test_without_a_brand_nothing_changes() -> None:
    script = reel()
    plain = choose(script, aspect="9:16", index=1)
    assert choose(script, aspect="9:16", index=1, own=BrandMark(font=plain.fonts.name)) == plain
    assert plain.mark is None


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (20, 30, 80)])
def test_a_clear_logo_does_not_drown(ink: tuple[int, int, int], tmp_path: Path) -> None:
    from render.scenes.mark import _SEEN, _fill

    pixels = np.zeros((40, 80, 4), np.uint8)
    pixels[10:30, 10:70] = (*ink, 255)
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    mark = measured_logo("a" * 64, tmp_path / "logo.png")
    assert (mark.width, mark.height, mark.clear) == (80, 40, True)
    for ground in ("#000000", "#ffffff", "#14213d"):
        fill = _fill(mark, brand_palette(ground, "#fca311").base)
        assert contrast(mark.tint, fill) >= _SEEN
