from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from render.scenes.build import build_timeline
from render.scenes.zones import zones
from render.timeline import Still, Timeline
from studio.domain.script import Scene
from tests.fakes.context import context
from tests.fakes.media import clip
from tests.fakes.scenes import reel, spoken
from tools.compose import ComposeArgs, ComposeTool, unspoken
from tools.cover import CoverArgs, CoverTool
from tools.visuals import VisualsArgs, VisualsTool

Pixels = NDArray[np.uint8]

SHORT = reel(
    scenes=(
        Scene(id="s1", kind="title", narration="Walk more", headline="Walk after dinner", emoji="🚶"),
        Scene(id="s2", kind="cta", narration="Save this", headline="Try it tonight", emoji="🌙"),
    ),
    seconds=4,
)


async def test_a_piece_is_rendered_and_only_once(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    told: list[float] = []
    ctx.progress = told.append
    look = (await VisualsTool().run(VisualsArgs(script=SHORT, platform="x", aspect="1:1"), ctx)).look
    timing = ctx.store.put_model(spoken(SHORT, 2.0))
    args = ComposeArgs(script=SHORT, platform="x", aspect="1:1", look=look, timing=timing)
    first = await ComposeTool().run(args, ctx)
    assert (first.seconds, first.chunks, first.chunks_reused) == (4.0, 2, 0)
    with av.open(str(ctx.store.path(first.video.sha256))) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (1080, 1080)
        assert video.streams.video[0].frames == 120
        assert video.streams.audio[0].rate == 48000
    assert ctx.store.load_model(first.timeline, Timeline).seconds == 4.0
    assert told and max(told) <= 1.0
    assert (await ComposeTool().run(args, ctx)).chunks_reused == 2


def test_an_unspoken_piece_lasts_as_planned() -> None:
    timing = unspoken(SHORT)
    assert timing.seconds == 4
    assert not timing.words
    assert timing.scenes[-1].end == 4


async def test_the_users_photographs_are_shown(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    photo = np.full((900, 1600, 3), (40, 160, 220), np.uint8)
    cv2.imwrite(str(tmp_path / "p.png"), photo)
    asset = ctx.store.put_file(tmp_path / "p.png", "image/png")
    out = await VisualsTool().run(VisualsArgs(script=SHORT, platform="x", aspect="1:1", media=(asset,)), ctx)
    media = [scene.medium for scene in out.look.scenes]
    assert [m and (m.asset, m.width, m.height) for m in media] == [(asset.sha256, 1600, 900)] * 2
    timeline = build_timeline(script=SHORT, timing=spoken(SHORT), look=out.look, platform="x", aspect="1:1")
    assert [x.asset for x in timeline.layers if isinstance(x, Still)] == [asset.sha256] * 2


async def test_a_look_redone_is_another(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    args = VisualsArgs(script=SHORT, platform="x", aspect="1:1")
    first = await VisualsTool().run(args, ctx)
    ctx.attempt = 1
    assert (await VisualsTool().run(args, ctx)).look.palette != first.look.palette


async def test_a_cover_is_a_jpeg_of_the_videos_size(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    look = (await VisualsTool().run(VisualsArgs(script=SHORT, platform="tiktok", aspect="9:16"), ctx)).look
    out = await CoverTool().run(
        CoverArgs(script=SHORT, look=look, platform="tiktok", aspect="9:16", presenter=("notionists", "male-1")), ctx
    )
    assert out.image.media_type == "image/jpeg"
    picture = cv2.imread(str(ctx.store.path(out.image.sha256)))
    assert picture is not None and picture.shape == (1920, 1080, 3)


async def test_a_filmed_presenter_speaks_in_a_window_and_the_last_picture_is_held(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    path = clip(tmp_path / "film.mp4", width=180, height=320, seconds=2.0, frames=_turning_red)
    film = ctx.store.put_file(path, "video/mp4")
    look = (await VisualsTool().run(VisualsArgs(script=SHORT, platform="x", aspect="1:1"), ctx)).look
    timing = ctx.store.put_model(spoken(SHORT, 1.5))
    out = await ComposeTool().run(
        ComposeArgs(script=SHORT, platform="x", aspect="1:1", look=look, timing=timing, avatar_video=film), ctx
    )
    assert out.seconds == 3.0
    with av.open(str(ctx.store.path(out.video.sha256))) as video:
        shown = [frame.to_ndarray(format="rgb24").astype(int) for frame in video.decode(video=0)]
    place = zones("x", "1:1", True).window
    assert place is not None
    middle = np.s_[place.y + 100 : place.bottom - 100, place.x + 100 : place.right - 100]
    first, turned, held, last = (picture[middle].reshape(-1, 3).mean(axis=0) for picture in _at(shown, 3, 36, 62, 89))
    assert first[1] > 180 > first[0] + 60
    assert turned[0] > 180 > turned[1] + 60
    assert np.abs(held - last).max() < 4
    assert np.abs(turned - last).max() < 4
    assert not _green(shown[3])[: place.y - 4].any() and not _green(shown[3])[:, : place.x - 4].any()
    corners = [shown[3][y, x] for y in (place.y + 4, place.bottom - 5) for x in (place.x + 4, place.right - 5)]
    assert not any(_green(corner[None, None]).any() for corner in corners)
    assert (
        await ComposeTool().run(
            ComposeArgs(script=SHORT, platform="x", aspect="1:1", look=look, timing=timing, avatar_video=film), ctx
        )
    ).chunks_reused == out.chunks


def _turning_red(number: int) -> Pixels:
    """Green for a second, then red."""
    return np.full((320, 180, 3), (20, 230, 40) if number < 30 else (230, 20, 40), np.uint8)


def _at(shown: list[NDArray[np.int_]], *numbers: int) -> list[NDArray[np.int_]]:
    return [shown[number] for number in numbers]


def _green(rgb: NDArray[np.int_]) -> NDArray[np.bool_]:
    return np.asarray((rgb[..., 1] > 180) & (rgb[..., 0] < 90) & (rgb[..., 2] < 90))


async def test_a_cover_shows_the_filmed_presenter(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    film = ctx.store.put_file(
        clip(tmp_path / "film.mp4", width=180, height=320, seconds=1.0, frames=_turning_red), "video/mp4"
    )
    look = (await VisualsTool().run(VisualsArgs(script=SHORT, platform="tiktok", aspect="9:16"), ctx)).look
    out = await CoverTool().run(
        CoverArgs(script=SHORT, look=look, platform="tiktok", aspect="9:16", avatar_video=film), ctx
    )
    picture = cv2.imread(str(ctx.store.path(out.image.sha256)))
    assert picture is not None
    assert _green(picture[1400:1700, 400:680, ::-1].astype(int)).all()
