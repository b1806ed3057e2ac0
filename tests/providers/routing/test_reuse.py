"""Results used again, and similar requests sent as one."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from providers.cache import Cache, OnDisk, OnRedis, Shelf
from providers.context import CallContext
from providers.errors import BadOutput
from providers.policy import Config
from providers.ports import Capabilities
from providers.records import AttemptRecord, Nowhere
from providers.requests import ImageRequest, ImageResult, TextRequest, TextResult
from providers.router import Router
from providers.usage import used
from tests.fakes.vendor import Vendor, ask


class Painter(Vendor):
    """Paints a new file each time."""

    def __init__(self, folder: Path) -> None:
        super().__init__("painter")
        self.capabilities = Capabilities(tasks=frozenset({"image"}))  # type: ignore[misc]
        self.folder = folder

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        await self._work()
        path = self.folder / f"{self.asked}.png"
        path.write_bytes(b"\x89PNG" + request.prompt.encode())
        return ImageResult(images=(path,))


@pytest.fixture(params=["disk", "redis"])
async def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelf]:
    if request.param == "disk":
        yield OnDisk(tmp_path / "shelf")
        return
    client = Redis.from_url(request.getfixturevalue("valkey"))
    await client.flushall()
    yield OnRedis(client)
    await client.aclose()


class DiesBeforeItsBooks(Nowhere):
    """Does what another process would do, had this one died when it was about to write an attempt down."""

    def __init__(self, after: Router) -> None:
        self.after = after
        self.cached: list[bool] = []

    async def ended(self, record: AttemptRecord) -> None:
        self.cached.append((await self.after.generate("text", ask())).cached)


async def test_what_was_bought_is_kept_before_it_is_booked(shelf: Shelf) -> None:
    vendor = Vendor("vendor", usage=used("character", 5))
    books = DiesBeforeItsBooks(Router([vendor], cache=Cache(shelf)))
    await Router([vendor], cache=Cache(shelf), recorder=books).generate("text", ask())
    assert books.cached == [True] and vendor.asked == 1


async def test_the_same_request_is_answered_from_before(shelf: Shelf) -> None:
    vendor = Vendor("vendor", usage=used("character", 5))
    router = Router([vendor], cache=Cache(shelf))
    first, second = await router.generate("text", ask()), await router.generate("text", ask())
    assert first.result.text == second.result.text
    assert (first.cached, second.cached, vendor.asked) == (False, True, 1)
    assert second.cost_usd == 0
    await router.generate("text", ask("other"))
    await router.generate("text", ask(seed=1))
    await router.generate("text", ask(), context=CallContext(use_cache=False))
    assert vendor.asked == 4


async def test_a_file_is_handed_out_as_a_fresh_copy(shelf: Shelf, tmp_path: Path) -> None:
    painter = Painter(tmp_path)
    router = Router([painter], cache=Cache(shelf))
    request = ImageRequest(prompt="a cat")
    first = (await router.generate("image", request)).result.images[0]
    first.unlink()
    second, third = [(await router.generate("image", request)).result.images[0] for _ in range(2)]
    assert second != third
    assert second.read_bytes() == third.read_bytes() == b"\x89PNGa cat"
    assert second.suffix == ".png"
    assert painter.asked == 1
    second.unlink()
    third.unlink()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_day_later_it_is_made_anew(tmp_path: Path) -> None:
    vendor = Vendor("vendor")
    router = Router([vendor], cache=Cache(OnDisk(tmp_path)))
    await router.generate("text", ask())
    kept = _files(tmp_path)
    assert all(86_000 < path.stat().st_mtime - time.time() <= 86_460 for path in kept)
    for path in kept:
        os.utime(path, (time.time() - 1,) * 2)
    await router.generate("text", ask())
    assert vendor.asked == 2


async def test_a_result_whose_file_is_gone_is_made_anew(tmp_path: Path) -> None:
    painter = Painter(tmp_path)
    router = Router([painter], cache=Cache(OnDisk(tmp_path / "shelf")))
    await router.generate("image", ImageRequest(prompt="a cat"))
    for path in _files(tmp_path / "shelf"):
        if path.read_bytes().startswith(b"\x89PNG"):
            path.unlink()
    await router.generate("image", ImageRequest(prompt="a cat"))
    assert painter.asked == 2


async def test_local_engines_are_not_kept(tmp_path: Path) -> None:
    vendor = Vendor("vendor")
    vendor.local = True  # type: ignore[misc]
    router = Router([vendor], cache=Cache(OnDisk(tmp_path)))
    for _ in range(2):
        await router.generate("text", ask())
    assert vendor.asked == 2


class Clerk(Vendor):
    """Answers a batch as it should, or as `answer` says."""

    answer: str = ""

    async def generate_text(self, request: TextRequest) -> TextResult:
        await self._work()
        said = request.messages[-1].content
        if "### 1" not in said:
            return TextResult(text=f"alone: {said}", model="m", usage=used("call", 1))
        parts = [part.split("\n", 1)[1].strip() for part in said.split("### ")[1:]]
        text = self.answer or json.dumps({"answers": [f"together: {part}" for part in parts]})
        return TextResult(text=text, model="m", usage=used("call", 1))


def batching(clerk: Clerk) -> Router:
    return Router([clerk], Config.model_validate({"tasks": {"text": {"batch": 4, "backoff_seconds": 0.001}}}))


async def test_similar_requests_of_one_moment_go_out_as_one() -> None:
    clerk = Clerk("clerk")
    answers = await asyncio.gather(*(batching_call for batching_call in _five(batching(clerk))))
    texts = [a.result.text for a in answers]
    assert texts == ["together: 0", "together: 1", "together: 2", "together: 3", "alone: 4"]
    assert clerk.asked == 2
    assert sum(len(a.result.usage) for a in answers) == 2


def _five(router: Router):  # type: ignore[no-untyped-def]
    return [router.generate("text", ask(str(n))) for n in range(5)]


@pytest.mark.parametrize("answer", ["no json", '{"answers": ["only one"]}', '{"answers": [1, 2, 3, 4]}'])
async def test_a_batch_that_comes_back_broken_is_asked_one_by_one(answer: str) -> None:
    clerk = Clerk("clerk")
    clerk.answer = answer
    answers = await asyncio.gather(*_five(batching(clerk)))
    assert [a.result.text for a in answers] == [f"alone: {n}" for n in range(5)]


async def test_unlike_requests_are_not_mixed() -> None:
    clerk = Clerk("clerk")
    router = batching(clerk)
    calls = [router.generate("text", ask("a")), router.generate("text", ask("b", temperature=0.1))]
    assert [a.result.text for a in await asyncio.gather(*calls)] == ["alone: a", "alone: b"]


async def test_a_failure_reaches_everybody_who_asked() -> None:
    clerk = Clerk("clerk", BadOutput("junk"), forever=True)
    answers = await asyncio.gather(*_five(batching(clerk)), return_exceptions=True)
    assert [type(a).__name__ for a in answers] == ["AllProvidersFailed"] * 5
