"""Opens the storage that the settings ask for."""

from pathlib import Path

from studio.settings import Settings
from studio.storage.blobs import Blobs, StorageFailed
from studio.storage.links import Links
from studio.storage.local import LocalBlobs
from studio.storage.s3 import S3Blobs, S3Settings
from studio.storage.store import AssetStore

CACHE_BYTES = 20 * 1024**3

WRONG = {
    "NoSuchBucket": "STUDIO_S3_BUCKET names no bucket there; make it, or check STUDIO_S3_REGION",
    "InvalidAccessKeyId": "STUDIO_S3_KEY is not known there",
    "SignatureDoesNotMatch": "STUDIO_S3_SECRET does not go with STUDIO_S3_KEY",
    "AccessDenied": "the key of STUDIO_S3_KEY may not list, read and write STUDIO_S3_BUCKET: extend its policy",
    "PermanentRedirect": "STUDIO_S3_REGION is not the bucket's region",
    "AuthorizationHeaderMalformed": "STUDIO_S3_REGION is not the bucket's region",
    "InvalidBucketName": "STUDIO_S3_BUCKET is no name of a bucket",
}
"""What S3 says -> which setting to look at."""
AWAY = "STUDIO_S3_ENDPOINT does not answer: check host and port, and that the server runs"


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


def check_store(settings: Settings, *, make: bool = False) -> str:
    """Look whether the place of the assets can be used.

    Args:
        settings: They say which place.
        make: Make the bucket if there is none, and have it keep versions where it can.

    Returns:
        Which place it is.

    Raises:
        StorageFailed: It cannot; the hint names the setting that is wrong.
    """
    bucket = bucket_of(settings)
    if bucket is None:
        return str(settings.home / "assets")
    place = f"bucket {bucket.bucket} at {bucket.endpoint_url or 'AWS'}"
    try:
        _try(S3Blobs(bucket), make)
    except StorageFailed as error:
        code = error.message.rpartition("(")[2].rstrip(")")
        raise StorageFailed(f"{place} cannot be used ({code})", WRONG.get(code, AWAY)) from None
    return place


def _try(blobs: S3Blobs, make: bool) -> None:
    try:
        blobs.check()
    except StorageFailed as error:
        if not make or "NoSuchBucket" not in error.message:
            raise
        blobs.prepare()


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
