from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from providers.adapters.hedra import FinalFailure, Hedra
from providers.errors import ContentRejected, Permission, QuotaExhausted, RateLimited, Unsupported, VendorServer
from providers.jobs import JobRef
from providers.ports import job_error
from providers.requests import AvatarRequest, MediaFile
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.hedra import HedraFake


@pytest.fixture
def fake() -> Iterator[HedraFake]:
    with HedraFake.running() as found:
        yield found
        assert found.violations == []


@pytest.fixture
async def hedra(fake: HedraFake) -> AsyncIterator[Hedra]:
    found = Hedra(SecretStr(fake.key), base_url=fake.url, timeout_seconds=2.0)
    yield found
    await found.aclose()


async def begin(hedra: Hedra, folder: Path) -> JobRef:
    return await hedra.start("avatar", asking(folder), idempotency_key="k", webhook_url="https://me.test/hook")


async def test_the_job_is_asked_for_as_the_model_wants_it(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    await begin(hedra, tmp_path)
    body = fake.calls("POST", "/models/hedra-avatar")[0].json()
    assert (body["webhook"], body["idempotency_key"]) == ("https://me.test/hook", "k")
    assert (body["input"]["aspect_ratio"], body["input"]["resolution"]) == ("9:16", "720p")
    assert fake.uploads[body["input"]["audio"]["url"]] == (tmp_path / "speech.wav").read_bytes()
    assert fake.uploads[body["input"]["start_image"]["url"]] == (tmp_path / "face.png").read_bytes()


async def test_what_it_cost_is_what_hedra_says(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    ref = await begin(hedra, tmp_path)
    fake.jobs[ref.id].end("COMPLETED")
    status = await hedra.status(ref)
    result = await hedra.fetch(ref, status)
    assert status.cost_usd == result.cost_usd == Decimal("0.14")
    assert result.video is not None
    result.video.unlink()


async def test_a_failed_job_costs_nothing(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    ref = await begin(hedra, tmp_path)
    fake.jobs[ref.id].end("MODERATION_FAILED")
    status = await hedra.status(ref)
    assert status.cost_usd == 0
    assert isinstance(job_error("hedra", status), ContentRejected)
    assert fake.bills == []


async def test_a_quote_makes_no_job(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    assert await hedra.quote(asking(tmp_path, seconds=5.0)) == Decimal("0.35")
    assert fake.jobs == {}
    assert fake.bills == []


async def test_only_files_can_be_handed_over(hedra: Hedra, tmp_path: Path) -> None:
    asked = asking(tmp_path, audio_url="https://media.test/s.wav")
    with pytest.raises(Unsupported, match="not addresses"):
        await hedra.start("avatar", asked, idempotency_key="k")
    webp = asking(tmp_path).model_copy(update={"image": MediaFile(url="https://x.test/a", media_type="image/webp")})
    assert "PNG or JPEG" in hedra.refusal("avatar", webp)
    assert "600 seconds" in hedra.refusal("avatar", _longer(tmp_path))


@pytest.mark.parametrize(
    ("status", "retryable", "kind"),
    [
        (500, False, FinalFailure),
        (500, True, VendorServer),
        (503, True, VendorServer),
        (409, True, RateLimited),
        (422, False, ContentRejected),
        (402, False, QuotaExhausted),
        (400, False, Unsupported),
    ],
)
async def test_its_word_on_asking_again_is_taken(
    hedra: Hedra, status: int, retryable: bool, kind: type[Exception]
) -> None:

    codes = {422: "MODERATION_FAILED", 402: "INSUFFICIENT_BALANCE"}
    error = {"code": codes.get(status, "UNKNOWN"), "message": "no", "retryable": retryable, "retry_after": 30}
    found = hedra._http.error(httpx.Response(status, json={"error": error}))
    assert type(found) is kind
    assert found.retryable == retryable
    if isinstance(found, RateLimited):
        assert found.retry_after == 30


async def test_a_message_is_believed_when_hedra_signed_it(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    ref = await begin(hedra, tmp_path)
    fake.jobs[ref.id].end("COMPLETED")
    event = hedra.verify_webhook(*fake.webhook(fake.jobs[ref.id]))
    assert (event.job_id, event.trusted) == (ref.id, True)
    assert event.status is not None
    assert (event.status.state, event.status.output["seconds"]) == ("succeeded", 2.0)
    result = await hedra.fetch(ref, event.status)
    assert result.cost_usd == Decimal("0.14")
    assert result.video is not None
    result.video.unlink()


async def test_a_duplicate_is_the_same_event_and_a_redelivery_another(
    fake: HedraFake, hedra: Hedra, tmp_path: Path
) -> None:
    ref = await begin(hedra, tmp_path)
    job = fake.jobs[ref.id]
    first, second = (hedra.verify_webhook(*fake.webhook(job, age=age)) for age in (60.0, 0.0))
    assert first.event_id == second.event_id == job.id
    assert hedra.verify_webhook(*fake.webhook(job, redelivery="true")).event_id != job.id
    assert fake.key_asked == 1


async def test_what_decides_on_duplicates_is_signed_too(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    ref = await begin(hedra, tmp_path)
    headers, raw = fake.webhook(fake.jobs[ref.id])
    for name, value in (("Redelivery", "true"), ("Id", "job-99"), ("Timestamp", "1"), ("Signature", "zz")):
        with pytest.raises(Permission):
            hedra.verify_webhook({**headers, f"X-Hedra-Webhook-{name}": value}, raw)


async def test_forgers_cannot_make_it_hammer_for_keys(fake: HedraFake, hedra: Hedra, tmp_path: Path) -> None:
    ref = await begin(hedra, tmp_path)
    for _ in range(5):
        with pytest.raises(Permission):
            hedra.verify_webhook(*fake.webhook(fake.jobs[ref.id], forged=True))
    assert fake.key_asked == 1


async def test_a_new_key_is_found(
    fake: HedraFake, hedra: Hedra, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await begin(hedra, tmp_path)
    hedra.verify_webhook(*fake.webhook(fake.jobs[ref.id]))
    fake.signing = Ed25519PrivateKey.generate()
    monkeypatch.setattr("providers.webhooks.REFETCH_SECONDS", 0.0)
    assert hedra.verify_webhook(*fake.webhook(fake.jobs[ref.id])).trusted
    assert fake.key_asked == 2


async def test_half_a_key_does_not_slip_out_either(fake: HedraFake, hedra: Hedra) -> None:
    assert "secret-0123456789" not in hedra._http.scrub("bad credential secret-0123456789")


def _longer(folder: Path) -> AvatarRequest:
    asked = asking(folder)
    return asked.model_copy(update={"timing": asked.timing.model_copy(update={"seconds": 601.0})})
