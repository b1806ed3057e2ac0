"""From a brief to a finished run over HTTP, with real workers; and nobody sees another's."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from studio.domain.credits import ALLOWANCES
from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face, Person

KEY = {"Idempotency-Key": "k-1"}
YES = {"Idempotency-Key": "yes"}


async def planned(face: Face, who: Person, text: str = "2 reels about tea") -> str:
    """Order a brief and wait for its plan."""
    answer = await who.post("/briefs", json={"text": text}, headers={"Idempotency-Key": f"{who.workspace}-{text}"})
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned)
    return run_id


async def followed(who: Person, run_id: str, after: str = "") -> list[tuple[str, dict[str, Any]]]:
    """All events of a run with their ids, as an EventSource sees them: it comes back until it is answered 204."""
    found: list[tuple[str, dict[str, Any]]] = []
    number = after
    while True:
        headers = {"authorization": f"Bearer {who.token}", **({"Last-Event-ID": number} if number else {})}
        async with who.client.stream("GET", f"/api/v1/runs/{run_id}/events", headers=headers) as stream:
            if stream.status_code == 204:
                return found
            async for line in stream.aiter_lines():
                if line.startswith("id:"):
                    number = line[3:].strip()
                if line.startswith("data:"):
                    found.append((number, json.loads(line[5:])))


async def test_a_brief_becomes_a_plan_and_the_plan_a_run(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    shown = (await ada.get(f"/runs/{run_id}")).json()
    assert shown["status"] == "planned"
    assert shown["plan"]["steps"] and shown["plan"]["estimate"]["usd"] == "0"
    assert (await ada.post(f"/runs/{run_id}/approve", headers=YES)).status_code == 202
    await face.service.until(run_id, RunStatus.done)
    done = (await ada.get(f"/runs/{run_id}")).json()
    assert done["status"] == "done"
    assert {piece["status"] for piece in done["pieces"]} == {"done"}
    assert (await ada.post(f"/runs/{run_id}/approve", headers=YES)).status_code == 202
    assert (await ada.post(f"/runs/{run_id}/approve", headers=KEY)).status_code == 409
    listed = (await ada.get("/runs")).json()["runs"]
    assert [(run["id"], run["status"], run["pieces"]) for run in listed] == [(run_id, "done", done["pieces"])]
    assert listed[0]["spec"] == done["plan"]["spec"] and "plan" not in listed[0]


async def test_a_run_is_followed_to_its_end_and_taken_up_again_in_the_middle(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    await ada.post(f"/runs/{run_id}/approve", headers=YES)
    await face.service.until(run_id, RunStatus.done)
    whole = await followed(ada, run_id)
    assert whole[-1][1]["type"] == "RUN_FINISHED"
    middle = len(whole) // 2
    rest = await followed(ada, run_id, whole[middle][0])
    assert rest == whole[middle + 1 :]
    over = await ada.get(f"/runs/{run_id}/events", headers={"Last-Event-ID": whole[-1][0]})
    assert over.status_code == 204


async def test_after_the_yes_one_stream_tells_planning_and_making(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    await ada.post(f"/runs/{run_id}/approve", headers=YES)
    told = (await ada.get(f"/runs/{run_id}/events")).text
    types = [json.loads(line[5:])["type"] for line in told.splitlines() if line.startswith("data:")]
    assert [kind for kind in types if kind.startswith("RUN_")] == ["RUN_STARTED", "RUN_FINISHED"] * 2
    assert (await ada.get(f"/runs/{run_id}")).json()["status"] == "done"


async def test_the_same_request_twice_is_one_run(face: Face) -> None:
    ada = await face.person()
    answers = await asyncio.gather(*(ada.post("/briefs", json={"text": "a reel"}, headers=KEY) for _ in range(5)))
    accepted = {a.json()["run_id"] for a in answers if a.status_code == 202}
    assert len(accepted) == 1
    assert {a.status_code for a in answers} <= {202, 409}
    assert len((await ada.get("/runs")).json()["runs"]) == 1
    other = await ada.post("/briefs", json={"text": "another reel"}, headers=KEY)
    assert (other.status_code, other.json()["error"]) == (422, "key_reused")
    assert (await ada.post("/briefs", json={"text": "a reel"})).status_code == 422


async def test_a_plan_that_is_not_made_yet_cannot_be_approved(face: Face) -> None:
    ada = await face.person()
    run_id = (await ada.post("/briefs", json={"text": "a reel"}, headers=KEY)).json()["run_id"]
    assert (await ada.get(f"/runs/{run_id}")).json()["status"] == "planning"
    answer = await ada.post(f"/runs/{run_id}/approve", headers=YES)
    assert (answer.status_code, answer.json()["detail"]) == (409, "the plan is not made yet")


async def test_a_run_is_cancelled_while_it_waits(face: Face) -> None:
    ada = await face.person()
    run_id = (await ada.post("/briefs", json={"text": "a reel"}, headers=KEY)).json()["run_id"]
    assert (await ada.post(f"/runs/{run_id}/cancel")).status_code == 202
    assert (await ada.get(f"/runs/{run_id}")).json()["status"] == "cancelled"


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("get", "/events"), ("post", "/approve"), ("post", "/cancel"), ("post", "/resume")],
)
async def test_a_run_of_another_workspace_is_not_there(face: Face, method: str, path: str) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    run_id = (await ada.post("/briefs", json={"text": "a reel"}, headers=KEY)).json()["run_id"]
    answer = await getattr(eve, method)(f"/runs/{run_id}{path}", headers=YES)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert (await eve.get("/runs")).json() == {"runs": [], "next": ""}


async def test_runs_are_listed_in_pages(face: Face) -> None:
    ada = await face.person()
    made = [
        (await ada.post("/briefs", json={"text": "a reel"}, headers={"Idempotency-Key": str(n)})).json()["run_id"]
        for n in range(5)
    ]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await ada.get("/runs", params={"limit": 2, "cursor": cursor})).json()
        seen += [run["id"] for run in page["runs"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == made[::-1]
    assert (await ada.get("/runs", params={"cursor": "nonsense"})).status_code == 400


async def test_nobody_without_a_sign_in(face: Face) -> None:
    for path in ("/runs", "/credits", "/auth/me"):
        answer = await face.client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")
        forged = await face.client.get(f"/api/v1{path}", headers={"authorization": "Bearer abc.def.ghi"})
        assert forged.status_code == 401


async def test_a_sign_in_goes_on_and_ends(face: Face) -> None:
    asked = {"email": "bo@example.com", "password": "correct horse battery staple"}
    first = (await face.client.post("/api/v1/auth/register", json=asked)).json()
    assert (await face.client.post("/api/v1/auth/register", json=asked)).status_code == 409
    wrong = await face.client.post("/api/v1/auth/login", json={**asked, "password": "wrong horse battery"})
    assert wrong.status_code == 401
    again = await face.client.post("/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert again.status_code == 200
    reused = await face.client.post("/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert reused.status_code == 401
    token = (await face.client.post("/api/v1/auth/login", json=asked)).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert (await face.client.get("/api/v1/auth/me", headers=headers)).json()["role"] == "owner"
    assert (await face.client.post("/api/v1/auth/logout", headers=headers)).status_code == 204


async def test_credits_are_shown(face: Face) -> None:
    ada = await face.person()
    granted = ALLOWANCES["free"].monthly_credits
    purse = (await ada.get("/credits")).json()
    assert Decimal(purse["balance"]) == granted
    assert Decimal(purse["held"]) == 0
    (line,) = (await ada.get("/credits/ledger")).json()
    assert (line["kind"], Decimal(line["amount"])) == ("grant", granted)
    eve = await face.person("eve")
    assert len((await eve.get("/credits/ledger")).json()) == 1


async def test_limits_of_the_plan_are_told_and_kept(face: Face) -> None:
    ada = await face.person()
    many = ALLOWANCES["free"].burst + 200
    answers = await asyncio.gather(*(ada.get("/auth/me") for _ in range(many)))
    assert answers[0].headers["ratelimit-limit"]
    refused = [a for a in answers if a.status_code == 429]
    assert refused
    assert refused[0].json()["error"] == "too_many"
    assert int(refused[0].headers["retry-after"]) >= 1
