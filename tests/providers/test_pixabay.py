"""Stock from Pixabay: its key in the query, footage without orientation, errors in plain text."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.pixabay import Pixabay
from providers.errors import Auth, Connection, RateLimited, Unsupported
from providers.requests import MediaRequest
from tests.fakes.vendors.pixabay import PixabayFake


@pytest.fixture
def fake() -> Iterator[PixabayFake]:
    with PixabayFake.running() as fake:
        yield fake


@pytest.fixture
async def pixabay(fake: PixabayFake) -> AsyncIterator[Pixabay]:
    adapter = Pixabay(SecretStr(fake.key), base_url=fake.url, timeout_seconds=20.0)
    yield adapter
    await adapter.aclose()


async def test_only_footage_that_can_be_cut_upright_is_taken(fake: PixabayFake, pixabay: Pixabay) -> None:
    result = await pixabay.search_media(MediaRequest(query="run", count=3))
    assert [(h.width, h.height, h.author) for h in result.hits] == [(1080, 1920, "Bo 2")]
    assert result.hits[0].page == "https://pixabay.com/videos/id-2/"
    assert "Pixabay" in result.hits[0].licence


async def test_footage_lying_down_for_a_wide_piece(pixabay: Pixabay) -> None:
    result = await pixabay.search_media(MediaRequest(query="run", count=3, aspect="16:9"))
    assert [(h.width, h.height) for h in result.hits] == [(1920, 1080)] * 2


async def test_photographs_are_asked_for_upright_and_large(fake: PixabayFake, pixabay: Pixabay) -> None:
    result = await pixabay.search_media(MediaRequest(query="run", kind="photo", count=1, language="de-CH"))
    assert (result.hits[0].width, result.hits[0].height) == (853, 1280)
    asked = fake.calls("GET", "/")[0].query
    assert (asked["orientation"], asked["min_height"], asked["lang"]) == ("vertical", "1280", "de")
    assert asked["safesearch"] == "true"


async def test_a_long_query_is_cut_between_words(fake: PixabayFake, pixabay: Pixabay) -> None:
    await pixabay.search_media(MediaRequest(query="running by the sea " * 9, kind="photo", language="hi"))
    asked = fake.calls("GET", "/")[0].query
    assert len(asked["q"]) <= 100
    assert set(asked["q"].split()) == {"running", "by", "the", "sea"}
    assert "lang" not in asked


async def test_no_hits_leaves_it_to_others(pixabay: Pixabay) -> None:
    with pytest.raises(Unsupported):
        await pixabay.search_media(MediaRequest(query="nothing"))


async def test_a_wrong_key_is_told_without_the_key(fake: PixabayFake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    adapter = Pixabay(SecretStr("wrong-key-123"), base_url=fake.url)
    with pytest.raises(Auth) as caught:
        await adapter.search_media(MediaRequest(query="run"))
    assert "wrong-key-123" not in f"{caught.value!r} {caught.value.message} {caught.value.hint} {caplog.text}"
    assert "GET" in caplog.text
    await adapter.aclose()


async def test_a_vendor_that_is_gone_is_told_without_the_key(fake: PixabayFake, pixabay: Pixabay) -> None:
    fake.wire.stop()
    with pytest.raises(Connection) as caught:
        await pixabay.search_media(MediaRequest(query="run"))
    assert fake.key not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_its_own_header_says_when_the_limit_ends(fake: PixabayFake, pixabay: Pixabay) -> None:
    fake.retry_after = ""
    fake.limit_resets = "31"
    fake.fail("429")
    with pytest.raises(RateLimited) as caught:
        await pixabay.search_media(MediaRequest(query="run"))
    assert caught.value.retry_after == 31


async def test_a_caller_who_leaves_leaves_no_file_behind(
    fake: PixabayFake, pixabay: Pixabay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fake.fail("hang", path="/get/2-")
    call = asyncio.ensure_future(pixabay.search_media(MediaRequest(query="run", kind="photo", count=3)))
    for _ in range(1000):
        if len(fake.calls("GET", "/get/{name}")) == 2 and len(os.listdir(tmp_path)) == 3:
            break
        await asyncio.sleep(0.005)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(fake.calls("GET", "/get/{name}")) == 2
    assert os.listdir(tmp_path) == []
