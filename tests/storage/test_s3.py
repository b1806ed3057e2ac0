"""The bucket: signatures, parts, versions and rules, on a real server."""

import hashlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from pydantic import SecretStr

from studio.errors import BadRequest
from studio.storage import s3_parts
from studio.storage.blobs import StorageFailed
from studio.storage.s3 import S3Blobs, S3Settings
from studio.storage.s3_wire import connect

MB = 1024 * 1024
BIG = 19 * MB + 5


class NewBucket(Protocol):
    def __call__(self, **more: object) -> S3Settings: ...


def client(settings: S3Settings) -> Any:
    secret = settings.secret_access_key.get_secret_value()
    key = settings.access_key_id.get_secret_value()
    return connect(settings.endpoint_url, region=settings.region, key=key, secret=secret, path_style=True)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def versions(settings: S3Settings) -> int:
    return len(client(settings).list_object_versions(Bucket=settings.bucket).get("Versions", []))


def unfinished(settings: S3Settings) -> int:
    return len(client(settings).list_multipart_uploads(Bucket=settings.bucket).get("Uploads", []))


@pytest.fixture
def settings(new_bucket: NewBucket) -> S3Settings:
    made = new_bucket()
    S3Blobs(made).prepare()
    return made


@pytest.fixture
def big(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    data = os.urandom(BIG)
    path = tmp_path / "big.mp4"
    path.write_bytes(data)
    yield sha(data), path
    path.unlink(missing_ok=True)


def small(tmp_path: Path, data: bytes = b"a small film") -> tuple[str, Path]:
    path = tmp_path / "small.mp4"
    path.write_bytes(data)
    return sha(data), path


def test_a_bucket_is_made_ready_once_and_again(new_bucket: NewBucket) -> None:
    settings = new_bucket()
    first, second = S3Blobs(settings).prepare(), S3Blobs(settings).prepare()
    assert (first.created, second.created) == (True, False)
    assert first.versions
    assert first.lifecycle
    bucket = client(settings)
    assert bucket.get_bucket_versioning(Bucket=settings.bucket)["Status"] == "Enabled"
    rules = bucket.get_bucket_lifecycle_configuration(Bucket=settings.bucket)["Rules"]
    assert {rule["ID"] for rule in rules} == {"unsent-files", "unsent-parts", "deleted-files"}
    expiring = [rule["Filter"]["Prefix"] for rule in rules if "Expiration" in rule]
    assert expiring == ["incoming/"]


def test_a_wrong_secret_is_refused_and_not_told(settings: S3Settings, tmp_path: Path) -> None:
    wrong = settings.model_copy(update={"secret_access_key": SecretStr("not-the-secret")})
    with pytest.raises(StorageFailed) as refused:
        S3Blobs(wrong).put_file(*small(tmp_path), "video/mp4")
    assert "not-the-secret" not in f"{refused.value.message}{refused.value.hint}{S3Blobs(wrong)!r}{wrong!r}"


def test_an_unreachable_bucket_is_told_as_such(settings: S3Settings) -> None:
    away = settings.model_copy(update={"endpoint_url": "http://127.0.0.1:9"})
    with pytest.raises(StorageFailed, match="could not be looked up"):
        S3Blobs(away).exists("ab" * 32)


def test_a_link_gives_the_file_its_name_and_its_ranges(settings: S3Settings, tmp_path: Path) -> None:
    blobs = S3Blobs(settings)
    key, path = small(tmp_path)
    blobs.put_file(key, path, "application/octet-stream")
    url = blobs.presign_get(key, seconds=60, name="Frühstück.mp4", media_type="video/mp4")
    whole = httpx.get(url)
    assert whole.content == path.read_bytes()
    assert whole.headers["content-type"] == "video/mp4"
    assert "filename*=UTF-8''Fr%C3%BChst%C3%BCck.mp4" in whole.headers["content-disposition"]
    part = httpx.get(url, headers={"range": "bytes=2-6"})
    assert (part.status_code, part.content) == (206, path.read_bytes()[2:7])
    assert httpx.get(url, headers={"range": "bytes=500-"}).status_code == 416


def test_an_altered_or_expired_link_is_refused(settings: S3Settings, tmp_path: Path) -> None:
    blobs = S3Blobs(settings)
    key, path = small(tmp_path)
    blobs.put_file(key, path, "video/mp4")
    url = blobs.presign_get(key, seconds=60, name="a.mp4", media_type="video/mp4")
    assert httpx.get(url.replace("video%2Fmp4", "text%2Fhtml")).status_code == 403
    assert httpx.get(url.replace(key, sha(b"another"))).status_code == 403
    assert httpx.put(url, content=b"overwritten").status_code == 403
    short = blobs.presign_get(key, seconds=1, name="a.mp4", media_type="video/mp4")
    assert until_refused(short) == 403


def until_refused(url: str) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if (status := httpx.get(url).status_code) != 200:
            return status
        time.sleep(0.1)
    return 200


def test_a_large_file_goes_in_parts_and_comes_back(settings: S3Settings, big: tuple[str, Path]) -> None:
    blobs = S3Blobs(settings)
    blobs.put_file(*big, "video/mp4")
    assert blobs.head(big[0]).size == BIG
    assert hashlib.sha256(b"".join(blobs.stream(big[0]))).hexdigest() == big[0]
    assert b"".join(blobs.stream(big[0], 8 * MB - 2, 8 * MB + 2)) == big[1].read_bytes()[8 * MB - 2 : 8 * MB + 2]
    etag = client(settings).head_object(Bucket=settings.bucket, Key=f"{big[0][:2]}/{big[0]}")["ETag"]
    assert etag.strip('"').endswith("-3")
    assert unfinished(settings) == 0


def test_a_large_file_that_changed_leaves_nothing(settings: S3Settings, big: tuple[str, Path]) -> None:
    blobs = S3Blobs(settings)
    with pytest.raises(BadRequest, match="changed while it was stored"):
        blobs.put_file(sha(b"another"), big[1], "video/mp4")
    assert unfinished(settings) == 0
    assert versions(settings) == 0


def test_a_line_that_breaks_between_parts_leaves_nothing(settings: S3Settings, big: tuple[str, Path]) -> None:
    """The second part is refused by the server itself: it comes with the checksum of another."""
    bucket = client(settings)
    sent = []

    class Breaking:
        def __getattr__(self, name: str) -> Any:
            return getattr(bucket, name)

        def upload_part(self, **values: Any) -> Any:
            sent.append(values["PartNumber"])
            if values["PartNumber"] == 2:
                values["Body"] = b"torn" + values["Body"][4:]
            return bucket.upload_part(**values)

    target = {"Bucket": settings.bucket, "Key": "torn", "ContentType": "video/mp4"}
    with pytest.raises(Exception, match="BadDigest"):
        s3_parts.file_in_parts(Breaking(), target, big[1], big[0], lanes=2)
    assert 2 in sent
    assert unfinished(settings) == 0
    assert versions(settings) == 0


def test_what_is_put_again_makes_no_second_version(
    settings: S3Settings, big: tuple[str, Path], tmp_path: Path
) -> None:
    for key, path in (small(tmp_path), big):
        for _ in range(3):
            S3Blobs(settings).put_file(key, path, "video/mp4")
    assert versions(settings) == 2


def test_one_that_comes_late_with_the_same_file_gives_way(settings: S3Settings, big: tuple[str, Path]) -> None:
    """It saw no file when it began; when it is done there is one, and its parts go."""
    blobs = S3Blobs(settings)
    blobs.put_file(*big, "video/mp4")
    target = {"Bucket": settings.bucket, "Key": f"{big[0][:2]}/{big[0]}", "ContentType": "video/mp4"}
    s3_parts.file_in_parts(client(settings), target, big[1], big[0], lanes=2)
    assert versions(settings) == 1
    assert unfinished(settings) == 0


def test_many_put_one_key_at_once(settings: S3Settings, big: tuple[str, Path], tmp_path: Path) -> None:
    for key, path in (small(tmp_path), big):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _, k=key, p=path: S3Blobs(settings).put_file(k, p, "video/mp4"), range(4)))
        assert hashlib.sha256(b"".join(S3Blobs(settings).stream(key))).hexdigest() == key
    assert unfinished(settings) == 0


