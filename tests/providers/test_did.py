from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.did import DID
from providers.errors import BadOutput, ContentRejected, Permission, Unsupported
from providers.requests import MediaFile
from tests.fakes.vendors.did import DIDFake
from tests.fakes.vendors.faces import asking, speech

ALICE = "https://media.test/alice.jpg"
SPOKEN = "https://media.test/speech.wav"


@pytest.fixture
def fake() -> Iterator[DIDFake]:
    with DIDFake.running() as found:
        yield found
        assert found.violations == []


@pytest.fixture
async def did(fake: DIDFake) -> AsyncIterator[DID]:
    found = DID(SecretStr(fake.key), base_url=fake.url, timeout_seconds=10.0)
    yield found
    await found.aclose()


async def test_speech_and_portrait_are_uploaded_first(fake: DIDFake, did: DID, tmp_path: Path) -> None:
    await did.start("avatar", asking(tmp_path), idempotency_key="k", webhook_url="https://me.test/hook")
    body = fake.calls("POST", "/talks")[0].json()
    assert fake.stored[body["source_url"]] == (tmp_path / "face.png").read_bytes()
    assert fake.stored[body["script"]["audio_url"]] == (tmp_path / "speech.wav").read_bytes()
    assert (body["webhook"], body["config"]["stitch"]) == ("https://me.test/hook", True)


async def test_addresses_are_handed_over_as_they_are(fake: DIDFake, did: DID, tmp_path: Path) -> None:
    fake.stored |= {ALICE: b"picture", SPOKEN: speech(2.0)}
    await did.start(
        "avatar", asking(tmp_path, avatar_ids={"did": ALICE}, audio_url=SPOKEN), idempotency_key="k", webhook_url=None
    )
    body = fake.calls("POST", "/talks")[0].json()
    assert (body["source_url"], body["script"]["audio_url"]) == (ALICE, SPOKEN)
    assert fake.calls("POST", "/images") == fake.calls("POST", "/audios") == []


@pytest.mark.parametrize(("seconds", "credits"), [(0.5, 1), (14.9, 1), (15.0, 1), (15.1, 2), (30.0, 2), (44.0, 3)])
async def test_each_fifteen_seconds_begun_are_a_credit(
    fake: DIDFake, did: DID, tmp_path: Path, seconds: float, credits: int
) -> None:
    asked = asking(tmp_path, seconds=seconds)
    ref = await did.start("avatar", asked, idempotency_key="k")
    fake.jobs[ref.id].end("done")
    usage = (await did.status(ref)).usage
    assert usage == did.estimate("avatar", asked).usage
    assert usage[0].amount == fake.billed("credit") == Decimal(credits)


async def test_moderation_refuses_before_any_work(fake: DIDFake, did: DID, tmp_path: Path) -> None:
    fake.moderates = True
    with pytest.raises(ContentRejected, match="moderation") as caught:
        await did.start("avatar", asking(tmp_path), idempotency_key="k")
    assert caught.value.failover
    assert not caught.value.counts_against_health
    assert fake.bills == []


async def test_a_plan_without_stitching_can_have_the_face_alone(fake: DIDFake, did: DID, tmp_path: Path) -> None:
    fake.stitches = False
    with pytest.raises(Permission, match="stitch"):
        await did.start("avatar", asking(tmp_path), idempotency_key="k")
    alone = DID(SecretStr(fake.key), base_url=fake.url, whole_picture=False)
    assert (await alone.start("avatar", asking(tmp_path), idempotency_key="k")).id in fake.jobs
    await alone.aclose()


async def test_a_talk_under_way_cannot_be_stopped_and_it_says_so(did: DID, tmp_path: Path) -> None:
    assert not did.capabilities.cancels
    ref = await did.start("avatar", asking(tmp_path), idempotency_key="k")
    with pytest.raises(Unsupported):
        await did.cancel(ref)


async def test_a_message_is_never_believed(fake: DIDFake, did: DID, tmp_path: Path) -> None:
    ref = await did.start("avatar", asking(tmp_path), idempotency_key="k")
    event = did.verify_webhook(*fake.webhook(fake.jobs[ref.id], forged=True))
    assert (event.job_id, event.trusted, event.status) == (ref.id, False, None)
    assert (await did.status(ref)).state == "queued"
    with pytest.raises(BadOutput):
        did.verify_webhook({}, b"[]")


async def test_what_it_cannot_take_is_said_in_words(did: DID, tmp_path: Path) -> None:
    plain = asking(tmp_path)
    assert "address" in did.refusal("avatar", asking(tmp_path, avatar_ids={"did": "presenter-1"}))
    assert "https" in did.refusal("avatar", asking(tmp_path, audio_url="http://media.test/s.wav"))
    assert "portrait" in did.refusal("avatar", asking(tmp_path, portrait=False))
    there = MediaFile(url="https://media.test/face", media_type="image/png")
    assert ".png" in did.refusal("avatar", plain.model_copy(update={"image": there}))


async def test_a_file_over_the_limit_is_not_sent(
    fake: DIDFake, did: DID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.adapters.did.MOST_AUDIO", 1000)
    with pytest.raises(Unsupported, match="MB"):
        await did.start("avatar", asking(tmp_path), idempotency_key="k")
    assert fake.seen == []
