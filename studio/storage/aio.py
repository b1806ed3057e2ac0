"""A place of blobs, for asyncio: the same calls in threads of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from studio.storage.blobs import Blobs, Head, Upload

P = ParamSpec("P")
T = TypeVar("T")


class AsyncBlobs:
    """`Blobs` without blocking: at most `threads` calls at once, so a slow bucket starves nothing else."""

    def __init__(self, blobs: Blobs, *, threads: int = 16) -> None:
        self._blobs = blobs
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="blobs")

    async def put_file(self, sha256: str, path: Path, media_type: str) -> None:
        """See `Blobs.put_file`."""
        await self._call(self._blobs.put_file, sha256, path, media_type)

    async def head(self, sha256: str) -> Head:
        """See `Blobs.head`."""
        return await self._call(self._blobs.head, sha256)

    async def exists(self, sha256: str) -> bool:
        """See `Blobs.exists`."""
        return await self._call(self._blobs.exists, sha256)

    async def stream(self, sha256: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """See `Blobs.stream`; read ahead by nothing, so a slow reader costs one piece of memory."""
        pieces = await self._call(self._blobs.stream, sha256, start, stop)
        try:
            while piece := await self._call(_next, pieces):
                yield piece
        finally:
            if close := getattr(pieces, "close", None):
                self._pool.submit(close)

    async def delete(self, sha256: str, *, versions: bool = False) -> None:
        """See `Blobs.delete`."""
        await self._call(self._blobs.delete, sha256, versions=versions)

    async def presign_get(self, sha256: str, *, seconds: int, name: str, media_type: str) -> str:
        """See `Blobs.presign_get`."""
        return await self._call(self._blobs.presign_get, sha256, seconds=seconds, name=name, media_type=media_type)

    async def presign_put(self, size: int, *, seconds: int, sha256: str = "") -> Upload:
        """See `Blobs.presign_put`."""
        return await self._call(self._blobs.presign_put, size, seconds=seconds, sha256=sha256)

    async def finish_put(self, upload: Upload, etags: Sequence[str] = ()) -> None:
        """See `Blobs.finish_put`."""
        await self._call(self._blobs.finish_put, upload, etags)

    async def collect(self, upload: Upload, path: Path) -> Path:
        """See `Blobs.collect`."""
        return await self._call(self._blobs.collect, upload, path)

    async def discard(self, upload: Upload) -> None:
        """See `Blobs.discard`."""
        await self._call(self._blobs.discard, upload)

    def close(self) -> None:
        """Let the threads go, once what they do is done."""
        self._pool.shutdown(wait=False)

    async def _call(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(call, *args, **kwargs))


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
