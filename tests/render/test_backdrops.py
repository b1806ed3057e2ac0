"""Backdrops move in every second, keep their colours, differ by seed, and show no bands."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor import Compositor, stage_of
from render.painters.backdrop import PATTERNS
from render.painters.tones import lighter, oklab, ramp, to_yuv
from render.planes import Planes, blank, color_to_yuv
from render.timeline import Backdrop, Timeline

WIDTH, HEIGHT = 216, 384
DARK, LIGHT = ("#0f1226", "#5b4bff", "#ff5ca8"), ("#f6f1e7", "#ffb199", "#9fd8cb")


def compositor(pattern: str, colors: tuple[str, ...] = DARK, seed: int = 1, grain: float = 0.0) -> Compositor:
    layer = Backdrop.model_validate(
        {"start": 0, "end": 20, "pattern": pattern, "colors": colors, "seed": seed, "grain": grain}
    )
    made = Timeline(width=WIDTH, height=HEIGHT, seconds=20, layers=(layer,))
    return Compositor(made, stage_of(made, lambda asset: pytest.fail(asset)))


def drawn(source: Compositor, frame: int) -> Planes:
    canvas = blank(WIDTH, HEIGHT)
    source.draw(canvas, frame)
    return canvas


def difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


@pytest.mark.parametrize("colors", [DARK, LIGHT])
@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_it_moves_in_every_second_and_never_jumps(pattern: str, colors: tuple[str, ...]) -> None:
    source = compositor(pattern, colors)
    pictures = [drawn(source, second * 30).y for second in range(20)]
    assert min(difference(a, b) for a, b in pairwise(pictures)) > 0.5
    steps = [difference(drawn(source, n).y, drawn(source, n + 1).y) for n in range(0, 590, 59)]
    assert max(steps) < 2.0


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_a_seed_decides_the_picture(pattern: str) -> None:
    first, same, other = (drawn(compositor(pattern, seed=seed), 40).y for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert difference(first, other) > 1


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_the_first_colour_is_the_ground(pattern: str) -> None:
    for color in ("#101418", "#f4efe6"):
        mean = float(drawn(compositor(pattern, (color, color, color)), 40).y.mean())
        assert mean == pytest.approx(float(color_to_yuv(color)[0]), abs=22)


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_every_aspect_and_number_of_colours_can_be_drawn(pattern: str) -> None:
    for width, height in ((384, 216), (216, 216)):
        for count in (2, 3, 4):
            colors = ("#0f1226", "#5b4bff", "#ff5ca8", "#19c2ff")[:count]
            layer = Backdrop.model_validate({"start": 0, "end": 2, "pattern": pattern, "colors": colors})
            made = Timeline(width=width, height=height, seconds=2, layers=(layer,))
            canvas = blank(width, height)
            Compositor(made, stage_of(made, lambda asset: pytest.fail(asset))).draw(canvas, 30)
            assert canvas.y.std() > 1


def test_a_flat_gradient_has_no_bands() -> None:
    plane = drawn(compositor("mesh", ("#101018", "#14141c")), 30).y
    runs = [np.diff(np.flatnonzero(np.diff(row.astype(int)))) for row in plane[::16]]
    assert max(int(run.max()) for run in runs if run.size) < 60


def test_grain_is_still_and_as_strong_as_asked() -> None:
    source = compositor("mesh", grain=1.0)
    first, later = (drawn(source, frame).y.astype(float) for frame in (30, 31))
    high = first[1:-1, 1:-1] - (first[:-2, 1:-1] + first[2:, 1:-1] + first[1:-1, :-2] + first[1:-1, 2:]) / 4
    assert 0.8 < high.std() < 4
    assert np.abs(first - later).mean() < 0.4


def test_tones_are_exact_at_their_ends_and_stay_within_reach() -> None:
    for color in ("#ff0000", "#00ff00", "#123456", "#ffffff"):
        assert np.abs(to_yuv(oklab(color)) - color_to_yuv(color)).max() < 0.6
    line = ramp([oklab("#000000"), oklab("#ffffff")], 11)
    assert (np.diff(line[:, 0]) > 0).all() and np.abs(line[:, 1:] - 128).max() < 0.5
    assert lighter(oklab("#888888"), 5.0)[0] == 1.0
