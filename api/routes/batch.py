"""Several reads in one request: each is answered as if it had been asked alone."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from httpx import URL, ASGITransport, AsyncClient, InvalidURL
from pydantic import BaseModel, Field
from starlette.routing import Match

from api.deps import Who
from studio.errors import BadRequest

router = APIRouter(tags=["batch"])

PREFIX = "/api/v1"
MOST = 20
HANDED_ON = ("authorization", "x-workspace")
"""Headers that say who asks."""


class Read(BaseModel):
    """One read."""

    id: str = Field(default="", max_length=80)
    """Of the caller's own; comes back with the answer."""
    path: str = Field(min_length=2, max_length=2000, pattern=r"^/[!-~]*$")
    """Below `/api/v1`, with its query: `/runs?limit=5`."""


class Batch(BaseModel):
    """Reads to be answered together."""

    requests: list[Read] = Field(min_length=1, max_length=MOST)


class ReadAnswer(BaseModel):
    """What one read was answered."""

    id: str
    status: int
    body: Any
    """The JSON it would have got alone; null where there is none."""


class BatchAnswer(BaseModel):
    """The answers, in the order of the requests."""

    answers: list[ReadAnswer]


@router.post("/batch")
async def batch(who: Who, asked: Batch, request: Request) -> BatchAnswer:
    """Answer up to twenty reads at once; nothing but GET, and nothing that streams or hands out files."""
    app: FastAPI = request.app
    urls = [_url(app, read.path) for read in asked.requests]
    headers = {name: request.headers[name] for name in HANDED_ON if name in request.headers}
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://batch", headers=headers) as client:
        found = await asyncio.gather(*(client.get(url) for url in urls))
    answers = zip(asked.requests, found, strict=True)
    return BatchAnswer(answers=[ReadAnswer(id=a.id, status=b.status_code, body=_body(b)) for a, b in answers])


def _url(app: FastAPI, path: str) -> URL:
    """The address of a read.

    Raises:
        BadRequest: There is none such, or it is no plain read.
    """
    try:
        url = URL(f"http://batch{PREFIX}{path}")
    except InvalidURL as error:
        raise BadRequest(f"{path!r} is no path: {error}", "for example /runs?limit=5") from None
    route = _route(app, url.path)
    if url.host != "batch" or not url.path.startswith(f"{PREFIX}/") or route is None:
        raise BadRequest(f"there is nothing to read at {path!r}", "a path below /api/v1 that GET answers")
    if not _plain(route):
        raise BadRequest(f"{path!r} streams or hands out a file", "ask for it alone")
    return url


def _route(app: FastAPI, path: str) -> APIRoute | None:
    scope = {"type": "http", "method": "GET", "path": path.removeprefix(PREFIX), "root_path": "", "headers": []}
    routes = (route for each in app.state.routers for route in each.routes if isinstance(route, APIRoute))
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)


def _plain(route: APIRoute) -> bool:
    """Whether it answers with a model, as JSON."""
    made: Any = getattr(route.response_class, "value", route.response_class)
    return route.response_model is not None and issubclass(made, JSONResponse)


def _body(answer: Any) -> Any:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None
