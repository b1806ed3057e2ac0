"""An asset store that many machines share: a bucket, with a local folder that keeps what was used lately."""

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from studio.errors import NotFound
from studio.storage.blobs import SHA256, Blobs, StorageFailed
from studio.storage.local import sweep, written_whole
from studio.storage.store import AssetStore

CACHE_BYTES = 20 * 1024**3
KEEP_SECONDS = 3600.0
TRIM_EVERY = 16
"""Room is made whenever a sixteenth of the cache has been written by this process."""


class SharedStore(AssetStore):
    """`AssetStore` over `Blobs`. What is put goes to the bucket first, then stays in the folder as well.

    The folder is a cache of at most about `cache_bytes`: files used longest ago go first, never one
    used within `keep_seconds` or held by `using`; those rules are worth more than the size. Several
    processes may share it. It must hold nothing else: a file in it is taken to be in the bucket.
    """

    def __init__(
        self,
        root: Path,
        blobs: Blobs,
        *,
        cache_bytes: int = CACHE_BYTES,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        super().__init__(root)
        self.blobs = blobs
        self._cache_bytes = cache_bytes
        self._keep_seconds = keep_seconds
        self._lock = threading.Lock()
        self._written = 0

    def path(self, sha256: str) -> Path:
        """Where the bytes are, fetched from the bucket when they are not here; raises NotFound."""
        place = self._place(sha256)
        while not _use(place):
            self._fetch(sha256, place)
        return place

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here or in the bucket."""
        return bool(SHA256.fullmatch(sha256)) and (self._place(sha256).exists() or self.blobs.exists(sha256))

    def delete(self, sha256: str, *, versions: bool = False) -> None:
        """Forget the bytes, here and in the bucket; other machines' folders lose them in time."""
        self.blobs.delete(sha256, versions=versions)
        super().delete(sha256)

    @contextmanager
    def using(self, *sha256s: str) -> Iterator[tuple[Path, ...]]:
        """The files of these assets, which no process clears away meanwhile."""
        with ExitStack() as held:
            yield tuple(self._hold(sha256, held) for sha256 in sha256s)

    def _hold(self, sha256: str, held: ExitStack) -> Path:
        while True:
            path = self.path(sha256)
            try:
                file = held.enter_context(path.open("rb"))
            except FileNotFoundError:
                continue
            fcntl.flock(file, fcntl.LOCK_SH)
            if os.fstat(file.fileno()).st_nlink:
                return path

    def trim(self) -> int:
        """Make room; tells how many bytes the folder still holds."""
        sweep(self.root)
        files = [(facts.st_atime_ns, facts.st_size, path) for path, facts in self._files()]
        total, goal = sum(size for _, size, _ in files), self._cache_bytes * (TRIM_EVERY - 1) // TRIM_EVERY
        for _, size, path in sorted(files):
            if total <= goal:
                break
            total -= size if self._evict(path) else 0
        return total

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.root.glob("??/*"):
            if SHA256.fullmatch(path.name):
                try:
                    yield path, path.stat()
                except FileNotFoundError:
                    continue

    def _evict(self, path: Path) -> bool:
        """Remove a file that nobody holds; the lock is what `_use` and `using` take for themselves."""
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(file.fileno()).st_atime < self._keep_seconds:
                    return False
                path.unlink(missing_ok=True)
                return True
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False

    def _held(self, place: Path) -> bool:
        return _use(place)

    def _publish(self, temporary: IO[bytes], sha256: str, media_type: str) -> None:
        temporary.flush()
        self.blobs.put_file(sha256, Path(temporary.name), media_type)
        self._grew(temporary.tell())

    def _fetch(self, sha256: str, place: Path) -> None:
        with self._alone(sha256):
            if place.exists():
                return
            try:
                pieces = self.blobs.stream(sha256)
            except NotFound:
                raise self._missing(sha256) from None
            with written_whole(place) as temporary:
                self._grew(_written(pieces, temporary, sha256))

    @contextmanager
    def _alone(self, sha256: str) -> Iterator[None]:
        """One fetch of a file at a time, over threads and processes."""
        lock = self.root / "locks" / sha256
        lock.parent.mkdir(parents=True, exist_ok=True)
        with _locked(lock):
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)

    def _grew(self, size: int) -> None:
        with self._lock:
            self._written += size
            due = self._written * TRIM_EVERY >= self._cache_bytes
            self._written = 0 if due else self._written
        if due:
            self.trim()


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    while True:
        with lock.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:  # whoever had it before has taken the file away
                yield
                return


def _use(place: Path) -> bool:
    """Mark a file as used now; False when there is none."""
    try:
        with place.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            facts = os.fstat(file.fileno())
            os.utime(file.fileno(), ns=(time.time_ns(), facts.st_mtime_ns))
            return facts.st_nlink > 0
    except FileNotFoundError:
        return False


def _written(pieces: Iterator[bytes], file: IO[bytes], sha256: str) -> int:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        file.write(piece)
    if digest.hexdigest() != sha256:
        raise StorageFailed(f"asset {sha256[:12]} came damaged from the bucket", "try again")
    return file.tell()
