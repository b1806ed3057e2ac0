"""Planned publications, over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

from studio.db.tables import RunRow
from studio.domain.accounts import utc_now
from studio.domain.runs import PieceFiles, PieceRecord, RunRecord, RunStatus, StepStatus
from studio.storage.opening import store_of
from tests.api_http.conftest import Face, Person


async def finished(face: Face, person: Person, run_id: str) -> str:
    """A run of one finished reel and one failed one; gives the bytes of the video."""
    store = store_of(face.service.settings)
    data = f"video of {run_id}".encode()
    video = await asyncio.to_thread(store.put_bytes, data, "video/mp4", name="video.mp4")
    names = {"video": "reel-1/video.mp4", "cover": "", "post": "", "script": ""}
    done = PieceRecord(
        id="reel-1",
        title="Walk",
        status=StepStatus.done,
        files=PieceFiles(**names, kept={"video": video}),
        seconds=20,
        details={"platform": "tiktok"},
    )
    failed = PieceRecord(id="reel-2", title="Run", status=StepStatus.failed, files=None, seconds=0)
    await face.service.order(run_id, person.workspace)
    record = RunRecord(
        run_id=run_id,
        status=RunStatus.failed,
        brief="2 reels",
        pieces=(done, failed),
        cost_usd="0",
        wall_seconds=1,
        out="",
    )
    async with face.service.database.everywhere().write() as session:
        row = await session.get_one(RunRow, run_id)
        row.record, row.status = record.model_dump(mode="json"), "failed"
    return run_id


async def planned(person: Person, run: str, days: float = 1.0, **more: Any) -> dict[str, Any]:
    at = (utc_now() + timedelta(days=days)).isoformat()
    answer = await person.post("/posts", json={"run": run, "piece": "reel-1", "at": at, "text": "Look!", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_piece_is_planned_comes_due_and_is_published_by_hand(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-1")
    later, due = await planned(ada, run), await planned(ada, run, -0.01, platform="instagram_reels")
    assert (later["state"], later["platform"], later["title"]) == ("scheduled", "tiktok", "Walk")
    assert (due["state"], due["platform"]) == ("due", "instagram_reels")
    assert (await face.client.get(due["files"]["video"])).content == b"video of run-1"
    assert [post["id"] for post in (await ada.get("/posts")).json()["posts"]] == [due["id"], later["id"]]
    page = (await ada.get("/posts?limit=1")).json()
    rest = (await ada.get(f"/posts?limit=1&cursor={page['next']}")).json()
    assert [post["id"] for post in rest["posts"]] == [later["id"]]
    said = {"state": "published", "address": "https://tiktok.example/1"}
    assert (await ada.patch(f"/posts/{due['id']}", json=said)).json()["state"] == "published"
    assert (await ada.patch(f"/posts/{due['id']}", json={"text": "other"})).status_code == 409
    moved = (utc_now() + timedelta(days=3)).isoformat()
    assert (await ada.patch(f"/posts/{later['id']}", json={"at": moved})).json()["text"] == "Look!"
    assert (await ada.delete(f"/posts/{later['id']}")).status_code == 204
    assert (await ada.get(f"/posts/{later['id']}")).status_code == 404


async def test_runs_hand_their_files_out_by_links(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    run = await finished(face, ada, "run-2")
    piece = (await ada.get(f"/runs/{run}")).json()["pieces"][0]
    got = await face.client.get(piece["files"]["video"], headers={"range": "bytes=0-4"})
    assert (got.status_code, got.content, got.headers["content-type"]) == (206, b"video", "video/mp4")
    assert (await bob.get(f"/runs/{run}")).status_code == 404
    assert (await ada.get(f"/runs/{run}")).json()["pieces"][0]["files"] == piece["files"]


async def test_posts_that_cannot_be(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-3")
    at = (utc_now() + timedelta(days=1)).isoformat()
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"piece": "reel-2"}, 409),
        ({"piece": "reel-9"}, 404),
        ({"run": "run-nowhere"}, 404),
        ({"text": "x" * 5000}, 400),
        ({"text": "a\u0000b"}, 422),
        ({"platform": "myspace"}, 422),
        ({"at": "2026-12-01T00:00:00"}, 422),
        ({"at": "9999-12-31T23:59:59-12:00"}, 400),
        ({"at": "0001-01-01T00:00:00+12:00"}, 201),
    ]
    for change, status in wrong:
        answer = await ada.post("/posts", json={"run": run, "piece": "reel-1", "at": at, **change})
        assert answer.status_code == status, (change, answer.text)
    assert (await ada.get("/posts?from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z")).status_code == 400
    assert (await ada.get("/posts?from=yesterday")).status_code == 422


async def test_another_workspaces_posts_are_not_there(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    run = await finished(face, ada, "run-4")
    post = await planned(ada, run)
    at = {"run": run, "piece": "reel-1", "at": post["at"]}
    assert (await bob.post("/posts", json=at)).status_code == 404
    assert (await bob.get(f"/posts/{post['id']}")).status_code == 404
    assert (await bob.patch(f"/posts/{post['id']}", json={"text": "his"})).status_code == 404
    assert (await bob.delete(f"/posts/{post['id']}")).status_code == 404
    assert (await bob.get("/posts")).json()["posts"] == []
