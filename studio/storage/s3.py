"""Blobs in an S3-compatible bucket: AWS S3, Cloudflare R2, MinIO, SeaweedFS."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from studio.errors import BadRequest, NotFound
from studio.storage.blobs import (
    CHUNK,
    Head,
    Prepared,
    Upload,
    checked_sha256,
    disposition,
    link_seconds,
)
from studio.storage.local import check_sent, copied
from studio.storage.s3_bucket import prepare_bucket
from studio.storage.s3_parts import file_in_parts, part_sizes
from studio.storage.s3_wire import absent, checksum, connect, existing, gone, mapped

INCOMING = "incoming/"


class S3Settings(BaseModel):
    """How a bucket is reached. R2: `endpoint_url` https://ACCOUNT.r2.cloudflarestorage.com, region `auto`."""

    model_config = ConfigDict(frozen=True)

    bucket: str
    endpoint_url: str | None = None
    """None means AWS itself."""
    public_endpoint_url: str | None = None
    """What links begin with, where people reach the bucket by another name than this service does."""
    region: str = "us-east-1"
    access_key_id: SecretStr = SecretStr("")
    """Empty leaves it to what AWS tools read: the environment, a profile, the machine's role."""
    secret_access_key: SecretStr = SecretStr("")
    path_style: bool = False
    """`host/bucket/key` in place of `bucket.host/key`: MinIO and SeaweedFS want it."""
    prefix: str = ""
    """Before every key, with its slash, where a bucket is shared."""
    multipart_from: int = Field(default=16 * 1024 * 1024, ge=5 * 1024 * 1024)
    """Larger files go in parts."""
    lanes: int = Field(default=4, ge=1)
    """Parts under way at once, for one file."""


