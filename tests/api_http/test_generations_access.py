"""Who may ask for what, and what is refused before anybody is asked; how providers are."""

import asyncio
import io
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from PIL import Image
from redis.asyncio import Redis
from sqlalchemy import update

from studio.db.accounts import CloneRow
from studio.db.library import ConsentRow
from studio.domain.accounts import new_id
from studio.services.credits import Credits
from studio.services.provider_health import News, ProviderNews, TaskNews, publish
from tests.api_http.conftest import Face
from tests.api_http.test_generations import KEYS, VOICE, ask, premium, story, until
from tests.fakes.vendors.replicate import FakeReplicate

QUICK = {"Prefer": "respond-async"}


async def test_another_workspace_a_viewer_and_nobody_reach_nothing(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    viewer = await face.member(ada, "viewer")
    name = (await ask(ada, "voice", VOICE, **QUICK)).json()["id"]
    for path in (f"/generations/{name}", f"/generations/{name}/events"):
        assert (await eve.get(path)).status_code == 404
        assert (await face.client.get(f"/api/v1{path}")).status_code == 401
    assert (await eve.post(f"/generations/{name}/cancel")).status_code == 404
    assert (await eve.get("/generations")).json()["generations"] == []
    assert (await viewer.get(f"/generations/{name}")).status_code == 200
    assert (await viewer.post(f"/generations/{name}/cancel")).status_code == 403
    assert (await ask(viewer, "voice", VOICE)).status_code == 403


async def test_what_waits_is_cancelled_at_once_and_its_story_ends(face: Face) -> None:
    ada = await face.person("ada")
    name = (await ask(ada, "voice", VOICE, **QUICK)).json()["id"]
    assert (await ask(ada, "voice", VOICE, **QUICK)).json()["id"] == name
    gone = (await ada.post(f"/generations/{name}/cancel")).json()
    assert gone["state"] == "cancelled" and gone["error"]["error"] == "cancelled"
    told = (await ada.get(f"/generations/{name}/events")).text
    assert "event: failed" in told and '"cancelled"' in told


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("voice", {"text": ""}),
    ("voice", {"text": "a" * 5001}),
    ("voice", {"text": "nul \x00"}),
    ("voice", {"text": "hi", "language": "../x"}),
    ("image", {"prompt": "a", "count": 9}),
    ("image", {"prompt": "a", "aspect": "3:4"}),
    ("video", {"prompt": "a", "seconds": 0}),
    ("video", {"prompt": "a", "image": "nope"}),
    ("text", {"prompt": "a", "max_tokens": 10**6}),
]


@pytest.mark.parametrize(("kind", "body"), WRONG)
async def test_what_cannot_be_is_refused(face: Face, kind: str, body: dict[str, Any]) -> None:
    ada = await face.person("ada")
    assert (await ask(ada, kind, body)).status_code == 422


async def test_a_clone_or_an_asset_of_nobody_is_not_found(face: Face) -> None:
    ada = await face.person("ada")
    assert (await ask(ada, "voice", {**VOICE, "voice": "cln_" + "0" * 24})).status_code == 404
    assert (await ask(ada, "video", {"prompt": "a", "image": "0" * 64}, "k2")).status_code == 404
    assert (await ada.post("/generations/voice", json=VOICE)).status_code == 422, "without a key"


async def clone(face: Face, workspace: str, consent: str, *, revoked: bool = False) -> str:
    """A voice that is ready, under a consent of this id; none where it is empty."""
    now = datetime.now(UTC)
    row = CloneRow(
        id=new_id("cln"),
        workspace_id=workspace,
        name="Ada",
        kind="voice",
        version=f"voice_{consent or 'none'}",
        status="ready",
        provider_ids={"elevenlabs": "v1"},
        consent_id=consent,
        created=now,
    )
    async with face.service.database.everywhere().write() as session:
        session.add(row)
        if consent:
            session.add(
                ConsentRow(
                    id=consent,
                    workspace_id=workspace,
                    person="Ada",
                    statement="yes",
                    statement_version="1",
                    words="a b c",
                    words_expire=now,
                    scope=["voice"],
                    valid_from=now - timedelta(days=1),
                    valid_until=None,
                    proof="0" * 64,
                    match="person",
                    revoked=now if revoked else None,
                    created_by="usr_1",
                    created=now,
                )
            )
    return row.id


