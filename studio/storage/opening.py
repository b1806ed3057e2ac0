"""Opens the storage that the settings ask for."""

from pathlib import Path

from studio.storage.blobs import Blobs
from studio.storage.links import Links
from studio.storage.local import LocalBlobs
from studio.storage.s3 import S3Blobs, S3Settings
from studio.storage.store import AssetStore

CACHE_BYTES = 20 * 1024**3


def open_store(home: Path, s3: S3Settings | None = None, *, cache_bytes: int = CACHE_BYTES) -> AssetStore:
    """The asset store: a folder, or a bucket with a folder of its own that keeps what was used lately."""
    if s3 is None:
        return AssetStore(home / "assets")
    from studio.storage.shared import SharedStore

    return SharedStore(home / "cache" / "assets", S3Blobs(s3), cache_bytes=cache_bytes)


def open_blobs(home: Path, s3: S3Settings | None = None, *, links: Links, base_url: str) -> Blobs:
    """The blobs below the same store, to serve and take in files; `base_url` is where the API serves links."""
    if s3 is None:
        return LocalBlobs(home / "assets", links=links, base_url=base_url)
    return S3Blobs(s3)
