"""Streams of server-sent events for many at once: two tasks each, and one for all that pings and ends them.

Each client is sent what came since it was last served in one go. `sse-starlette` has four tasks and a lock for each
stream; it still tells when the server is about to leave.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from weakref import WeakKeyDictionary

from sse_starlette.sse import AppStatus
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from studio.events.sse import OPTIONS, PING_SECONDS

PING = b": ping\n\n"
LOOK_SECONDS = 0.25
"""How often is looked who must be pinged, and whether the server leaves."""

HEADERS: Mapping[str, str] = {"content-type": "text/event-stream; charset=utf-8", **OPTIONS["headers"]}


class EventStream(Response):
    """An answer that goes on until its events end, the client goes, or the server does."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        """Stream whole events, ready for the wire."""
        super().__init__(None, 200, HEADERS)
        del self.headers["content-length"]
        self._events = events
        self._send: Send | None = None
        self._sent = time.monotonic()
        self._writing: asyncio.Future[None] | None = None
        self._pinging: asyncio.Future[None] | None = None
        self._over = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it all."""
        self._send = send
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        self._writing = asyncio.ensure_future(self._write())
        left = asyncio.ensure_future(_gone(receive))
        with _kept(self):
            try:
                await asyncio.wait({self._writing, left}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._over, over = True, self._writing.done()
                tasks = [task for task in (self._writing, left, self._pinging) if task]
                for task in tasks:
                    task.cancel()
                found = await asyncio.gather(*tasks, return_exceptions=True)
        if over and isinstance(found[0], Exception):
            raise found[0]
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def ping(self, now: float) -> None:
        """Show that the line is open when nothing was sent for a while; who does not read delays no other."""
        if self._over or now - self._sent < PING_SECONDS:
            return
        if self._pinging is None or self._pinging.done():
            self._pinging = asyncio.ensure_future(self._give(PING))

    def end(self) -> None:
        """Send nothing more; the client will come back."""
        if self._writing:
            self._writing.cancel()

    async def _write(self) -> None:
        async with aclosing(self._events) as found:
            async for events in found:
                await self._give(events)

    async def _give(self, data: bytes) -> None:
        assert self._send
        self._sent = time.monotonic()
        await self._send({"type": "http.response.body", "body": data, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


_OPEN: WeakKeyDictionary[asyncio.AbstractEventLoop, set[EventStream]] = WeakKeyDictionary()

_KEEPERS: set[asyncio.Task[None]] = set()


@contextmanager
def _kept(stream: EventStream) -> Iterator[None]:
    """Have a stream pinged, and ended with the server."""
    loop = asyncio.get_running_loop()
    streams = _OPEN.setdefault(loop, set())
    streams.add(stream)
    if len(streams) == 1:
        task = loop.create_task(_keep(streams))
        _KEEPERS.add(task)
        task.add_done_callback(_KEEPERS.discard)
    try:
        yield
    finally:
        streams.discard(stream)


async def _keep(streams: set[EventStream]) -> None:
    while streams:
        await asyncio.sleep(LOOK_SECONDS)
        now = time.monotonic()
        for stream in list(streams):
            if AppStatus.should_exit:
                stream.end()
            else:
                stream.ping(now)
