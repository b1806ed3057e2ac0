import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
import replicate.webhook
from pydantic import SecretStr
from replicate.client import Client

from providers.adapters.replicate import Replicate
from providers.errors import ContentRejected, Permission, RateLimited, Unsupported
from providers.jobs import JobRef
from providers.ports import job_error
from providers.requests import ImageRequest, MediaFile, VideoRequest
from providers.usage import used
from tests.fakes.vendors import media
from tests.fakes.vendors.replicate import FakeReplicate
from tests.fakes.vendors.wire import Call, Reply

LITE = "bytedance/seedance-1-lite"


class Quick(Replicate):
    poll_seconds = 0.01


@pytest.fixture
def fake() -> Iterator[FakeReplicate]:
    media.mp4(2, 480, 852)
    media.png(576, 1024)
    with FakeReplicate.running() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def vendor(fake: FakeReplicate) -> Replicate:
    secret = SecretStr(fake.webhook_secret)
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=8.0, webhook_secret=secret)


def clip(**asked: Any) -> VideoRequest:
    return VideoRequest(**{"prompt": "a runner", "seconds": 2, "resolution": "480p", **asked})


async def started(vendor: Replicate, hook: str | None = None, **asked: Any) -> JobRef:
    return await vendor.start("video", clip(**asked), idempotency_key="", webhook_url=hook)


def test_the_official_sdk_takes_the_fake_for_replicate(fake: FakeReplicate) -> None:
    client = Client(api_token=fake.key, base_url=fake.origin)
    asked = {"prompt": "a runner", "duration": 2, "resolution": "480p"}
    made = client.models.predictions.create(("bytedance", "seedance-1-lite"), input=asked)
    states: list[str] = [made.status]
    for _ in range(3):
        made.reload()
        states.append(made.status)
    assert states == ["starting", "starting", "processing", "succeeded"]
    assert str(made.output).startswith(fake.origin)
    other = client.predictions.create(version="a" * 64, input=asked)
    other.cancel()
    assert other.status == "canceled"


def test_the_official_sdk_believes_the_fakes_webhooks(fake: FakeReplicate) -> None:
    client = Client(api_token=fake.key, base_url=fake.origin)
    made = client.models.predictions.create(LITE, input={"prompt": "x", "duration": 2, "resolution": "480p"})
    secret = replicate.webhook.WebhookSigningSecret(key=fake.webhook_secret)
    headers, raw = fake.webhook(fake.jobs[made.id])
    client.webhooks.validate(headers=headers, body=raw.decode(), secret=secret)
    headers, raw = fake.webhook(fake.jobs[made.id], forged=True)
    with pytest.raises(replicate.webhook.InvalidSignatureError):
        client.webhooks.validate(headers=headers, body=raw.decode(), secret=secret)


async def test_a_clip_ends_itself_after_a_deadline_and_tells_once(vendor: Replicate, fake: FakeReplicate) -> None:
    await started(vendor, "https://studio.example/hook")
    call = fake.calls("POST", "/models/{owner}/{model}/predictions")[0]
    assert call.headers["cancel-after"] == "900s"
    assert "prefer" not in call.headers
    assert call.json()["webhook"] == "https://studio.example/hook"
    assert call.json()["webhook_events_filter"] == ["completed"]


async def test_a_length_is_rounded_up_and_the_real_one_told(vendor: Replicate) -> None:
    result = await vendor.generate_video(clip(seconds=1.2))
    assert (result.seconds, result.usage, result.model) == (2.0, used("second", 2), f"{LITE}@480p")
    with av.open(str(result.video), "r") as film:
        assert film.duration == pytest.approx(2_000_000, rel=0.05)


@pytest.mark.parametrize("waits", [True, False])
async def test_pictures_come_at_once_or_after_a_while(vendor: Replicate, fake: FakeReplicate, waits: bool) -> None:
    fake.waits = waits
    result = await vendor.generate_image(ImageRequest(prompt="a runner", count=3))
    assert len(result.images) == 3
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in result.images)
    assert result.usage == used("image", fake.billed("image")) == used("image", 3)
    assert fake.calls("POST", "/models/{owner}/{model}/predictions")[0].headers["prefer"] == "wait=3"


