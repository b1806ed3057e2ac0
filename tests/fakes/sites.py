"""Web sites on loopback that answer as a test wants, and resolvers that lead to them."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from studio.security.net import Rules

LOOPBACK = (ip_network("127.0.0.1/32"),)
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def site(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A web site on loopback; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that leave are the point here
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def page(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def resolving(*answers: str, asked: list[str] | None = None) -> Rules:
    """Rules with a resolver that gives one of these answers after the other, the last one for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> list[str]:
        if asked is not None:
            asked.append(host)
        return (left.pop(0) if len(left) > 1 else left[0]).split()

    return Rules(resolve=resolve, ports=None, also=LOOPBACK, seconds=5.0)
