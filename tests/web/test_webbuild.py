"""Pages are built when their source changed, and what cannot be built is said in a line."""

import asyncio
from pathlib import Path

import httpx
import pytest

from api.webbuild import Build, NoPages
from api.webface import Pages, pages

PACKAGE = '{"name": "pages", "version": "1.0.0", "scripts": {"build": "%s"}}'
LOCK = '{"name": "pages", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "pages"}}}'
SERVER = """
const answer = (request, response) => (request.url === '/die' ? process.exit(7) : response.end('pages'))
require('http').createServer(answer).listen(process.env.PORT, '127.0.0.1')
"""
MAKE = "mkdir -p .next/standalone .next/static && cp server.js .next/standalone/ && echo x >> .next/builds"


def source(folder: Path, build: str = MAKE) -> Build:
    (folder / "package.json").write_text(PACKAGE % build)
    (folder / "package-lock.json").write_text(LOCK)
    (folder / "server.js").write_text(SERVER)
    return Build(folder)


def builds(folder: Path) -> int:
    return (folder / ".next" / "builds").read_text().count("x")


async def test_what_is_built_is_built_anew_only_after_a_change(tmp_path: Path) -> None:
    made = source(tmp_path)
    await made.ready()
    await made.ready()
    assert builds(tmp_path) == 1

    (tmp_path / "page.tsx").write_text("changed")
    await made.ready()

    assert builds(tmp_path) == 2


async def test_a_build_that_fails_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(NoPages) as refused:
        await source(tmp_path, "exit 3").ready()

    assert "run build" in refused.value.message
    assert str(tmp_path / ".build.log") in refused.value.hint


async def test_without_source_there_are_no_pages_and_nothing_breaks(tmp_path: Path) -> None:
    async with pages(tmp_path, "http://127.0.0.1:1") as made:
        async with asyncio.timeout(10):
            while not made.broken:
                await asyncio.sleep(0.01)

    assert "no pages" in made.state


async def test_node_is_started_again_when_it_dies_and_is_gone_at_the_end(tmp_path: Path) -> None:
    source(tmp_path)
    async with pages(tmp_path, "http://127.0.0.1:1") as made:
        first = await _address(made, "")
        with pytest.raises(httpx.RemoteProtocolError):
            await _get(first + "/die")
        second = await _address(made, first)
        assert await _get(second + "/") == "pages"

    with pytest.raises(httpx.ConnectError):
        await _get(second + "/")


async def _address(made: Pages, before: str) -> str:
    """Where Node answers, once that is elsewhere than before."""
    async with asyncio.timeout(60):
        while made.address in ("", before):
            await asyncio.sleep(0.02)
    return made.address


async def _get(address: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(address)).text
