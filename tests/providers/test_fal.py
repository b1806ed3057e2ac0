import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import SecretStr

from providers.adapters.fal import Fal
from providers.errors import (
    BadOutput,
    ContentRejected,
    JobFailed,
    Permission,
    ProviderError,
    QuotaExhausted,
    Unsupported,
)
from providers.jobs import JobRef
from providers.ports import job_error
from providers.prices import PriceBook
from providers.requests import AvatarRequest, ImageRequest, MediaFile, VideoRequest
from providers.usage import used
from studio.domain.speech import Timing
from tests.fakes.vendors import media
from tests.fakes.vendors.base import FakeVendor
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.fal import FakeFal
from tests.fakes.vendors.wire import Call, Reply

WAN = "fal-ai/wan-25-preview"
OMNI = "fal-ai/bytedance/omnihuman/v1.5"


class Quick(Fal):
    poll_seconds = 0.01


class Elsewhere(FakeVendor):
    """Another host, which must never be asked."""

    name = "elsewhere"
    auth = ("", "")


@pytest.fixture
def fake() -> Iterator[FakeFal]:
    media.mp4(5.0, 480, 852)
    with FakeFal.running() as running:
        yield running


@pytest.fixture
def fal(fake: FakeFal) -> Fal:
    keys = f"{fake.origin}/.well-known/jwks.json"
    platform = f"{fake.origin}/v1"
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=5.0, keys_url=keys, platform_url=platform)


def clip(**asked: Any) -> VideoRequest:
    return VideoRequest(**{"prompt": "a runner", "seconds": 4, "resolution": "480p", **asked})


async def started(fal: Fal, hook: str | None = None, **asked: Any) -> JobRef:
    return await fal.start("video", clip(**asked), idempotency_key="", webhook_url=hook)


async def test_a_length_is_rounded_up_and_the_real_one_told(fal: Fal, fake: FakeFal) -> None:
    result = await fal.generate_video(clip())
    assert (result.seconds, result.usage) == (5.0, used("second", 5))
    assert result.model == fake.bills[0].model == f"{WAN}/text-to-video@480p"
    with av.open(str(result.video), "r") as film:
        assert film.duration == pytest.approx(5_000_000, rel=0.02)
    assert fake.calls("POST", f"/{WAN}/text-to-video")[0].json()["duration"] == "5"


async def test_a_picture_to_start_from_goes_to_the_other_app(fal: Fal, fake: FakeFal, tmp_path: Path) -> None:
    path = tmp_path / "first.png"
    path.write_bytes(media.png(64, 64))
    await started(fal, image=MediaFile(path=path, media_type="image/png"))
    sent = fake.calls("POST", f"/{WAN}/image-to-video")[0].json()
    assert sent["image_url"].startswith("data:image/png;base64,")
    assert "aspect_ratio" not in sent


async def test_an_avatar_costs_what_the_result_says(fal: Fal, fake: FakeFal, tmp_path: Path) -> None:
    request = asking(tmp_path, audio_url="https://files.example/speech.wav")
    ref = await fal.start("avatar", request, idempotency_key="")
    fake.jobs[ref.id].end("COMPLETED")
    status = await fal.status(ref)
    assert fal.estimate("avatar", request).usage == used("second", 2.0)
    assert status.usage == used("second", fake.billed("second")) == used("second", 5.0)


async def test_every_price_is_in_the_book(fal: Fal, tmp_path: Path) -> None:
    book, resolutions = PriceBook.shipped(), ("480p", "720p", "1080p")
    asked: list[tuple[Any, Any]] = [("video", clip(resolution=r)) for r in resolutions]
    asked += [("image", ImageRequest(prompt="x")), ("avatar", asking(tmp_path))]
    for task, request in asked:
        forecast = fal.estimate(task, request)
        assert book.price("fal", forecast.model, forecast.usage[0].unit, date(2026, 11, 20)) is not None


async def test_a_webhook_is_asked_for_and_told_apart_from_its_twin(fal: Fal, fake: FakeFal) -> None:
    first = await started(fal, "https://studio.example/hook?a=1")
    second = await started(fal)
    assert fake.jobs[first.id].data["hook"] == "https://studio.example/hook?a=1"
    events = [fal.verify_webhook(*fake.webhook(fake.jobs[ref.id])) for ref in (first, first, second)]
    assert events[0].event_id == events[1].event_id != events[2].event_id


