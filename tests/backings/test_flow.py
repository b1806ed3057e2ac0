"""The same main job on both backings; in the full one API and workers share nothing but what the settings name."""

import signal
from collections.abc import AsyncIterator

import psycopg
import pytest

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face, Person

STEPS = 10
"""Of one reel."""


async def begun(face: Face, who: Person, text: str) -> str:
    """Order a brief, wait for its plan and say yes to it."""
    answer = await who.post("/briefs", json={"text": text}, headers={"Idempotency-Key": text})
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned)
    answer = await who.post(f"/runs/{run_id}/approve", headers={"Idempotency-Key": f"yes-{run_id}"})
    assert answer.status_code == 202, answer.text
    return run_id


async def remembered(face: Face) -> int:
    """Checkpoints that the engine still has on Postgres."""
    url = face.service.settings.database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url) as connection:
        found = await (await connection.execute("SELECT count(*) FROM engine.checkpoints")).fetchone()
    return int(found[0]) if found else 0


@pytest.fixture
async def ada(face: Face) -> AsyncIterator[Person]:
    yield await face.person()


async def test_a_brief_becomes_files_that_the_api_hands_out(face: Face, ada: Person) -> None:
    face.service.worker()
    run_id = await begun(face, ada, "2 reels about tea")
    run = await face.service.until(run_id, RunStatus.done)
    assert run.record and len(run.record.pieces) == 2
    for piece in run.record.pieces:
        assert piece.files
        for kind, kept in piece.files.kept.items():
            path = f"/runs/{run_id}/pieces/{piece.id}/{kind}"
            whole = await ada.get(path, follow_redirects=True)
            assert whole.status_code == 200, whole.text
            assert len(whole.content) == kept.size
            part = await ada.get(path, follow_redirects=True, headers={"range": "bytes=2-5"})
            assert (part.status_code, part.content) == (206, whole.content[2:6])
    assert {"video", "cover", "post", "script"} <= run.record.pieces[0].files.kept.keys()  # type: ignore[union-attr]


async def test_what_api_and_workers_share_is_what_the_settings_name(face: Face, ada: Person) -> None:
    if not face.service.backing.apart:
        pytest.skip("one home for all")
    face.service.worker()
    run_id = await begun(face, ada, "1 reel about tea")
    await face.service.until(run_id, RunStatus.done)
    assert not list(face.service.settings.home.rglob("*.mp4"))
    assert list((face.service.folder / "home-1" / "made" / ada.workspace / run_id).rglob("video.mp4"))
    assert not list(face.service.folder.rglob("*.db"))


async def test_a_worker_with_another_home_goes_on_where_a_killed_one_stopped(face: Face, ada: Person) -> None:
    service = face.service
    service.plot(seconds=0.05)
    first = service.worker()
    run_id = await begun(face, ada, "3 reels about tea")
    await service.worked(2 * STEPS)
    service.kill(first, signal.SIGKILL)
    finished = {step.id: step.started for step in await service.steps.of_run(run_id) if step.status == "done"}
    service.worker(STUDIO_TEST_HOST="another")
    run = await service.until(run_id, RunStatus.done)
    assert run.record and {piece.status for piece in run.record.pieces} == {"done"}
    kept = {step.id: step.started for step in await service.steps.of_run(run_id) if step.tool != "export"}
    assert finished
    assert {name: kept[name] for name in finished if name in kept} == {
        n: at for n, at in finished.items() if n in kept
    }
    if service.backing.apart:
        assert await remembered(face) == 0
