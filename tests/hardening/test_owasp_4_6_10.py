"""OWASP API Security Top 10 (2023), 4 and 6 to 10: what may be asked for has its limits, and nothing leads inside.

What a part does by itself is tested beside it: tokens, addresses, uploads, limits and roles in tests/security,
messages of vendors in tests/api_http/test_webhooks_in.py, of our own in test_webhooks_out.py.
"""

import asyncio
import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import SecretStr

from api.app import create_app
from api.deps import Services
from api.serve import ROUTERS
from providers import http as vendor_http
from providers.errors import BadOutput
from providers.http import VendorHttp
from studio.security.ratelimit import PLAN_LIMITS, InProcess, Limit
from studio.services.webhooks_out import RULES
from tests.api_http.conftest import PASSWORD, Person
from tests.fakes.receiver import receiver
from tests.fakes.sites import page, site
from tests.hardening.asking import asked, by
from tests.hardening.house import House, sent
from tests.hardening.routes import ACCESS, OPEN, bodies

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOGIN = "/api/v1/auth/login"


def behind(home: House) -> Services:
    found: Services = home.face.app.state.services
    return found


@pytest.fixture
def with_services(home: House) -> Iterator[Any]:
    """Replaces services of the house while a test lasts."""
    before = behind(home)

    def other(**parts: Any) -> None:
        home.face.app.state.services = replace(before, **parts)

    yield other
    home.face.app.state.services = before


# API4: resources


async def test_api4_bodies_that_are_too_deep_large_or_odd_are_refused_in_words(home: House) -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    nested = b'{"name":' * 50_000 + b"1" + b"}" * 50_000
    odd = (deep, nested, b"\xff\xfe\x00", b'"\\ud800"', b"1e999999", b"9" * 5000, b"", b"null", b'{"a":NaN}')
    for route in bodies({}):
        for raw in odd:
            answer = await _raw(home, route, raw, "application/json")
            assert answer.status_code < 500, (route, raw[:20], answer.text)
            assert answer.status_code >= 400 or raw in (b"", b"null", b'{"a":NaN}'), (route, raw[:20], answer.text)
        for kind in ("text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-7"):
            answer = await _raw(home, route, b"<x/>", kind)
            assert 400 <= answer.status_code < 500, (route, kind, answer.text)
        answer = await _raw(home, route, b'{"name":"' + b"x" * 2_200_000 + b'"}', "application/json")
        assert answer.status_code == 413, route


async def _raw(home: House, route: str, raw: bytes, kind: str) -> httpx.Response:
    method, _, path = route.partition(" ")
    for name in ("run_id", "workspace_id", "user_id", "key_id", "consent_id", "post_id", "endpoint_id"):
        path = path.replace("{" + name + "}", "x_1")
    headers = {"authorization": f"Bearer {home.owner.token}", "content-type": kind, "idempotency-key": "odd"}
    return await home.face.client.request(method, f"/api/v1{path}", content=raw, headers=headers)


async def test_api4_pages_and_batches_have_an_end(home: House) -> None:
    described = (await home.face.client.get("/api/v1/openapi.json")).json()
    lists = 0
    for path, methods in described["paths"].items():
        known = {one["name"]: one["schema"] for one in methods.get("get", {}).get("parameters", [])}
        if "limit" in known:
            lists += 1
            assert known["limit"]["maximum"] <= 100, path
    assert lists >= 8
    reads = [{"path": "/credits"}] * 21
    assert (await home.owner.post("/batch", json={"requests": reads})).status_code == 422
    assert (await home.owner.post("/batch", json={"requests": [{"path": "/batch"}]})).status_code == 400


async def test_api4_reads_of_a_batch_count_one_by_one(
    home: House, with_services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLAN_LIMITS, "premium", Limit(per_minute=1, burst=100))
    with_services(limiter=InProcess())

    async def left() -> int:
        return int((await home.owner.get("/auth/me")).headers["ratelimit-remaining"])

    before = await left()
    await sent(home.owner, "post", "/batch", json={"requests": [{"path": "/credits"}] * 20})
    assert before - await left() >= 20


