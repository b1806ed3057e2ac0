"""Edits of plans that cannot be, come twice, or come from somebody else."""

import asyncio
from typing import Any

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face
from tests.fakes.planning import Operation, bearer, edit, made, planned, settled, shown

IMPOSSIBLE: list[tuple[Operation, str, str]] = [
    ({"op": "set_piece", "piece": "reel-7", "topic": "x"}, "there is no piece 'reel-7'", "reel-1"),
    ({"op": "remove_piece", "piece": "reel-1"}, "a plan needs at least one piece", "add another"),
    ({"op": "set_piece", "piece": "reel-1", "voice": "nobdy"}, "there is no voice called 'nobdy'", "heart"),
    ({"op": "set_piece", "piece": "reel-1", "platform": "vine"}, "there is no platform called 'vine'", "tiktok"),
    ({"op": "set_piece", "piece": "reel-1", "seconds": 2}, "2 seconds is too short for a piece", "3 seconds"),
    ({"op": "set_piece", "piece": "reel-1", "seconds": 999}, "999 seconds is longer than", "shorter"),
    ({"op": "set_piece", "piece": "reel-1", "platform": "facebook_reels", "seconds": 120}, "3 to 90", "seconds"),
    ({"op": "set_piece", "piece": "reel-1", "language": "fi"}, "“fi” is not spoken here", "es (Spanish)"),
    ({"op": "set_piece", "piece": "reel-1"}, "nothing to change in reel-1", "topic"),
    ({"op": "set_scene", "piece": "reel-1", "scene": "s1", "say": "x" * 601}, "has 601 characters", "600"),
    ({"op": "set_scene", "piece": "reel-1", "scene": "s1", "kind": "checklist"}, "2 to 5 lines", "items"),
    ({"op": "retake_scene", "piece": "reel-1", "scene": "s9"}, "there is no scene 's9'", "s1, s2, s3"),
    ({"op": "remove_scene", "piece": "reel-1", "scene": "s9"}, "there is no scene 's9'", "s1, s2, s3"),
    ({"op": "redo_step", "step": "reel-1.post"}, "would come out the same", "voice"),
    ({"op": "redo_step", "step": "nothing"}, "there is no step 'nothing'", "reel-1.voice"),
    ({"op": "restore", "version": 12}, "there is no version 12", "100"),
    ({"op": "restore", "version": 1}, "that changes nothing", "already"),
]

ROUTES: list[tuple[str, str, Any]] = [
    ("POST", "/edits", {"operations": [{"op": "set_budget", "usd": "1"}], "base": 1}),
    ("POST", "/undo", {"base": 1}),
    ("GET", "/edits/abc", None),
    ("GET", "/versions", None),
    ("GET", "/versions/1", None),
    ("DELETE", "/proposal", None),
    ("GET", "/pieces/reel-1", None),
]


async def test_what_cannot_be_is_refused_in_words(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    for operation, error, hint in IMPOSSIBLE:
        answer = await edit(face, ada, run_id, operation)
        assert (answer["state"], answer["version"]) == ("refused", 0), operation
        assert error in answer["error"]
        assert hint in answer["hint"]
    run = await shown(ada, run_id)
    assert (run["status"], run["version"], run["proposal"]) == ("done", 1, None)


async def test_of_two_edits_for_one_version_one_wins(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    asked = [{"op": "set_piece", "piece": "reel-1", "topic": f"tea {n}"} for n in range(6)]
    answers = await asyncio.gather(
        *(ada.post(f"/runs/{run_id}/edits", json={"operations": [one], "base": 1}) for one in asked)
    )
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409, 409]
    await face.service.until(run_id)
    late = await ada.post(f"/runs/{run_id}/edits", json={"operations": [asked[0]], "base": 1})
    assert (late.status_code, late.json()["detail"]) == (409, "the plan is at version 2, not 1")


async def test_the_same_edit_sent_again_is_applied_once(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    body = {"operations": [{"op": "remove_piece", "piece": "reel-1"}], "base": 1}
    for _ in range(2):
        answer = await ada.post(f"/runs/{run_id}/edits", json=body, headers={"Idempotency-Key": "one"})
        assert answer.status_code == 202
        assert (await settled(face, ada, run_id, answer.json()["edit_id"]))["version"] == 2
    other = {**body, "operations": [{"op": "remove_piece", "piece": "reel-2"}]}
    answer = await ada.post(f"/runs/{run_id}/edits", json=other, headers={"Idempotency-Key": "one"})
    assert (answer.status_code, answer.json()["error"]) == (422, "key_reused")


async def test_a_run_is_not_edited_while_it_is_made(face: Face) -> None:
    face.service.plot(seconds=0.5)
    face.service.worker()
    ada = await face.person()
    early = await ada.post("/briefs", json={"text": "1 reel"}, headers={"Idempotency-Key": "early"})
    body = {"operations": [{"op": "set_budget", "usd": "1"}], "base": 1}
    answer = await ada.post(f"/runs/{early.json()['run_id']}/edits", json=body)
    assert (answer.status_code, answer.json()["hint"]) == (409, "wait until the run is planned")
    run_id = await planned(face, ada)
    await ada.post(f"/runs/{run_id}/approve", headers={"Idempotency-Key": "go"})
    answer = await ada.post(f"/runs/{run_id}/edits", json=body)
    assert (answer.status_code, answer.json()["hint"]) == (409, "wait until it is done, or cancel it")
    await face.service.until(run_id, RunStatus.done)


async def test_plans_of_another_workspace_are_not_there(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    answer = await ada.post("/briefs", json={"text": "a reel"}, headers={"Idempotency-Key": "k"})
    for method, path, body in ROUTES:
        address = f"/api/v1/runs/{answer.json()['run_id']}{path}"
        other = await face.client.request(method, address, json=body, headers=bearer(eve))
        assert (other.status_code, other.json()["error"]) == (404, "not_found"), path
        assert (await face.client.request(method, address, json=body)).status_code == 401, path


async def test_a_malformed_edit_is_told_so(face: Face) -> None:
    ada = await face.person()
    budget = {"op": "set_budget", "usd": "1"}
    for body in (
        {"operations": [], "base": 1},
        {"operations": [{"op": "paint_it_black"}], "base": 1},
        {"operations": [{"op": "set_piece", "piece": "a\u0000b", "topic": "x"}], "base": 1},
        {"operations": [{**budget, "workspace_id": "w"}], "base": 1},
        {"operations": [{"op": "set_budget", "usd": "-1"}], "base": 1},
        {"operations": [budget]},
        {"operations": [budget] * 51, "base": 1},
    ):
        assert (await ada.post("/runs/some-run/edits", json=body)).status_code == 422, body
