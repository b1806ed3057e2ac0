import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.heygen import HeyGen
from providers.errors import (
    BadOutput,
    ContentRejected,
    JobFailed,
    QuotaExhausted,
    RateLimited,
    Timeout,
    Unsupported,
)
from providers.jobs import JobRef
from providers.ports import job_error
from providers.requests import MediaFile, VoiceEnrollRequest
from tests.fakes.vendors.faces import asking, seconds_of, speech
from tests.fakes.vendors.heygen import HeyGenFake

TWIN = {"heygen": "twin-7"}


@pytest.fixture
def fake() -> Iterator[HeyGenFake]:
    with HeyGenFake.running() as found:
        yield found
        assert found.violations == []


@pytest.fixture
async def heygen(fake: HeyGenFake) -> AsyncIterator[HeyGen]:
    found = HeyGen(SecretStr(fake.key), base_url=fake.url, timeout_seconds=2.0)
    yield found
    await found.aclose()


async def test_a_portrait_speaks_where_there_is_no_avatar(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    ref = await heygen.start("avatar", asking(tmp_path), idempotency_key="")
    assert ref.model == "avatar-iv-photo"
    body = fake.calls("POST", "/v3/videos")[0].json()
    assert body["type"] == "image"
    assert fake.assets[body["image"]["asset_id"]] == (tmp_path / "face.png").read_bytes()
    assert fake.assets[body["audio_asset_id"]] == (tmp_path / "speech.wav").read_bytes()
    assert (body["aspect_ratio"], body["title"]) == ("9:16", "Morning stretch")


async def test_an_avatar_costs_more_than_a_portrait_and_is_told_before(heygen: HeyGen, tmp_path: Path) -> None:
    assert heygen.estimate("avatar", asking(tmp_path)).model == "avatar-iv-photo"
    twin = heygen.estimate("avatar", asking(tmp_path, avatar_ids=TWIN, seconds=7.5))
    assert (twin.model, twin.usage[0].amount) == ("avatar-iv-twin", Decimal("7.5"))


async def test_neither_avatar_nor_portrait_is_refused_in_words(heygen: HeyGen, tmp_path: Path) -> None:
    bare = asking(tmp_path, portrait=False)
    assert "portrait" in heygen.refusal("avatar", bare)
    with pytest.raises(Unsupported, match="portrait"):
        await heygen.start("avatar", bare, idempotency_key="")
    assert heygen.refusal("avatar", asking(tmp_path, portrait=False, avatar_ids=TWIN)) == ""
    mute = asking(tmp_path, avatar_ids=TWIN).model_copy(update={"audio": None})
    assert "audio" in heygen.refusal("avatar", mute)


async def test_the_film_is_as_long_as_the_speech(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    ref = await heygen.start("avatar", asking(tmp_path, avatar_ids=TWIN, seconds=3.0), idempotency_key="k")
    fake.jobs[ref.id].end("completed")
    status = await heygen.status(ref)
    result = await heygen.fetch(ref, status)
    assert result.video is not None
    assert seconds_of(result.video.read_bytes()) == pytest.approx(3.0, abs=0.1)
    result.video.unlink()


async def test_a_start_still_being_worked_on_is_asked_again_and_makes_one_job(
    fake: HeyGenFake, heygen: HeyGen, tmp_path: Path
) -> None:
    fake.start_seconds = 0.3
    asked = asking(tmp_path, avatar_ids=TWIN, audio_url="https://media.test/s.wav")
    fake.reachable["https://media.test/s.wav"] = speech(2.0)
    starts = (heygen.start("avatar", asked, idempotency_key="k") for _ in range(2))
    refused, ref = sorted(await asyncio.gather(*starts, return_exceptions=True), key=lambda x: isinstance(x, JobRef))
    assert isinstance(refused, RateLimited)
    assert refused.retryable
    assert refused.retry_after == 2.0
    assert isinstance(ref, JobRef)
    again = await heygen.start("avatar", asked, idempotency_key="k")
    assert again.id == ref.id
    assert len(fake.jobs) == len(fake.bills) == 1


async def test_a_start_whose_answer_was_lost_is_found_again(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    impatient = HeyGen(SecretStr(fake.key), base_url=fake.url, timeout_seconds=0.2)
    fake.fail("hang", path="/v3/videos")
    with pytest.raises(Timeout) as caught:
        await impatient.start("avatar", asking(tmp_path), idempotency_key="k")
    assert caught.value.may_have_billed
    ref = await heygen.start("avatar", asking(tmp_path), idempotency_key="k")
    assert set(fake.jobs) == {ref.id}
    assert len(fake.assets) == 2
    await impatient.aclose()


async def test_ten_jobs_at_once(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    asked = asking(tmp_path, avatar_ids=TWIN)
    for number in range(10):
        await heygen.start("avatar", asked, idempotency_key=f"k-{number}")
    with pytest.raises(RateLimited):
        await heygen.start("avatar", asked, idempotency_key="k-10")


async def test_a_failed_job_is_not_billed(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    ref = await heygen.start("avatar", asking(tmp_path), idempotency_key="k")
    fake.jobs[ref.id].end("failed")
    status = await heygen.status(ref)
    assert isinstance(job_error("heygen", status), JobFailed)
    assert status.usage == ()
    assert fake.bills == []


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, "quota_exceeded", QuotaExhausted),
        (402, "insufficient_credit", QuotaExhausted),
        (400, "content_moderation_failed", ContentRejected),
        (400, "invalid_parameter", Unsupported),
        (409, "conflict", Unsupported),
    ],
)
async def test_its_own_codes_are_understood(
    fake: HeyGenFake, heygen: HeyGen, tmp_path: Path, status: int, code: str, kind: type[Exception]
) -> None:
    fake.refusing = (status, code)
    with pytest.raises(kind) as caught:
        await heygen.start("avatar", asking(tmp_path), idempotency_key="")
    assert type(caught.value) is kind


async def test_a_callback_is_never_believed(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    ref = await heygen.start("avatar", asking(tmp_path), idempotency_key="k", webhook_url="https://me.test/hook")
    assert fake.calls("POST", "/v3/videos")[0].json()["callback_url"] == "https://me.test/hook"
    event = heygen.verify_webhook(*fake.webhook(fake.jobs[ref.id], forged=True))
    assert (event.job_id, event.trusted, event.status) == (ref.id, False, None)
    assert (await heygen.status(ref)).state == "queued"
    with pytest.raises(BadOutput):
        heygen.verify_webhook({}, b"{}")


async def test_a_cloned_voice_is_ready_later(fake: HeyGenFake, heygen: HeyGen, tmp_path: Path) -> None:
    sample = tmp_path / "sample.wav"
    sample.write_bytes(speech(3.0))
    file = MediaFile(path=sample, media_type="audio/wav")
    asked = VoiceEnrollRequest(name="Ana", samples=(file,), language="pt-BR")
    voice = await heygen.clone_voice(asked)
    assert not voice.ready
    assert fake.calls("POST", "/v3/voices/clone")[0].json()["language"] == "pt"
    assert not await heygen.voice_ready(voice.voice_id)
    fake.voices[voice.voice_id] = "complete"
    assert await heygen.voice_ready(voice.voice_id)
    fake.voices[voice.voice_id] = "failed"
    with pytest.raises(JobFailed, match="noise"):
        await heygen.voice_ready(voice.voice_id)
    assert "one recording" in heygen.refusal("voice_enroll", asked.model_copy(update={"samples": (file, file)}))


async def test_consent_is_given_on_a_page_of_heygen(heygen: HeyGen) -> None:
    assert await heygen.request_consent("group-3") == "https://app.heygen.com/consent/group-3"
