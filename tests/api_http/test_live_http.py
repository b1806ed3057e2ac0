"""What a page starts from before it follows a run."""

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face

ELSE = "/runs/20260101-nothing-0000000000/state"


async def test_the_state_is_what_the_events_told_and_the_stream_goes_on_after_it(face: Face) -> None:
    ada = await face.person()
    run_id = await face.service.order("live-1", ada.workspace, reels=1)
    face.service.worker()
    await face.service.until(run_id, RunStatus.done)

    told = (await ada.get(f"/runs/{run_id}/state")).json()

    assert told["state"]["status"] == "done"
    assert {step["state"] for step in told["state"]["steps"].values()} == {"done"}
    assert (await ada.get(f"/runs/{run_id}/events", params={"after": told["after"]})).status_code == 204


async def test_a_run_that_has_told_nothing_has_no_state(face: Face) -> None:
    ada = await face.person()
    run_id = await face.service.order("live-2", ada.workspace, reels=1)

    assert (await ada.get(f"/runs/{run_id}/state")).json() == {"state": {}, "after": ""}


async def test_another_workspace_sees_no_state(face: Face) -> None:
    ada, eve = await face.person(), await face.person("eve")
    run_id = await face.service.order("live-3", ada.workspace, reels=1)

    assert (await eve.get(f"/runs/{run_id}/state")).status_code == 404
    assert (await ada.get(ELSE)).status_code == 404
