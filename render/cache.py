"""Encoded stretches kept on disk by key: written whole or not at all, believed only when their hash fits.

A file is the SHA-256 of the rest, the length of a JSON index, the index and the packets' bytes one after another.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from render.encode import Coded, Stretch

HASH_BYTES = 32
INDEX_BYTES = 4
SUFFIX = ".packets"
TORN_SECONDS = 3600.0
"""Age from which a half-written file has no writer any more."""
DEFAULT_LIMIT = 2 * 2**30
"""Bytes; about a hundred 30-second pieces."""


def packed(stretch: Stretch) -> bytes:
    """The stretch as the bytes of a file."""
    rows = [[len(p.data), p.pts, p.dts, p.duration, int(p.key)] for p in stretch.packets]
    index = json.dumps({"header": stretch.header.hex(), "packets": rows}).encode()
    body = b"".join([len(index).to_bytes(INDEX_BYTES, "big"), index, *(p.data for p in stretch.packets)])
    return hashlib.sha256(body).digest() + body


def unpacked(content: bytes) -> Stretch | None:
    """The stretch in these bytes; None when they are cut short or altered."""
    body = memoryview(content)[HASH_BYTES:]
    if hashlib.sha256(body).digest() != content[:HASH_BYTES]:
        return None
    end = INDEX_BYTES + int.from_bytes(body[:INDEX_BYTES], "big")
    index = json.loads(bytes(body[INDEX_BYTES:end]))
    packets = []
    for size, pts, dts, duration, key in index["packets"]:
        packets.append(Coded(bytes(body[end : end + size]), pts, dts, duration, bool(key)))
        end += size
    return Stretch(bytes.fromhex(index["header"]), tuple(packets))


class PacketCache:
    """Stretches by key below `root`, at most `limit` bytes, the least recently used thrown away first."""

    def __init__(self, root: Path, limit: int = DEFAULT_LIMIT) -> None:
        self.root = root
        self.limit = limit

    def get(self, key: str) -> Stretch | None:
        """The stretch of this key, or None; one that is damaged is removed."""
        place = self._place(key)
        try:
            found = unpacked(place.read_bytes())
        except FileNotFoundError:
            return None
        if found is None:
            place.unlink(missing_ok=True)
            return None
        with suppress(FileNotFoundError):
            os.utime(place)
        return found

    def put(self, key: str, stretch: Stretch) -> None:
        """Keep a stretch."""
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as temporary:
            temporary.write(packed(stretch))
        Path(temporary.name).replace(place)

    def trim(self) -> None:
        """Throw away what was not used for longest until the limit holds, and what crashes left behind."""
        used = 0
        for _, size, file in sorted(self._files(), reverse=True):
            used += size
            if used > self.limit:
                file.unlink(missing_ok=True)
        for torn in self.root.glob("*/.*"):
            with suppress(FileNotFoundError):
                if torn.stat().st_mtime < time.time() - TORN_SECONDS:
                    torn.unlink()

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was used last, its size and its place."""
        for file in self.root.glob(f"*/*{SUFFIX}"):
            with suppress(FileNotFoundError):
                facts = file.stat()
                yield facts.st_mtime, facts.st_size, file

    def _place(self, key: str) -> Path:
        return self.root / key[:2] / f"{key}{SUFFIX}"
