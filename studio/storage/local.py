"""Blobs in a local folder, laid out as the asset store lays out its files."""

import hashlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from studio.errors import BadRequest, NotFound
from studio.storage.blobs import CHUNK, Head, Prepared, Upload, checked_sha256, link_seconds
from studio.storage.links import Links, Ticket

INCOMING = "incoming"
TORN_SECONDS = 24 * 3600
"""After a day nobody is still writing a temporary file."""
TEMPORARY = ".part-"


class LocalBlobs:
    """Files below `root`, which may be the folder of an `AssetStore`; `base_url` is where the API serves links."""

    def __init__(self, root: Path, *, links: Links, base_url: str) -> None:
        self.root = root
        self._links = links
        self._base_url = base_url.rstrip("/")

    def put_file(self, sha256: str, path: Path, media_type: str) -> None:
        """See `Blobs.put_file`."""
        place = self._place(sha256)
        if place.exists():
            return
        with written_whole(place) as temporary, path.open("rb") as file:
            if copied(file, temporary) != sha256:
                raise BadRequest(f"{path.name} changed while it was stored", "store it again")

    def head(self, sha256: str) -> Head:
        """See `Blobs.head`; a folder keeps no media type."""
        try:
            return Head(sha256=sha256, size=self._place(sha256).stat().st_size)
        except FileNotFoundError:
            raise self._missing(sha256) from None

    def exists(self, sha256: str) -> bool:
        """See `Blobs.exists`."""
        return self._place(sha256).exists()

    def stream(self, sha256: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See `Blobs.stream`."""
        try:
            file = self._place(sha256).open("rb")
        except FileNotFoundError:
            raise self._missing(sha256) from None
        return _pieces(file, start, stop)

    def delete(self, sha256: str, *, versions: bool = False) -> None:
        """See `Blobs.delete`; a folder keeps no versions."""
        self._place(sha256).unlink(missing_ok=True)

    def presign_get(self, sha256: str, *, seconds: int, name: str, media_type: str) -> str:
        """See `Blobs.presign_get`: the API reads the token with `Links.read(token, "get")`."""
        token = self._links.write("get", checked_sha256(sha256), seconds=seconds, name=name, media_type=media_type)
        return f"{self._base_url}/{token}"

    def presign_put(self, size: int, *, seconds: int, sha256: str = "") -> Upload:
        """See `Blobs.presign_put`: the API reads the token with `Links.read(token, "put")`, then `take_in`."""
        key = uuid.uuid4().hex
        token = self._links.write("put", key, seconds=link_seconds(seconds), size=size)
        url = f"{self._base_url}/{token}"
        return Upload(id=key, size=size, sha256=sha256, part_size=size, urls=(url,), headers={})

    def take_in(self, ticket: Ticket, path: Path) -> None:
        """Move a file that came with a PUT to where `collect` finds it.

        Raises:
            BadRequest: It is not of the size that was announced.
        """
        if path.stat().st_size != ticket.size:
            raise BadRequest(f"{ticket.size} bytes were announced, others came", "send the file again")
        place = self._incoming(ticket.key)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)

    def finish_put(self, upload: Upload, etags: Sequence[str] = ()) -> None:
        """See `Blobs.finish_put`: a folder takes one part."""

    def collect(self, upload: Upload, path: Path) -> Path:
        """See `Blobs.collect`."""
        try:
            with self._incoming(upload.id).open("rb") as file, path.open("wb") as out:
                check_sent(upload, out_size=os.fstat(file.fileno()).st_size, sha256=copied(file, out))
        except FileNotFoundError:
            raise NotFound("nothing was sent", "send the file first") from None
        return path

    def discard(self, upload: Upload) -> None:
        """See `Blobs.discard`."""
        self._incoming(upload.id).unlink(missing_ok=True)

    def prepare(self) -> Prepared:
        """Make the folder, and clear away what was left half done for over a day."""
        created = not self.root.exists()
        self.root.mkdir(parents=True, exist_ok=True)
        sweep(self.root)
        return Prepared(created=created, lifecycle=True)

    def _place(self, sha256: str) -> Path:
        return place_of(self.root, checked_sha256(sha256))

    def _incoming(self, key: str) -> Path:
        return self.root / INCOMING / uuid.UUID(key).hex

    def _missing(self, sha256: str) -> NotFound:
        return NotFound(f"asset {sha256[:12]} is not in the store", "resume the run: it will be made again")


def place_of(root: Path, sha256: str) -> Path:
    """Where a blob lies in a folder: `ab/abcd…`."""
    return root / sha256[:2] / sha256


def sweep(root: Path) -> None:
    """Clear away what was sent and never taken in, and what writers left who died over a day ago."""
    for file in (*root.glob(f"{INCOMING}/*"), *root.glob(f"*/{TEMPORARY}*")):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < time.time() - TORN_SECONDS:
                file.unlink()


@contextmanager
def written_whole(place: Path) -> Iterator[IO[bytes]]:
    """A file to write that appears at `place` when all went well, and not at all otherwise."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=TEMPORARY, delete=False) as temporary:
        path = Path(temporary.name)
        try:
            yield temporary
            temporary.flush()
            os.fsync(temporary.fileno())
            path.replace(place)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy, and tell the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def check_sent(upload: Upload, *, out_size: int, sha256: str) -> None:
    """Whether what came is what was announced; raises BadRequest."""
    if out_size != upload.size or (upload.sha256 and sha256 != upload.sha256):
        raise BadRequest("what came is not the file that was announced", "send the file again")


def _pieces(file: BinaryIO, start: int, stop: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = max(0, stop - start) if stop is not None else None
        while piece := file.read(CHUNK if left is None else min(CHUNK, left)):
            left = None if left is None else left - len(piece)
            yield piece
