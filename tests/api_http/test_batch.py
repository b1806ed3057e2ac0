"""Several reads in one request: the same answers as alone, nothing but reads, and nobody else's."""

import pytest

from tests.api_http.conftest import Face


async def test_reads_are_answered_in_their_order_as_if_asked_alone(face: Face) -> None:
    ada = await face.person()
    for n in range(3):
        await ada.post("/briefs", json={"text": "a reel"}, headers={"Idempotency-Key": str(n)})
    paths = ["/runs?limit=2", "/credits", "/usage", "/auth/me", "/runs/nothing", "/credits/ledger?limit=1"]
    asked = [{"id": f"r{n}", "path": path} for n, path in enumerate(paths)]
    answer = await ada.post("/batch", json={"requests": asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()["answers"]
    assert [one["id"] for one in found] == [one["id"] for one in asked]
    for one, path in zip(found, paths, strict=True):
        alone = await ada.get(path)
        assert (one["status"], one["body"]) == (alone.status_code, alone.json())
    assert found[4]["status"] == 404
    assert len(found[0]["body"]["runs"]) == 2


async def test_a_batch_sees_what_the_one_who_asks_may_see(face: Face) -> None:
    ada, eve = await face.person("ada"), await face.person("eve")
    run_id = (await ada.post("/briefs", json={"text": "a reel"}, headers={"Idempotency-Key": "k"})).json()["run_id"]
    asked = {"requests": [{"path": f"/runs/{run_id}"}, {"path": "/runs"}]}
    theirs = (await eve.post("/batch", json=asked)).json()["answers"]
    assert [one["status"] for one in theirs] == [404, 200]
    assert theirs[1]["body"]["runs"] == []
    mine = (await ada.post("/batch", json=asked)).json()["answers"]
    assert [one["status"] for one in mine] == [200, 200]
    assert (await face.client.post("/api/v1/batch", json=asked)).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/batch",
        "/runs/x/events",
        "/nothing/there",
        "/../../ready",
        "/%2e%2e/%2e%2e/ready",
        "/../ready",
        "//else/runs",
    ],
)
async def test_what_is_no_plain_read_is_refused(face: Face, path: str) -> None:
    ada = await face.person()
    answer = await ada.post("/batch", json={"requests": [{"path": "/runs"}, {"path": path}]})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


@pytest.mark.parametrize("reads", [[], [{"path": "runs"}], [{"path": "/r\u0000"}], [{"path": "/runs"}] * 21])
async def test_what_is_malformed_is_refused(face: Face, reads: list[dict[str, str]]) -> None:
    ada = await face.person()
    assert (await ada.post("/batch", json={"requests": reads})).status_code == 422
