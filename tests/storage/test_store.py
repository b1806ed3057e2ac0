"""The asset store, in a folder and over a bucket that several machines share."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.domain.assets import Asset
from studio.errors import NotFound
from studio.storage.blobs import Blobs, StorageFailed
from studio.storage.links import Links
from studio.storage.local import LocalBlobs
from studio.storage.opening import open_blobs, open_store
from studio.storage.s3 import S3Settings
from studio.storage.shared import SharedStore
from studio.storage.store import AssetStore

HOUR_AGO = 3600 * 10**9
HOLDER = """
import fcntl, sys
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_SH)
print(1, flush=True)
input()
"""


class Counting(LocalBlobs):
    """A folder that counts who reads from it, and may hand out torn bytes."""

    reads = 0
    torn = False
    full = False

    def stream(self, sha256: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        self.reads += 1
        pieces = super().stream(sha256, start, stop)
        return iter([b"torn"]) if self.torn else pieces

    def put_file(self, sha256: str, path: Path, media_type: str) -> None:
        if self.full:
            raise StorageFailed("the disk is full")
        super().put_file(sha256, path, media_type)


@pytest.fixture
def counting(tmp_path: Path, links: Links) -> Counting:
    return Counting(tmp_path / "far", links=links, base_url="http://127.0.0.1")


def age(path: Path, nanoseconds: int) -> None:
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns - nanoseconds, facts.st_mtime_ns))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(params=["local", "shared"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> AssetStore:
    if request.param == "local":
        return AssetStore(tmp_path / "assets")
    return SharedStore(tmp_path / "cache", request.getfixturevalue("counting"))


def test_a_store_keeps_bytes_files_and_models(store: AssetStore, tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    source.write_bytes(b"sound")
    first = store.put_bytes(b"sound", "audio/wav", origin="test")
    second = store.put_file(source, "audio/wav")
    assert (first.sha256, first.size, second.name) == (second.sha256, 5, "a.wav")
    assert store.path(first.sha256).read_bytes() == b"sound"
    model = store.put_model(first)
    assert store.load_model(model, Asset) == first
    store.delete(first.sha256)
    assert not store.has(first.sha256)
    with pytest.raises(NotFound, match="not in the store"):
        store.path(first.sha256)


@pytest.mark.parametrize("key", ["../../../etc/passwd", "", "abc", "Z" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(store: AssetStore, key: str) -> None:
    assert not store.has(key)
    with pytest.raises(NotFound):
        store.path(key)


def test_what_one_machine_puts_another_has(blobs: Blobs, tmp_path: Path) -> None:
    here, there = SharedStore(tmp_path / "here", blobs), SharedStore(tmp_path / "there", blobs)
    asset = here.put_bytes(b"a film" * 100_000, "video/mp4")
    assert there.has(asset.sha256)
    assert there.path(asset.sha256).read_bytes() == b"a film" * 100_000
    assert str(there.path(asset.sha256)).startswith(str(tmp_path / "there"))


def test_callers_at_once_fetch_once(counting: Counting, tmp_path: Path) -> None:
    asset = SharedStore(tmp_path / "here", counting).put_bytes(os.urandom(2_000_000), "video/mp4")
    stores = [SharedStore(tmp_path / "there", counting) for _ in range(4)]
    gate = threading.Barrier(16)

    def fetch(number: int) -> Path:
        gate.wait()
        return stores[number % 4].path(asset.sha256)

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(fetch, range(16)))) == 1
    assert counting.reads == 1
    assert files(tmp_path / "there") == [tmp_path / "there" / asset.sha256[:2] / asset.sha256]


def test_a_torn_download_is_never_seen(counting: Counting, tmp_path: Path) -> None:
    asset = SharedStore(tmp_path / "here", counting).put_bytes(b"whole", "video/mp4")
    there = SharedStore(tmp_path / "there", counting)
    counting.torn = True
    with pytest.raises(StorageFailed, match="damaged"):
        there.path(asset.sha256)
    assert files(tmp_path / "there") == []
    counting.torn = False
    assert there.path(asset.sha256).read_bytes() == b"whole"


def test_what_could_not_be_sent_is_not_kept_here_either(counting: Counting, tmp_path: Path) -> None:
    store = SharedStore(tmp_path / "here", counting)
    counting.full = True
    with pytest.raises(StorageFailed):
        store.put_bytes(b"lost", "video/mp4")
    assert files(tmp_path / "here") == []
    counting.full = False
    assert store.path(store.put_bytes(b"lost", "video/mp4").sha256).read_bytes() == b"lost"


def test_the_folder_stays_within_its_size_oldest_first(counting: Counting, tmp_path: Path) -> None:
    store = SharedStore(tmp_path / "here", counting, cache_bytes=1_600_000, keep_seconds=0)
    assets = [store.put_bytes(os.urandom(100_000), "video/mp4") for _ in range(12)]
    for number, asset in enumerate(assets):
        age(store.path(asset.sha256), HOUR_AGO * (12 - number))
    store.path(assets[0].sha256)  # used again: no longer the oldest
    assets += [store.put_bytes(os.urandom(100_000), "video/mp4") for _ in range(8)]
    assert sum(path.stat().st_size for path in files(store.root)) <= 1_600_000
    here = [(store.root / asset.sha256[:2] / asset.sha256).exists() for asset in assets]
    assert here[0]
    assert here[1:5] == [False] * 4
    assert all(here[-8:])
    assert store.path(assets[1].sha256).stat().st_size == 100_000


def test_what_was_used_lately_stays_although_there_is_no_room(counting: Counting, tmp_path: Path) -> None:
    store = SharedStore(tmp_path / "here", counting, cache_bytes=1000, keep_seconds=3600)
    asset = store.put_bytes(os.urandom(5000), "video/mp4")
    assert store.trim() == 5000
    age(store.path(asset.sha256), 2 * HOUR_AGO)
    assert store.trim() == 0


def test_what_a_dead_writer_left_is_cleared_after_a_day(counting: Counting, tmp_path: Path) -> None:
    store = SharedStore(tmp_path / "here", counting)
    asset = store.put_bytes(b"whole", "video/mp4")
    left, fresh = (store.path(asset.sha256).with_name(f".part-{name}") for name in ("old", "new"))
    for torn in (left, fresh):
        torn.write_bytes(b"half")
    os.utime(left, (0, 0))
    store.trim()
    assert files(store.root) == sorted([fresh, store.path(asset.sha256)])


def test_the_settings_decide_where_assets_lie(
    links: Links, tmp_path: Path, new_bucket: Callable[[], S3Settings]
) -> None:
    here = open_store(tmp_path)
    asset = here.put_bytes(b"film", "video/mp4")
    assert b"".join(open_blobs(tmp_path, links=links, base_url="http://127.0.0.1").stream(asset.sha256)) == b"film"
    bucket = new_bucket()
    open_blobs(tmp_path, bucket, links=links, base_url="").prepare()
    shared = open_store(tmp_path, bucket)
    assert not shared.has(asset.sha256)
    shared.put_bytes(b"film", "video/mp4")
    assert open_store(tmp_path / "elsewhere", bucket).path(asset.sha256).read_bytes() == b"film"


def test_what_another_process_holds_stays(counting: Counting, tmp_path: Path) -> None:
    store = SharedStore(tmp_path / "here", counting, cache_bytes=1000, keep_seconds=0)
    asset = store.put_bytes(os.urandom(5000), "video/mp4")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.path(asset.sha256))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"1\n"
        assert store.trim() == 5000
        holder.communicate(b"\n")
    assert store.trim() == 0


def test_what_is_held_stays_while_others_fetch_and_clear(counting: Counting, tmp_path: Path) -> None:
    """Readers, writers and a folder far too small: nobody ever misses what it holds."""
    store = SharedStore(tmp_path / "here", counting, cache_bytes=100_000, keep_seconds=0)
    data = [os.urandom(30_000) for _ in range(8)]
    names = [store.put_bytes(one, "video/mp4").sha256 for one in data]

    def work(seed: int) -> int:
        for turn in range(60):
            name = names[(seed * 7 + turn * 3) % 8]
            with store.using(name) as (path,):
                store.trim()
                assert hashlib.sha256(path.read_bytes()).hexdigest() == name
        return 60

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) == 360
    assert store.trim() <= 100_000
