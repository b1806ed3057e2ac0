"""What a file says it is by its bytes, and whether it is a second thing besides."""

import re
import struct
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from studio.errors import BadRequest

Kind = Literal["image", "video", "audio"]
HINT = "photos: JPEG, PNG, WebP, HEIC, AVIF; clips: MP4, MOV, WebM, MKV, AVI, GIF; sound: WAV, MP3, AAC, FLAC, Ogg"
HEAD = 1 << 20
TAIL = 66_000
"""Bytes at the end in which a zip archive keeps its directory's address: 22 and a comment of up to 65,535."""


class WrongType(BadRequest):
    """A file of a kind that is not taken (HTTP 415)."""


class Nature(NamedTuple):
    """What a file is, and the one reader for it: a Pillow format, or an FFmpeg demuxer."""

    kind: Kind
    reader: str
    media_type: str


STARTS: tuple[tuple[bytes, Nature], ...] = (
    (b"\xff\xd8\xff", Nature("image", "JPEG", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", Nature("image", "PNG", "image/png")),
    (b"GIF87a", Nature("video", "gif", "image/gif")),
    (b"GIF89a", Nature("video", "gif", "image/gif")),
    (b"ID3", Nature("audio", "mp3", "audio/mpeg")),
    (b"fLaC", Nature("audio", "flac", "audio/flac")),
    (b"OggS", Nature("audio", "ogg", "audio/ogg")),
)
RIFF = {
    b"WEBP": Nature("image", "WEBP", "image/webp"),
    b"WAVE": Nature("audio", "wav", "audio/wav"),
    b"AVI ": Nature("video", "avi", "video/x-msvideo"),
}
BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), Nature("image", "AVIF", "image/avif")),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), Nature("image", "HEIF", "image/heic")),
    **dict.fromkeys((b"M4A ", b"M4B "), Nature("audio", "mov", "audio/mp4")),
    b"qt  ": Nature("video", "mov", "video/quicktime"),
}
MP4 = Nature("video", "mov", "video/mp4")
BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip")
EBML = b"\x1a\x45\xdf\xa3"

DISGUISES: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (
        re.compile(rb"#extm3u|ffconcat|file |\[playlist\]|https?:|<\?wpl|<asx"),
        "is a playlist, not a clip",
        "playlists are not followed: send the clip itself",
    ),
    (
        re.compile(rb"<\?xml|<svg|<html|<!doctype|<mpd|<script|<\?php"),
        "is a page or a drawing in XML",
        "save the drawing as PNG or JPEG and send that",
    ),
    (
        re.compile(rb"pk\x03\x04|pk\x05\x06|rar!|7z\xbc\xaf|\x1f\x8b|bzh|\xfd7zxz|\x28\xb5\x2f\xfd"),
        "is an archive",
        "unpack it and send the photos and clips one by one",
    ),
    (re.compile(rb"mz|\x7felf|#!"), "is a program", HINT),
    (re.compile(rb"%pdf"), "is a PDF", "save its pages as pictures and send those"),
)
SCRIPTS = re.compile(rb"<script|<\?php|<html|<!doctype html|<svg|<iframe|javascript:", re.IGNORECASE)
ARCHIVES = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
ZIP_END = b"PK\x05\x06"
SECTOR = 32_769
"""Where a disc image (ISO 9660) says that it is one."""


def nature_of(path: Path, name: str) -> Nature:
    """Tell what a file is, whatever its name says.

    Raises:
        WrongType: It is of no kind that is taken, or of two kinds at once.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        nature = _nature(head)
        if nature is None:
            raise WrongType(f"{name} {_told(head)[0]}", _told(head)[1])
        if second := _second(file, head):
            raise WrongType(
                f"{name} holds {second} as well", "save the picture or clip anew in an editor and send that"
            )
    return nature


def _nature(head: bytes) -> Nature | None:
    for start, nature in STARTS:
        if head.startswith(start):
            return nature
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12])
    if head.startswith(EBML):
        webm = b"webm" in head[:64]
        return Nature("video", "matroska", "video/webm" if webm else "video/x-matroska")
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], MP4)
    if head[4:8] in BOXES:
        return BRANDS[b"qt  "]
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        aac = head[1] & 0x06 == 0
        return Nature("audio", "aac", "audio/aac") if aac else Nature("audio", "mp3", "audio/mpeg")
    return None


def _told(head: bytes) -> tuple[str, str]:
    text = head[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, told, hint in DISGUISES:
        if start.match(text):
            return told, hint
    return "is of a kind that is not taken", HINT


def _second(file: BinaryIO, head: bytes) -> str:
    """What else the file is, if some program would take it for that; empty when nothing."""
    size = file.seek(0, 2)
    start = max(0, size - TAIL)
    file.seek(start)
    tail = file.read(TAIL)
    if _zip_at_end(file, tail, start):
        return "a zip archive"
    if b"%PDF-" in head[:1024]:
        return "a PDF"
    if ARCHIVES.search(head) or ARCHIVES.search(tail):
        return "an archive"
    if head[257:262] == b"ustar" or head[SECTOR : SECTOR + 5] == b"CD001":
        return "an archive"
    if SCRIPTS.search(head, 0, TAIL) or SCRIPTS.search(tail):
        return "a script or a page"
    return ""


def _zip_at_end(file: BinaryIO, tail: bytes, start: int) -> bool:
    """Whether a zip's last record is here and the directory it tells of lies right before it."""
    at = tail.rfind(ZIP_END)
    while at >= 0:
        if at + 22 <= len(tail):
            entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
            file.seek(max(0, start + at - length))
            if entries and file.read(4) == b"PK\x01\x02":
                return True
            if length == 0xFFFFFFFF or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
                return True
        at = tail.rfind(ZIP_END, 0, at)
    return False
