"""The port to where bytes lie for good: a local folder or an S3-compatible bucket, content-addressed.

A blob's key is made of the SHA-256 of its content, so a put may be repeated, two writers of one key
write the same bytes, and nobody sees half of a blob. Who may read a blob is not known here: grants of
(workspace, sha256) are kept in the database, and whoever asks for a presigned address checks them first.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from studio.errors import BadRequest, NotFound, StudioError

CHUNK = 256 * 1024
"""Bytes of one piece of a stream."""
SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_LINK_SECONDS = 7 * 24 * 3600
"""The longest an S3 signature (version 4) may be good for."""
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class StorageFailed(StudioError):
    """The place where files are kept did not do what it was asked; asking again may help."""


class RangeRefused(BadRequest):
    """The bytes asked for lie outside the file (HTTP 416)."""

    def __init__(self, message: str, hint: str = "", *, size: int = 0) -> None:
        super().__init__(message, hint)
        self.size = size
        """Bytes of the whole file."""


class Head(BaseModel):
    """What is known of a blob without reading it."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    size: int
    """Bytes."""
    media_type: str = ""
    """As given when it was stored; empty where the place keeps none."""


class Upload(BaseModel):
    """Leave to send one file straight to the storage, to a corner from which nobody is served."""

    model_config = ConfigDict(frozen=True)

    id: str
    size: int
    """Bytes; no other size is taken."""
    sha256: str = ""
    """What the content must be, when the sender said so."""
    part_size: int
    """Bytes of every part but the last."""
    urls: tuple[str, ...]
    """Where to PUT the parts, in order."""
    headers: dict[str, str]
    """To send with each."""
    multipart: str = ""
    """The bucket's own name for the upload, when it comes in several parts."""


class Prepared(BaseModel):
    """What a place could be made to do; R2, for one, keeps no versions."""

    model_config = ConfigDict(frozen=True)

    created: bool = False
    versions: bool = False
    lifecycle: bool = False


class Blobs(Protocol):
    """Where bytes are kept. Every method may block; `studio.storage.aio` has them for asyncio."""

    def put_file(self, sha256: str, path: Path, media_type: str) -> None:
        """Keep a copy of a file; does nothing when it is there already.

        Raises:
            BadRequest: The content is not the one `sha256` names.
            StorageFailed: It could not be kept; nothing of it can be seen.
        """

    def head(self, sha256: str) -> Head:
        """Size and type; raises NotFound."""

    def exists(self, sha256: str) -> bool:
        """Whether the blob is here, whole."""

    def stream(self, sha256: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `stop`; raises NotFound at once."""

    def delete(self, sha256: str, *, versions: bool = False) -> None:
        """Forget a blob, with `versions` the copies kept for a change of mind too; no error when there is none."""

    def presign_get(self, sha256: str, *, seconds: int, name: str, media_type: str) -> str:
        """An address that gives the blob to whoever has it, until it expires, as a file called `name`."""

    def presign_put(self, size: int, *, seconds: int, sha256: str = "") -> Upload:
        """Leave to send a file of `size` bytes. It is taken in with `finish_put`, then `collect`."""

    def finish_put(self, upload: Upload, etags: Sequence[str] = ()) -> None:
        """Put the parts together, given the ETags their PUTs answered with; nothing to do for a single part."""

    def collect(self, upload: Upload, path: Path) -> Path:
        """Bring what was sent to `path`, where it can be inspected.

        Raises:
            NotFound: Nothing was sent.
            BadRequest: It is not of the size or content that was announced.
        """

    def discard(self, upload: Upload) -> None:
        """Forget what was sent, parts included."""

    def prepare(self) -> Prepared:
        """Make the place ready: the bucket itself, versions, and rules that clear away what was left half done."""


class Span(NamedTuple):
    """Bytes of a file: `start` up to, not including, `stop`."""

    start: int
    stop: int


def checked_sha256(text: str) -> str:
    """The text, if it is a SHA-256 in small hexadecimal letters: anything else could lead out of the folder.

    Raises:
        NotFound: It is not, so there can be no such blob.
    """
    if not SHA256.fullmatch(text):
        raise NotFound(f"{text[:12]!r} names no asset", "an asset is named by the SHA-256 of its content")
    return text


def byte_range(header: str, size: int) -> Span | None:
    """What a `Range` header asks for of a file of `size` bytes; None means the whole file.

    Several ranges at once, other units and nonsense are answered with the whole file, as RFC 9110 allows.

    Raises:
        RangeRefused: It begins behind the end.
    """
    found = RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return None
    if start >= size or start >= stop:
        raise RangeRefused(f"the file has {size} bytes", "ask for bytes within it", size=size)
    return Span(start, stop)


def disposition(name: str) -> str:
    """A `Content-Disposition` that saves a file under a name of any script (RFC 6266)."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%/]', "_", name) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name or 'file', safe='')}"


def link_seconds(seconds: int) -> int:
    """The life of a link.

    Raises:
        BadRequest: It is none that a link can have.
    """
    if not 1 <= seconds <= MAX_LINK_SECONDS:
        raise BadRequest(f"a link cannot live {seconds} seconds", f"1 to {MAX_LINK_SECONDS} seconds")
    return seconds