async def test_a_message_signed_for_another_request_is_not_believed(fal: Fal, fake: FakeFal) -> None:
    first, second = await started(fal), await started(fal)
    headers, _ = fake.webhook(fake.jobs[first.id])
    _, raw = fake.webhook(fake.jobs[second.id])
    with pytest.raises(Permission):
        fal.verify_webhook(headers, raw)


async def test_addresses_at_another_host_are_not_used(fal: Fal, fake: FakeFal) -> None:
    with Elsewhere.running() as other:
        fake.elsewhere = other.origin
        result = await fal.generate_video(clip())
        assert result.video.stat().st_size > 1000
        assert other.seen == []


async def test_a_stored_address_that_was_tampered_with_is_not_used(fal: Fal, fake: FakeFal) -> None:
    ref = await started(fal)
    with Elsewhere.running() as other:
        bent = ref.model_copy(update={"data": {**ref.data, "status_url": f"{other.origin}/status"}})
        with pytest.raises(BadOutput, match="another host"):
            await fal.status(bent)
        assert other.seen == []


@pytest.mark.parametrize(
    ("word", "kind"), [("crashed", JobFailed), ("failed", JobFailed), ("rejected", ContentRejected)]
)
async def test_what_came_to_nothing_says_why_and_costs_nothing(
    fal: Fal, fake: FakeFal, word: str, kind: type[Exception]
) -> None:
    ref = await started(fal)
    assert fake.billed("second") == 5
    fake.jobs[ref.id].end(word)
    status = await fal.status(ref)
    assert isinstance(job_error("fal", status), kind)
    assert status.usage == ()
    assert fake.bills == []


async def test_a_picture_the_checker_withheld_is_billed_all_the_same(fal: Fal, fake: FakeFal) -> None:
    ref = await fal.start("image", ImageRequest(prompt="x", count=2), idempotency_key="")
    fake.jobs[ref.id].end("blackened")
    status = await fal.status(ref)
    assert isinstance(job_error("fal", status), ContentRejected)
    assert status.usage == used("image", fake.billed("image")) == used("image", 2)


async def test_when_one_picture_is_missing_none_is_left_lying_about(
    fal: Fal, fake: FakeFal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ref = await fal.start("image", ImageRequest(prompt="x", count=2), idempotency_key="")
    fake.jobs[ref.id].end("COMPLETED")
    status = await fal.status(ref)
    fake.fail("truncate", path="-1.png")
    with pytest.raises(ProviderError):
        await fal.fetch(ref, status)
    assert os.listdir(tmp_path) == []


async def test_a_finished_request_stays_as_it_is_when_cancelled(fal: Fal, fake: FakeFal) -> None:
    ref = await started(fal)
    fake.jobs[ref.id].end("COMPLETED")
    assert (await fal.cancel(ref)).state == "succeeded"


@pytest.mark.parametrize(
    ("task", "request_", "why"),
    [
        ("video", clip(seconds=11), "10 seconds"),
        ("video", clip(prompt="x" * 801), "800 characters"),
        ("image", ImageRequest(prompt="x", count=5), "4 pictures"),
        ("avatar", AvatarRequest(style="plain", seed="s", timing=Timing(seconds=1.0, scenes=())), "portrait"),
    ],
)
async def test_what_it_cannot_make_is_refused_before_it_is_asked(
    fal: Fal, fake: FakeFal, task: Any, request_: Any, why: str
) -> None:
    assert why in fal.refusal(task, request_)
    with pytest.raises(Unsupported, match=why):
        await fal.start(task, request_, idempotency_key="")
    assert fake.seen == []


async def test_it_tells_what_apps_cost_today(fal: Fal, fake: FakeFal) -> None:
    clips, pictures = await fal.pricing()
    assert (clips.app, clips.usd, clips.unit) == (f"{WAN}/text-to-video", Decimal("0.05"), "seconds")
    assert pictures.usd == Decimal("0.003")
    assert f"endpoint_id={OMNI.replace('/', '%2F')}" in fake.seen[0].call.target


class Empty(FakeFal):
    async def _work(self, call: Call, fault: str) -> Reply:
        return Reply({"detail": "User is locked. Reason: Exhausted balance."}, 403)


async def test_an_empty_balance_is_told_apart_from_a_bad_key() -> None:
    with Empty.running() as fake:
        fal = Fal(SecretStr(fake.key), base_url=fake.url)
        with pytest.raises(QuotaExhausted, match="balance"):
            await started(fal)
        await fal.aclose()
