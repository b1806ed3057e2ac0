"""Results used again: known by the content of the request, kept for a day, on disk or in Redis."""

import asyncio
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from providers.requests import MediaFile, Request, Result
from providers.tasks import TASKS, Task

VERSION = "1"
MOST_IN_REDIS = 32 * 1024 * 1024
"""Bytes; larger files are not kept in Redis."""


class Shelf(Protocol):
    """Where bytes are kept by name, until they are too old."""

    async def get(self, name: str) -> bytes | None:
        """The bytes, or None."""
        ...

    async def put(self, name: str, data: bytes, seconds: float) -> None:
        """Keep them for so long."""
        ...


class OnDisk:
    """One file each; the time it is good for is its modification time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, name: str) -> bytes | None:
        """Read it, unless its time is over."""
        return await asyncio.to_thread(self._read, name)

    async def put(self, name: str, data: bytes, seconds: float) -> None:
        """Write it whole or not at all."""
        await asyncio.to_thread(self._write, name, data, time.time() + seconds)

    def _read(self, name: str) -> bytes | None:
        path = self._folder / name[:2] / name
        try:
            if path.stat().st_mtime < time.time():
                path.unlink(missing_ok=True)
                return None
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, name: str, data: bytes, until: float) -> None:
        path = self._folder / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        os.utime(file.name, (until, until))
        Path(file.name).replace(path)


class OnRedis:
    """Keys that lapse by themselves."""

    def __init__(self, client: Any, prefix: str = "providers:cache") -> None:
        self._client, self._prefix = client, prefix

    async def get(self, name: str) -> bytes | None:
        """Ask Redis."""
        found: bytes | None = await self._client.get(f"{self._prefix}:{name}")
        return found

    async def put(self, name: str, data: bytes, seconds: float) -> None:
        """Tell Redis, unless it is very large."""
        if len(data) <= MOST_IN_REDIS:
            await self._client.set(f"{self._prefix}:{name}", data, px=int(seconds * 1000))


class Cache:
    """Results by request. A result's files are kept by their content and handed out as fresh copies."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def get(self, key: str, task: Task) -> tuple[Result, str] | None:
        """The result and who made it; None when it is not there whole."""
        text = await self._shelf.get(key)
        if text is None:
            return None
        kept = json.loads(text)
        files: list[Path] = []
        try:
            result = await self._with_files(kept["result"], files)
        except LookupError:
            for path in files:
                path.unlink(missing_ok=True)
            return None
        return TASKS[task].result.model_validate(result), kept["provider"]

    async def put(self, key: str, result: Result, provider: str, seconds: float) -> None:
        """Keep a result, its files first."""
        named = await self._without_files(result.model_dump(), seconds)
        text = json.dumps({"result": named, "provider": provider}, default=str)
        await self._shelf.put(key, text.encode(), seconds)

    async def _without_files(self, value: Any, seconds: float) -> Any:
        if isinstance(value, Path):
            data = await asyncio.to_thread(value.read_bytes)
            name = hashlib.sha256(data).hexdigest()
            await self._shelf.put(name, data, seconds + 60)
            return {"$file": name, "suffix": value.suffix}
        if isinstance(value, dict):
            return {k: await self._without_files(v, seconds) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [await self._without_files(v, seconds) for v in value]
        return value

    async def _with_files(self, value: Any, files: list[Path]) -> Any:
        if isinstance(value, dict) and "$file" in value:
            data = await self._shelf.get(value["$file"])
            if data is None:
                raise LookupError(value["$file"])
            files.append(await asyncio.to_thread(_temporary, data, value["suffix"]))
            return files[-1]
        if isinstance(value, dict):
            return {k: await self._with_files(v, files) for k, v in value.items()}
        if isinstance(value, list):
            return [await self._with_files(v, files) for v in value]
        return value


def key_of(task: Task, request: Request, names: tuple[str, ...] | None) -> str:
    """The name of a request's result: files count by their content, not by their place."""
    told = {"task": task, "names": names, "version": VERSION, "request": _plain(request)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, MediaFile):
        return {"sha256": value.sha256 or _sha256(value), "url": value.url, "type": value.media_type}
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _sha256(file: MediaFile) -> str:
    if file.path is None:
        return ""
    with file.path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _temporary(data: bytes, suffix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="cached-", suffix=suffix, delete=False) as file:
        file.write(data)
    return Path(file.name)
