"""Clips from any source come out upright, at the right moment and in the right colours."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor import Compositor, grab, stage_of
from render.painters.color import planar
from render.painters.footage import Footage, upright
from render.planes import Planes, blank
from render.timeline import Clip, Timeline
from studio.errors import BadRequest
from tests.fakes.measure import luma, psnr

Pixels = NDArray[np.uint8]
WIDTH, HEIGHT = 216, 384


def shade(number: int) -> int:
    """The grey of a frame: each its own."""
    return 60 + 2 * number


def write(path: Path, times: list[int], width: int = WIDTH, height: int = HEIGHT, **tags: Any) -> None:
    """A clip with grey frames at these times in milliseconds, left quarter black."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"crf": "4", "g": "12", "bf": "2"})
        stream.width, stream.height, stream.pix_fmt, stream.time_base = width, height, "yuv420p", Fraction(1, 1000)
        stream.codec_context.time_base = Fraction(1, 1000)
        for name, value in ({"colorspace": 1, "color_range": 1} | tags).items():
            setattr(stream.codec_context, name, value)
        for number, time in enumerate(times):
            frame = av.VideoFrame(width, height, "yuv420p")
            for plane, value in zip(frame.planes, (shade(number), 128, 128), strict=True):
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
                rows[:] = value
                rows[:, : plane.width // 4] = 16 if value != 128 else 128
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def right(planes: Planes) -> float:
    return float(planes.y[:, planes.size[0] // 2 :].mean())


def test_the_frame_at_a_moment_is_found_at_a_varying_rate_in_any_order(tmp_path: Path) -> None:
    times = [0, 33, 66, 200, 233, 700, 733, 1500, 1533, 1566, 1600, 2600, 2633, 3000, 4000, 4033]
    write(tmp_path / "v.mp4", times)
    footage = Footage(tmp_path / "v.mp4")
    for moment in (0.0, 0.05, 0.15, 0.2, 0.69, 0.71, 1.49, 1.55, 3.9, 4.02, 0.1, 2.61, 0.0):
        wanted = sum(time <= moment * 1000 + 1 for time in times) - 1
        assert right(footage.at(moment)[0]) == pytest.approx(shade(wanted), abs=0.9), moment
    footage.close()


def test_chunks_that_seek_show_what_one_pass_shows(tmp_path: Path) -> None:
    write(tmp_path / "v.mp4", [n * 33 for n in range(70)])
    made = Timeline(
        width=WIDTH,
        height=HEIGHT,
        seconds=3,
        layers=(Clip(start=0.4, end=3, asset="v.mp4", source_start=0.31, speed=0.8),),
    )
    resolve = lambda name: tmp_path / name  # noqa: E731
    one, canvas, jumped = Compositor(made, stage_of(made, resolve)), blank(WIDTH, HEIGHT), blank(WIDTH, HEIGHT)
    for number in range(90):
        one.draw(canvas, number)
        if number in (12, 40, 61, 89):
            Compositor(made, stage_of(made, resolve)).draw(jumped, number)
            assert all(np.array_equal(a, b) for a, b in zip(canvas, jumped, strict=True))


def test_a_clip_that_is_over_keeps_its_last_picture_and_moves_on(tmp_path: Path) -> None:
    write(tmp_path / "v.mp4", [n * 33 for n in range(30)])
    made = Timeline(width=WIDTH, height=HEIGHT, seconds=3, layers=(Clip(start=0, end=3, asset="v.mp4"),))
    late = [luma(grab(made, at, lambda name: tmp_path / name)) for at in (1.5, 2.5)]
    assert all(abs(int(picture[200, 190]) - (shade(29) - 16) * 255 / 219) < 3 for picture in late)
    edges = [int((picture[200] < 60).sum()) for picture in late]
    assert edges[1] < edges[0] < WIDTH // 4


def test_a_wide_clip_covers_the_picture_or_fits_in(tmp_path: Path) -> None:
    write(tmp_path / "v.mp4", [0, 33, 66], width=640, height=360)
    for blur, black in ((False, 0), (True, WIDTH // 4)):
        layer = Clip(start=0, end=1, asset="v.mp4", blur_fill=blur)
        made = Timeline(width=WIDTH, height=HEIGHT, seconds=1, layers=(layer,))
        picture = luma(grab(made, 0, lambda name: tmp_path / name))
        assert abs(int((picture[192] < 20).sum()) - black) <= 2
        assert picture[192, 150] > 40


@pytest.mark.parametrize(
    ("degrees", "corner"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1)), (-90, (0, 1))]
)
def test_a_picture_is_turned_upright_by_its_display_matrix(degrees: int, corner: tuple[int, int]) -> None:
    planes = blank(8, 4)
    planes.clear()
    planes.y[:2, :2] = 200
    turned = upright(planes, degrees).y
    assert turned.shape == ((8, 4) if degrees % 180 else (4, 8))
    assert turned[-corner[0], -corner[1]] == 200


@pytest.mark.parametrize(("matrix", "color_range"), [(1, 1), (1, 2), (5, 1), (6, 2)])
def test_matrix_and_range_are_brought_to_bt709_limited(matrix: int, color_range: int) -> None:
    rgb = np.zeros((64, 64, 3), np.uint8)
    rgb[:] = (190, 60, 90)
    space = "ITU709" if matrix == 1 else "ITU601"
    given = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format="yuv444p", dst_colorspace=space, dst_color_range="JPEG" if color_range == 2 else "MPEG"
    )
    given.colorspace, given.color_range = matrix, color_range
    planes = planar(given)
    r, g, b = 190 / 255, 60 / 255, 90 / 255
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    wanted = (16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748)
    assert np.abs(np.subtract([plane[20, 20] for plane in planes], wanted, dtype=float)).max() <= 2


def test_high_dynamic_range_becomes_plain_video() -> None:
    grey = []
    for code in (64, 300, 440, 540):
        frame = av.VideoFrame(64, 64, "yuv420p10le")
        for index, plane in enumerate(frame.planes):
            np.frombuffer(memoryview(plane), np.uint16)[:] = 512 if index else code
        frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = 16, 9, 9, 1
        planes = planar(frame)
        assert {int(planes.u[9, 9]), int(planes.v[9, 9])} <= {127, 128, 129}
        grey.append(int(planes.y[9, 9]))
    assert grey == sorted(grey) and grey[0] == 16 and grey[1] > 55 and grey[3] > 190


def test_a_same_sized_clip_is_shown_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "v.mp4", [0, 33, 66])
    footage = Footage(tmp_path / "v.mp4")
    made = Timeline(width=WIDTH, height=HEIGHT, seconds=1, layers=(Clip(start=0, end=1, asset="v.mp4"),))
    canvas = blank(WIDTH, HEIGHT)
    Compositor(made, stage_of(made, lambda name: tmp_path / name)).draw(canvas, 1)
    assert psnr(canvas.y, footage.at(1 / 30)[0].y) == float("inf")


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"nothing of the kind")
    with pytest.raises(BadRequest, match="cannot be read as video"):
        Footage(tmp_path / "x.mp4")