def test_deleted_can_be_had_back_unless_its_versions_go_too(settings: S3Settings, tmp_path: Path) -> None:
    blobs = S3Blobs(settings)
    key, path = small(tmp_path)
    blobs.put_file(key, path, "video/mp4")
    blobs.delete(key)
    assert not blobs.exists(key)
    assert versions(settings) == 1
    blobs.put_file(key, path, "video/mp4")
    assert blobs.exists(key)
    blobs.delete(key, versions=True)
    assert not blobs.exists(key)
    left = client(settings).list_object_versions(Bucket=settings.bucket)
    assert not left.get("Versions")
    assert not left.get("DeleteMarkers")


def test_a_file_sent_straight_to_the_bucket_is_collected(settings: S3Settings, tmp_path: Path) -> None:
    blobs = S3Blobs(settings)
    data = b"from a browser"
    upload = blobs.presign_put(len(data), seconds=60, sha256=sha(data))
    assert httpx.put(upload.urls[0], content=data + b"!", headers=upload.headers).status_code == 403
    assert httpx.put(upload.urls[0], content=data[::-1], headers=upload.headers).status_code == 400
    assert httpx.put(upload.urls[0], content=data).status_code == 403
    assert httpx.put(upload.urls[0], content=data, headers=upload.headers).status_code == 200
    blobs.finish_put(upload)
    assert blobs.collect(upload, tmp_path / "out").read_bytes() == data
    assert not blobs.exists(sha(data))
    blobs.discard(upload)
    with pytest.raises(BadRequest, match="nothing was sent"):
        blobs.collect(upload, tmp_path / "out")


