"""Finished pieces are shown to people who have no account."""

from datetime import timedelta
from typing import Any

import pytest

from studio.db.library import ShareRow
from studio.domain.accounts import utc_now
from tests.api_http.conftest import Face, Person
from tests.api_http.test_posts_http import finished

UNKNOWN = "ach_" + "x" * 43


async def shared(person: Person, run: str, **more: Any) -> dict[str, Any]:
    answer = await person.post(f"/runs/{run}/shares", json=more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen(face: Face, token: str) -> Any:
    return await face.client.get(f"/api/v1/share/{token}")


async def test_anybody_with_the_address_sees_the_finished_pieces_and_nothing_else(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-1")
    made = await shared(ada, run, days=2)
    assert made["url"].endswith(f"/share/{made['token']}")
    answer = await seen(face, made["token"])
    found = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert found.keys() == {"title", "pieces", "downloads", "expires"}
    assert [(piece["title"], piece["seconds"]) for piece in found["pieces"]] == [("Walk", 20)]
    assert found["pieces"][0].keys() == {"title", "seconds", "width", "height", "language", "files"}
    assert (await face.client.get(found["pieces"][0]["files"]["video"])).content == b"video of run-1"
    assert ada.workspace not in answer.text and "2 reels" not in answer.text


async def test_the_secret_is_told_once_and_not_kept(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-2")
    made = await shared(ada, run, downloads=True)
    listed = (await ada.get(f"/runs/{run}/shares")).json()
    assert [(one["id"], one["token"], one["url"], one["downloads"]) for one in listed] == [(made["id"], "", "", True)]
    async with face.service.database.everywhere().read() as session:
        row = await session.get_one(ShareRow, made["id"])
    assert made["token"] not in {str(value) for value in vars(row).values()}


async def test_unknown_expired_and_revoked_look_alike(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-3")
    old, back = await shared(ada, run), await shared(ada, run)
    async with face.service.database.everywhere().write() as session:
        (await session.get_one(ShareRow, old["id"])).expires = utc_now() - timedelta(seconds=1)
    assert (await seen(face, back["token"])).status_code == 200
    assert (await ada.delete(f"/shares/{back['id']}")).status_code == 204
    answers = [await seen(face, token) for token in (UNKNOWN, old["token"], back["token"], "a%00b")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert (await ada.delete(f"/shares/{back['id']}")).status_code == 404
    assert (await ada.get(f"/runs/{run}/shares")).json() == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"pieces": ["reel-2"]}, 409),
        ({"pieces": ["reel-9"]}, 404),
        ({"days": 0}, 422),
        ({"days": 91}, 422),
        ({"pieces": ["a\u0000b"]}, 422),
        ({"pieces": ["reel-1", "reel-1"]}, 201),
    ],
)
async def test_what_can_be_shared(face: Face, asked: dict[str, Any], status: int) -> None:
    ada = await face.person()
    run = await finished(face, ada, "run-4")
    assert (await ada.post(f"/runs/{run}/shares", json=asked)).status_code == status


async def test_only_those_who_may_change_a_run_share_it(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    run = await finished(face, ada, "run-5")
    made = await shared(ada, run)
    viewer = await face.member(ada, "viewer")
    assert (await viewer.get(f"/runs/{run}/shares")).status_code == 200
    assert (await viewer.post(f"/runs/{run}/shares", json={})).status_code == 403
    assert (await viewer.delete(f"/shares/{made['id']}")).status_code == 403
    assert (await bob.get(f"/runs/{run}/shares")).status_code == 404
    assert (await bob.post(f"/runs/{run}/shares", json={})).status_code == 404
    assert (await bob.delete(f"/shares/{made['id']}")).status_code == 404
    assert (await face.client.get(f"/api/v1/runs/{run}/shares")).status_code == 401
    assert (await seen(face, made["token"])).status_code == 200


async def test_one_address_does_not_try_tokens_for_ever(face: Face) -> None:
    statuses = [(await seen(face, UNKNOWN)).status_code for _ in range(70)]
    assert statuses[:60] == [404] * 60
    assert statuses[-1] == 429
