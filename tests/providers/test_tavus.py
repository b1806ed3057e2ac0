from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.tavus import Tavus
from providers.errors import BadOutput, Unsupported
from providers.requests import AvatarRequest
from tests.fakes.vendors.faces import asking, speech
from tests.fakes.vendors.tavus import SPEECH_URL, TavusFake


@pytest.fixture
def fake() -> Iterator[TavusFake]:
    with TavusFake.running() as found:
        yield found
        assert found.violations == []


@pytest.fixture
async def tavus(fake: TavusFake) -> AsyncIterator[Tavus]:
    found = Tavus(SecretStr(fake.key), base_url=fake.url, timeout_seconds=2.0)
    yield found
    await found.aclose()


def speaking(folder: Path, seconds: float = 2.0, url: str = SPEECH_URL) -> AvatarRequest:
    return asking(folder, seconds=seconds, avatar_ids={"tavus": "r-1"}, audio_url=url)


async def test_the_replica_is_given_an_address(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    await tavus.start("avatar", speaking(tmp_path), idempotency_key="k", webhook_url="https://me.test/hook")
    assert fake.calls("POST", "/v2/videos")[0].json() == {
        "replica_id": "r-1",
        "audio_url": SPEECH_URL,
        "video_name": "Morning stretch",
        "callback_url": "https://me.test/hook",
    }


async def test_a_file_without_an_address_is_refused_in_words(tavus: Tavus, tmp_path: Path) -> None:
    filed = asking(tmp_path, avatar_ids={"tavus": "r-1"})
    assert "public https address" in tavus.refusal("avatar", filed)
    with pytest.raises(Unsupported, match="public https address"):
        await tavus.start("avatar", filed, idempotency_key="k")
    assert "http" in tavus.refusal("avatar", speaking(tmp_path, url="http://127.0.0.1/s.wav"))
    assert "no avatar" in tavus.refusal("avatar", asking(tmp_path, audio_url=SPEECH_URL))


async def test_begun_seconds_are_billed_whole(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    fake.reachable["https://media.test/long.wav"] = speech(3.2)
    asked = speaking(tmp_path, 3.2, "https://media.test/long.wav")
    ref = await tavus.start("avatar", asked, idempotency_key="k")
    fake.jobs[ref.id].end("ready")
    status = await tavus.status(ref)
    assert status.usage == tavus.estimate("avatar", asked).usage
    assert status.usage[0].amount == fake.billed("second") == Decimal(4)


async def test_progress_is_told(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    ref = await tavus.start("avatar", speaking(tmp_path), idempotency_key="k")
    assert [(await tavus.status(ref)).progress for _ in range(3)] == [0.0, 0.45, 1.0]


async def test_a_deleted_video_counts_as_billed(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    ref = await tavus.start("avatar", speaking(tmp_path), idempotency_key="k")
    status = await tavus.cancel(ref)
    assert status.state == "cancelled"
    assert status.usage[0].amount == fake.billed("second") == 2


async def test_a_video_that_is_ready_is_not_deleted(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    ref = await tavus.start("avatar", speaking(tmp_path), idempotency_key="k")
    fake.jobs[ref.id].end("ready")
    assert (await tavus.cancel(ref)).state == "succeeded"
    assert fake.calls("DELETE", "/v2/videos/{id}") == []


async def test_a_callback_is_never_believed(fake: TavusFake, tavus: Tavus, tmp_path: Path) -> None:
    ref = await tavus.start("avatar", speaking(tmp_path), idempotency_key="k")
    event = tavus.verify_webhook(*fake.webhook(fake.jobs[ref.id], forged=True))
    assert (event.job_id, event.trusted, event.status) == (ref.id, False, None)
    assert (await tavus.status(ref)).state == "queued"
    with pytest.raises(BadOutput):
        tavus.verify_webhook({}, b"not json")


async def test_an_address_it_cannot_read_is_told(tavus: Tavus, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="cannot be downloaded"):
        await tavus.start("avatar", speaking(tmp_path, url="https://media.test/none.wav"), idempotency_key="k")
