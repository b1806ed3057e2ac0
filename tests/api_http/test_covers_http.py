"""Small covers of finished pieces: whoever may see the piece may see them, at addresses that browsers keep."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face, Person
from tests.api_http.test_runs_http import YES, planned

SMALL = ("cover_540", "cover_240")


async def finished(face: Face, who: Person) -> dict[str, Any]:
    """A run with its pieces, as the API tells of it."""
    face.service.worker()
    run_id = await planned(face, who)
    await who.post(f"/runs/{run_id}/approve", headers=YES)
    await face.service.until(run_id, RunStatus.done)
    shown: dict[str, Any] = (await who.get(f"/runs/{run_id}")).json()
    return shown


async def test_small_covers_are_handed_out_once_and_then_known(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada)
    files = run["pieces"][0]["files"]
    for kind, wide in (("cover_540", 270), ("cover_240", 240)):
        answer = await face.client.get(files[kind])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert "immutable" in answer.headers["cache-control"]
        with Image.open(BytesIO(answer.content)) as picture:
            assert (picture.format, picture.width) == ("WEBP", wide)
        again = await face.client.get(files[kind], headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("kind", SMALL)
async def test_by_name_they_are_there_for_the_workspace_alone(face: Face, kind: str) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    run = await finished(face, ada)
    path = f"/runs/{run['id']}/pieces/{run['pieces'][0]['id']}"
    mine = await ada.get(f"{path}/{kind}")
    assert mine.status_code == 307
    assert (await face.client.get(mine.headers["location"])).headers["content-type"] == "image/webp"
    assert (await eve.get(f"{path}/{kind}")).status_code == 404
    assert (await face.client.get(f"/api/v1{path}/{kind}")).status_code == 401


async def test_no_other_size_is_there(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada)
    answer = await ada.get(f"/runs/{run['id']}/pieces/{run['pieces'][0]['id']}/cover_541")
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


async def test_strangers_see_them_on_what_is_shared(face: Face) -> None:
    ada = await face.person()
    run = await finished(face, ada)
    made = (await ada.post(f"/runs/{run['id']}/shares", json={})).json()
    files = (await face.client.get(f"/api/v1/share/{made['token']}")).json()["pieces"][0]["files"]
    assert (await face.client.get(files["cover_540"])).headers["content-type"] == "image/webp"
