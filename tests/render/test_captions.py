"""Word-by-word captions: grouping, timing, fit and legibility."""

import re
from itertools import pairwise, product
from typing import get_args

import pytest

from render.easing import pose_at
from render.scenes.caption_text import caption_text, clusters, cut
from render.scenes.captions import SMALLEST, CaptionLook, CaptionTrack, caption_layers, caption_track, text_size
from render.scenes.contrast import contrast, ink_on, readable
from render.scenes.zones import Box, zones
from render.timeline import Flipbook, Layer, Sprite
from render.vector import rasterise
from studio.domain.brief import CaptionStyle
from studio.domain.platforms import Aspect
from studio.domain.speech import TimedWord, Timing
from studio.errors import StepFailed
from tests.fakes.speech import SENTENCES, reckoned, recorded

STYLES: tuple[CaptionStyle, ...] = get_args(CaptionStyle)
ZONE = zones("instagram_reels", "9:16", True).captions
EVERY = list(product(STYLES, SENTENCES))
GROUNDS = ("#000000", "#ffffff", "#808080", "#ffd23f", "#0a3cff")


def track(style: CaptionStyle, language: str, zone: Box = ZONE) -> CaptionTrack:
    return caption_track(reckoned(SENTENCES[language]), style, language, zone)


def layers(style: CaptionStyle, language: str, zone: Box = ZONE) -> list[Sprite | Flipbook]:
    return drawn(caption_layers(track(style, language, zone), zone, CaptionLook()))


def drawn(found: tuple[Layer, ...]) -> list[Sprite | Flipbook]:
    assert all(isinstance(layer, Sprite | Flipbook) for layer in found)
    return [layer for layer in found if isinstance(layer, Sprite | Flipbook)]


def plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


@pytest.mark.parametrize(("style", "language"), EVERY)
def test_every_word_is_shown_once_from_its_start(style: CaptionStyle, language: str) -> None:
    timing = reckoned(SENTENCES[language])
    spoken = [word for word in timing.words if any(c.isalnum() for c in word.text)]
    shown = [word for group in track(style, language).groups for word in group.words if not word.joined]
    assert [word.start for word in shown] == [word.start for word in spoken]
    everything = "".join(word.text for group in track(style, language).groups for word in group.words)
    assert plain(everything) == plain("".join(word.text for word in spoken))


@pytest.mark.parametrize(("style", "language"), EVERY)
def test_groups_never_overlap_and_start_with_their_first_word(style: CaptionStyle, language: str) -> None:
    groups = track(style, language).groups
    assert all(group.start == group.words[0].start and group.end > group.start for group in groups)
    assert all(a.end <= b.start for a, b in pairwise(groups))
    for group in groups:
        assert all(a.end == b.start for a, b in pairwise(group.words))
        assert group.words[-1].end <= group.end


@pytest.mark.parametrize(("style", "language"), EVERY)
def test_captions_stay_in_their_zone(style: CaptionStyle, language: str) -> None:
    for layer in layers(style, language):
        assert ZONE.holds(Box(int(layer.x), int(layer.y), layer.w, layer.h))
        assert layer.role == "caption"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("aspect", get_args(Aspect))
def test_the_longest_words_fit_the_narrowest_zone(style: CaptionStyle, aspect: Aspect) -> None:
    zone = zones("tiktok", aspect, True).captions
    for layer in layers(style, "de", zone):
        assert zone.holds(Box(int(layer.x), int(layer.y), layer.w, layer.h))
        assert all(size >= 40 for size in _sizes(layer))


def _sizes(layer: Sprite | Flipbook) -> list[float]:
    arts = [layer.art] if isinstance(layer, Sprite) else list(layer.frames)
    return [float(size) for art in arts for size in re.findall(r'font-size="([\d.]+)"', art.svg)]


@pytest.mark.parametrize(("style", "language"), [pair for pair in EVERY if pair[1] != "de"])
def test_ordinary_words_are_set_at_a_readable_size(style: CaptionStyle, language: str) -> None:
    assert all(size >= SMALLEST - 0.01 for layer in layers(style, language) for size in _sizes(layer))


@pytest.mark.parametrize("style", STYLES)
def test_the_spoken_word_is_lit_exactly_while_it_is_spoken(style: CaptionStyle) -> None:
    found = caption_track(recorded(), style, "en", ZONE)
    starts = {round(layer.start, 6) for layer in drawn(caption_layers(found, ZONE, CaptionLook()))}
    assert {round(word.start, 6) for group in found.groups for word in group.words} <= starts


def test_speech_that_starts_later_moves_all_captions() -> None:
    found = caption_track(recorded(), "karaoke", "en", ZONE)
    early, late = (drawn(caption_layers(found, ZONE, CaptionLook(), at=at)) for at in (0.0, 1.5))
    assert [a.start + 1.5 for a in early] == pytest.approx([b.start for b in late])


def test_an_edited_word_changes_only_its_own_group() -> None:
    timing = recorded()
    words = list(timing.words)
    words[20] = words[20].model_copy(update={"text": "moved"})
    before = drawn(caption_layers(caption_track(timing, "karaoke", "en", ZONE), ZONE, CaptionLook()))
    edited = timing.model_copy(update={"words": tuple(words)})
    after = drawn(caption_layers(caption_track(edited, "karaoke", "en", ZONE), ZONE, CaptionLook()))
    changed = [layer for layer in after if layer not in before]
    assert changed
    assert max(layer.end for layer in changed) - min(layer.start for layer in changed) < 6.0


