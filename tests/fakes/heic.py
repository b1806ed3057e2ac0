"""A HEIC photo put together by hand: one HEVC picture in the boxes of ISO 23008-12."""

import struct
from pathlib import Path

from tests.fakes.media import Picture, clip


def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + kind + data


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def heic(path: Path, picture: Picture) -> Path:
    """Write a photo as phones do, its coded picture the first of a HEVC clip."""
    height, width = picture.shape[:2]
    film = clip(path.with_suffix(".mp4"), width=width, height=height, codec="libx265", seconds=0.3, faststart=False,
                frames=lambda n: picture).read_bytes()  # fmt: skip
    config = _found(film, b"hvcC")
    coded = _found(film, b"mdat")[8:][: int.from_bytes(_found(film, b"stsz")[20:24], "big")]
    meta = _meta(config, width, height, 0, len(coded))
    head = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")
    meta = _meta(config, width, height, len(head) + len(meta) + 8, len(coded))
    path.write_bytes(head + meta + box(b"mdat", coded))
    return path


def _meta(config: bytes, width: int, height: int, offset: int, size: int) -> bytes:
    handler = full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(12), b"\0")
    primary = full(b"pitm", 0, 0, struct.pack(">H", 1))
    entry = full(b"infe", 2, 0, struct.pack(">HH", 1, 0), b"hvc1", b"\0")
    items = full(b"iinf", 0, 0, struct.pack(">H", 1), entry)
    where = full(b"iloc", 0, 0, b"\x44\x00", struct.pack(">HHHHII", 1, 1, 0, 1, offset, size))
    extent = full(b"ispe", 0, 0, struct.pack(">II", width, height))
    links = full(b"ipma", 0, 0, struct.pack(">IHBBB", 1, 1, 2, 0x81, 2))
    return full(b"meta", 0, 0, handler, primary, items, where, box(b"iprp", box(b"ipco", config, extent), links))


def _found(film: bytes, kind: bytes) -> bytes:
    at = film.index(kind) - 4
    return film[at : at + int.from_bytes(film[at : at + 4], "big")]
