"""Files from strangers: what is taken by its content, and what never is."""

import io
import random
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import BadRequest
from studio.security.inspection import Bounds
from studio.security.magic import WrongType
from studio.security.uploads import Uploads
from tests.fakes.heic import heic
from tests.fakes.media import clip, huge_png, tone
from tests.fakes.sending import NOISE, film, picture, sound, take


def archive(data: bytes = b"0" * 1000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("run.class", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
async def test_photos_are_taken(uploads: Uploads, kind: str, media_type: str) -> None:
    upload = await take(uploads, picture(kind), "photo.exe")
    assert (upload.kind, upload.media_type, upload.width, upload.height) == ("image", media_type, 120, 90)


@pytest.mark.parametrize(
    ("ending", "codec", "media_type"),
    [
        ("mp4", "libx264", "video/mp4"),
        ("mov", "libx264", "video/quicktime"),
        ("mkv", "libx264", "video/x-matroska"),
        ("webm", "libvpx-vp9", "video/webm"),
        ("avi", "mpeg4", "video/x-msvideo"),
    ],
)
async def test_clips_are_taken(uploads: Uploads, tmp_path: Path, ending: str, codec: str, media_type: str) -> None:
    upload = await take(uploads, film(tmp_path, ending, codec=codec))
    assert (upload.kind, upload.media_type, upload.width, upload.height) == ("video", media_type, 320, 180)
    assert upload.seconds == pytest.approx(0.5, abs=0.1)


async def test_a_phone_s_heic_is_taken(uploads: Uploads, tmp_path: Path) -> None:
    upload = await take(uploads, heic(tmp_path / "a.heic", NOISE[:64, :96]).read_bytes())
    assert (upload.media_type, upload.width, upload.height) == ("image/heic", 96, 64)


async def test_animations_and_sounds_are_taken(uploads: Uploads) -> None:
    frames = [Image.fromarray(np.roll(NOISE, n, 1)) for n in range(5)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    moving = await take(uploads, out.getvalue())
    assert (moving.kind, moving.media_type, moving.width) == ("video", "image/gif", 120)
    heard = await take(uploads, sound())
    assert (heard.kind, heard.media_type, heard.seconds) == ("audio", "audio/wav", 1.0)


async def test_a_phone_photo_with_its_clip_behind_it_is_taken(uploads: Uploads, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    upload = await take(uploads, picture("JPEG", exif=exif) + film(tmp_path))
    assert upload.media_type == "image/jpeg"


DISGUISED = {
    "hls": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "playlist"),
    "hls after spaces": (b"\xef\xbb\xbf \n#EXTM3U\n", "playlist"),
    "ffconcat": (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "playlist"),
    "concat without header": (b"file '/etc/passwd'\n", "playlist"),
    "address": (b"http://169.254.169.254/\n", "playlist"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "drawing in XML"),
    "svg with header": (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "drawing in XML"),
    "dash": (b"<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>", "page"),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", "page"),
    "zip bomb": (archive(bytes(20_000_000)), "archive"),
    "gzip": (b"\x1f\x8b\x08\0" + bytes(50), "archive"),
    "program": (b"MZ" + bytes(100), "program"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "sdp": (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "not taken"),
    "bytes": (bytes(range(200)), "not taken"),
    "one byte": (b"\xff", "not taken"),
}


@pytest.mark.parametrize("disguise", DISGUISED)
async def test_whatever_is_no_media_is_refused_by_content(uploads: Uploads, disguise: str) -> None:
    data, told = DISGUISED[disguise]
    with pytest.raises(WrongType, match=told) as refused:
        await take(uploads, data)
    assert refused.value.message.startswith("holiday.mp4")
    assert refused.value.hint


def with_comment(png: bytes, text: bytes) -> bytes:
    """A picture with a comment in front of its pixels."""
    body = b"tEXt" + b"Comment\0" + text
    return png[:33] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + png[33:]


def joined_zip(front: bytes) -> bytes:
    """A zip behind something else, its addresses counted from the very beginning, as self-extractors do it."""
    out = io.BytesIO(front)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("run.class", b"0" * 1000)
    return out.getvalue()


async def test_a_file_that_is_two_things_is_refused(uploads: Uploads, tmp_path: Path) -> None:
    jpeg, png, video = picture("JPEG"), picture("PNG"), film(tmp_path)
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"
    two = {
        "jpeg and zip": (jpeg + archive(), "zip"),
        "jpeg and zip, joined": (joined_zip(jpeg), "zip"),
        "jpeg and zip, something behind": (jpeg + archive() + b"\n" * 300, "zip"),
        "mp4 and zip": (joined_zip(video), "zip"),
        "wav and rar": (sound() + b"Rar!\x1a\x07\x00", "archive"),
        "png and 7z": (png + b"7z\xbc\xaf\x27\x1c" + bytes(50), "archive"),
        "png and pdf": (with_comment(png, pdf), "PDF"),
        "png and page": (with_comment(png, b"<html><ScRiPt>alert(1)</script>"), "script"),
        "jpeg and php": (picture("JPEG", comment=b"<?php system($_GET[0]); ?>"), "script"),
        "gif and script": (picture("GIF") + b"/*<script>*/alert(1)", "script"),
        "mp4 and page": (video + b"\0\0\0\x40free<svg onload=alert(1)>" + bytes(34), "script"),
    }
    for case, (data, told) in two.items():
        with pytest.raises(WrongType, match=told) as refused:
            await take(uploads, data)
        assert "as well" in refused.value.message, case
        assert refused.value.hint


async def test_a_playlist_behind_a_box_is_refused(uploads: Uploads) -> None:
    with pytest.raises(BadRequest, match="damaged"):
        await take(uploads, b"\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\nfile:///etc/passwd\n")


async def test_a_picture_of_900_megapixels_is_refused(uploads: Uploads, tmp_path: Path) -> None:
    data = huge_png(tmp_path / "a.png").read_bytes()
    assert len(data) < 2_000_000
    with pytest.raises(BadRequest, match="30000 x 30000 pixels") as refused:
        await take(uploads, data)
    assert "smaller" in refused.value.hint


@pytest.mark.parametrize("cut", [0.1, 0.5])
async def test_a_damaged_file_is_refused(uploads: Uploads, tmp_path: Path, cut: float) -> None:
    for data in (picture("JPEG"), picture("PNG"), picture("WEBP"), film(tmp_path, faststart=False)):
        with pytest.raises(BadRequest) as refused:
            await take(uploads, data[: int(len(data) * cut)])
        assert refused.value.hint


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (Bounds(seconds=1), "lasts 2 s"),
        (Bounds(streams=1), "2 streams"),
        (Bounds(video_pixels=1000), "320 x 180 pixels|damaged"),
        (Bounds(fps=20), "frames a second"),
        (Bounds(packets=10), "too many pieces"),
    ],
)
async def test_clips_beyond_a_bound_are_refused(tmp_path: Path, bounds: Bounds, told: str) -> None:
    data = clip(tmp_path / "a.mp4", seconds=2, sound=tone(2)).read_bytes()
    with pytest.raises(BadRequest, match=told) as refused:
        await take(Uploads(tmp_path / "in", bounds=bounds), data)
    assert refused.value.hint


async def test_a_clip_that_lies_about_its_length_is_found_out(tmp_path: Path) -> None:
    """Its header says it is over after nothing; its frames go on."""
    data = bytearray(clip(tmp_path / "a.mp4", seconds=2).read_bytes())
    for box, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = data.index(box)
        data[at + offset : at + offset + 4] = struct.pack(">I", 1)
    with pytest.raises(BadRequest, match="lasts"):
        await take(Uploads(tmp_path / "in", bounds=Bounds(seconds=1)), bytes(data))


@pytest.fixture(scope="module")
def heavy() -> bytes:
    """Sixty megapixels that pass as such and take long to decode."""
    tile = np.random.default_rng(2).integers(0, 255, (500, 500, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.tile(tile, (15, 16, 1))).save(out, "JPEG", quality=95, progressive=True)
    return out.getvalue()


async def test_a_large_photo_is_taken(uploads: Uploads, heavy: bytes) -> None:
    assert (await take(uploads, heavy)).width == 8000


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (Bounds(memory=320 * 1024**2), r"too much memory|within the limits|damaged"),
        (Bounds(cpu_seconds=1), "within the limits"),
        (Bounds(wall_seconds=0.2), "within the limits"),
    ],
)
async def test_what_takes_too_much_is_given_up(tmp_path: Path, heavy: bytes, bounds: Bounds, told: str) -> None:
    with pytest.raises(BadRequest, match=told) as refused:
        await take(Uploads(tmp_path / "in", bounds=bounds), heavy)
    assert refused.value.hint


async def test_the_inspector_knows_no_secrets_and_writes_nothing(
    uploads: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spy takes the place of the decoder: it tries to write, and tells what it sees, in the only way it has."""
    spy = tmp_path / "spy" / "pi_heif.py"
    spy.parent.mkdir()
    spy.write_text(
        "import os\n"
        "from studio.errors import BadRequest\n"
        "def register_heif_opener():\n"
        "    try:\n"
        f"        with open({str(tmp_path / 'written')!r}, 'w') as file: file.write('x')\n"
        "        wrote = True\n"
        "    except OSError: wrote = False\n"
        "    raise BadRequest(f'wrote={wrote} secret={os.environ.get(\"STUDIO_SECRET\")}', 'x')\n"
    )
    monkeypatch.setenv("STUDIO_SECRET", "hunter2")
    monkeypatch.setattr(sys, "path", [str(spy.parent), *sys.path])
    with pytest.raises(BadRequest, match="wrote=False secret=None"):
        await take(uploads, picture("PNG"))


@pytest.mark.slow
async def test_broken_files_are_refused_in_words_or_taken(uploads: Uploads, tmp_path: Path) -> None:
    """A hundred and twenty files with a few bytes changed: none breaks the door."""
    chance = random.Random(7)
    whole = [picture(kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")]
    whole += [film(tmp_path, ending) for ending in ("mp4", "mkv", "mov")]
    refused = 0
    for turn in range(120):
        data = bytearray(whole[turn % len(whole)])
        for _ in range(chance.choice((1, 5, 30))):
            data[chance.randrange(12, min(len(data), 600) if turn % 2 else len(data))] = chance.randrange(256)
        try:
            await take(uploads, bytes(data))
        except BadRequest as error:
            refused += 1
            assert "holiday.mp4" in error.message and error.hint
    assert 10 < refused < 110
