"""One address: what is the API's goes to the API, everything else to the pages, unchanged both ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from api.front import Front
from api.webbuild import Build
from api.webface import Pages


async def told(request: Request) -> Response:
    body = await request.body()
    answer = JSONResponse(
        {
            "path": request.scope["raw_path"].decode() + "?" + request.url.query,
            "host": request.headers["host"],
            "forwarded": request.headers.get("x-forwarded-host"),
            "cookie": request.headers.get("cookie"),
            "encoding": request.headers.get("accept-encoding"),
            "bytes": len(body),
        }
    )
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


async def drip(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"data: first\n\n"
        await asyncio.Event().wait()

    return StreamingResponse(parts(), media_type="text/event-stream")


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="error", timeout_graceful_shutdown=1))
    task = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


@asynccontextmanager
async def front(folder: Path, node: str) -> AsyncIterator[httpx.AsyncClient]:
    """The address, with pages that answer at `node`."""
    pages = Pages(Build(folder), "http://127.0.0.1")
    pages.address = node
    app = Front(Starlette(routes=[Route("/api/v1/x", lambda _: PlainTextResponse("the API"))]), pages)
    async with served(app) as address, httpx.AsyncClient(base_url=address, timeout=10) as client:
        yield client
    await app.close()


NODE = Starlette(routes=[Route("/drip", drip), Route("/{path:path}", told, methods=["GET", "POST"])])


async def test_the_apis_paths_stay_and_others_are_handed_on(tmp_path: Path) -> None:
    async with served(NODE) as node, front(tmp_path, node) as client:
        assert (await client.get("/api/v1/x")).text == "the API"
        assert (await client.get("/api/v1/nothing")).status_code == 404
        asked = "/studio/a%2Fb?x=1&y=%20"
        answer = await client.get(asked, headers={"cookie": "a=b"})

    found = answer.json()
    assert found["path"] == asked
    assert found["cookie"] == "a=b"
    assert found["host"] == found["forwarded"] == client.base_url.netloc.decode()
    assert len(answer.headers.get_list("set-cookie")) == 2


async def test_nothing_of_one_visitor_reaches_the_next(tmp_path: Path) -> None:
    async with served(NODE) as node, front(tmp_path, node) as client:
        await client.get("/", headers={"cookie": "secret=1"})
        client.cookies.clear()
        async with httpx.AsyncClient(base_url=client.base_url) as other:
            answer = await other.get("/", headers={"accept-encoding": "identity"})

    assert answer.json()["cookie"] is None
    assert answer.json()["encoding"] == "identity"
    assert len(answer.headers.get_list("date")) == 1


async def test_bodies_go_through_whole(tmp_path: Path) -> None:
    async with served(NODE) as node, front(tmp_path, node) as client:
        answer = await client.post("/", content=b"x" * 3_000_000)

    assert answer.json()["bytes"] == 3_000_000


async def test_a_stream_is_handed_on_as_it_comes(tmp_path: Path) -> None:
    async with (
        served(NODE) as node,
        front(tmp_path, node) as client,
        client.stream("GET", "/drip") as answer,
    ):
        first = await anext(answer.aiter_bytes())

    assert first == b"data: first\n\n"


async def test_pages_that_are_away_are_told_of_and_the_api_goes_on(tmp_path: Path) -> None:
    async with front(tmp_path, "http://127.0.0.1:9") as client:
        page = await client.get("/")
        api = await client.get("/api/v1/x")

    assert page.status_code == 503
    assert "http-equiv" in page.text
    assert api.text == "the API"
