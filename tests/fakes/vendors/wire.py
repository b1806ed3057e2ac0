"""A small HTTP/1.1 server on loopback with its hands on the socket: it can fail in every way a vendor does."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import h11


@dataclass
class Upload:
    """A file of a multipart form."""

    name: str
    media_type: str
    data: bytes


@dataclass
class Call:
    """A request as it came in. Header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str = ""
    params: dict[str, str] = field(default_factory=dict)
    """What stands in the braces of the route."""

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> tuple[dict[str, str], dict[str, list[Upload]]]:
        """Fields and files of a multipart body."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        fields: dict[str, str] = {}
        files: dict[str, list[Upload]] = {}
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            if file := part.get_filename():
                files.setdefault(name, []).append(Upload(file, part.get_content_type(), data))
            else:
                fields[name] = data.decode()
        return fields, files


@dataclass
class Reply:
    """An answer: `body` is bytes, or anything that becomes JSON."""

    body: Any = None
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    """Send half of the body, then close the line."""
    drop: bool = False
    """Close the line without an answer."""

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


Handle = Callable[[Call], Awaitable[Reply]]


class Wire:
    """Listens on a free port in a thread of its own. `active` counts requests being worked on just now."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self.active = 0
        self.abandoned = 0
        """Requests whose caller went away before the answer."""
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Stop listening and cut all lines."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = h11.Connection(h11.SERVER)
        while (call := await _read(line, reader)) is not None:
            reply = await self._answer(call, line, reader)
            if reply is None or not await _send(line, writer, reply):
                return
            if line.our_state is not h11.DONE or line.their_state is not h11.DONE:
                return
            line.start_next_cycle()

    async def _answer(self, call: Call, line: h11.Connection, reader: asyncio.StreamReader) -> Reply | None:
        """The handler's reply; None when the caller went away first."""
        self.active += 1
        work = asyncio.ensure_future(self._handle(call))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            if more := gone.result():  # a pipelined next request, not the end of the line
                line.receive_data(more)
                return await work
            self.abandoned += 1
            return None
        finally:
            self.active -= 1
            for future in (work, gone):
                future.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)


async def _read(line: h11.Connection, reader: asyncio.StreamReader) -> Call | None:
    request, body = None, bytearray()
    while True:
        event = line.next_event()
        if event is h11.NEED_DATA:
            line.receive_data(await reader.read(1 << 16))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            assert request is not None
            return _call(request, bytes(body))
        else:
            return None


def _call(request: h11.Request, body: bytes) -> Call:
    target = request.target.decode()
    parts = urlsplit(target)
    headers = {name.decode().lower(): value.decode() for name, value in request.headers}
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Call(request.method.decode(), unquote(parts.path), query, headers, body, target)


async def _send(line: h11.Connection, writer: asyncio.StreamWriter, reply: Reply) -> bool:
    if reply.drop:
        return False
    data = reply.data
    headers = {"content-type": reply.media_type, **reply.headers, "content-length": str(len(data))}
    head = line.send(h11.Response(status_code=reply.status, headers=list(headers.items())))
    writer.write(head or b"")
    if reply.cut:
        writer.write(data[: len(data) // 2])
        await writer.drain()
        await asyncio.sleep(0.01)  # let the half get out before the line is cut
        return False
    writer.write(line.send(h11.Data(data=data)) or b"")
    writer.write(line.send(h11.EndOfMessage()) or b"")
    await writer.drain()
    return True
