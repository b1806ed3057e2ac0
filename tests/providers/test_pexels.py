"""Stock from Pexels: what is asked for, which file is taken, what comes back."""

from collections.abc import AsyncIterator, Iterator

import pytest
from PIL import Image
from pydantic import SecretStr

from providers.adapters.pexels import Pexels
from providers.errors import Auth, BadOutput, Unsupported
from providers.requests import MediaRequest
from tests.fakes.vendors.pexels import PexelsFake


@pytest.fixture
def fake() -> Iterator[PexelsFake]:
    with PexelsFake.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def pexels(fake: PexelsFake) -> AsyncIterator[Pexels]:
    adapter = Pexels(SecretStr(fake.key), base_url=fake.url, timeout_seconds=20.0)
    yield adapter
    await adapter.aclose()


async def test_footage_comes_upright_in_full_hd_with_its_author(fake: PexelsFake, pexels: Pexels) -> None:
    result = await pexels.search_media(MediaRequest(query="yoga", count=2, language="de"))
    first = result.hits[0]
    assert [(h.width, h.height, h.seconds, h.media_type) for h in result.hits] == [(1080, 1920, 1.0, "video/mp4")] * 2
    assert (first.author, first.page) == ("Ada 1", "https://www.pexels.com/video/1/")
    assert "Pexels License" in first.licence
    assert first.file.read_bytes()[4:8] == b"ftyp"
    (asked,) = fake.calls("GET", "/videos/search")
    assert (asked.query["orientation"], asked.query["locale"]) == ("portrait", "de-DE")
    assert "locale" not in str([s.call.query for s in fake.seen[1:]])


@pytest.mark.parametrize(
    ("widths", "taken"), [((540, 720, 2160), 720), ((540, 1600), 1600), ((720, 1080, 1440), 1080)]
)
async def test_the_file_is_large_enough_and_no_larger_than_useful(
    fake: PexelsFake, pexels: Pexels, widths: tuple[int, ...], taken: int
) -> None:
    fake.widths = widths
    result = await pexels.search_media(MediaRequest(query="yoga", count=1))
    assert result.hits[0].width == taken


async def test_nothing_large_enough_is_nothing(fake: PexelsFake, pexels: Pexels) -> None:
    fake.widths = (360, 540)
    with pytest.raises(Unsupported):
        await pexels.search_media(MediaRequest(query="yoga"))


async def test_a_photograph_covers_the_piece_without_its_twenty_megapixels(pexels: Pexels) -> None:
    result = await pexels.search_media(MediaRequest(query="sea", kind="photo", count=1))
    (hit,) = result.hits
    with Image.open(hit.file) as picture:
        assert picture.size == (hit.width, hit.height) == (1080, 1920)


async def test_no_hits_leaves_it_to_others(pexels: Pexels) -> None:
    with pytest.raises(Unsupported, match="nothing") as caught:
        await pexels.search_media(MediaRequest(query="nothing"))
    assert caught.value.failover


async def test_shorter_clips_are_left_out(pexels: Pexels) -> None:
    with pytest.raises(Unsupported):
        await pexels.search_media(MediaRequest(query="yoga", min_seconds=8))


async def test_a_hit_whose_file_does_not_arrive_is_left_out(fake: PexelsFake, pexels: Pexels) -> None:
    fake.fail("truncate", path="/video-files/2-")
    result = await pexels.search_media(MediaRequest(query="yoga", count=3))
    assert [h.author for h in result.hits] == ["Ada 1", "Ada 3"]


async def test_no_file_at_all_is_an_error(fake: PexelsFake, pexels: Pexels) -> None:
    fake.fail("mime", "500", path="/video-files/")
    with pytest.raises(BadOutput):
        await pexels.search_media(MediaRequest(query="yoga", count=2))


async def test_a_file_that_is_no_picture_is_refused(fake: PexelsFake, pexels: Pexels) -> None:
    fake.fail("garbage", path="/pictures/")
    with pytest.raises(BadOutput, match="does not open"):
        await pexels.search_media(MediaRequest(query="sea", kind="photo", count=1))


async def test_a_wrong_key_is_told(fake: PexelsFake) -> None:
    adapter = Pexels(SecretStr("wrong-key"), base_url=fake.url)
    with pytest.raises(Auth):
        await adapter.search_media(MediaRequest(query="yoga"))
    await adapter.aclose()
