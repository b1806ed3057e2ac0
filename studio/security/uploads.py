"""Takes files from strangers: received to a size, told by content, opened first where they can do no harm."""

import asyncio
import hashlib
import os
import re
import signal
import sys
import tempfile
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from studio.errors import BadRequest
from studio.security.inspection import Bounds, Finding, Order
from studio.security.magic import HINT, Kind, Nature, WrongType, nature_of

MEDIA: frozenset[Kind] = frozenset({"image", "video", "audio"})
BATCH = 1 << 20
"""Bytes gathered before they are written."""
ANSWER = 64 * 1024
NAME_LENGTH = 120


class TooLarge(BadRequest):
    """A file of more bytes than are taken (HTTP 413)."""


class Received(BaseModel):
    """A file as it came, of which nothing is known but its size and hash."""

    model_config = ConfigDict(frozen=True)

    path: Path
    size: int
    sha256: str


class Checked(BaseModel):
    """What a file is: opened once and found harmless to open again."""

    model_config = ConfigDict(frozen=True)

    name: str
    """For people; safe in a header and in a folder."""
    kind: Kind
    media_type: str
    width: int = 0
    height: int = 0
    seconds: float = 0.0


class Upload(Received, Checked):
    """A file taken in and checked."""


class Uploads:
    """The door for files. At most `at_once` are opened at a time, each in a process of its own."""

    def __init__(self, folder: Path, *, bounds: Bounds | None = None, at_once: int = 2) -> None:
        """Take the folder for files under way, which should be on the disk where they stay."""
        self._folder = folder
        self._bounds = bounds or Bounds()
        self._gate = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def taken(
        self,
        chunks: AsyncIterable[bytes],
        name: str,
        *,
        announced: int | None = None,
        accept: Collection[Kind] = MEDIA,
    ) -> AsyncIterator[Upload]:
        """Receive and check a file, which is there to be stored until the block ends.

        Args:
            chunks: Its bytes as they come.
            name: What the sender calls it.
            announced: The `Content-Length`, when there is one.
            accept: The kinds to take.

        Raises:
            TooLarge: More bytes than are taken.
            WrongType: Of a kind that is not taken, or of two kinds at once.
            BadRequest: Cut short, damaged, or beyond another bound.
        """
        received = await self.receive(chunks, announced=announced)
        try:
            checked = await self.check(received.path, name, accept=accept)
            yield Upload(**dict(received), **dict(checked))
        finally:
            _remove(received.path)

    async def receive(self, chunks: AsyncIterable[bytes], *, announced: int | None = None) -> Received:
        """Write a file as it comes; nothing is left when it is refused or the sender goes away. See `taken`."""
        if announced is not None and announced > self._bounds.bytes:
            raise self._too_large()
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, place = tempfile.mkstemp(dir=self._folder, prefix="upload-")
        path = Path(place)
        try:
            with os.fdopen(handle, "wb") as file:
                received = await self._written(chunks, file, path)
            if not received.size:
                raise BadRequest("the file is empty", "send it again")
            if announced is not None and received.size != announced:
                raise BadRequest("the file was cut short", "send it again")
        except BaseException:
            _remove(path)
            raise
        return received

    async def _written(self, chunks: AsyncIterable[bytes], file: IO[bytes], path: Path) -> Received:
        digest, size, batch = hashlib.sha256(), 0, bytearray()
        try:
            async with asyncio.timeout(self._bounds.receive_seconds):
                async for chunk in chunks:
                    size += len(chunk)
                    if size > self._bounds.bytes:
                        raise self._too_large()
                    batch += chunk
                    if len(batch) >= BATCH:
                        await asyncio.to_thread(_write, file, digest, bytes(batch))
                        batch.clear()
        except TimeoutError:
            raise BadRequest("the file came too slowly", "send it again over a better line") from None
        await asyncio.to_thread(_write, file, digest, bytes(batch))
        return Received(path=path, size=size, sha256=digest.hexdigest())

    async def check(self, path: Path, name: str, *, accept: Collection[Kind] = MEDIA) -> Checked:
        """Tell what a received file is, and that it can be opened. See `taken`."""
        name = safe_name(name)
        nature = await asyncio.to_thread(self._nature, path, name)
        finding = await self._inspected(path, name, nature)
        if finding.refused:
            raise BadRequest(finding.refused, finding.hint)
        kind = finding.kind or nature.kind
        if kind not in accept:
            raise WrongType(f"{name} is of kind {kind}", f"here only these are taken: {', '.join(sorted(accept))}")
        size = {"width": finding.width, "height": finding.height, "seconds": finding.seconds}
        return Checked(name=name, kind=kind, media_type=_media_type(kind, nature), **size)

    def _nature(self, path: Path, name: str) -> Nature:
        if path.stat().st_size > self._bounds.bytes:
            raise self._too_large()
        return nature_of(path, name)

    async def _inspected(self, path: Path, name: str, nature: Nature) -> Finding:
        order = Order(path=os.fspath(path), name=name, kind=nature.kind, reader=nature.reader, bounds=self._bounds)
        async with self._gate:
            answer = await _run(order)
        try:
            return Finding.model_validate_json(answer)
        except ValidationError:
            raise BadRequest(f"{name} cannot be opened within the limits", f"export it again. {HINT}") from None

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"the file has more than {self._bounds.bytes / 1e6:.0f} MB", "make it smaller or shorter first"
        )


def safe_name(name: str) -> str:
    """A file name without folders, control characters, tricks of direction, or too many letters."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - 12]}.{ending[:11]}"


async def _run(order: Order) -> bytes:
    """The answer of a process of its own: no environment but where Python's modules lie, so no secrets."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-B", "-m", "studio.security.inspection"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(order.bounds.wall_seconds):
            answer = await _told(process, order.model_dump_json().encode())
            await process.wait()
            return answer
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # Process.kill would race asyncio for the exit status
            await process.wait()


async def _told(process: asyncio.subprocess.Process, order: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(order)
        await process.stdin.drain()
        process.stdin.close()
    answer = bytearray()
    while len(answer) < ANSWER and (piece := await process.stdout.read(ANSWER)):
        answer += piece
    return bytes(answer)


def _media_type(kind: Kind, nature: Nature) -> str:
    """`audio/mp4` for an MP4 that has only sound, `video/ogg` for an Ogg with pictures, and so on."""
    family, _, rest = nature.media_type.partition("/")
    return nature.media_type if "image" in (family, kind) else f"{kind}/{rest}"


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _write(file: IO[bytes], digest: "hashlib._Hash", data: bytes) -> None:
    digest.update(data)
    file.write(data)