def test_a_large_file_is_sent_straight_in_parts(settings: S3Settings, big: tuple[str, Path], tmp_path: Path) -> None:
    blobs = S3Blobs(settings)
    upload = blobs.presign_put(BIG, seconds=60, sha256=big[0])
    assert len(upload.urls) == 3
    data = big[1].read_bytes()
    etags = []
    for number, url in enumerate(upload.urls):
        part = data[number * upload.part_size : (number + 1) * upload.part_size]
        assert httpx.put(url, content=part + b"!").status_code == 403
        etags.append(httpx.put(url, content=part).headers["etag"])
    blobs.finish_put(upload, etags)
    assert sha(blobs.collect(upload, tmp_path / "out").read_bytes()) == big[0]


def test_a_large_upload_that_is_given_up_leaves_nothing(settings: S3Settings, big: tuple[str, Path]) -> None:
    blobs = S3Blobs(settings)
    upload = blobs.presign_put(BIG, seconds=60)
    httpx.put(upload.urls[0], content=big[1].read_bytes()[: upload.part_size])
    assert unfinished(settings) == 1
    blobs.discard(upload)
    blobs.discard(upload)
    assert unfinished(settings) == 0


@pytest.mark.parametrize(("size", "parts"), [(17 * MB, 3), (16 * MB, 2), (5 * 1024**4 // 4, 10_000), (BIG, 3)])
def test_parts_are_alike_and_few_enough(size: int, parts: int) -> None:
    sizes = s3_parts.part_sizes(size)
    assert sum(sizes) == size
    assert len(sizes) <= parts
    assert len(set(sizes[:-1])) == 1
    assert sizes[-1] <= sizes[0]


def test_a_shared_bucket_keeps_to_its_prefix(new_bucket: NewBucket, tmp_path: Path) -> None:
    settings = new_bucket(prefix="studio/")
    blobs = S3Blobs(settings)
    blobs.prepare()
    key, path = small(tmp_path)
    blobs.put_file(key, path, "video/mp4")
    found = client(settings).list_objects_v2(Bucket=settings.bucket)["Contents"]
    assert [entry["Key"] for entry in found] == [f"studio/{key[:2]}/{key}"]


def test_links_may_name_another_host(settings: S3Settings) -> None:
    public = settings.model_copy(update={"public_endpoint_url": "https://files.example.org"})
    url = S3Blobs(public).presign_get("ab" * 32, seconds=5, name="a", media_type="video/mp4")
    assert url.startswith("https://files.example.org/")
