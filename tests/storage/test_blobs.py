"""One port, two places: what holds of a folder holds of a bucket."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.errors import BadRequest, NotFound
from studio.storage.aio import AsyncBlobs
from studio.storage.blobs import Blobs, RangeRefused, Span, byte_range, disposition

DATA = bytes(range(256)) * 4000


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(DATA)
    return path


def test_what_is_put_is_read_back(blobs: Blobs, file: Path) -> None:
    key = sha(DATA)
    assert not blobs.exists(key)
    blobs.put_file(key, file, "video/mp4")
    blobs.put_file(key, file, "video/mp4")
    assert blobs.exists(key)
    assert blobs.head(key).size == len(DATA)
    assert blobs.head(key).media_type in ("video/mp4", "")
    assert b"".join(blobs.stream(key)) == DATA


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (5, 1000), (len(DATA) - 3, None), (7, 7), (300_000, 900_001)])
def test_ranges_give_just_those_bytes(blobs: Blobs, file: Path, start: int, stop: int | None) -> None:
    blobs.put_file(sha(DATA), file, "video/mp4")
    assert b"".join(blobs.stream(sha(DATA), start, stop)) == DATA[start:stop]


def test_a_file_under_the_wrong_name_is_refused_and_leaves_nothing(blobs: Blobs, file: Path) -> None:
    wrong = sha(b"something else")
    with pytest.raises(BadRequest, match="changed while it was stored"):
        blobs.put_file(wrong, file, "video/mp4")
    assert not blobs.exists(wrong)


def test_what_is_not_there_is_told(blobs: Blobs) -> None:
    with pytest.raises(NotFound):
        blobs.head(sha(b"no"))
    with pytest.raises(NotFound):
        blobs.stream(sha(b"no"))
    blobs.delete(sha(b"no"))


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 64, "g" * 64, "a" * 63, "a" * 64 + "\n", "/" * 64])
def test_a_key_that_is_no_hash_never_reaches_the_place(blobs: Blobs, file: Path, key: str) -> None:
    with pytest.raises(NotFound, match="names no asset"):
        blobs.put_file(key, file, "video/mp4")
    with pytest.raises(NotFound, match="names no asset"):
        blobs.stream(key)
    with pytest.raises(NotFound, match="names no asset"):
        blobs.presign_get(key, seconds=5, name="a", media_type="video/mp4")


def test_deleted_is_gone(blobs: Blobs, file: Path) -> None:
    blobs.put_file(sha(DATA), file, "video/mp4")
    blobs.delete(sha(DATA), versions=True)
    assert not blobs.exists(sha(DATA))


def test_many_put_one_key_at_once(blobs: Blobs, file: Path) -> None:
    gate = threading.Barrier(12)

    def put(_: int) -> None:
        gate.wait()
        blobs.put_file(sha(DATA), file, "video/mp4")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(put, range(12)))
    assert b"".join(blobs.stream(sha(DATA))) == DATA


@pytest.mark.parametrize("seconds", [0, -1, 8 * 24 * 3600])
def test_a_link_lives_for_a_time_that_can_be(blobs: Blobs, seconds: int) -> None:
    with pytest.raises(BadRequest, match="cannot live"):
        blobs.presign_get(sha(DATA), seconds=seconds, name="a", media_type="video/mp4")


async def test_asyncio_reads_the_same(blobs: Blobs, file: Path) -> None:
    several = AsyncBlobs(blobs)
    await several.put_file(sha(DATA), file, "video/mp4")
    assert await several.exists(sha(DATA))
    assert b"".join([piece async for piece in several.stream(sha(DATA), 10, 700_000)]) == DATA[10:700_000]
    with pytest.raises(NotFound):
        await several.head(sha(b"no"))
    several.close()


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=10-", Span(10, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("bytes=50-5000", Span(50, 100)),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("", None),
    ],
)
def test_range_headers(header: str, span: Span | None) -> None:
    assert byte_range(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_ranges_behind_the_end_are_refused(header: str) -> None:
    with pytest.raises(RangeRefused, match="100 bytes"):
        byte_range(header, 100)


@pytest.mark.parametrize("name", ['a"; x="b.mp4', "a\r\nSet-Cookie: x=1", "हिन्दी.mp4", "..\\..\\a", ""])
def test_a_name_cannot_leave_its_header(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
