"""Around every request: an id, limits on what comes in, headers for browsers, and the numbers."""

import re
import secrets
import time
from collections.abc import Mapping

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.telemetry.numbers import Numbers
from studio.telemetry.tracing import note, traced

log = structlog.get_logger("api")

MOST_BODY = 2 * 1024 * 1024
"""Bytes of a body; uploads have a route with a limit of its own."""
UPLOADS = ("/api/v1/assets",)
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""An id a caller may choose."""
HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-site",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


class Around:
    """The only middleware; plain ASGI, so that streams pass through untouched."""

    def __init__(self, app: ASGIApp, numbers: Numbers) -> None:
        self._app, self._numbers = app, numbers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id(scope)
        with traced("request", request_id=request_id, method=scope["method"]):
            await _Exchange(self._app, self._numbers, scope, request_id).run(receive, send)


class _Exchange:
    def __init__(self, app: ASGIApp, numbers: Numbers, scope: Scope, request_id: str) -> None:
        self._app, self._numbers, self._scope, self._id = app, numbers, scope, request_id
        self._began = time.perf_counter()
        self._status = 0
        self._bytes = 0
        self._follows = False
        self._limited = not scope["path"].startswith(UPLOADS)

    async def run(self, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            self._bytes += len(message.get("body", b""))
            if self._limited and self._bytes > MOST_BODY:
                raise HTTPException(413, f"a body may have {MOST_BODY >> 20} MB; upload files as assets")
            return message

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._begin(message)
            await send(message)

        self._numbers.active.inc()
        try:
            await self._app(self._scope, counted, marked)
        finally:
            self._numbers.active.dec()
            if self._follows:
                self._numbers.followers.dec()
            self._end()

    def _begin(self, message: Message) -> None:
        self._status = message["status"]
        headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        own = {name for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(h for h in headers if h[0] not in own)]
        if dict(message["headers"]).get(b"content-type", b"").startswith(b"text/event-stream"):
            self._follows = True
            self._numbers.followers.inc()
        message["headers"].append((b"x-request-id", self._id.encode()))
        self._numbers.seconds.labels(self._scope["method"], self._route).observe(time.perf_counter() - self._began)

    def _end(self) -> None:
        route, status = self._route, str(self._status or 499)
        self._numbers.requests.labels(self._scope["method"], route, status).inc()
        note(route=route, status=status)
        seconds = round(time.perf_counter() - self._began, 4)
        log.info("request", method=self._scope["method"], route=route, status=status, seconds=seconds)

    @property
    def _route(self) -> str:
        """The route's pattern, never the path: ids would make a series each."""
        return str(getattr(self._scope.get("route"), "path", "none"))


def _id(scope: Scope) -> str:
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)
