"""Layers over each other: sprites that move, turn, fade and wipe; crossfades; photographs; against MoviePy."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor import Compositor, grab, stage_of
from render.easing import Track, ease
from render.planes import blank, from_rgb, plate, to_rgb
from render.reference import reference
from render.timeline import Art, Backdrop, Crop, Flip, Flipbook, Key, Layer, Sprite, Still, Timeline
from tests.fakes.jitter import jitter
from tests.fakes.measure import luma, ssim
from tests.fakes.reel import material, reel

WIDTH, HEIGHT = 216, 384
Pixels = NDArray[np.uint8]


def nothing(asset: str) -> Path:
    raise AssertionError(f"asset {asset} was asked for")


def disc(color: str = "#ffffff", size: int = 41) -> Art:
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<circle cx="{size / 2}" cy="{size / 2}" r="{size / 2 - 1}" fill="{color}"/></svg>'
    )


def block(width: int, height: int, color: str = "#ffffff") -> Art:
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{color}"/></svg>'
    )


def sprite(*keys: Key, x: float = 60, y: float = 100, art: Art | None = None, w: int = 41, h: int = 41) -> Sprite:
    return Sprite(start=0, end=4, art=art or disc(), x=x, y=y, w=w, h=h, keys=keys)


def lumas(*layers: Layer, at: float = 0.0, folder: Path | None = None) -> Pixels:
    resolve = (lambda asset: folder / asset) if folder else nothing
    return luma(grab(Timeline(width=WIDTH, height=HEIGHT, seconds=4, layers=layers), at, resolve))


def center(picture: Pixels) -> tuple[float, float]:
    weight = picture.astype(float)
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    return float((x * weight).sum() / weight.sum()), float((y * weight).sum() / weight.sum())


def test_without_layers_the_picture_is_black() -> None:
    assert grab(Timeline(width=WIDTH, height=HEIGHT, seconds=1, layers=()), 0, nothing).max() == 0


@pytest.mark.parametrize("shift", [0.0, 1.0, 0.25, 2.5, 3.7])
def test_a_sprite_lies_where_its_keys_say_to_a_fraction_of_a_pixel(shift: float) -> None:
    x, y = center(lumas(sprite(Key(at=0, x=shift, y=-shift))))
    assert np.allclose((x, y), (80 + shift, 120 - shift), atol=0.03)


def test_a_sprite_moves_evenly_through_whole_and_half_pixels() -> None:
    moving = sprite(Key(at=0, x=0), Key(at=3, x=30, ease="linear"))
    places = [center(lumas(moving, at=n / 30))[0] for n in range(40)]
    assert np.diff(places) == pytest.approx([1 / 3] * 39, abs=0.05)


def test_scale_and_rotation_are_about_the_middle() -> None:
    for key in (Key(at=0, scale=0.5), Key(at=0, rotation=33), Key(at=0, scale=1.7, rotation=-80)):
        picture = lumas(sprite(key))
        assert np.allclose(center(picture), (80, 120), atol=0.05)
        area = float((picture > 127).sum())
        assert area == pytest.approx(np.pi * 19.5**2 * key.scale**2, rel=0.04)


def test_rotation_is_clockwise() -> None:
    bar = block(20, 4)
    x, y = center(lumas(sprite(Key(at=0, rotation=90, x=0), art=bar, w=20, h=4)))
    assert np.allclose((x, y), (69.5, 101.5), atol=0.1)
    marked = Art(svg=bar.svg.replace("<rect width", '<rect x="12" width'))
    picture = lumas(sprite(Key(at=0, rotation=90), art=marked, w=20, h=4))
    assert center(picture)[1] > 103


def test_opacity_mixes_with_what_is_below() -> None:
    below = sprite(art=block(41, 41, "#202020"))
    picture = lumas(below, sprite(Key(at=0, opacity=0.25), art=block(41, 41)))
    assert int(picture[120, 80]) == pytest.approx(32 + 0.25 * (255 - 32), abs=2)


def test_a_wipe_shows_the_left_part() -> None:
    picture = lumas(sprite(Key(at=0, wipe=0.5), art=block(40, 40), w=40, h=40))
    assert (picture[110, 60:80] > 250).all() and picture[110, 81:101].max() < 3
    assert lumas(sprite(Key(at=0, wipe=0.0))).max() < 3


def test_a_sprite_outside_is_cut_and_one_far_away_is_left_out() -> None:
    assert (lumas(sprite(x=-20, y=-20, art=block(41, 41)))[:20, :20] > 250).all()
    assert (lumas(sprite(x=WIDTH - 9, y=HEIGHT - 9, art=block(41, 41)))[-8:, -8:] > 250).all()
    assert lumas(sprite(x=-500, y=40), sprite(x=900, y=900)).max() < 3


@pytest.mark.parametrize("place", [(60, 100), (61, 101), (61, 100)])
def test_colour_stays_inside_at_odd_places(place: tuple[int, int]) -> None:
    x, y = place
    made = Timeline(
        width=WIDTH, height=HEIGHT, seconds=1, layers=(sprite(x=x, y=y, art=block(40, 40, "#ff0000"), w=40, h=40),)
    )
    rgb = grab(made, 0, nothing).astype(int)
    assert np.abs(rgb[y + 3 : y + 37, x + 3 : x + 37] - [255, 0, 0]).max() <= 3
    far = rgb.copy()
    far[y - 2 : y + 42, x - 2 : x + 42] = 0
    assert far.max() <= 1


def test_a_flipbook_shows_its_frames_in_turn_and_nothing_at_minus_one() -> None:
    flips = (Flip(at=0.5, frame=1), Flip(at=1.0, frame=0), Flip(at=1.5, frame=-1))
    book = Flipbook(
        start=0,
        end=4,
        frames=(block(10, 10, "#ffffff"), block(10, 10, "#808080")),
        flips=flips,
        x=20,
        y=20,
        w=10,
        h=10,
    )
    shown = [int(lumas(book, at=at)[25, 25]) for at in (0.4, 0.5, 0.97, 1.0, 1.5)]
    assert shown == pytest.approx([0, 128, 128, 255, 0], abs=2)


def test_a_crossfade_passes_the_middle_half_way() -> None:
    dark = Backdrop(start=0, end=2, pattern="paper", colors=("#000000", "#000000"), vignette=0)
    light = Backdrop(start=1, end=4, pattern="paper", colors=("#ffffff", "#ffffff"), vignette=0, fade_in=1)
    means = [float(lumas(dark, light, at=at).mean()) for at in (0.9, 1.5, 2.0)]
    assert means[1] == pytest.approx((means[0] + means[2]) / 2, abs=3)
    fading = light.model_copy(update={"start": 0, "end": 2, "fade_in": 0, "fade_out": 1})
    assert lumas(fading, at=1.5).mean() == pytest.approx(means[2] / 2, abs=4)


def test_easing_starts_and_ends_where_it_should() -> None:
    for kind in ("linear", "in", "out", "in_out", "back", "step"):
        assert np.allclose((ease(kind, 0), ease(kind, 1)), (0, 1), atol=1e-9)
    assert max(ease("back", n / 100) for n in range(100)) > 1.05
    keys = (Key(at=1, x=10), Key(at=2, x=20, ease="step"), Key(at=3, x=30, ease="linear"))
    assert [Track(keys).at(at).x for at in (0, 1, 1.9, 2, 2.5, 9)] == [10, 10, 10, 20, 25, 30]


def test_a_photograph_does_not_shake(tmp_path: Path) -> None:
    assert jitter(tmp_path, seconds=1.5) <= 0.05


def photo(folder: Path, width: int, height: int) -> None:
    """Left half white, right half dark."""
    picture = np.full((height, width, 3), 30, np.uint8)
    picture[:, : width // 2] = 240
    cv2.imwrite(str(folder / "p.png"), picture)


def test_a_wide_photograph_is_cut_in_the_middle_or_fitted_in(tmp_path: Path) -> None:
    photo(tmp_path, 900, 300)
    cut = lumas(Still(start=0, end=4, asset="p.png"), folder=tmp_path)
    assert (cut[:, :104] > 200).all() and (cut[:, 112:] < 60).all()
    fitted = lumas(Still(start=0, end=4, asset="p.png", blur_fill=True), folder=tmp_path)
    assert fitted[192, 50] > 230 and fitted[192, 160] < 40
    assert 100 < fitted[40, 50] < 200


def test_a_photograph_in_a_box_leaves_the_rest_alone(tmp_path: Path) -> None:
    photo(tmp_path, 300, 300)
    picture = lumas(Still(start=0, end=4, asset="p.png", box=(40, 60, 100, 100)), folder=tmp_path)
    outside = picture.copy()
    outside[60:160, 40:140] = 0
    assert outside.max() < 3 and picture[110, 60] > 200 and 20 < picture[110, 120] < 60


def test_a_big_zoom_and_one_without_movement_show_the_right_part(tmp_path: Path) -> None:
    photo(tmp_path, 864, 1536)
    deep = Still(start=0, end=4, asset="p.png", source=Crop(), target=Crop(x=0.4, y=0.4, w=0.2, h=0.2))
    for at in (0.0, 2.0, 3.9):
        picture = lumas(deep, at=at, folder=tmp_path)
        assert (picture[:, :104] > 200).all() and (picture[:, 112:] < 60).all()
    right = Crop(x=0.5, y=0.0, w=0.5, h=1.0)
    assert lumas(Still(start=0, end=4, asset="p.png", source=right, target=right), folder=tmp_path).max() < 60


def test_rgb_survives_the_way_to_yuv_and_back() -> None:
    colors = np.random.default_rng(1).integers(0, 256, (64, 3), dtype=np.uint8)
    picture = np.repeat(np.repeat(colors.reshape(8, 8, 3), 4, axis=0), 4, axis=1)
    back = to_rgb(from_rgb(picture))
    assert np.abs(back[1::4, 1::4].astype(int) - picture[1::4, 1::4]).max() <= 60
    flat = np.full((8, 8, 3), (200, 40, 90), np.uint8)
    assert np.abs(to_rgb(from_rgb(flat)).astype(int) - flat).max() <= 1


def test_plates_are_aligned_to_even_places() -> None:
    pixels = np.full((5, 7, 4), 255, np.uint8)
    for x, y in ((0, 0), (3, -1), (-4, 7)):
        made = plate(pixels, x, y)
        assert (made.x % 2, made.y % 2) == (0, 0)
        assert all(side % 2 == 0 for side in made.color.size)
        assert (made.color.y == 255).sum() == 35


def test_it_looks_like_moviepys(tmp_path: Path) -> None:
    found = material(tmp_path, WIDTH, HEIGHT, 5)
    made = reel(WIDTH, HEIGHT, 5)
    theirs, stage = reference(made, found.resolve), stage_of(made, found.resolve)
    compositor, canvas = Compositor(made, stage), blank(WIDTH, HEIGHT)
    for number in (0, 6, 31, 63, 99, 125):
        compositor.draw(canvas, number)
        likeness = ssim(luma(to_rgb(canvas)), luma(theirs.get_frame(number / made.fps + 1e-4)))
        assert likeness >= 0.97, number
