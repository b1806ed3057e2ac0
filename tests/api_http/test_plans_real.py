"""A short reel on the real tools, edited over HTTP: what a change of one line does to the whole."""

import pytest

from studio.domain.runs import RunStatus
from studio.services.steps import StepView
from tests.api_http.conftest import Face
from tests.fakes.planning import edit, settled, shown

KEY = "Idempotency-Key"


async def steps(face: Face, run_id: str) -> dict[str, StepView]:
    """The latest making of each step, by tool."""
    return {step.tool: step for step in await face.service.steps.of_run(run_id)}


@pytest.mark.slow
async def test_one_headline_of_a_real_reel_is_changed_and_changed_back(face: Face) -> None:
    face.service.worker(module="worker.main")
    ada = await face.person()
    answer = await ada.post("/briefs", json={"text": "1 fitness reel of 8 seconds"}, headers={KEY: "real"})
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned, seconds=200)
    assert (await ada.post(f"/runs/{run_id}/approve", headers={KEY: "yes"})).status_code == 202
    await face.service.until(run_id, RunStatus.done, seconds=500)
    piece = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert piece["scenes"][0]["start"] == 0
    assert abs(piece["scenes"][-1]["end"] - piece["seconds"]) < 0.2
    assert piece["cues"] and piece["files"]["video"] and piece["gates"]
    first = await steps(face, run_id)
    last = piece["scenes"][-1]["id"]

    asked = {"op": "set_scene", "piece": "reel-1", "scene": last, "show": "One small step"}
    assert (await edit(face, ada, run_id, asked))["state"] == "applied"
    proposal = (await shown(ada, run_id))["proposal"]
    assert not {"reel-1.script", "reel-1.voice"} & set(proposal["redone"]), "the same words are not spoken again"
    assert (await ada.post(f"/runs/{run_id}/approve", headers={KEY: "again"})).status_code == 202
    await face.service.until(run_id, RunStatus.done, seconds=500)
    second = await steps(face, run_id)
    assert second["voice"].output == first["voice"].output
    film = second["compose"].output
    assert film and first["compose"].output
    assert film["video"] != first["compose"].output["video"]
    print(f"{film['chunks_reused']} of {film['chunks']} chunks kept, compose {second['compose'].seconds:.1f} s")
    assert film["chunks_reused"] > 0, "pictures of the other scenes stay"
    changed = (await ada.get(f"/runs/{run_id}/pieces/reel-1")).json()
    assert changed["scenes"][-1]["show"] == "One small step"
    assert [(take["version"], take["current"]) for take in changed["takes"]] == [(2, True), (1, False)]
    assert (await face.client.get(changed["takes"][1]["video"])).status_code == 200, "the earlier one can be played"

    again = {"op": "retake_scene", "piece": "reel-1", "scene": last}
    assert (await edit(face, ada, run_id, again))["state"] == "applied"
    assert (await ada.post(f"/runs/{run_id}/approve", headers={KEY: "picture"})).status_code == 202
    await face.service.until(run_id, RunStatus.done, seconds=500)
    third = await steps(face, run_id)
    for tool in ("script", "voice", "music", "captions"):
        assert third[tool].output == second[tool].output
    film, before = third["compose"].output, second["compose"].output
    assert film and before and film["video"] != before["video"]
    assert film["chunks_reused"] > 0, "pictures of the other scenes stay"

    answer = await ada.post(f"/runs/{run_id}/undo", json={"base": 3})
    assert (await settled(face, ada, run_id, answer.json()["edit_id"]))["state"] == "applied"
    assert (await shown(ada, run_id))["proposal"]["redone"] == ["reel-1.export"]

    assert (await ada.post(f"/runs/{run_id}/approve", headers={KEY: "back"})).status_code == 202
    await face.service.until(run_id, RunStatus.done, seconds=500)
    assert (await edit(face, ada, run_id, again))["state"] == "applied"
    assert (await ada.post(f"/runs/{run_id}/approve", headers={KEY: "another"})).status_code == 202
    await face.service.until(run_id, RunStatus.done, seconds=500)
    fourth = await steps(face, run_id)
    looks = [made["visuals"].output["look"] for made in (second, third, fourth) if made["visuals"].output]
    assert looks[0] != looks[1] != looks[2] != looks[0], "a picture that was turned down does not come again"