async def test_pictures_nobody_waits_for_are_cancelled_there(vendor: Replicate, fake: FakeReplicate) -> None:
    fake.waits = False
    fake.fail("hang", path="/v1/predictions/")
    call = asyncio.ensure_future(vendor.generate_image(ImageRequest(prompt="x")))
    async with asyncio.timeout(5):
        while fake.faults_left:
            assert not call.done()
            await asyncio.sleep(0.005)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [job.state for job in fake.jobs.values()] == ["canceled"]
    assert fake.bills == []


@pytest.mark.parametrize(("size", "uploads"), [(1000, 0), (300_000, 1)])
async def test_small_files_go_along_and_large_ones_are_uploaded(
    vendor: Replicate, fake: FakeReplicate, tmp_path: Path, size: int, uploads: int
) -> None:
    path = tmp_path / "face.png"
    path.write_bytes(random.Random(0).randbytes(size))
    await started(vendor, image=MediaFile(path=path, media_type="image/png"))
    sent = fake.calls("POST", "/models/{owner}/{model}/predictions")[0].json()["input"]["image"]
    assert [len(data) for data in fake.uploads.values()] == [size] * uploads
    assert sent.startswith(f"{fake.url}/files/" if uploads else "data:image/png;base64,")


async def test_a_pinned_version_is_named_in_the_body(fake: FakeReplicate) -> None:
    vendor = Replicate(SecretStr(fake.key), base_url=fake.url, video_model=f"{LITE}:{'b' * 64}")
    ref = await started(vendor)
    assert fake.calls("POST", "/predictions")[0].json()["version"] == "b" * 64
    assert ref.model == f"{LITE}@480p"
    await vendor.aclose()


@pytest.mark.parametrize(
    ("task", "request_", "why"),
    [("video", clip(seconds=12.5), "12 seconds"), ("image", ImageRequest(prompt="x", count=5), "4 pictures")],
)
async def test_what_it_cannot_make_is_refused(vendor: Replicate, task: Any, request_: Any, why: str) -> None:
    assert why in vendor.refusal(task, request_)
    with pytest.raises(Unsupported, match=why):
        await vendor.start(task, request_, idempotency_key="")


async def test_a_flagged_clip_is_rejected_and_costs_nothing(vendor: Replicate, fake: FakeReplicate) -> None:
    ref = await started(vendor)
    assert fake.billed("second") == 2
    fake.jobs[ref.id].end("flagged")
    assert isinstance(job_error("replicate", await vendor.status(ref)), ContentRejected)
    assert fake.bills == []


async def test_a_webhook_tells_all_a_look_would(vendor: Replicate, fake: FakeReplicate) -> None:
    ref = await started(vendor, "https://studio.example/hook")
    event = vendor.verify_webhook(*fake.webhook(fake.jobs[ref.id]))
    fake.jobs[ref.id].end("succeeded")
    assert event.status == await vendor.status(ref)


async def test_without_a_secret_no_message_is_believed(fake: FakeReplicate) -> None:
    vendor = Replicate(SecretStr(fake.key), base_url=fake.url)
    ref = await started(vendor)
    with pytest.raises(Permission, match="secret"):
        vendor.verify_webhook(*fake.webhook(fake.jobs[ref.id]))
    await vendor.aclose()


class Throttled(FakeReplicate):
    async def _work(self, call: Call, fault: str) -> Reply:
        return Reply({"detail": "Request was throttled. Your rate limit resets in ~30s."}, 429)


async def test_how_long_to_wait_is_read_from_its_words() -> None:
    with Throttled.running() as fake:
        vendor = Replicate(SecretStr(fake.key), base_url=fake.url)
        with pytest.raises(RateLimited) as caught:
            await started(vendor)
        assert caught.value.retry_after == 30.0
        await vendor.aclose()
