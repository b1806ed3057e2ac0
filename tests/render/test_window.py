"""A clip in a box: seen inside, not outside, with round corners, its last picture held."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from render.chunks import chunk_key, windows
from render.compositor import Compositor, grab, stage_of
from render.formats import FINAL
from render.planes import Planes, blank
from render.timeline import Backdrop, Clip, Crop, Timeline
from tests.fakes.media import Picture, clip

SIZE = 240
BOX = (40.0, 60.0, 120.0, 100.0)
FPS = 30


def brightening(number: int) -> Picture:
    """Bright, and brighter with every picture; the lower half is red."""
    picture = np.full((180, 320, 3), 120 + 2 * number, np.uint8)
    picture[90:, :, 1:] = 0
    return picture


def timeline(*, seconds: float = 2.0, **more: object) -> Timeline:
    ground = Backdrop(start=0, end=seconds, pattern="mesh", colors=("#101010", "#101010"), vignette=0.0)
    window = Clip.model_validate({"start": 0, "end": seconds, "asset": "c.mp4", "box": BOX, **more})
    return Timeline(width=SIZE, height=SIZE, fps=FPS, seconds=seconds, layers=(ground, window))


def resolver(folder: Path) -> Callable[[str], Path]:
    clip(folder / "c.mp4", frames=brightening, seconds=1.0)
    return lambda name: folder / name


def drawn(made: Timeline, frame: int, folder: Path) -> Planes:
    canvas = blank(SIZE, SIZE)
    compositor = Compositor(made, stage_of(made, lambda name: folder / name))
    compositor.draw(canvas, frame)
    compositor.close()
    return canvas


def test_the_clip_is_seen_inside_its_box_and_nowhere_else(tmp_path: Path) -> None:
    rgb = grab(timeline(source=Crop(h=0.5)), 0.0, resolver(tmp_path)).astype(int)
    bright = rgb.min(axis=2) > 90
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    assert (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1) == (40, 60, 160, 160)
    assert bright[60:160, 40:160].all()


def test_its_corners_are_round_and_smooth(tmp_path: Path) -> None:
    rgb = grab(timeline(radius=30, source=Crop(h=0.5)), 0.0, resolver(tmp_path)).astype(int)
    light = rgb.mean(axis=2)
    dark, full = light[5, 5], light[110, 100]
    y, x = np.mgrid[0.5:SIZE, 0.5:SIZE]
    beyond = np.hypot(np.clip(abs(x - 100) - 30, 0, None), np.clip(abs(y - 110) - 20, 0, None)) - 30
    assert np.abs(light[beyond > 2] - dark).max() < 8
    assert np.abs(light[beyond < -2] - full).max() < 8
    edge = light[np.abs(beyond) < 0.4]
    between = (edge > dark + 0.15 * (full - dark)) & (edge < dark + 0.85 * (full - dark))
    assert between.mean() > 0.5


def test_colour_ends_where_light_ends(tmp_path: Path) -> None:
    resolver(tmp_path)
    canvas = drawn(timeline(radius=1000, source=Crop(y=0.5, h=0.5)), 0, tmp_path)
    red = canvas.v.astype(int)
    y, x = np.mgrid[1.0:SIZE:2, 1.0:SIZE:2]
    beyond = np.hypot(np.clip(abs(x - 100) - 10, 0, None), y - 110) - 50
    assert np.abs(red[beyond > 3] - 128).max() < 4
    assert red[beyond < -3].min() > 170


def test_it_plays_from_where_it_should_and_its_last_picture_is_held(tmp_path: Path) -> None:
    resolve = resolver(tmp_path)
    made = timeline(source_start=0.5, source=Crop(h=0.5))
    lights = [grab(made, at, resolve)[110, 100].mean() for at in (0.0, 0.3, 0.8, 1.9)]
    assert lights == pytest.approx([150, 168, 178, 178], abs=5)
    then, last = (drawn(made, number, tmp_path).part(40, 60, 120, 100).y for number in (20, 59))
    assert np.array_equal(then, last)


def test_it_fades_with_its_layer(tmp_path: Path) -> None:
    resolve = resolver(tmp_path)
    made = timeline(fade_in=1.0, source=Crop(h=0.5))
    half, full = (grab(made, at, resolve)[110, 100].mean() for at in (0.5, 1.0))
    assert half == pytest.approx((150 + 16) / 2, abs=12)
    assert full > 165


def test_a_chunk_that_starts_late_shows_what_one_pass_shows(tmp_path: Path) -> None:
    resolver(tmp_path)
    made = timeline(radius=24)
    one, canvas = Compositor(made, stage_of(made, lambda name: tmp_path / name)), blank(SIZE, SIZE)
    for number in range(40):
        one.draw(canvas, number)
        if number in (3, 17, 39):
            assert all(np.array_equal(a, b) for a, b in zip(canvas, drawn(made, number, tmp_path), strict=True))


def test_a_box_as_large_as_the_picture_hides_what_is_below(tmp_path: Path) -> None:
    rgb = grab(timeline(box=(0, 0, SIZE, SIZE)), 0.0, resolver(tmp_path))
    assert rgb[2, 2].min() > 100
    assert (rgb[237, 237, 0] > 90) and (rgb[237, 237, 1] < 30)


def test_box_radius_and_part_are_in_the_key_of_a_chunk() -> None:
    made = [timeline(), timeline(box=(0, 0, 50, 50)), timeline(radius=9), timeline(source=Crop(h=0.5))]
    assert len({chunk_key(one, windows(one)[0], FINAL, str) for one in made}) == 4