async def test_a_voice_is_not_used_without_a_consent_that_holds(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    none = await clone(face, ada.workspace, "")
    over = await clone(face, ada.workspace, "con_1", revoked=True)
    held = await clone(face, ada.workspace, "con_2")
    assert (await ask(ada, "voice", {**VOICE, "voice": none}, "a")).status_code == 403
    assert (await ask(ada, "voice", {**VOICE, "voice": over}, "b")).status_code == 409
    assert (await ask(eve, "voice", {**VOICE, "voice": held}, "c")).status_code == 404
    begun = await ask(ada, "voice", {**VOICE, "voice": held}, "d", **QUICK)
    assert begun.status_code == 202
    async with face.service.database.everywhere().write() as session:
        await session.execute(update(ConsentRow).values(revoked=datetime.now(UTC)))
    face.service.worker(module="tests.fakes.generating")
    gone = await until(ada, begun.json()["id"], "done", "failed")
    assert gone["error"]["error"] == "forbidden" and "voice_ids" not in gone["request"]


async def test_nobody_for_it_answers_503_and_an_unknown_voice_400(face: Face) -> None:
    face.service.worker(module="tests.fakes.generating")
    await face.service.ready()
    ada = await face.person("ada")
    answer = await ask(ada, "video", {"prompt": "waves"})
    assert (answer.status_code, answer.json()["error"]) == (503, "no_provider"), answer.text
    unknown = await ask(ada, "voice", {**VOICE, "voice": "nobody"}, "k2")
    assert (unknown.status_code, unknown.json()["error"]) == (400, "bad_request")


async def test_pictures_without_any_key_are_drawn_here(face: Face) -> None:
    face.service.worker(module="tests.fakes.generating")
    await face.service.ready()
    ada = await face.person("ada")
    told = story(await ask(ada, "image", {"prompt": "A lighthouse at dawn", "aspect": "1:1", "count": 2}))
    made = told[-1][1]["generation"]
    assert made["provider"] == "drawn" and Decimal(made["credits"]) == 0
    sizes = set()
    for file in made["files"]:
        found = await face.client.get(file["url"])
        with Image.open(io.BytesIO(found.content)) as picture:
            sizes.add(picture.size)
    assert len({file["id"] for file in made["files"]}) == 2 and sizes == {(1080, 1080)}


async def test_cancelling_what_is_at_work_cancels_the_vendors_job_and_gives_the_rest_back(face: Face) -> None:
    with FakeReplicate.running() as vendor:
        face.service.worker(module="tests.fakes.generating", REPLICATE_BASE_URL=vendor.url, **KEYS)
        await face.service.ready()
        ada = await face.person("ada")
        await premium(face, ada)
        credits = Credits(face.service.database, ada.workspace)
        before = (await credits.wallet()).balance
        vendor.hold = True
        name = (await ask(ada, "video", {"prompt": "waves", "seconds": 5}, **QUICK)).json()["id"]

        async def begun() -> bool:
            return bool(vendor.jobs)

        await face.service.wait(begun, 30, "a job")
        await asyncio.sleep(0.5)
        await ada.post(f"/generations/{name}/cancel")
        gone = await until(ada, name, "cancelled", "failed", "done")
        assert gone["state"] == "cancelled" and Decimal(gone["credits"]) == 0
        assert [job.state for job in vendor.jobs.values()] == ["canceled"]
        wallet = await credits.wallet()
        assert not wallet.held and wallet.balance == before


async def told(face: Face, owner: str, circuit: Any, at: float) -> None:
    redis: Redis = face.service.queue.redis
    news = ProviderNews(
        name="fal",
        title="fal",
        local=False,
        configured=True,
        ok=True,
        reason="",
        turn_on="",
        page="",
        tasks=[TaskNews(task="image", circuit=circuit)],
    )
    await publish(redis, owner, News(at=at, providers=[news]))


async def test_a_circuit_open_in_one_worker_is_shown_as_open(face: Face) -> None:
    ada = await face.person("ada")
    assert (await ada.get("/providers")).json() == {"at": None, "fresh": False, "providers": []}
    now = time.time()
    await told(face, "gone", "half_open", now - 60)
    await told(face, "one", "open", now - 1)
    await told(face, "two", "closed", now)
    found = (await ada.get("/providers")).json()
    assert found["fresh"] and [p["tasks"][0]["circuit"] for p in found["providers"]] == ["open"]


async def test_workers_tell_of_all_providers_and_what_a_key_would_unlock(face: Face) -> None:
    face.service.worker(module="tests.fakes.generating")
    await face.service.ready()
    ada = await face.person("ada")

    async def fresh() -> bool:
        return bool((await ada.get("/providers")).json()["providers"])

    await face.service.wait(fresh, 30, "news of providers")
    answer: httpx.Response = await ada.get("/providers")
    found = {one["name"]: one for one in answer.json()["providers"]}
    assert found["kokoro"]["configured"] and found["kokoro"]["local"] and found["kokoro"]["ok"]
    assert not found["elevenlabs"]["configured"] and "speech" in found["elevenlabs"]["unlocks"]
    assert found["elevenlabs"]["turn_on"] == "ELEVENLABS_API_KEY"
    assert found["kokoro"]["tasks"][0]["circuit"] == "closed"
    assert "home" not in answer.text and "base_url" not in answer.text
