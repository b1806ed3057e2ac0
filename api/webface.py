"""The pages beside the API: built when they changed, served by a Node process of our own, stopped with the API.

The API keeps the public port, so that its streams, ranges and uploads pass through nobody's hands; what is not the
API's is handed on to Node, which listens on this machine only.
"""

import asyncio
import contextlib
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.webbuild import Build, NoPages, node_path
from studio.leash import leashed
from studio.settings import child_environment

AGAIN_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Waits before Node is started again after it died; it starts over when one lived for the last of them."""
STOP_SECONDS = 5.0

log = logging.getLogger("studio.web")


class Pages:
    """The pages of this process: whether they are there yet, and where."""

    def __init__(self, build: Build, api: str) -> None:
        self._build = build
        self._environment = {"STUDIO_API": api, "HOSTNAME": "127.0.0.1", "NODE_ENV": "production"}
        self.address = ""
        """Where Node answers; empty while it does not."""
        self.state = "the pages are being made ready"
        """What to tell who asks while there are none."""
        self.broken = False
        """Whether waiting will not help."""

    async def serve(self) -> None:
        """Build when needed, then keep Node alive until this is cancelled."""
        try:
            server = await self._build.ready()
        except NoPages as error:
            self.state, self.broken = f"{error.message}; {error.hint}", True
            log.warning("%s; the API works without the pages", self.state)
            return
        try:
            await self._keep_alive(server)
        except OSError as error:
            self.state, self.broken = f"the pages' server does not start: {error}", True
            log.exception("the API works without the pages")

    async def _keep_alive(self, server: Path) -> None:
        deaths = 0
        while True:
            began, port = time.monotonic(), _free_port()
            process = await self._start(server, port)
            answered = asyncio.ensure_future(self._wait_for(port))
            try:
                code = await process.wait()
            finally:
                self.address = ""
                answered.cancel()
                await _stop(process)
            deaths = 0 if time.monotonic() - began > AGAIN_SECONDS[-1] else deaths
            wait = AGAIN_SECONDS[min(deaths, len(AGAIN_SECONDS) - 1)]
            deaths += 1
            self.state = "the pages are starting again"
            log.warning("the pages' server ended with code %s; it starts again in %.1f s", code, wait)
            await asyncio.sleep(wait)

    async def _start(self, server: Path, port: int) -> asyncio.subprocess.Process:
        environment = child_environment({**self._environment, "PORT": str(port)})
        return await asyncio.create_subprocess_exec(
            *leashed((str(node_path()), str(server))),
            cwd=server.parent,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for us: Node ends when we are ready for it
        )

    async def _wait_for(self, port: int) -> None:
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.05)
        self.address = f"http://127.0.0.1:{port}"


@asynccontextmanager
async def pages(folder: Path, api: str) -> AsyncIterator[Pages]:
    """Have the pages for as long as this lasts.

    Args:
        folder: Where their source is.
        api: Address at which Node reaches the API.
    """
    made = Pages(Build(folder), api)
    task = asyncio.ensure_future(made.serve())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
