"""A filmed presenter: where it stands, when it fills the picture, and that it stays in step with the speech."""

from itertools import pairwise, product
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor import grab
from render.measure.zones import breaches
from render.scenes.build import build_timeline
from render.scenes.choose import choose
from render.scenes.cover import cover_picture
from render.scenes.grounds import FADE
from render.scenes.look import Medium
from render.scenes.talking import around_face, fills
from render.scenes.zones import zones
from render.timeline import Clip, Sprite, Timeline
from studio.domain.platforms import PLATFORMS, Aspect, PlatformName, safe_zone
from studio.domain.script import Scene, SceneKind
from tests.fakes.media import clip
from tests.fakes.scenes import reel, spoken

FILM = Medium(asset="film", video=True, width=1080, height=1920, seconds=24.0)
PLAIN = reel(
    scenes=(
        Scene(id="s1", kind="title", narration="Walk more", headline="Walk after dinner", emoji="🚶"),
        Scene(id="s2", kind="tip", narration="Ten minutes", headline="Ten minutes", figure="1"),
        Scene(id="s3", kind="checklist", narration="Shoes and keys", headline="Easy", items=("Shoes", "Keys")),
        Scene(id="s4", kind="quote", narration="Small steps", headline="Small steps beat big plans"),
        Scene(id="s5", kind="cta", narration="Follow", headline="Follow along"),
    ),
    seconds=15,
)


def laid_out(platform: PlatformName, aspect: Aspect, film: Medium = FILM, medium: Medium | None = None) -> Timeline:
    media = (medium,) if medium else ()
    look = choose(PLAIN, aspect=aspect, index=0, media=media)
    return build_timeline(script=PLAIN, timing=spoken(PLAIN), look=look, platform=platform, aspect=aspect, film=film)


def films(timeline: Timeline) -> list[Clip]:
    return [layer for layer in timeline.layers if isinstance(layer, Clip) and layer.asset == "film"]


def test_it_fills_the_picture_where_only_words_are_and_has_a_window_elsewhere() -> None:
    shown = sorted((c.start, round(c.end, 2), c.radius > 0) for c in films(laid_out("tiktok", "9:16")))
    assert shown == [(0, 3 + FADE, False), (3, 9, True), (9, 12 + FADE, False), (12, 15, True)]


def test_it_is_always_in_step_with_the_speech_and_never_away() -> None:
    shown = sorted(films(laid_out("tiktok", "9:16")), key=lambda c: c.start)
    assert all(c.source_start == c.start and c.speed == 1.0 for c in shown)
    assert shown[0].start == 0 and shown[-1].end == 15
    assert all(a.end >= b.start for a, b in pairwise(shown))


def test_over_pictures_and_in_other_shapes_it_keeps_to_its_window() -> None:
    beach = Medium(asset="beach", video=True, width=1080, height=1920, seconds=9)
    for timeline in (laid_out("tiktok", "9:16", medium=beach), laid_out("youtube", "16:9"), laid_out("x", "1:1")):
        (window,) = films(timeline)
        assert (window.start, window.end, window.radius > 0, window.fade_in) == (0, 15, True, 0)


@pytest.mark.parametrize(
    ("kind", "width", "height", "fit"),
    [
        ("title", 1080, 1920, True),
        ("quote", 720, 1280, True),
        ("title", 1920, 1080, False),
        ("title", 360, 640, False),
        ("cta", 1080, 1920, False),
    ],
)
def test_only_a_tall_and_fine_film_fills_the_picture(kind: SceneKind, width: int, height: int, fit: bool) -> None:
    scene = Scene(id="s", kind=kind, narration="", headline="Hello")
    film = FILM.model_copy(update={"width": width, "height": height})
    assert fills(film, "9:16", scene, choose(PLAIN, aspect="9:16", index=0).of("s")) is fit


@pytest.mark.parametrize(("platform", "aspect"), list(product(PLATFORMS, ("9:16", "1:1", "16:9"))))
def test_its_window_is_free_of_words_and_of_the_platforms_buttons(platform: PlatformName, aspect: Aspect) -> None:
    places = zones(platform, aspect, True)
    assert places.window is not None and places.presenter is not None and places.face is not None
    assert places.presenter.holds(places.window) and places.window.holds(places.face)
    assert not places.window.meets(places.captions) and not places.window.meets(places.card)
    timeline = laid_out(platform, aspect)
    assert any(isinstance(layer, Sprite) and layer.role == "presenter" for layer in timeline.layers)
    found = breaches(timeline, safe_zone(platform, aspect), Path)
    assert not [breach for breach in found if breach.role in ("presenter", "headline")]


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1920, 1080), (720, 720), (512, 768)])
@pytest.mark.parametrize(("wide", "high"), [(700, 640), (540, 500), (1080, 1920)])
def test_the_cut_keeps_the_middle_and_the_upper_part_and_its_shape(
    width: int, height: int, wide: int, high: int
) -> None:
    crop = around_face(FILM.model_copy(update={"width": width, "height": height}), wide, high)
    assert crop.w * width / (crop.h * height) == pytest.approx(wide / high)
    assert max(crop.w, crop.h) == pytest.approx(1.0)
    assert crop.x + crop.w / 2 == pytest.approx(0.5)
    assert crop.y <= (1 - crop.h) / 4


def test_the_cover_shows_a_picture_of_the_film_instead_of_the_drawn_face(tmp_path: Path) -> None:
    green = np.full((320, 180, 3), (20, 230, 40), np.uint8)
    path = clip(tmp_path / "film.mp4", width=180, height=320, seconds=2.0, frames=lambda number: green)
    film = Medium(asset="film", video=True, width=180, height=320, seconds=2.0)
    look = choose(PLAIN, aspect="9:16", index=0)
    drawn, filmed = (
        cv2.imdecode(np.frombuffer(cover_picture(PLAIN, look, "9:16", "heart-0", lambda name: path, f), np.uint8), 1)
        for f in (None, film)
    )
    assert drawn is not None and filmed is not None
    assert not _green(drawn).any()
    assert _green(filmed)[1300:1700, 300:780].all()


def _green(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    blue, green, red = (picture[..., i].astype(int) for i in range(3))
    return np.asarray((green > 180) & (red < 90) & (blue < 90))


def test_a_window_shows_the_film_inside_a_frame_of_the_palettes_colour(tmp_path: Path) -> None:
    green = np.full((320, 180, 3), (20, 230, 40), np.uint8)
    path = clip(tmp_path / "film.mp4", width=180, height=320, seconds=2.0, frames=lambda number: green)
    timeline = laid_out("tiktok", "9:16", FILM.model_copy(update={"width": 180, "height": 320, "seconds": 2.0}))
    rgb = grab(timeline, 14.9, lambda name: path)
    place = zones("tiktok", "9:16", True).window
    assert place is not None
    seen = _green(rgb[..., ::-1])
    inside = seen[place.y + 80 : place.bottom - 80, place.x + 12 : place.right - 12]
    assert inside.all()
    outside = seen.copy()
    outside[place.y : place.bottom, place.x : place.right] = False
    assert not outside.any()
    assert not seen[place.y : place.y + 12, place.x : place.x + 12].any()
