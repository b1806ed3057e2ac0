import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.probe import Limits, probe
from studio.errors import BadRequest
from tests.fakes.media import clip, huge_png, tone


def test_a_plain_clip_with_sound(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", width=320, height=180, seconds=2, sound=tone(2)))
    assert info.kind == "video" and info.container == "mov" and info.streams == 2
    video, audio = info.video, info.audio
    assert video is not None and audio is not None
    assert (video.width, video.height, video.codec, video.pix_fmt) == (320, 180, "h264", "yuv420p")
    assert video.fps == pytest.approx(30) and not video.variable_fps
    assert info.seconds == pytest.approx(2.0, abs=0.1)
    assert (audio.codec, audio.rate, audio.channels) == ("aac", 48_000, 2)
    assert video.colour.transfer == "bt709" and not video.colour.hdr


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_turns_the_size(tmp_path: Path, rotation: int) -> None:
    video = probe(clip(tmp_path / "a.mp4", width=320, height=180, rotation=rotation)).video
    assert video is not None
    assert video.rotation == rotation
    assert (video.width, video.height) == ((320, 180) if rotation == 180 else (180, 320))


def test_a_varying_frame_rate_is_seen(tmp_path: Path) -> None:
    gaps = [0.033, 0.05, 0.1, 0.033, 0.2] * 6
    times = [sum(gaps[:n]) for n in range(len(gaps))]
    video = probe(clip(tmp_path / "a.mp4", times=times)).video
    assert video is not None and video.variable_fps


@pytest.mark.parametrize(("transfer", "name"), [(16, "smpte2084"), (18, "arib_std_b67")])
def test_hdr_is_told_by_its_tags(tmp_path: Path, transfer: int, name: str) -> None:
    made = clip(tmp_path / "a.mp4", codec="libx265", pix_fmt="yuv420p10le", colour=(9, transfer, 9, 1))
    video = probe(made).video
    assert video is not None
    assert video.colour.hdr and video.colour.transfer == name and video.colour.primaries == "bt2020"


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "container"),
    [
        ("a.mov", "libx264", "yuv420p", "mov"),
        ("a.webm", "libvpx-vp9", "yuv420p", "matroska"),
        ("a.mkv", "libx264", "yuv420p", "matroska"),
        ("a.avi", "mpeg4", "yuv420p", "avi"),
        ("a.gif", "gif", "rgb8", "gif"),
    ],
)
def test_containers(tmp_path: Path, name: str, codec: str, pix_fmt: str, container: str) -> None:
    info = probe(clip(tmp_path / name, codec=codec, pix_fmt=pix_fmt, seconds=1))
    assert info.kind == "video" and info.container == container
    assert info.video is not None and info.video.fps == pytest.approx(30, abs=4)
    assert info.audio is None


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    made = clip(tmp_path / "a.mp4").rename(tmp_path / "photo.jpg")
    assert probe(made).kind == "video"


def test_odd_size_is_told_as_it_is(tmp_path: Path) -> None:
    video = probe(clip(tmp_path / "a.mp4", width=321, height=179, pix_fmt="yuv444p")).video
    assert video is not None and (video.width, video.height) == (321, 179)


def test_a_photo_lying_on_its_side(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(tmp_path / "a.jpg", exif=exif)
    info = probe(tmp_path / "a.jpg")
    assert info.kind == "image" and info.container == "jpeg"
    assert info.video is not None and (info.video.width, info.video.height, info.video.rotation) == (20, 40, 90)


PLAYLISTS = {
    "hls": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "concat without header": b"file '/etc/passwd'\n",
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "dash": b"<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
    "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
    "bytes": bytes(range(200)),
}


@pytest.mark.parametrize("disguise", PLAYLISTS)
def test_whatever_is_no_media_is_refused_by_content(tmp_path: Path, disguise: str) -> None:
    path = tmp_path / "holiday.mp4"
    path.write_bytes(PLAYLISTS[disguise])
    with pytest.raises(BadRequest) as caught:
        probe(path)
    assert "holiday.mp4" in caught.value.message and caught.value.hint


def test_a_playlist_behind_a_box_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(BadRequest):
        probe(path)


def test_900_megapixels_in_a_small_file_are_refused(tmp_path: Path) -> None:
    path = huge_png(tmp_path / "a.png")
    assert path.stat().st_size < 2_000_000
    with pytest.raises(BadRequest, match="pixels"):
        probe(path)


def test_limits(tmp_path: Path) -> None:
    made = clip(tmp_path / "a.mp4", width=320, height=180, seconds=2, sound=tone(2))
    for limits in (Limits(seconds=1), Limits(streams=1), Limits(pixels=1000), Limits(bytes=100)):
        with pytest.raises(BadRequest):
            probe(made, limits)
    Image.fromarray(np.zeros((100, 100, 3), np.uint8)).save(tmp_path / "a.png")
    with pytest.raises(BadRequest):
        probe(tmp_path / "a.png", Limits(pixels=9_999))


def test_cut_short_files_are_refused(tmp_path: Path) -> None:
    whole = clip(tmp_path / "a.mp4", faststart=False).read_bytes()
    (tmp_path / "b.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadRequest):
        probe(tmp_path / "b.mp4")
    data = io.BytesIO()
    Image.new("RGB", (64, 64)).save(data, "PNG")
    (tmp_path / "b.png").write_bytes(data.getvalue()[:20])
    with pytest.raises(BadRequest):
        probe(tmp_path / "b.png")


def test_missing_empty_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    for path in (tmp_path / "none.mp4", tmp_path / "empty.mp4", tmp_path):
        with pytest.raises(BadRequest):
            probe(path)
