"""Which bytes a timeline's assets stand for."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from render.painters.base import Resolve

SHA256 = re.compile(r"[0-9a-f]{64}")


class Contents:
    """Hashes of assets by name: a name that is a SHA-256 is believed, any other file is read."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def __call__(self, asset: str) -> str:
        """The hash of the asset's bytes."""
        return asset if SHA256.fullmatch(asset) else file_hash(self._resolve(asset))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read again only when its size or time changed."""
    facts = path.stat()
    return _file_hash(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=1000)
def _file_hash(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
