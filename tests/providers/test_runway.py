from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import SecretStr
from runwayml import RunwayML

from providers.adapters.runway import Runway
from providers.errors import ContentRejected, Unsupported
from providers.jobs import JobRef
from providers.ports import job_error
from providers.requests import AvatarRequest, MediaFile, VideoRequest
from providers.usage import used
from studio.domain.speech import SceneSpan, Timing
from tests.fakes.vendors import media
from tests.fakes.vendors.runway import FakeRunway

OWN = "3f2b9a10-1c2d-4e5f-8a9b-0c1d2e3f4a5b"


class Quick(Runway):
    poll_seconds = 0.01


@pytest.fixture
def fake() -> Iterator[FakeRunway]:
    media.mp4(3, 720, 1280)
    with FakeRunway.running() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def runway(fake: FakeRunway) -> Runway:
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=5.0)


def picture(folder: Path) -> MediaFile:
    path = folder / "face.png"
    path.write_bytes(media.png(64, 64))
    return MediaFile(path=path, media_type="image/png")


def avatar(**changed: Any) -> AvatarRequest:
    timing = Timing(seconds=7.0, scenes=(SceneSpan(id="s1", start=0.0, end=7.0),))
    audio = MediaFile(url="https://files.example/speech.wav", media_type="audio/wav")
    given = {"avatar_ids": {"runway": "influencer"}, "audio": audio, **changed}
    return AvatarRequest(style="anna", seed="s", timing=timing, **given)


def test_the_official_sdk_takes_the_fake_for_runway(fake: FakeRunway) -> None:
    client = RunwayML(api_key=fake.key, base_url=fake.url, max_retries=0)
    made = client.text_to_video.create(model="gen4.5", prompt_text="a runner", ratio="720:1280", duration=3)
    seen = [client.tasks.retrieve(made.id) for _ in range(4)]
    assert [task.status for task in seen] == ["PENDING", "THROTTLED", "RUNNING", "SUCCEEDED"]
    assert seen[-1].status == "SUCCEEDED"
    assert seen[-1].output[0].startswith(fake.url)
    client.tasks.delete(made.id)
    assert fake.jobs[made.id].data["gone"]


async def test_a_length_is_rounded_up_and_the_real_one_told(runway: Runway, fake: FakeRunway) -> None:
    result = await runway.generate_video(VideoRequest(prompt="a runner", seconds=2.1))
    assert result.seconds == 3.0
    with av.open(str(result.video), "r") as film:
        assert film.duration == pytest.approx(3_000_000, rel=0.02)
        assert (film.streams.video[0].width, film.streams.video[0].height) == (720, 1280)
    assert result.usage == used("credit", 36)
    assert fake.calls("POST", "/v1/text_to_video")[0].json()["duration"] == 3


async def test_a_picture_goes_along_as_a_data_uri(runway: Runway, fake: FakeRunway, tmp_path: Path) -> None:
    request = VideoRequest(prompt="she smiles", image=picture(tmp_path), seconds=3, aspect="1:1")
    await runway.start("video", request, idempotency_key="")
    sent = fake.calls("POST", "/v1/image_to_video")[0].json()
    assert sent["promptImage"].startswith("data:image/png;base64,")
    assert sent["ratio"] == "960:960"


async def test_an_avatar_of_ones_own_goes_by_its_uuid(runway: Runway, fake: FakeRunway) -> None:
    await runway.start("avatar", avatar(avatar_ids={"runway": OWN}), idempotency_key="")
    sent = fake.calls("POST", "/v1/avatar_videos")[0].json()
    assert sent["avatar"] == {"type": "custom", "avatarId": OWN}
    assert sent["speech"] == {"type": "audio", "audio": "https://files.example/speech.wav"}


@pytest.mark.parametrize(
    ("task", "request_", "why"),
    [
        ("video", VideoRequest(prompt="x", aspect="1:1"), "no 1:1 clip"),
        ("video", VideoRequest(prompt="x", seconds=10.5), "10 seconds at most"),
        ("video", VideoRequest(prompt="x", resolution="1080p"), "720p at most"),
        ("video", VideoRequest(prompt="🏃" * 501), "1000 characters"),
        ("avatar", avatar(audio=None), "as audio"),
        ("avatar", avatar(avatar_ids={"runway": "nobody"}), "nobody"),
        ("avatar", avatar(avatar_ids={}), "no avatar of this person"),
    ],
)
async def test_what_it_cannot_make_is_refused_before_it_is_asked(
    runway: Runway, fake: FakeRunway, task: Any, request_: Any, why: str
) -> None:
    assert why in runway.refusal(task, request_)
    with pytest.raises(Unsupported, match=r"runway"):
        await runway.start(task, request_, idempotency_key="")
    assert fake.seen == []


async def test_moderation_rejects_and_gives_the_credits_back(runway: Runway, fake: FakeRunway) -> None:
    ref = await runway.start("video", VideoRequest(prompt="x", seconds=3), idempotency_key="")
    assert fake.billed("credit") == 36
    fake.jobs[ref.id].end("MODERATED")
    status = await runway.status(ref)
    assert isinstance(job_error("runway", status), ContentRejected)
    assert "did not pass" in status.error
    assert status.usage == used("credit", 0)
    assert fake.billed("credit") == 0


async def test_a_finished_task_is_not_deleted_by_cancelling_it(runway: Runway, fake: FakeRunway) -> None:
    ref = await runway.start("video", VideoRequest(prompt="x", seconds=3), idempotency_key="")
    fake.jobs[ref.id].end("SUCCEEDED")
    status = await runway.cancel(ref)
    assert status.state == "succeeded"
    assert fake.calls("DELETE", "/v1/tasks/{id}") == []
    assert status.usage == used("credit", 36)


async def test_a_task_that_is_gone_was_cancelled(runway: Runway) -> None:
    ref = JobRef(provider="runway", task="video", id="00000000-0000-4fff-8000-000000000000")
    assert (await runway.status(ref)).state == "cancelled"
