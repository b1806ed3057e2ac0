"""The export folder is complete or not there."""

from pathlib import Path

import pytest
from PIL import Image

from studio.domain.assets import Asset
from studio.errors import StudioError
from tests.fakes.context import context
from tests.fakes.scripts import script
from tests.fakes.vendors.media import jpeg
from tools.base import ToolContext
from tools.export import ExportArgs, ExportTool


def order(given: ToolContext, folder: Path, video: bytes = b"video") -> ExportArgs:
    put = given.store.put_bytes
    return ExportArgs(
        piece="reel-1",
        folder=str(folder),
        video=put(video, "video/mp4"),
        cover=put(jpeg(1080, 1920), "image/jpeg"),
        post=put(b"{}", "application/json"),
        script=script(),
        srt=put(b"1", "application/x-subrip"),
    )


async def test_every_file_lies_in_the_pieces_folder(tmp_path: Path) -> None:
    given, out = context(tmp_path), tmp_path / "out"
    done = await ExportTool().run(order(given, out), given)
    assert sorted(p.name for p in (out / "reel-1").iterdir()) == [
        "captions.srt",
        "cover.jpg",
        "post.json",
        "script.json",
        "video.mp4",
    ]
    assert (out / done.files.video).read_bytes() == b"video"
    assert (done.files.captions_srt, done.files.captions_vtt) == ("reel-1/captions.srt", "")


async def test_small_copies_of_the_cover_are_kept_beside_it(tmp_path: Path) -> None:
    given = context(tmp_path)
    kept = (await ExportTool().run(order(given, tmp_path / "out"), given)).files.kept
    shown = {}
    for kind in ("cover", "cover_540", "cover_240"):
        with Image.open(given.store.path(kept[kind].sha256)) as picture:
            shown[kind] = (picture.format, picture.size, kept[kind].media_type)
    assert shown == {
        "cover": ("JPEG", (1080, 1920), "image/jpeg"),
        "cover_540": ("WEBP", (540, 960), "image/webp"),
        "cover_240": ("WEBP", (240, 427), "image/webp"),
    }
    assert kept["cover_240"].size < kept["cover_540"].size < kept["cover"].size


async def test_a_cover_is_not_made_larger_than_it_is(tmp_path: Path) -> None:
    given = context(tmp_path)
    narrow = given.store.put_bytes(jpeg(320, 180), "image/jpeg")
    asked = order(given, tmp_path / "out").model_copy(update={"cover": narrow})
    kept = (await ExportTool().run(asked, given)).files.kept
    with Image.open(given.store.path(kept["cover_540"].sha256)) as picture:
        assert picture.size == (320, 180)


async def test_a_second_export_replaces_the_first_whole(tmp_path: Path) -> None:
    given, out = context(tmp_path), tmp_path / "out"
    await ExportTool().run(order(given, out), given)
    (out / "reel-1" / "old.txt").write_text("of the first export")
    await ExportTool().run(order(given, out, b"better"), given)
    assert (out / "reel-1" / "video.mp4").read_bytes() == b"better"
    assert not (out / "reel-1" / "old.txt").exists()
    assert [p.name for p in out.iterdir()] == ["reel-1"]


async def test_a_missing_asset_leaves_the_earlier_export_alone(tmp_path: Path) -> None:
    given, out = context(tmp_path), tmp_path / "out"
    await ExportTool().run(order(given, out), given)
    lost = order(given, out).model_copy(update={"video": Asset(sha256="0" * 64, media_type="video/mp4", size=1)})
    with pytest.raises(StudioError):
        await ExportTool().run(lost, given)
    assert (out / "reel-1" / "video.mp4").read_bytes() == b"video"
    assert [p.name for p in out.iterdir()] == ["reel-1"]


async def test_what_a_killed_export_left_is_swept_up(tmp_path: Path) -> None:
    given, out = context(tmp_path), tmp_path / "out"
    (out / ".reel-1-abc").mkdir(parents=True)
    (out / ".reel-10-abc").mkdir()
    await ExportTool().run(order(given, out), given)
    assert sorted(p.name for p in out.iterdir()) == [".reel-10-abc", "reel-1"]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    given = context(tmp_path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudioError) as caught:
        await ExportTool().run(order(given, tmp_path / "file"), given)
    assert "--out" in caught.value.hint
