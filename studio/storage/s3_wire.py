"""The line to a bucket: the client, checksums, and what its refusals mean."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from studio.storage.blobs import StorageFailed

ABSENT = ("404", "NoSuchKey", "NotFound")
TAKEN = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")
GONE = ("404", "NoSuchUpload")
CONNECT_SECONDS = 5
READ_SECONDS = 60
ATTEMPTS = 4
CONNECTIONS = 32


class Checksum(NamedTuple):
    """A SHA-256, as S3 writes it and as we do."""

    digest: bytes

    @property
    def text(self) -> str:
        """In base 64."""
        return base64.b64encode(self.digest).decode()

    def hex(self) -> str:
        """In hexadecimal."""
        return self.digest.hex()


def checksum(data: bytes, *, hashed: bool = False) -> Checksum:
    """The checksum of these bytes, or the one these bytes are."""
    return Checksum(data if hashed else hashlib.sha256(data).digest())


def connect(address: str | None, *, region: str, key: str, secret: str, path_style: bool) -> Any:
    """A client of its own session, so that threads may make several at once."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if path_style else "virtual"},
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=CONNECTIONS,
        # Not every server knows the CRCs that botocore adds by itself; SHA-256 is asked for by name.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=address,
        region_name=region,
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        config=config,
    )


def code_of(error: Any) -> str:
    """The word S3 has for a refusal, or its status."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def mapped(told: str) -> Iterator[None]:
    """Failures of the bucket as `StorageFailed`; nothing of keys or signed addresses is told."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        raise StorageFailed(f"{told} ({code_of(error)})", "check the bucket, its keys and its region") from None
    except (BotoCoreError, HTTPError) as error:
        raise StorageFailed(f"{told} ({type(error).__name__})", "check the address of the bucket") from None


@contextmanager
def existing() -> Iterator[None]:
    """Content with a key that somebody else wrote in the meantime: it has the same bytes."""
    with _but(TAKEN):
        yield


@contextmanager
def gone() -> Iterator[None]:
    """Content with an upload that is no more."""
    with _but(GONE):
        yield


@contextmanager
def absent() -> Iterator[None]:
    """Content with a file that is not there."""
    with _but(ABSENT):
        yield


@contextmanager
def _but(codes: tuple[str, ...]) -> Iterator[None]:
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if code_of(error) not in codes:
            raise
