from pathlib import Path

import pytest

from providers import media_in
from providers.errors import InvalidRequest, Unsupported
from providers.requests import MediaFile


async def test_a_file_is_read_and_named_by_its_type_alone(tmp_path: Path) -> None:
    (tmp_path / "Ana's private voice.bin").write_bytes(b"sound")
    file = MediaFile(path=tmp_path / "Ana's private voice.bin", media_type="audio/mpeg")
    media = await media_in.read(file, vendor="x", stem="speech")
    assert media.part == ("speech.mp3", b"sound", "audio/mpeg")
    assert media.data_uri == "data:audio/mpeg;base64,c291bmQ="


async def test_what_cannot_be_sent_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        await media_in.read(MediaFile(path=tmp_path / "none.wav", media_type="audio/wav"), vendor="x")
    (tmp_path / "empty.wav").touch()
    with pytest.raises(InvalidRequest, match="empty"):
        await media_in.read(MediaFile(path=tmp_path / "empty.wav", media_type="audio/wav"), vendor="x")
    with pytest.raises(Unsupported, match="address"):
        await media_in.read(MediaFile(url="https://a.test/b.wav", media_type="audio/wav"), vendor="x")
    (tmp_path / "large.wav").write_bytes(bytes(11))
    with pytest.raises(Unsupported, match="up to"):
        await media_in.read(MediaFile(path=tmp_path / "large.wav", media_type="audio/wav"), vendor="x", limit=10)


@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("audio/wav", ".wav"),
        ("image/jpeg", ".jpg"),
        ("image/png", ".png"),
        ("Video/MP4; codecs=x", ".mp4"),
        ("x/y", ""),
    ],
)
def test_suffixes(media_type: str, suffix: str) -> None:
    assert media_in.suffix(media_type) == suffix