class S3Blobs:
    """A bucket. Safe for many threads; nothing is contacted before the first call."""

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._clients: dict[str | None, Any] = {}

    def __repr__(self) -> str:
        return f"S3Blobs({self._settings.bucket!r})"

    def put_file(self, sha256: str, path: Path, media_type: str) -> None:
        """See `Blobs.put_file`: the bucket checks the SHA-256 of each request itself."""
        if self.exists(sha256):
            return
        target = {**self._at(self._key(sha256)), "ContentType": media_type}
        with mapped("the file could not be stored"):
            if path.stat().st_size > self._settings.multipart_from:
                file_in_parts(self._client, target, path, sha256, lanes=self._settings.lanes)
            else:
                self._put_whole(target, path, sha256)

    def _put_whole(self, target: dict[str, str], path: Path, sha256: str) -> None:
        data = path.read_bytes()
        if checksum(data).hex() != sha256:
            raise BadRequest(f"{path.name} changed while it was stored", "store it again")
        with existing():
            self._client.put_object(**target, Body=data, IfNoneMatch="*", ChecksumSHA256=checksum(data).text)

    def head(self, sha256: str) -> Head:
        """See `Blobs.head`."""
        found = self._look(self._key(sha256))
        if found is None:
            raise self._missing(sha256)
        return Head(sha256=sha256, size=found["ContentLength"], media_type=found.get("ContentType", ""))

    def exists(self, sha256: str) -> bool:
        """See `Blobs.exists`."""
        return self._look(self._key(sha256)) is not None

    def stream(self, sha256: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See `Blobs.stream`."""
        if stop is not None and stop <= start:
            return iter(())
        body = self._open(self._key(sha256), start, stop)
        if body is None:
            raise self._missing(sha256)
        return _pieces(body)

    def delete(self, sha256: str, *, versions: bool = False) -> None:
        """See `Blobs.delete`."""
        key = self._key(sha256)
        with mapped("the file could not be deleted"):
            self._client.delete_object(**self._at(key))
            if versions:
                self._delete_versions(key)

    def _delete_versions(self, key: str) -> None:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self._settings.bucket, Prefix=key):
            for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if found["Key"] == key:
                    self._client.delete_object(**self._at(key), VersionId=found["VersionId"])

    def presign_get(self, sha256: str, *, seconds: int, name: str, media_type: str) -> str:
        """See `Blobs.presign_get`."""
        shown = {"ResponseContentDisposition": disposition(name), "ResponseContentType": media_type}
        return self._sign("get_object", {**self._at(self._key(sha256)), **shown}, seconds)

    def presign_put(self, size: int, *, seconds: int, sha256: str = "") -> Upload:
        """See `Blobs.presign_put`: in parts when it is large, each of a size that is signed too."""
        if size < 1:
            raise BadRequest("an empty file cannot be sent", "send a file with something in it")
        key = uuid.uuid4().hex
        target = self._at(self._incoming(key))
        if size > self._settings.multipart_from:
            return self._presign_parts(key, target, size, seconds, sha256)
        signed = {**target, "ContentLength": size}
        headers = {}
        if sha256:
            signed["ChecksumSHA256"] = checksum(bytes.fromhex(checked_sha256(sha256)), hashed=True).text
            headers["x-amz-checksum-sha256"] = signed["ChecksumSHA256"]
        url = self._sign("put_object", signed, seconds)
        return Upload(id=key, size=size, sha256=sha256, part_size=size, urls=(url,), headers=headers)

    def _presign_parts(self, key: str, target: dict[str, str], size: int, seconds: int, sha256: str) -> Upload:
        with mapped("the upload could not be begun"):
            multipart = self._client.create_multipart_upload(**target)["UploadId"]
        part = {**target, "UploadId": multipart}
        sizes = part_sizes(size)
        urls = [
            self._sign("upload_part", {**part, "PartNumber": number, "ContentLength": length}, seconds)
            for number, length in enumerate(sizes, 1)
        ]
        return Upload(
            id=key, size=size, sha256=sha256, part_size=sizes[0], urls=tuple(urls), headers={}, multipart=multipart
        )

    def finish_put(self, upload: Upload, etags: Sequence[str] = ()) -> None:
        """See `Blobs.finish_put`."""
        if not upload.multipart:
            return
        parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(etags, 1)]
        with mapped("the parts could not be put together"):
            self._client.complete_multipart_upload(
                **self._at(self._incoming(upload.id)), UploadId=upload.multipart, MultipartUpload={"Parts": parts}
            )

    def collect(self, upload: Upload, path: Path) -> Path:
        """See `Blobs.collect`."""
        body = self._open(self._incoming(upload.id), 0, None)
        if body is None:
            raise NotFound("nothing was sent", "send the file first")
        with mapped("the file could not be read"), path.open("wb") as out:
            sha256 = copied(body, out)
            size = out.tell()
        check_sent(upload, out_size=size, sha256=sha256)
        return path

    def discard(self, upload: Upload) -> None:
        """See `Blobs.discard`."""
        target = self._at(self._incoming(upload.id))
        with mapped("the upload could not be discarded"):
            if upload.multipart:
                with gone():
                    self._client.abort_multipart_upload(**target, UploadId=upload.multipart)
            self._client.delete_object(**target)

    def prepare(self) -> Prepared:
        """See `Blobs.prepare`: a day for what was sent and never taken in, thirty for what was deleted."""
        with mapped("the bucket could not be made ready"):
            return prepare_bucket(
                self._client,
                self._settings.bucket,
                region=self._settings.region,
                prefix=self._settings.prefix,
                incoming=self._settings.prefix + INCOMING,
            )

    def check(self) -> None:
        """Raise StorageFailed unless the bucket is there and lets us in; a listing tells why, a HEAD does not."""
        with mapped("the bucket could not be listed"):
            self._client.list_objects_v2(Bucket=self._settings.bucket, MaxKeys=1, Prefix=self._settings.prefix)

    def _look(self, key: str) -> dict[str, Any] | None:
        with mapped("the file could not be looked up"), absent():
            return dict(self._client.head_object(**self._at(key)))
        return None

    def _open(self, key: str, start: int, stop: int | None) -> Any:
        part = {} if start == 0 and stop is None else {"Range": f"bytes={start}-{'' if stop is None else stop - 1}"}
        with mapped("the file could not be read"), absent():
            return self._client.get_object(**self._at(key), **part)["Body"]
        return None

    def _sign(self, operation: str, values: dict[str, Any], seconds: int) -> str:
        address = self._settings.public_endpoint_url or self._settings.endpoint_url
        url: str = self._to(address).generate_presigned_url(operation, Params=values, ExpiresIn=link_seconds(seconds))
        return url

    @property
    def _client(self) -> Any:
        return self._to(self._settings.endpoint_url)

    def _to(self, address: str | None) -> Any:
        with self._lock:
            if address not in self._clients:
                self._clients[address] = connect(
                    address,
                    region=self._settings.region,
                    key=self._settings.access_key_id.get_secret_value(),
                    secret=self._settings.secret_access_key.get_secret_value(),
                    path_style=self._settings.path_style,
                )
            return self._clients[address]

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._settings.bucket, "Key": key}

    def _key(self, sha256: str) -> str:
        return f"{self._settings.prefix}{checked_sha256(sha256)[:2]}/{sha256}"

    def _incoming(self, key: str) -> str:
        return f"{self._settings.prefix}{INCOMING}{uuid.UUID(key).hex}"

    def _missing(self, sha256: str) -> NotFound:
        return NotFound(f"asset {sha256[:12]} is not in the store", "resume the run: it will be made again")


def _pieces(body: Any) -> Iterator[bytes]:
    with mapped("the file could not be read"):
        try:
            while piece := body.read(CHUNK):
                yield piece
        finally:
            body.close()
