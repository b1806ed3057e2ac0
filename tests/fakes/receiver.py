"""Somebody on loopback who is told by webhook, and the rules under which loopback may be asked at all."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from studio.security.net import Rules

LOOPBACK = Rules(
    ports=None,
    schemes=frozenset({"http", "https"}),
    also=(ip_network("127.0.0.1/32"),),
    max_bytes=64 * 1024,
    seconds=5.0,
    hops=0,
)


@dataclass
class Heard:
    """A message that came."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """What it heard, and what it answers."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers; 204 when there is none left."""
    location: str = ""

    def of(self, kind: str) -> list[Heard]:
        return [one for one in self.heard if one.json["type"] == kind]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen until the block ends."""
    found = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            found.heard.append(Heard({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            if found.location:
                self.send_header("location", found.location)
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the name that the library calls

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def secret_bytes(secret: str) -> bytes:
    """What a `whsec_` secret stands for."""
    return base64.b64decode(secret.removeprefix("whsec_"))
