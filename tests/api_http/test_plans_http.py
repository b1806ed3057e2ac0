"""Plans edited over HTTP, with real workers on fake tools: only what an edit touches is made again."""

import asyncio
import secrets
from collections import Counter
from decimal import Decimal
from typing import Any

from studio.domain.runs import RunStatus
from studio.repos.events import EventRepo
from tests.api_http.conftest import Face, Person

Operation = dict[str, Any]


async def planned(face: Face, who: Person, text: str = "2 reels about tea") -> str:
    """Order a brief and wait for its plan."""
    answer = await who.post("/briefs", json={"text": text}, headers={"Idempotency-Key": secrets.token_hex(4)})
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned)
    return run_id


async def approved(face: Face, who: Person, run_id: str, **asked: Any) -> None:
    """Say yes, and wait for what comes of it."""
    answer = await who.post(f"/runs/{run_id}/approve", json=asked, headers={"Idempotency-Key": secrets.token_hex(4)})
    assert answer.status_code == 202, answer.text
    await face.service.until(run_id, RunStatus.done)


async def made(face: Face, who: Person, text: str = "2 reels about tea") -> str:
    """A finished run."""
    run_id = await planned(face, who, text)
    await approved(face, who, run_id)
    return run_id


async def shown(who: Person, run_id: str) -> Any:
    """The run as it is shown."""
    answer = await who.get(f"/runs/{run_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def edit(face: Face, who: Person, run_id: str, *operations: Operation, base: int = 0) -> Any:
    """Have operations applied, and say what became of them."""
    run = await shown(who, run_id)
    newest = run["proposal"]["version"] if run["proposal"] else run["version"]
    body = {"operations": list(operations), "base": base or newest}
    answer = await who.post(f"/runs/{run_id}/edits", json=body)
    assert answer.status_code == 202, answer.text
    return await settled(face, who, run_id, answer.json()["edit_id"])


async def settled(face: Face, who: Person, run_id: str, edit_id: str) -> Any:
    """Wait until an edit is applied or refused."""
    await face.service.until(run_id)
    answer = await who.get(f"/runs/{run_id}/edits/{edit_id}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] != "waiting"
    return answer.json()


def work(face: Face) -> Counter[str]:
    """How often each tool finished its work so far."""
    return Counter(tool for event, tool, _, _ in face.service.ledger() if event == "end")


async def test_a_plan_that_waits_becomes_another_one(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada)
    first = await shown(ada, run_id)
    assert (first["version"], first["proposal"], first["title"]) == (1, None, "Fitness")
    done = await edit(
        face,
        ada,
        run_id,
        {"op": "set_piece", "piece": "reel-1", "topic": "green tea", "seconds": 30},
        {"op": "add_piece", "topic": "black tea", "after": "reel-1"},
        {"op": "move_piece", "piece": "reel-2", "to": 0},
    )
    assert (done["state"], done["version"]) == ("applied", 2)
    run = await shown(ada, run_id)
    assert (run["status"], run["version"], run["proposal"]) == ("planned", 2, None)
    assert [piece["id"] for piece in run["plan"]["spec"]["pieces"]] == ["reel-2", "reel-1", "reel-3"]
    assert [piece["topic"] for piece in run["plan"]["spec"]["pieces"]] == ["fitness", "green tea", "black tea"]
    assert {step["status"] for step in run["steps"]} == {"waiting"}
    await approved(face, ada, run_id, version=2)
    assert {piece["id"] for piece in (await shown(ada, run_id))["pieces"]} == {"reel-1", "reel-2", "reel-3"}
    assert work(face)["compose"] == 3


async def test_an_edit_of_a_finished_run_is_a_proposal_until_it_is_approved(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada)
    before, was = work(face), await shown(ada, run_id)
    line = {"op": "set_scene", "piece": "reel-2", "scene": "s2", "say": "Steep it for three minutes."}
    assert (await edit(face, ada, run_id, line))["version"] == 2
    run = await shown(ada, run_id)
    assert (run["status"], run["version"], run["pieces"]) == ("done", 1, was["pieces"])
    proposal = run["proposal"]
    assert (proposal["version"], Decimal(proposal["usd"])) == (2, Decimal(0))
    assert proposal["seconds"] > 0
    assert "Steep it for three minutes." in proposal["changes"][0]
    assert all(step.startswith("reel-2.") for step in proposal["redone"])
    assert "reel-2.script" not in proposal["redone"]
    assert work(face) == before
    assert (
        await ada.post(f"/runs/{run_id}/approve", json={"version": 1}, headers={"Idempotency-Key": "x"})
    ).status_code == 409
    await approved(face, ada, run_id, version=2)
    redone = {name.removeprefix("reel-2.") for name in proposal["redone"]}
    assert work(face) - before == Counter(dict.fromkeys(redone, 1))
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-2")).json()
    assert piece["version"] == 2
    assert piece["scenes"][1]["say"] == "Steep it for three minutes."
    assert (await shown(ada, run_id))["proposal"] is None


async def test_going_back_costs_nothing(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    await edit(face, ada, run_id, {"op": "set_scene", "piece": "reel-1", "scene": "s1", "say": "Hear, hear."})
    await approved(face, ada, run_id)
    before = work(face)
    answer = await ada.post(f"/runs/{run_id}/undo", json={"base": 2})
    assert (await settled(face, ada, run_id, answer.json()["edit_id"]))["version"] == 3
    assert (await shown(ada, run_id))["proposal"]["redone"] == ["reel-1.export"]
    await approved(face, ada, run_id)
    assert work(face) - before == Counter(export=1)
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert piece["scenes"][0]["say"] == "Most people skip this walk."
    nothing = await ada.post(f"/runs/{run_id}/undo", json={"base": 3})
    assert (nothing.status_code, nothing.json()["detail"]) == (409, "there is nothing to undo")
    versions = (await ada.get(f"/runs/{run_id}/versions")).json()["versions"]
    assert [(v["version"], v["current"], v["parent"], v["restores"]) for v in versions] == [
        (3, True, 2, 1),
        (2, False, 1, 0),
        (1, False, 0, 0),
    ]
    assert (await ada.get(f"/runs/{run_id}/versions/2")).status_code == 200
    assert (await ada.get(f"/runs/{run_id}/versions/9")).status_code == 404


async def test_a_step_done_again_gives_another_result_and_the_old_one_is_kept(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    await edit(face, ada, run_id, {"op": "redo_step", "step": "reel-1.music"})
    proposal = (await shown(ada, run_id))["proposal"]
    assert proposal["redone"] == ["reel-1.music", "reel-1.compose", "reel-1.export"]
    before = work(face)
    await approved(face, ada, run_id)
    assert work(face) - before == Counter(music=1, compose=1, export=1)
    assert [attempt for _, tool, attempt, _ in face.service.ledger() if tool == "music"][-1] == 1
    state = next(step for step in (await shown(ada, run_id))["steps"] if step["id"] == "reel-1.music")
    assert (state["take"], state["status"], state["piece"]) == (1, "done", "reel-1")


async def test_locked_scenes_refuse_changes_and_survive_a_rewritten_script(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    await edit(face, ada, run_id, {"op": "set_scene", "piece": "reel-1", "scene": "s2", "say": "Keep this."})
    await approved(face, ada, run_id)
    done = await edit(face, ada, run_id, {"op": "lock_scene", "piece": "reel-1", "scene": "s2"})
    run = await shown(ada, run_id)
    assert (run["version"], run["proposal"]) == (done["version"], None), "a lock takes effect at once"
    refused = await edit(face, ada, run_id, {"op": "set_scene", "piece": "reel-1", "scene": "s2", "say": "No."})
    assert (refused["state"], refused["error"], refused["hint"]) == (
        "refused",
        "s2 of reel-1 is locked",
        "unlock it first",
    )
    await edit(face, ada, run_id, {"op": "rewrite_script", "piece": "reel-1", "note": "funnier"})
    await approved(face, ada, run_id)
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert piece["title"].endswith("take 1")
    assert [(scene["say"], scene["locked"]) for scene in piece["scenes"]][1] == ("Keep this.", True)


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
    ({"op": "remove_scene", "piece": "reel-1", "scene": "s9"}, "there is no scene 's9'", "s1, s2, s3"),
    ({"op": "redo_step", "step": "reel-1.post"}, "would come out the same", "voice"),
    ({"op": "redo_step", "step": "nothing"}, "there is no step 'nothing'", "reel-1.voice"),
    ({"op": "restore", "version": 12}, "there is no version 12", "100"),
    ({"op": "restore", "version": 1}, "that changes nothing", "already"),
]
"""An operation on a finished run of one piece, and what is said of it."""


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


async def test_a_proposal_is_dropped(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    assert (await ada.client.delete(f"/api/v1/runs/{run_id}/proposal", headers=_bearer(ada))).status_code == 404
    await edit(face, ada, run_id, {"op": "redo_step", "step": "reel-1.voice"})
    assert (await ada.client.delete(f"/api/v1/runs/{run_id}/proposal", headers=_bearer(ada))).status_code == 204
    run = await shown(ada, run_id)
    assert (run["version"], run["proposal"], run["status"]) == (1, None, "done")
    answer = await ada.post(f"/runs/{run_id}/approve", headers={"Idempotency-Key": "late"})
    assert answer.status_code == 409


async def test_an_edit_is_told_to_those_who_follow(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    asked = {"op": "set_piece", "piece": "reel-1", "music": "calm"}
    await edit(face, ada, run_id, asked)
    refused = await edit(face, ada, run_id, {"op": "set_piece", "piece": "reel-1", "music": "loud"})
    async with face.service.database.read() as session:
        told = [entry.payload for entry in await EventRepo(session, ada.workspace).after(run_id, 0)]
    kinds = [event["type"] for event in told]
    assert kinds.count("RUN_STARTED") == kinds.count("RUN_FINISHED") == 4
    (plan,) = [event["value"] for event in told if event.get("name") == "plan"]
    assert (plan["version"], plan["proposed"], plan["redone"][0]) == (2, True, "reel-1.music")
    (no,) = [event["value"] for event in told if event.get("name") == "refused"]
    assert no["edit"] == refused["edit_id"]
    assert "there is no mood called 'loud'" in no["error"]


async def test_a_piece_is_shown_with_its_scenes_in_time(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await planned(face, ada, "1 reel about tea")
    waiting = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert waiting["takes"] == []
    assert (waiting["status"], waiting["scenes"], waiting["width"], waiting["height"]) == ("waiting", [], 1080, 1920)
    assert waiting["safe"][0] == {
        "platform": "instagram_reels",
        "title": "Instagram Reels",
        "left": 65,
        "top": 270,
        "width": 895,
        "height": 1250,
    }
    await approved(face, ada, run_id)
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert piece["status"] == "done"
    assert [scene["id"] for scene in piece["scenes"]] == ["s1", "s2", "s3"]
    assert piece["scenes"][0]["start"] == 0
    assert piece["scenes"][1]["start"] == piece["scenes"][0]["end"]
    assert " ".join(cue["text"] for cue in piece["cues"]).startswith("Most people skip")
    assert {gate["name"] for gate in piece["gates"]} == {"length", "difference"}
    assert (await ada.get(f"/runs/{run_id}/pieces/reel-9")).status_code == 404


ROUTES: list[tuple[str, str, Any]] = [
    ("POST", "/edits", {"operations": [{"op": "set_budget", "usd": "1"}], "base": 1}),
    ("POST", "/undo", {"base": 1}),
    ("GET", "/edits/abc", None),
    ("GET", "/versions", None),
    ("GET", "/versions/1", None),
    ("DELETE", "/proposal", None),
    ("GET", "/pieces/reel-1", None),
]


async def test_plans_of_another_workspace_are_not_there(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    answer = await ada.post("/briefs", json={"text": "a reel"}, headers={"Idempotency-Key": "k"})
    for method, path, body in ROUTES:
        address = f"/api/v1/runs/{answer.json()['run_id']}{path}"
        other = await face.client.request(method, address, json=body, headers=_bearer(eve))
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


def _bearer(who: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {who.token}"}
