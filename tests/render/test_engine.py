"""The engine through its door: exact frames, seamless joins, true colours, and only what changed is made again."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from render.compositor import Compositor, stage_of
from render.engine import RenderReport, render
from render.formats import DRAFT, FINAL, Profile
from render.job import RenderStopped
from render.painters.color import view
from render.planes import blank
from render.sound.files import RATE, read, write_wav
from render.timeline import Art, Backdrop, Flip, Flipbook, Layer, Sprite, Timeline
from studio.errors import BadRequest
from tests.fakes.measure import psnr
from tests.fakes.reel import Material, material, reel

WIDTH, HEIGHT = 216, 384


def rect_art(color: str, width: int, height: int) -> Art:
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{color}"/></svg>'
    )


def stamps(frames: int) -> list[Layer]:
    """Twelve squares that show the number of the frame in binary, white for one."""
    made: list[Layer] = []
    for bit in range(12):
        flips = [Flip(at=0, frame=0)]
        flips += [Flip(at=n / 30, frame=n >> bit & 1) for n in range(1, frames) if (n ^ (n - 1)) >> bit & 1]
        made.append(
            Flipbook(
                start=0, end=frames / 30, frames=(rect_art("#000000", 16, 16), rect_art("#ffffff", 16, 16)),
                flips=tuple(flips), x=bit * 16, y=100, w=16, h=16,
            )
        )  # fmt: skip
    return made


def backdrop(seconds: float) -> Backdrop:
    return Backdrop(start=0, end=seconds, pattern="mesh", colors=("#10162f", "#5b4bff", "#ff5ca8"), seed=2)


def timeline(seconds: float, *layers: Layer) -> Timeline:
    return Timeline(width=WIDTH, height=HEIGHT, seconds=seconds, layers=(backdrop(seconds), *layers))


def nothing(asset: str) -> Path:
    raise AssertionError(f"asset {asset} was asked for")


def draw(
    made: Timeline, folder: Path, name: str = "out.mp4", profile: Profile = FINAL, threads: int = 2,
    audio: Path | None = None, found: Material | None = None,
) -> RenderReport:  # fmt: skip
    resolve = found.resolve if found else nothing
    out, cache = folder / name, folder / "cache"
    return render(made, resolve=resolve, out=out, cache=cache, audio=audio, profile=profile, threads=threads)


def frames(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as file:
        yield from file.decode(video=0)


def luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return view(frame.planes[0]).copy()


def bt709(color: str) -> NDArray[np.float64]:
    """Y, U, V of ITU-R BT.709-6, limited range, written out."""
    r, g, b = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return np.array([16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748])


def number(plane: NDArray[np.uint8]) -> int:
    return sum(int(plane[108, bit * 16 + 8] > 128) << bit for bit in range(12))


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, Path]:
    """A rendered 5.2-second piece with a number on every frame, and clicks every half second."""
    folder = tmp_path_factory.mktemp("stamped")
    made = timeline(5.2, *stamps(156))
    clicks = np.zeros((2, round(5.2 * RATE)), np.float32)
    clicks[:, :: RATE // 2] = 0.9
    write_wav(clicks, folder / "clicks.wav")
    draw(made, folder, audio=folder / "clicks.wav")
    return made, folder / "out.mp4"


def test_every_frame_is_there_once_in_order(stamped: tuple[Timeline, Path]) -> None:
    shown = list(frames(stamped[1]))
    assert [number(luma(frame)) for frame in shown] == list(range(156))
    assert {b.pts - a.pts for a, b in pairwise(shown) if a.pts is not None and b.pts is not None} == {512}


def test_length_is_exact_and_sound_begins_with_the_picture(stamped: tuple[Timeline, Path]) -> None:
    with av.open(str(stamped[1])) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.start_time, audio.start_time) == (0, 0)
        assert video.frames == 156
        assert file.duration == 5_200_000
        assert audio.sample_rate == RATE
    clicks = np.flatnonzero(np.abs(read(stamped[1])[0]) > 0.5)
    assert clicks[0] <= 2
    assert abs(int(clicks[np.searchsorted(clicks, RATE)]) - RATE) <= 2


def test_joins_look_like_the_rest(stamped: tuple[Timeline, Path]) -> None:
    made, path = stamped
    compositor, canvas = Compositor(made, stage_of(made, nothing)), blank(WIDTH, HEIGHT)
    quality = []
    for index, frame in enumerate(frames(path)):
        compositor.draw(canvas, index)
        quality.append(psnr(luma(frame), canvas.y))
    seams = [quality[i] for i in (59, 60, 61, 119, 120, 121)]
    assert min(seams) > np.median(quality) - 2
    assert min(quality) > 38


def test_the_stream_says_bt709_limited_and_starts_fast(stamped: tuple[Timeline, Path]) -> None:
    with av.open(str(stamped[1])) as file:
        context = file.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range, context.pix_fmt)
    assert tags == (1, 1, 1, 1, "yuv420p")
    content = stamped[1].read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("profile", [FINAL, DRAFT])
def test_known_colours_come_back_through_the_file(tmp_path: Path, profile: Profile) -> None:
    colors = ["#e53935", "#43a047", "#1e88e5", "#fdd835", "#ffffff", "#101010"]
    patches = [
        Sprite(start=0, end=1, art=rect_art(color, 64, 64), x=8 + 68 * (i % 3), y=180 + 68 * (i // 3), w=64, h=64)
        for i, color in enumerate(colors)
    ]
    draw(timeline(1.0, *patches), tmp_path, profile=profile)
    frame = list(frames(tmp_path / "out.mp4"))[20]
    planes = [view(plane) for plane in frame.planes]
    for i, color in enumerate(colors):
        x, y = 8 + 68 * (i % 3) + 32, 180 + 68 * (i // 3) + 32
        found = [planes[0][y, x], planes[1][y // 2, x // 2], planes[2][y // 2, x // 2]]
        assert np.abs(np.array(found, float) - bt709(color)).max() <= 2, color


def test_an_edit_makes_only_the_chunks_it_touches_again(tmp_path: Path) -> None:
    found = material(tmp_path, WIDTH, HEIGHT, 10)
    first = draw(reel(WIDTH, HEIGHT, 10), tmp_path, found=found)
    assert (first.frames, first.chunks, first.chunks_reused) == (300, 5, 0)
    before = (tmp_path / "out.mp4").read_bytes()
    again = draw(reel(WIDTH, HEIGHT, 10), tmp_path, found=found)
    assert again.chunks_reused == 5
    assert (tmp_path / "out.mp4").read_bytes() == before
    edited = draw(reel(WIDTH, HEIGHT, 10, edited=2), tmp_path, found=found)
    assert edited.chunks_reused == 4
    assert (tmp_path / "out.mp4").read_bytes() != before


def test_another_profile_or_content_makes_all_again(tmp_path: Path) -> None:
    found = material(tmp_path, WIDTH, HEIGHT, 2)
    still = reel(WIDTH, HEIGHT, 2)
    draw(still, tmp_path, found=found)
    assert draw(still, tmp_path, profile=DRAFT, found=found).chunks_reused == 0
    (tmp_path / "one.png").write_bytes((tmp_path / "two.png").read_bytes())
    assert draw(still, tmp_path, found=found).chunks_reused == 0


def test_sound_may_be_mixed_while_pictures_are_drawn_and_is_kept_by_its_content(tmp_path: Path) -> None:
    calls: list[int] = []

    def mixed() -> Path:
        calls.append(1)
        tone = np.sin(np.arange(RATE) * 0.05) * 0.25 * len(calls)
        write_wav(np.tile(tone, (2, 1)).astype(np.float32), tmp_path / "mix.wav")
        return tmp_path / "mix.wav"

    loud = []
    for _ in range(2):
        render(
            timeline(1.0), resolve=nothing, out=tmp_path / "out.mp4", cache=tmp_path / "cache", audio=mixed,
            profile=FINAL, threads=2,
        )  # fmt: skip
        loud.append(float(np.abs(read(tmp_path / "out.mp4")[0, RATE // 4 : RATE // 2]).max()))
    assert loud == pytest.approx([0.25, 0.5], abs=0.02)
    assert len(list((tmp_path / "cache").rglob("*.packets"))) == 3


def test_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    found = material(tmp_path, WIDTH, HEIGHT, 6)
    for threads in (1, 3):
        folder = tmp_path / str(threads)
        draw(reel(WIDTH, HEIGHT, 6), folder, threads=threads, found=found)
    assert (tmp_path / "1" / "out.mp4").read_bytes() == (tmp_path / "3" / "out.mp4").read_bytes()


def test_damaged_and_half_written_files_are_not_believed(tmp_path: Path) -> None:
    made = timeline(4.0)
    draw(made, tmp_path)
    whole = (tmp_path / "out.mp4").read_bytes()
    kept = sorted((tmp_path / "cache").rglob("*.packets"))
    kept[0].write_bytes(kept[0].read_bytes()[:-9])
    kept[0].with_name(".half-written").write_bytes(b"\0" * 100)
    (tmp_path / ".out.mp4.part").write_bytes(b"torn")
    assert draw(made, tmp_path).chunks_reused == 1
    assert (tmp_path / "out.mp4").read_bytes() == whole
    assert not (tmp_path / ".out.mp4.part").exists()


def test_a_stopped_render_leaves_no_file_and_goes_on_where_it_was(tmp_path: Path) -> None:
    made, parts = timeline(6.0), list[float]()

    def stop() -> bool:
        return bool(parts) and parts[-1] >= 0.4

    with pytest.raises(RenderStopped):
        render(
            made, resolve=nothing, out=tmp_path / "out.mp4", cache=tmp_path / "cache", audio=None, profile=FINAL,
            threads=1, progress=parts.append, should_stop=stop,
        )  # fmt: skip
    assert not (tmp_path / "out.mp4").exists()
    assert parts == sorted(parts)
    assert draw(made, tmp_path).chunks_reused >= 1


def test_a_missing_clip_is_told_and_an_odd_size_refused(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"no video")
    with pytest.raises(BadRequest, match="cannot be read as video"):
        draw(reel(WIDTH, HEIGHT, 6), tmp_path, found=material_without_clip(tmp_path))
    odd = Timeline(width=215, height=384, seconds=1, layers=())
    with pytest.raises(BadRequest, match="odd"):
        draw(odd, tmp_path)


def material_without_clip(folder: Path) -> Material:
    found = material(folder, WIDTH, HEIGHT, 6)
    (folder / "clip.mp4").write_bytes(b"no video")
    return found
