from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import SecretStr

from providers.adapters.veo import Veo
from providers.errors import Auth, BadOutput, ContentRejected, RateLimited, Unsupported
from providers.jobs import JobRef
from providers.ports import job_error
from providers.requests import MediaFile, VideoRequest
from providers.usage import used
from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor
from tests.fakes.vendors.veo import FakeVeo
from tests.fakes.vendors.wire import Call, Reply


class Quick(Veo):
    poll_seconds = 0.01


class Elsewhere(FakeVendor):
    """Another host, which must never see the key."""

    name = "elsewhere"
    auth = ("", "")


@pytest.fixture
def fake() -> Iterator[FakeVeo]:
    media.mp4(4, 720, 1280)
    with FakeVeo.running() as running:
        yield running


@pytest.fixture
def veo(fake: FakeVeo) -> Veo:
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=5.0)


async def started(veo: Veo, **asked: Any) -> JobRef:
    return await veo.start("video", VideoRequest(prompt="a runner", **asked), idempotency_key="")


async def test_a_length_is_rounded_up_and_the_real_one_told(veo: Veo) -> None:
    result = await veo.generate_video(VideoRequest(prompt="a runner", seconds=2.5))
    assert result.seconds == 4.0
    with av.open(str(result.video), "r") as film:
        assert film.duration == pytest.approx(4_000_000, rel=0.02)
    assert (result.usage, result.model) == (used("second", 4), "veo-3.1-fast-generate-preview")


async def test_full_hd_takes_eight_seconds_and_has_a_price_of_its_own(veo: Veo, fake: FakeVeo) -> None:
    request = VideoRequest(prompt="a runner", seconds=5, resolution="1080p")
    forecast = veo.estimate("video", request)
    ref = await veo.start("video", request, idempotency_key="")
    assert (forecast.usage, forecast.model) == (used("second", 8), "veo-3.1-fast-generate-preview@1080p")
    assert ref.model == forecast.model == fake.bills[0].model
    assert ref.data["seconds"] == 8


async def test_a_picture_goes_along_in_base64(veo: Veo, fake: FakeVeo, tmp_path: Path) -> None:
    path = tmp_path / "first.png"
    path.write_bytes(media.png(64, 64))
    await started(veo, image=MediaFile(path=path, media_type="image/png"))
    sent = fake.calls("POST", "/models/{model}:predictLongRunning")[0].json()
    assert sent["instances"][0]["image"]["mimeType"] == "image/png"
    assert sent["instances"][0]["image"]["bytesBase64Encoded"].startswith("iVBOR")


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (VideoRequest(prompt="x", aspect="1:1"), "1:1"),
        (VideoRequest(prompt="x", seconds=8.2), "8 seconds"),
        (VideoRequest(prompt=" "), "a prompt"),
        (VideoRequest(prompt="x", image=MediaFile(url="https://a.example/b.png", media_type="image/png")), "itself"),
    ],
)
async def test_what_it_cannot_make_is_refused_before_it_is_asked(
    veo: Veo, fake: FakeVeo, request_: VideoRequest, why: str
) -> None:
    assert why in veo.refusal("video", request_)
    with pytest.raises(Unsupported):
        await veo.start("video", request_, idempotency_key="")
    assert fake.seen == []


@pytest.mark.parametrize("word", ["rejected", "blocked"])
async def test_what_moderation_held_back_is_rejected_and_costs_nothing(veo: Veo, fake: FakeVeo, word: str) -> None:
    ref = await started(veo)
    fake.jobs[ref.id].end(word)
    status = await veo.status(ref)
    assert isinstance(job_error("veo", status), ContentRejected)
    assert status.usage == ()
    assert fake.bills == []


async def test_the_key_goes_to_the_vendors_own_host_only(veo: Veo, fake: FakeVeo) -> None:
    with Elsewhere.running() as other:
        fake.redirect = other.serve_file("clip.mp4", "video/mp4", media.mp4(4, 720, 1280))
        result = await veo.generate_video(VideoRequest(prompt="a runner", seconds=4))
        assert result.video.stat().st_size > 1000
        assert fake.calls("GET", "/files/{file}:download")[0].headers["x-goog-api-key"] == fake.key
        (seen,) = other.seen
        assert fake.key not in str(seen.call.headers)


async def test_a_redirect_that_never_ends_is_given_up(veo: Veo, fake: FakeVeo) -> None:
    ref = await started(veo)
    fake.jobs[ref.id].end("done")
    status = await veo.status(ref)
    fake.redirect = status.output["url"]
    with pytest.raises(BadOutput):
        await veo.fetch(ref, status)


async def test_a_name_that_would_lead_elsewhere_is_not_asked_for(veo: Veo, fake: FakeVeo) -> None:
    with pytest.raises(BadOutput):
        await veo.status(JobRef(provider="veo", task="video", id="../v1/files/secret"))
    assert fake.seen == []


class Moody(FakeVeo):
    """Answers as Gemini does when the key is bad or the quota is used up."""

    answer = Reply()

    async def _work(self, call: Call, fault: str) -> Reply:
        return self.answer


async def test_a_bad_key_and_a_spent_quota_are_told_apart_from_bad_requests() -> None:
    with Moody.running() as fake:
        veo = Veo(SecretStr(fake.key), base_url=fake.url)
        fake.answer = fake.refuse(400, "API key not valid.", details=[{"reason": "API_KEY_INVALID"}])
        with pytest.raises(Auth):
            await started(veo)
        fake.answer = fake.refuse(429, "Quota exceeded.", details=[{"retryDelay": "34.5s"}])
        with pytest.raises(RateLimited) as caught:
            await started(veo)
        assert caught.value.retry_after == 34.5
        fake.answer = fake.refuse(400, "durationSeconds is out of bound")
        with pytest.raises(Unsupported, match="out of bound"):
            await started(veo)
        await veo.aclose()
