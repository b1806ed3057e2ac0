"""Plans edited over HTTP, with real workers on fake tools: only what an edit touches is made again."""

from collections import Counter
from decimal import Decimal

from studio.repos.events import EventRepo
from tests.api_http.conftest import Face
from tests.fakes.planning import approved, bearer, edit, made, planned, settled, shown, work


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


async def test_another_picture_of_one_scene_is_proposed_made_and_taken_back(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada)
    before = work(face)
    again = {"op": "retake_scene", "piece": "reel-2", "scene": "s2"}
    assert (await edit(face, ada, run_id, again))["version"] == 2
    proposal = (await shown(ada, run_id))["proposal"]
    assert proposal["changes"] == ["reel-2, s2: gets another picture"]
    assert proposal["redone"] == ["reel-2.visuals", "reel-2.compose", "reel-2.cover", "reel-2.export"]
    await approved(face, ada, run_id, version=2)
    assert work(face) - before == Counter(visuals=1, compose=1, cover=1, export=1)
    was = (await ada.get(f"/runs/{run_id}/pieces/reel-2")).json()["takes"]
    assert [(take["version"], take["current"]) for take in was] == [(2, True), (1, False)]
    answer = await ada.post(f"/runs/{run_id}/undo", json={"base": 2})
    assert (await settled(face, ada, run_id, answer.json()["edit_id"]))["version"] == 3
    assert (await shown(ada, run_id))["proposal"]["redone"] == ["reel-2.export"]


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
    refused = await edit(face, ada, run_id, {"op": "retake_scene", "piece": "reel-1", "scene": "s2"})
    assert (refused["error"], refused["hint"]) == ("s2 of reel-1 is locked", "unlock it first")
    await edit(face, ada, run_id, {"op": "rewrite_script", "piece": "reel-1", "note": "funnier"})
    await approved(face, ada, run_id)
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert piece["title"].endswith("take 1")
    assert [(scene["say"], scene["locked"]) for scene in piece["scenes"]][1] == ("Keep this.", True)


async def test_a_proposal_is_dropped(face: Face) -> None:
    face.service.worker()
    ada = await face.person()
    run_id = await made(face, ada, "1 reel about tea")
    assert (await ada.client.delete(f"/api/v1/runs/{run_id}/proposal", headers=bearer(ada))).status_code == 404
    await edit(face, ada, run_id, {"op": "redo_step", "step": "reel-1.voice"})
    assert (await ada.client.delete(f"/api/v1/runs/{run_id}/proposal", headers=bearer(ada))).status_code == 204
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
