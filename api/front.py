"""One address for the API and the pages: what is the API's stays here, everything else is handed on to the pages."""

import html
from collections.abc import AsyncIterator, Iterable

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.webface import Pages

OURS = ("/api/", "/health", "/ready", "/metrics")
"""Beginnings of the paths that the API answers."""
HOP = frozenset(
    b"connection date keep-alive proxy-authenticate proxy-authorization te trailers transfer-encoding upgrade".split()
)
"""Headers between two neighbours, which are not handed on (RFC 9110, 7.6.1); the date is told anew."""
CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=4.0)
"""Node closes a connection that is idle for five seconds; ours go first."""
AGAIN_SECONDS = 2
CONNECT_SECONDS = 5.0


class Front:
    """The application that listens: the API, and the pages behind it."""

    def __init__(self, api: ASGIApp, pages: Pages) -> None:
        self._api = api
        self._pages = pages
        # a transport and no client: a client keeps the cookies of one visitor and sends them for the next
        self._wire = httpx.AsyncHTTPTransport(limits=CONNECTIONS, trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"].startswith(OURS):
            await self._api(scope, receive, send)
            return
        response = await self._handed_on(Request(scope, receive))
        await response(scope, receive, send)

    async def close(self) -> None:
        """Let go of all connections to the pages."""
        await self._wire.aclose()

    async def _handed_on(self, request: Request) -> Response:
        if not self._pages.address:
            return _not_yet(self._pages)
        try:
            answer = await self._wire.handle_async_request(self._request(request))
        except httpx.TransportError:
            return _not_yet(self._pages)
        response = StreamingResponse(answer.aiter_raw(), answer.status_code, background=BackgroundTask(answer.aclose))
        response.raw_headers = list(_passing(answer.headers.raw))
        return response

    def _request(self, request: Request) -> httpx.Request:
        path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        bodied = "content-length" in request.headers or "transfer-encoding" in request.headers
        return httpx.Request(
            request.method,
            f"{self._pages.address}{path.partition('?')[0]}{'?' + query if query else ''}",
            headers=[*_passing(request.headers.raw), *_told_by(request)],
            content=_body(request) if bodied else None,
            extensions={"timeout": {"connect": CONNECT_SECONDS}},
        )


def _passing(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in HOP]


def _told_by(request: Request) -> list[tuple[bytes, bytes]]:
    """What the pages need to know of the way a request came, unless someone before us told them."""
    host = request.headers.get("host", "")
    told = {"x-forwarded-host": host, "x-forwarded-proto": request.url.scheme}
    if request.client:
        told["x-forwarded-for"] = request.client.host
    return [(name.encode(), value.encode("latin-1")) for name, value in told.items() if name not in request.headers]


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for part in request.stream():
        yield part


def _not_yet(pages: Pages) -> Response:
    """A page that says how it stands, and looks again by itself while that helps."""
    again = "" if pages.broken else f'<meta http-equiv="refresh" content="{AGAIN_SECONDS}">'
    text = html.escape(pages.state[:1].upper() + pages.state[1:])
    return HTMLResponse(PAGE.format(again=again, text=text), 503, {"Retry-After": str(AGAIN_SECONDS)})


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>AI Clone Studio</title>{again}
<meta name="viewport" content="width=device-width"><style>
:root{{color-scheme:light dark}}body{{min-height:100vh;margin:0;display:grid;place-content:center;gap:.5rem;
padding:2rem;text-align:center;font:1rem/1.5 system-ui;background:light-dark(#f6f3ee,#12100e);
color:light-dark(#29241f,#efece7)}}h1{{font-size:1.25rem;margin:0}}p{{margin:0;max-width:34rem;opacity:.85}}</style></head>
<body><h1>AI Clone Studio</h1><p>{text}.</p><p>The API answers at /api/v1 meanwhile.</p></body></html>"""