async def test_api4_no_list_is_without_an_end(home: House) -> None:
    for route in ("GET /runs", "GET /assets", "GET /posts", "GET /generations", "GET /consents", "GET /usage"):
        for limit in ("0", "101", "-1", "1e9", "9" * 40, "x"):
            answer = await home.owner.get(f"{route[4:]}?limit={limit}")
            assert answer.status_code == 422, (route, limit)
        for cursor in ("x", "../..", "%00", "AAAA", "9" * 399, "%F0%9F%92%AA"):
            answer = await home.owner.get(f"{route[4:]}?cursor={cursor}")
            assert answer.status_code in (200, 400, 422), (route, cursor, answer.text)


# API6: flows that are worth something


async def test_api6_where_registration_is_closed_only_the_invited_come_in(home: House, with_services: Any) -> None:
    with_services(registration="closed")
    email = f"late-{secrets.token_hex(4)}@example.com"
    new = {"email": email, "password": PASSWORD}
    invitation = await sent(home.owner, "post", "/invitations", json={"email": email, "role": "viewer"})
    register = "/api/v1/auth/register"
    assert (await home.face.client.post(register, json=new)).status_code == 403
    wrong = new | {"invitation": secrets.token_urlsafe(24)}
    assert (await home.face.client.post(register, json=wrong)).status_code == 403
    theirs = new | {"invitation": invitation["token"], "email": "thief@example.com"}
    assert (await home.face.client.post(register, json=theirs)).status_code == 403
    made = await home.face.client.post(register, json=new | {"invitation": invitation["token"].strip()})
    assert made.status_code == 201, made.text
    person = Person(home.face.client, made.json()["access_token"], "", email)
    assert (await person.post("/invitations/accept", json={"token": invitation["token"]})).status_code == 200
    again = await person.post("/invitations/accept", json={"token": invitation["token"]})
    assert again.status_code == 404, "it was taken"


async def test_api6_one_yes_is_one_run_however_often_it_is_sent(home: House) -> None:
    answers = await asyncio.gather(
        *(
            home.owner.post("/briefs", json={"text": "2 reels about tea"}, headers={"Idempotency-Key": "once"})
            for _ in range(8)
        )
    )
    assert len({a.json()["run_id"] for a in answers if a.status_code == 202}) == 1
    other = await home.owner.post("/briefs", json={"text": "9 reels"}, headers={"Idempotency-Key": "once"})
    assert other.status_code in (409, 422), "the key is for another request"
    for key in ("", " ", "x" * 256):
        answer = await home.owner.post("/briefs", json={"text": "2 reels"}, headers={"Idempotency-Key": key})
        assert answer.status_code in (400, 422), key


# API7: requests that the server would make for somebody

INSIDE = [
    *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/"),
    *("https://0/", "https://[::]/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/"),
    *("https://[2002:7f00:1::]/", "https://[fe80::1%25eth0]/", "https://10.0.0.1/", "https://192.168.0.1/"),
    *("https://172.16.0.1/", "https://100.64.0.1/", "https://169.254.169.254/latest/", "https://[fd00:ec2::254]/"),
    *("https://localhost/", "https://localhost./", "https://8.8.8.8@127.0.0.1/", "https://u:p@8.8.8.8/"),
    *("https://8.8.8.8:6379/", "http://8.8.8.8/", "gopher://8.8.8.8/", "file:///etc/passwd", "https:///x"),
    *("https://127.0.0.1\\@8.8.8.8/", "https://①②⑦.⓪.⓪.①/", "//8.8.8.8/"),
]


async def test_api7_no_webhook_leads_into_the_house(home: House, with_services: Any) -> None:
    with_services(hook_rules=RULES)
    allowed = []
    for url in INSIDE:
        made = await home.owner.post("/webhooks/endpoints", json={"url": url, "events": ["run.done"]})
        if made.status_code not in (400, 422):
            allowed.append((url, made.status_code))
        path = f"/webhooks/endpoints/{home.ids.kept['endpoint_id']}"
        changed = await home.owner.patch(path, json={"url": url})
        if changed.status_code not in (400, 422):
            allowed.append((url, changed.status_code))
    assert not allowed


