"""Workspaces are told at their own addresses: signed, once more when it failed, never inside the house."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.deps import Services
from studio.db.hooks import DeliveryRow, EndpointRow
from studio.domain.hooks import PATIENCE, WAITS, next_wait, signed
from studio.security.net import Rules
from studio.security.sealing import Sealer, sealer_of
from studio.services.webhook_work import WebhookWork
from studio.services.webhooks_out import RULES, announce
from tests.api_http.conftest import Face, Person
from tests.fakes.receiver import LOOPBACK, Heard, Receiver, receiver

ALL = ["run.planned", "run.done", "run.failed", "piece.done", "generation.done", "credits.low"]
SOON = ["generation.done"]


async def endpoint(person: Person, url: str, *events: str) -> dict[str, Any]:
    answer = await person.post("/webhooks/endpoints", json={"url": url, "events": events or SOON})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def tell(face: Face, person: Person, key: str = "gen_1") -> None:
    async with face.service.database.everywhere().write() as session:
        await announce(session, person.workspace, "generation.done", key, {"id": key})


def work(face: Face, sealer: Sealer | None = None, rules: Rules = LOOPBACK) -> WebhookWork:
    sealer = sealer or sealer_of(face.service.settings)
    return WebhookWork(face.service.database.everywhere(), sealer, rules)


async def kept(face: Face) -> str:
    """All that the table of addresses holds."""
    async with face.service.database.everywhere().read() as session:
        rows = (await session.execute(select(EndpointRow.__table__))).all()
    return str(rows)


async def bring(face: Face) -> int:
    """One turn of a worker."""
    parcels = await work(face).take()
    await asyncio.gather(*(work(face).send(parcel) for parcel in parcels))
    return len(parcels)


async def due_now(face: Face) -> None:
    async with face.service.database.everywhere().write() as session:
        await session.execute(update(DeliveryRow).values(due=datetime.now(UTC)))


def verified(secret: str, heard: Heard) -> bool:
    try:
        Webhook(secret).verify(heard.body, heard.headers)
    except WebhookVerificationError:
        return False
    return True


async def test_a_message_is_signed_so_that_the_official_library_takes_it(face: Face) -> None:
    person = await face.person()
    with receiver() as there:
        made = await endpoint(person, there.url)
        assert made["secret"].startswith("whsec_")
        await tell(face, person)
        await tell(face, person)
        assert await bring(face) == 1, "told twice is one message"
        (heard,) = there.heard
        assert verified(made["secret"], heard) and not verified("whsec_" + "A" * 43 + "=", heard)
        assert heard.json["type"] == "generation.done" and heard.json["data"] == {"id": "gen_1"}
        page = (await person.get(f"/webhooks/endpoints/{made['id']}/deliveries")).json()["deliveries"]
        assert [(d["id"], d["state"], d["attempts"][0]["status"]) for d in page] == [
            (heard.headers["webhook-id"], "done", 204)
        ]
        shown = (await person.get("/webhooks/endpoints")).json()
        assert [one["id"] for one in shown] == [made["id"]] and "secret" not in shown[0]


def test_the_signature_is_that_of_the_published_vector() -> None:
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_failed_message_is_tried_again_under_its_id_and_can_be_sent_anew(face: Face) -> None:
    person = await face.person()
    with receiver() as there:
        made = await endpoint(person, there.url)
        there.answers = [500, 302]
        there.location = there.url
        await tell(face, person)
        assert await bring(face) == 1
        assert await bring(face) == 0, "it was tried again at once"
        await due_now(face)
        assert await bring(face) == 1 and len(there.heard) == 2, "a redirect was followed"
        await due_now(face)
        await bring(face)
        path = f"/webhooks/endpoints/{made['id']}/deliveries"
        (one,) = (await person.get(path)).json()["deliveries"]
        assert [a["status"] for a in one["attempts"]] == [500, 302, 204] and one["state"] == "done"
        assert (await person.post(f"{path}/{one['id']}/redeliver")).status_code == 202
        assert await bring(face) == 1
        assert {heard.headers["webhook-id"] for heard in there.heard} == {one["id"]}


async def test_a_rotated_secret_signs_beside_the_old_one_for_a_day(face: Face) -> None:
    person = await face.person()
    with receiver() as there:
        made = await endpoint(person, there.url)
        new = (await person.post(f"/webhooks/endpoints/{made['id']}/rotate")).json()["secret"]
        assert new != made["secret"]
        await tell(face, person)
        await bring(face)
        assert verified(new, there.heard[0]) and verified(made["secret"], there.heard[0])
        async with face.service.database.everywhere().write() as session:
            await session.execute(update(EndpointRow).values(old_until=datetime.now(UTC) - timedelta(seconds=1)))
        await tell(face, person, "gen_2")
        await bring(face)
        assert verified(new, there.heard[1]) and not verified(made["secret"], there.heard[1])


async def test_no_secret_lies_plain_in_the_database(face: Face) -> None:
    person = await face.person()
    with receiver() as there:
        made = await endpoint(person, there.url)
        new = (await person.post(f"/webhooks/endpoints/{made['id']}/rotate")).json()["secret"]
        found = await kept(face)
        assert made["id"] in found and "whsec_" not in found
        assert not any(secret.removeprefix("whsec_") in found for secret in (made["secret"], new))
        before = {"secret": made["secret"], "old_secret": ""}
        async with face.service.database.everywhere().write() as session:
            await session.execute(update(EndpointRow).values(**before))
        assert made["secret"] in await kept(face), "as it was kept before there were seals"
        await work(face).renew()
        assert "whsec_" not in await kept(face)
        await tell(face, person)
        await bring(face)
        assert verified(made["secret"], there.heard[0])


async def test_a_new_key_takes_over_what_the_one_before_sealed(face: Face) -> None:
    person = await face.person()
    old, new = SecretStr("the one before"), SecretStr("the new one")
    with receiver() as there:
        made = await endpoint(person, there.url)
        plain = made["secret"]
        async with face.service.database.everywhere().write() as session:
            await session.execute(update(EndpointRow).values(secret=Sealer([old]).seal(plain)))
        await work(face, Sealer([new, old])).renew()
        sealed = await kept(face)
        await work(face, Sealer([new, old])).renew()
        assert await kept(face) == sealed, "what is sealed with the newest stays as it is"
        await tell(face, person)
        assert await work(face, Sealer([old])).take() == [], "it cannot be signed with the key before any more"
        (tried,) = (await person.get(f"/webhooks/endpoints/{made['id']}/deliveries")).json()["deliveries"]
        assert tried["state"] == "waiting" and "rotate" in tried["attempts"][0]["error"]
        await due_now(face)
        (parcel,) = await work(face, Sealer([new])).take()
        await work(face, Sealer([new])).send(parcel)
        assert verified(plain, there.heard[0])


@pytest.mark.parametrize("status", [410, 500])
async def test_a_dead_address_is_switched_off_with_a_word(face: Face, status: int) -> None:
    person = await face.person()
    with receiver() as there:
        made = await endpoint(person, there.url)
        there.answers = [status] * 9
        if status == 500:
            async with face.service.database.everywhere().write() as session:
                since = datetime.now(UTC) - PATIENCE - timedelta(hours=1)
                await session.execute(update(EndpointRow).values(failing_since=since))
        await tell(face, person)
        await bring(face)
        path = f"/webhooks/endpoints/{made['id']}"
        found = (await person.get(path)).json()
        assert not found["enabled"] and "switched off" in found["note"]
        await due_now(face)
        assert await bring(face) == 0
        again = (await person.patch(path, json={"enabled": True})).json()
        assert again["enabled"] and not again["note"]


CLOSED = [
    "https://127.0.0.1/x",
    "https://10.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x",
    "https://0x7f000001/x",
    "http://93.184.216.34/x",
    "ftp://93.184.216.34/x",
    "https://u:p@93.184.216.34/x",
    "https://93.184.216.34:22/x",
]


@pytest.mark.parametrize("url", CLOSED)
async def test_an_address_inside_the_house_is_not_kept(face: Face, url: str) -> None:
    given: Services = face.client._transport.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(given, "hook_rules", RULES)
    person = await face.person()
    answer = await person.post("/webhooks/endpoints", json={"url": url, "events": SOON})
    assert answer.status_code == 400, answer.text


async def test_an_address_that_moves_into_the_house_later_is_not_called(face: Face) -> None:
    person = await face.person()
    with receiver() as there:
        await endpoint(person, there.url)
        await tell(face, person)
        strict = work(face, rules=RULES)
        for parcel in await strict.take():
            await strict.send(parcel)
        assert not there.heard


async def test_another_workspace_and_a_viewer_reach_nothing(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    viewer, editor = await face.member(ada, "viewer"), await face.member(ada, "editor")
    with receiver() as there:
        made = await endpoint(ada, there.url)
        await tell(face, ada)
        await bring(face)
        path = f"/webhooks/endpoints/{made['id']}"
        sent = there.heard[0].headers["webhook-id"]
        calls: list[Callable[[Person], Any]] = [
            lambda p: p.get(path),
            lambda p: p.patch(path, json={"enabled": False}),
            lambda p: p.post(f"{path}/rotate"),
            lambda p: p.get(f"{path}/deliveries"),
            lambda p: p.post(f"{path}/deliveries/{sent}/redeliver"),
            lambda p: p.delete(path),
        ]
        assert [(await call(eve)).status_code for call in calls] == [404] * len(calls)
        assert [(await call(viewer)).status_code for call in calls] == [403] * len(calls)
        assert [(await call(editor)).status_code for call in calls] == [200, 403, 403, 200, 403, 403]
        assert (await eve.get("/webhooks/endpoints")).json() == []
        assert (await face.client.get("/api/v1/webhooks/endpoints")).status_code == 401


def test_tries_go_on_for_about_a_day_and_then_end() -> None:
    assert 20 * 3600 < sum(WAITS) < 26 * 3600
    assert next_wait(len(WAITS) + 1) is None
    waits = [next_wait(1) for _ in range(50)]
    assert len(set(waits)) > 10, "all at the same moment"


async def test_runs_generations_and_low_credits_are_told_by_a_worker(face: Face) -> None:
    with receiver() as there:
        person = await face.person()
        await endpoint(person, there.url, *ALL)
        face.service.worker()
        await face.service.ready()
        body = {"text": "2 reels"}
        answer = await person.post("/briefs", json=body, headers={"Idempotency-Key": "b1"})
        run_id = answer.json()["run_id"]
        await heard(face, there, "run.planned")
        assert (await person.post(f"/runs/{run_id}/approve", headers={"Idempotency-Key": "a1"})).status_code == 202
        await heard(face, there, "run.done")
        await asyncio.sleep(3)
        kinds = [one.json["type"] for one in there.heard]
        assert sorted(kinds) == ["piece.done", "piece.done", "run.done", "run.planned"]
        pieces = {one.json["data"]["piece_id"] for one in there.of("piece.done")}
        assert pieces == {"reel-1", "reel-2"}


async def heard(face: Face, there: Receiver, kind: str) -> None:
    async def reached() -> bool:
        return bool(there.of(kind))

    await face.service.wait(reached, 60, kind)
