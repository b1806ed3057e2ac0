"""Opens the storage that the settings ask for."""

from pathlib import Path

from studio.settings import Settings
from studio.storage.blobs import Blobs
from studio.storage.links import Links
from studio.storage.local import LocalBlobs
from studio.storage.s3 import S3Blobs, S3Settings
from studio.storage.store import AssetStore

CACHE_BYTES = 20 * 1024**3


def bucket_of(settings: Settings) -> S3Settings | None:
    """How the bucket that is set is reached; None where assets stay in a folder."""
    if not settings.s3_bucket:
        return None
    return S3Settings(
        bucket=settings.s3_bucket,
        endpoint_url=settings.s3_endpoint or None,
        public_endpoint_url=settings.s3_public_endpoint or None,
        region=settings.s3_region,
        access_key_id=settings.s3_key,
        secret_access_key=settings.s3_secret,
        path_style=bool(settings.s3_endpoint),
        prefix=settings.s3_prefix,
    )


def store_of(settings: Settings) -> AssetStore:
    """The asset store that is set."""
    return open_store(settings.home, bucket_of(settings), cache_bytes=settings.s3_cache_bytes)


def blobs_of(settings: Settings, *, links: Links, base_url: str) -> Blobs:
    """The blobs below the store that is set; `base_url` is where the API serves links."""
    return open_blobs(settings.home, bucket_of(settings), links=links, base_url=base_url)


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