async def test_api7_no_brief_s_source_leads_into_the_house(home: House) -> None:
    with receiver() as inside:
        for url in (inside.url, inside.url.replace("127.0.0.1", "localhost"), inside.url.replace("://", "://u:p@")):
            headers = {"Idempotency-Key": secrets.token_hex(8)}
            asked_for = {"text": "2 reels about tea", "source": url}
            answer = await home.owner.post("/briefs", json=asked_for, headers=headers)
            if answer.status_code == 202:
                run = await home.face.service.until(answer.json()["run_id"])
                assert inside.url not in run.error
        assert not inside.heard


# API8: how it is set up


async def test_api8_every_answer_has_its_headers_and_no_other_site_may_read_it(home: House) -> None:
    origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for route, access in ACCESS.items():
        if not route.startswith("GET ") or access == OPEN:
            continue
        answer = await by(home.owner, route, home.ids.kept, headers=origin)
        assert answer.headers["x-content-type-options"] == "nosniff", route
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], route
        assert not [name for name in answer.headers if name.startswith("access-control-")], route
        assert "set-cookie" not in answer.headers and "x-powered-by" not in answer.headers
    for method in ("OPTIONS", "TRACE", "CONNECT", "PROPFIND"):
        answer = await home.face.client.request(method, "/api/v1/runs", headers=origin)
        assert answer.status_code == 405 and answer.json()["error"] == "method_not_allowed"
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_api8_the_description_says_nothing_of_what_is_inside(home: House) -> None:
    text = (await home.face.client.get("/api/v1/openapi.json")).text
    places = [str(Path(__file__).parents[2]), str(Path.home()), str(home.face.service.folder)]
    assert not [word for word in (*places, "sqlalchemy", "langgraph", ".py", "0.0.0.0") if word in text]
    for path in ("/docs", "/redoc", "/openapi.json", "/api/v1/docs", "/.env", "/api/v1/../../etc/passwd", "/debug"):
        answer = await home.face.client.get(path)
        assert answer.status_code == 404 and answer.json()["error"] == "not_found", path


# API9: what there is


async def test_api9_what_is_served_is_what_is_described_and_tested(home: House) -> None:
    served, tested = create_app(ROUTERS).openapi(), home.face.app.openapi()
    assert served["paths"] == tested["paths"]
    for route in home.face.app.routes:
        assert not isinstance(route, APIRoute) or route.include_in_schema, route.path
    assert {path.split("/")[1] for path in served["paths"]} == {"api", "health", "ready", "metrics"}
    assert all(path.startswith("/api/v1/") for path in served["paths"] if path.startswith("/api"))


# API10: what vendors send


async def test_api10_a_vendor_s_answer_that_is_too_large_broken_or_of_another_kind_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vendor_http, "ANSWER_BYTES", 100_000)
    answers = {
        "broken": page(b"{", content_type="application/json"),
        "a page": page(b"<html>", content_type="text/html"),
        "large": page(json.dumps({"x": "y" * 200_000}).encode(), content_type="application/json"),
    }
    for name, answer in answers.items():
        with site(answer) as port:
            http = VendorHttp("acme", f"http://127.0.0.1:{port}", secrets=(SecretStr("k" * 20),))
            with pytest.raises(BadOutput):
                await http.json("GET", "/x")
            with pytest.raises(BadOutput):
                await http.binary("GET", "/x", accept="audio/")
            await http.aclose()
            assert name


async def test_api10_a_vendor_s_message_that_is_forged_or_sent_again_has_no_effect(home: House) -> None:
    stale = str(int((datetime.now(UTC) - timedelta(hours=1)).timestamp()))
    signed = {"webhook-id": "x", "webhook-timestamp": stale, "webhook-signature": "v1,AAAA"}
    for provider in ("replicate", "fal", "heygen", "nobody", "endpoints"):
        for headers in ({}, signed):
            url = f"/api/v1/webhooks/{provider}"
            answer = await home.face.client.post(url, content=b'{"status":"succeeded"}', headers=headers)
            assert answer.status_code in (401, 404, 422), (provider, answer.status_code, answer.text)
    assert (await asked(home.face.client, "POST /webhooks/{provider}", {"provider": "../runs"})).status_code != 204
