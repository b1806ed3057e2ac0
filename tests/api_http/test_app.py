"""The HTTP face by itself: errors of one shape, ids, limits, readiness, numbers."""

import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from fastapi import APIRouter
from pydantic import BaseModel
from structlog.testing import capture_logs

from api.app import create_app
from api.middleware import MOST_BODY
from studio.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OverBudget,
    StepFailed,
    StudioError,
    TooMany,
    Unauthorised,
)

KEY = "sk-live-0123456789abcdefghijkl"
RAISED: dict[str, tuple[StudioError, int, str]] = {
    "bad": (BadRequest("no such thing", "try another"), 400, "bad_request"),
    "unknown": (Unauthorised("who are you", "sign in"), 401, "unauthorised"),
    "dear": (OverBudget("too dear", "raise it"), 402, "over_budget"),
    "closed": (Forbidden("not yours"), 403, "forbidden"),
    "gone": (NotFound("nothing here"), 404, "not_found"),
    "twice": (Conflict("there already"), 409, "conflict"),
    "often": (TooMany("slow down", retry_after=7.2), 429, "too_many"),
    "broken": (StepFailed("a step gave up"), 500, "failed"),
}


class Asked(BaseModel):
    count: int


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/raise/{name}")
    async def fail(name: str) -> None:
        raise RAISED[name][0]

    @router.get("/surprise")
    async def surprise() -> None:
        raise RuntimeError(f"with {KEY} inside")

    @router.post("/count")
    async def count(asked: Asked) -> Asked:
        return asked

    return router


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async def well() -> None:
        return

    app = create_app([routes()], checks={"database": well})
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://studio") as found:
        yield found


@pytest.mark.parametrize("name", RAISED)
async def test_every_refusal_has_the_one_shape(client: httpx.AsyncClient, name: str) -> None:
    error, status, word = RAISED[name]
    answer = await client.get(f"/api/v1/raise/{name}")
    assert answer.status_code == status
    assert answer.json() == {"error": word, "detail": error.message, "hint": error.hint}
    assert answer.headers["x-request-id"]


async def test_a_refusal_tells_when_and_how_to_come_back(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/raise/often")).headers["retry-after"] == "7"
    assert (await client.get("/api/v1/raise/unknown")).headers["www-authenticate"] == "Bearer"


async def test_a_malformed_body_is_told_where(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/count", json={"count": "many"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("body.count:")
    assert (await client.post("/api/v1/count", content=b"{")).json()["error"] == "malformed"


async def test_a_surprise_says_nothing_of_what_is_inside(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await client.get("/api/v1/surprise")
    assert answer.status_code == 500
    assert answer.json()["error"] == "broke"
    assert KEY not in answer.text
    assert any(entry["event"] == "broke" for entry in logs)


async def test_what_is_not_there_has_the_shape_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/nothing")).json()["error"] == "not_found"
    assert (await client.delete("/api/v1/count")).json()["error"] == "method_not_allowed"


async def test_a_body_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({"count": 1, "filler": "x" * MOST_BODY}).encode()
    answer = await client.post("/api/v1/count", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


async def test_a_request_keeps_a_sound_id_and_gets_one_otherwise(client: httpx.AsyncClient) -> None:
    kept = await client.get("/health", headers={"x-request-id": "trace-0001"})
    made = await client.get("/health", headers=[(b"x-request-id", b"bad id \xe9")])
    assert kept.headers["x-request-id"] == "trace-0001"
    assert made.headers["x-request-id"] != kept.headers["x-request-id"]
    assert len(made.headers["x-request-id"]) == 16


async def test_answers_carry_headers_that_keep_browsers_safe(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/health")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


async def test_readiness_names_what_is_missing() -> None:
    async def ill() -> None:
        raise ConnectionError("no database at postgres://user:secret@host")

    transport = httpx.ASGITransport(create_app(checks={"database": ill}))
    async with httpx.AsyncClient(transport=transport, base_url="http://studio") as client:
        answer = await client.get("/ready")
        assert answer.status_code == 503
        assert answer.json() == {"status": "not ready", "checks": {"database": "ConnectionError"}}
        assert (await client.get("/health")).status_code == 200


async def test_requests_are_counted_by_route_and_never_by_path(client: httpx.AsyncClient) -> None:
    for name in ("bad", "gone"):
        await client.get(f"/api/v1/raise/{name}")
    told = (await client.get("/metrics")).text
    assert 'studio_http_requests_total{method="GET",route="/raise/{name}",status="400"} 1.0' in told
    assert "/raise/bad" not in told


def test_log_lines_name_the_request_and_hide_keys(caplog: pytest.LogCaptureFixture) -> None:
    from studio.telemetry.context import about, configure_json

    configure_json()
    caplog.set_level(logging.INFO)
    try:
        with about(request_id="r-1"), about(run_id="run-1"):
            structlog.get_logger("t").info("spoke", key=f"Bearer {KEY}")
    finally:
        structlog.reset_defaults()
    line = json.loads(caplog.records[-1].getMessage())
    assert (line["request_id"], line["run_id"], line["event"]) == ("r-1", "run-1", "spoke")
    assert KEY not in line["key"]
