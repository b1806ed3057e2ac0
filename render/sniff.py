"""What a file really is, by its first bytes, whatever its name says.

Only these kinds are ever opened, each with the one reader meant for it: a playlist, a script or a
page dressed as a video never reaches a demuxer that would follow its addresses.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from studio.errors import BadRequest

Kind = Literal["image", "video", "audio"]


class Nature(NamedTuple):
    """The kind of a file and the reader to use: a Pillow format, or an FFmpeg demuxer."""

    kind: Kind
    reader: str


HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
STARTS: tuple[tuple[bytes, Nature], ...] = (
    (b"\xff\xd8\xff", Nature("image", "JPEG")),
    (b"\x89PNG\r\n\x1a\n", Nature("image", "PNG")),
    (b"GIF87a", Nature("video", "gif")),
    (b"GIF89a", Nature("video", "gif")),
    (b"\x1a\x45\xdf\xa3", Nature("video", "matroska")),
    (b"ID3", Nature("audio", "mp3")),
    (b"fLaC", Nature("audio", "flac")),
    (b"OggS", Nature("audio", "ogg")),
)
RIFF = {b"WEBP": Nature("image", "WEBP"), b"WAVE": Nature("audio", "wav"), b"AVI ": Nature("video", "avi")}
HINT = "photos: JPEG, PNG, WebP, HEIC, AVIF; clips: MP4, MOV, WebM, MKV, AVI, GIF; sound: WAV, MP3, AAC, FLAC, Ogg"


def sniff(path: Path) -> Nature:
    """Tell what a file is.

    Raises:
        BadRequest: It is missing, empty, not a regular file, or of no kind that is read here.
    """
    if not path.is_file():
        raise BadRequest(f"{path.name} is not a file", "give the path of a photo, clip or sound")
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise BadRequest(f"{path.name} is empty", "copy the file again")
    nature = _nature(head)
    if nature is None:
        raise BadRequest(f"{path.name} {_disguise(head)}", HINT)
    return nature


def _nature(head: bytes) -> Nature | None:
    for start, nature in STARTS:
        if head.startswith(start):
            return nature
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12])
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return Nature("image", "HEIF")
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return Nature("image", "AVIF")
    if head[4:8] in BOXES:
        return Nature("video", "mov")
    if head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return Nature("audio", "aac" if head[1] & 0x06 == 0 else "mp3")
    return None


def _disguise(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"#extm3u", b"ffconcat", b"file ", b"[playlist]", b"http:", b"https:")):
        return "is a playlist, not a video: playlists are not followed"
    if text.startswith((b"<?xml", b"<svg", b"<html", b"<!doctype", b"<mpd")):
        return "is a page or a drawing in XML, not a photo or a video"
    return "is of a kind that is not read here"