def test_a_new_sentence_and_a_pause_start_a_new_group() -> None:
    words = (
        TimedWord(text="Stop.", start=0.1, end=0.4, scene="s1"),
        TimedWord(text="Think", start=0.5, end=0.8, scene="s1"),
        TimedWord(text="again", start=1.3, end=1.6, scene="s1"),
    )
    timing = Timing(seconds=2, scenes=(), words=words)
    groups = caption_track(timing, "karaoke", "en", ZONE).groups
    assert [[word.text for word in group.words] for group in groups] == [["Stop."], ["Think"], ["again"]]
    assert groups[1].end == pytest.approx(0.8 + 0.25)


def test_groups_leave_no_orphans() -> None:
    groups = track("karaoke", "en").groups
    assert all(len(group.words) > 1 for group in groups)


def test_no_speech_gives_no_captions() -> None:
    empty = caption_track(Timing(seconds=3, scenes=()), "pop", "en", ZONE)
    assert empty.groups == ()
    assert caption_layers(empty, ZONE, CaptionLook()) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("once! 💪", "once!"),
        ("👩‍🍳", ""),
        ("20°", "20°"),
        ("cafe\u0301", "café"),
        ("क्\u200dष", "क्\u200dष"),
        ("1️⃣", "1"),
    ],
)
def test_emoji_are_dropped_and_letters_kept(text: str, shown: str) -> None:
    assert caption_text(text) == shown


def test_words_no_font_can_draw_fail_clearly() -> None:
    timing = reckoned("こんにちは 世界")
    with pytest.raises(StepFailed) as caught:
        caption_track(timing, "pop", "ja", ZONE)
    assert "世" in caught.value.message
    assert caught.value.hint


def test_devanagari_is_drawn_in_a_font_that_has_it() -> None:
    assert all("Noto Sans Devanagari" in layer.model_dump_json() for layer in layers("pop", "hi"))


def test_conjuncts_are_never_split() -> None:
    assert clusters("क्षत्रिय") == ["क्ष", "त्रि", "य"]
    parts = cut("क्षत्रियक्षत्रिय", 2)
    assert len(parts) == 2
    assert not parts[1].startswith(("\u094d", "\u093f"))
    assert parts[0].endswith("-")


@pytest.mark.parametrize("color", ["#ffffff", "#000000", "#ffd23f", "#7f7f7f", "#e53935", "#1e88e5", "#43a047"])
def test_ink_always_reads_on_its_ground(color: str) -> None:
    assert contrast(ink_on(color), color) >= 4.5
    for ground in GROUNDS:
        assert contrast(readable(color, ground), ground) >= 4.5


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ground", [0, 255])
def test_captions_read_on_black_and_on_white(style: CaptionStyle, ground: int) -> None:
    """Wherever letters are drawn, the brightest and darkest pixels around them are far apart."""
    layer = layers(style, "en")[0]
    art = layer.art if isinstance(layer, Sprite) else layer.frames[0]
    pixels = rasterise(art.svg, layer.w, layer.h).astype(float)
    alpha = pixels[..., 3:] / 255
    seen = (pixels[..., :3] * alpha + ground * (1 - alpha)).mean(axis=2)
    middle = seen[layer.h // 4 : -layer.h // 4, layer.w // 5 : -layer.w // 5]
    low, high = (f"#{int(v):02x}{int(v):02x}{int(v):02x}" for v in (middle.min(), middle.max()))
    assert contrast(low, high) >= 4.5


@pytest.mark.parametrize("style", STYLES)
def test_the_same_words_give_the_same_layers(style: CaptionStyle) -> None:
    assert layers(style, "fr") == layers(style, "fr")


def test_captions_survive_being_stored() -> None:
    found = track("karaoke", "hi")
    assert CaptionTrack.model_validate_json(found.model_dump_json()) == found


def test_popped_words_are_centred_however_many_are_there() -> None:
    group = next(g for g in track("pop", "en").groups if len(g.words) == 3)
    found = [b for b in layers("pop", "en") if isinstance(b, Flipbook) and group.start <= b.start < group.end]
    for count, word in enumerate(group.words, 1):
        at = word.start + 0.001
        shown = [(b.x + pose_at(b.keys, at - b.start).x, b.w) for b in found[:count]]
        middle = (shown[0][0] + shown[-1][0] + shown[-1][1]) / 2
        assert middle == pytest.approx(ZONE.x + ZONE.w / 2, abs=3)


def test_pop_is_the_largest_style() -> None:
    assert text_size("pop", ZONE) > text_size("karaoke", ZONE) > text_size("clean", ZONE) >= SMALLEST


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", ["ÉÀ Çg; Üj", "कॉफ़ी र्किं ड़ूँ"])
def test_accents_and_marks_are_never_cut_off(style: CaptionStyle, text: str) -> None:
    words = reckoned(f"{text}!")
    found = drawn(caption_layers(caption_track(words, style, "fr", ZONE), ZONE, CaptionLook()))
    for layer in found:
        art = layer.art if isinstance(layer, Sprite) else layer.frames[0]
        tight = "<rect" not in art.svg
        alpha = rasterise(art.svg, layer.w, layer.h)[..., 3]
        assert not tight or not (alpha[0].any() or alpha[-1].any() or alpha[:, 0].any() or alpha[:, -1].any())
