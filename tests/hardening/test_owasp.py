"""OWASP API Security Top 10 (2023), the items that are not about who reaches what (those are in the other file).

What a part does by itself is tested beside it: tokens, addresses, uploads, limits and roles in tests/security,
messages of vendors in tests/api_http/test_webhooks_in.py, of our own in test_webhooks_out.py.
"""

import asyncio
import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.routing import APIRoute
from pydantic import SecretStr

from api.app import create_app
from api.deps import Services
from api.serve import ROUTERS
from providers import http as vendor_http
from providers.errors import BadOutput
from providers.http import VendorHttp
from studio.security.keyring import Keyring
from studio.security.ratelimit import PLAN_LIMITS, InProcess, Limit
from studio.security.tokens import AUDIENCE, ISSUER, KIND
from studio.services import door
from studio.services.webhooks_out import RULES
from tests.api_http.conftest import PASSWORD, Person
from tests.fakes.receiver import receiver
from tests.hardening.asking import asked, by
from tests.hardening.house import House, sent
from tests.hardening.routes import ACCESS, OPEN, bodies
from tests.security.test_net import page, site

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


async def status(home: House, token: str) -> int:
    answer = await home.face.client.get("/api/v1/runs", headers={"authorization": f"Bearer {token}"})
    return answer.status_code


# API2: broken authentication


def _forged(home: House, keys: Keyring) -> dict[str, str]:
    own, stranger = keys.current(), Ed25519PrivateKey.generate()
    said = jwt.decode(home.owner.token, options={"verify_signature": False})
    late = said | {"iat": said["iat"] - 7200, "exp": said["iat"] - 3600}
    head = {"kid": own.kid, "typ": KIND}
    return {
        "another key under our name": jwt.encode(said, stranger, "EdDSA", head),
        "a key that nobody knows": jwt.encode(said, own.private, "EdDSA", head | {"kid": "x"}),
        "a key by path": jwt.encode(said, own.private, "EdDSA", head | {"kid": "../../access.json"}),
        "alg none": jwt.encode(said, "", "none", head),
        "a shared secret": jwt.encode(said, own.kid + "0" * 32, "HS256", head),
        "over": jwt.encode(late, own.private, "EdDSA", head),
        "for another audience": jwt.encode(said | {"aud": "x"}, own.private, "EdDSA", head),
        "of another issuer": jwt.encode(said | {"iss": "x"}, own.private, "EdDSA", head),
        "another kind of token": jwt.encode(said, own.private, "EdDSA", head | {"typ": "JWT"}),
        "nobody's": jwt.encode(said | {"sub": "usr_none"}, own.private, "EdDSA", head),
        "cut": home.owner.token[:-3],
        "much": "x" * 7000,
        "nothing": "",
    }


async def test_api2_forged_tokens_open_nothing(home: House) -> None:
    keys = Keyring(home.face.service.settings.home / "keys" / "access.json")
    assert (ISSUER, AUDIENCE) != ("x", "x")
    assert await status(home, home.owner.token) == 200
    for name, token in _forged(home, keys).items():
        assert await status(home, token) == 401, name
    for scheme in ("Basic", "Token", ""):
        headers = {"authorization": f"{scheme} {home.owner.token}"}
        assert (await home.face.client.get("/api/v1/runs", headers=headers)).status_code == 401


async def test_api2_refresh_tokens_are_good_once_and_for_nothing_else(home: House) -> None:
    person = await home.face.person("refreshed")
    begun = (await home.face.client.post(LOGIN, json={"email": person.email, "password": PASSWORD})).json()
    first = {"refresh_token": begun["refresh_token"]}
    assert await status(home, begun["refresh_token"]) == 401
    assert (await _refresh(home, begun["access_token"])).status_code == 401
    second = (await _refresh(home, **first)).json()
    assert await status(home, second["access_token"]) == 200
    assert (await _refresh(home, **first)).status_code == 401, "it was spent"
    assert (await _refresh(home, second["refresh_token"])).status_code == 401, "the whole sign-in is over"
    assert await status(home, second["access_token"]) == 401


async def _refresh(home: House, refresh_token: str) -> httpx.Response:
    return await home.face.client.post("/api/v1/auth/refresh", json={"refresh_token": refresh_token})


async def test_api2_revoked_keys_open_nothing_at_once(home: House) -> None:
    made = await sent(home.owner, "post", "/keys", json={"name": "short", "scopes": ["runs:read"]})
    assert await status(home, made["secret"]) == 200
    await sent(home.owner, "delete", f"/keys/{made['id']}")
    assert await status(home, made["secret"]) == 401
    assert await status(home, made["id"]) == 401


async def test_api2_passwords_cannot_be_tried_one_after_the_other(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PERSON", LIMIT)
    victim, other = await home.face.person("victim"), await home.face.person("other")
    tries = [{"email": victim.email, "password": f"wrong horse battery {n}"} for n in range(LIMIT.burst + 2)]
    answers = [await home.face.client.post(LOGIN, json=one) for one in tries]
    assert [a.status_code for a in answers] == [401] * LIMIT.burst + [429] * 2
    assert int(answers[-1].headers["retry-after"]) >= 1
    right = {"email": victim.email.upper(), "password": PASSWORD}
    assert (await home.face.client.post(LOGIN, json=right)).status_code == 429, "written otherwise it is the same"
    elsewhere = httpx.ASGITransport(home.face.app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://studio") as client:
        assert (await client.post(LOGIN, json=right)).status_code == 200, "its owner is not locked out"
    fine = {"email": other.email, "password": PASSWORD}
    assert (await home.face.client.post(LOGIN, json=fine)).status_code == 200
    changes = [await other.post("/auth/password", json={"old": f"no {n}", "new": PASSWORD}) for n in range(12)]
    assert changes[-1].status_code == 429


LIMIT = door.PERSON


async def test_api2_who_is_refused_does_not_learn_whether_there_is_an_account(home: House) -> None:
    known = {"email": home.owner.email, "password": "wrong horse battery"}
    answers = [await home.face.client.post(LOGIN, json=one) for one in (known, known | {"email": "no@example.com"})]
    assert answers[0].json() == answers[1].json() and answers[0].status_code == 401


# API3: properties that are not one's to set or to see

GREEDY: dict[str, Any] = {
    "id": "x_1",
    "role": "owner",
    "plan": "premium",
    "kind": "voice",
    "credits": 10**9,
    "balance": 10**9,
    "user_id": "usr_1",
    "owner": "usr_1",
    "is_admin": True,
    "status": "ready",
    "secret": "whsec_x",
    "created": "2001-01-01T00:00:00Z",
    "price_credits": 0,
    "cost_usd": "0",
}


async def test_api3_nobody_sets_what_is_not_theirs_to_set(home: House) -> None:
    eve = await home.face.person("greedy")
    other = await home.face.person("other")
    before = await _standing(eve), await _standing(other)
    for route, body in bodies({}).items():
        if route.startswith("POST /auth/"):
            continue
        more = {name: value for name, value in GREEDY.items() if name not in body}
        more |= {"workspace_id": other.workspace, "workspace": other.workspace}
        answer = await by(eve, route, {}, more=more)
        assert answer.status_code < 500 or answer.status_code == 503, (route, answer.text)
        assert other.workspace not in answer.text and "2001-01-01" not in answer.text, (route, answer.text)
    after = await _standing(eve), await _standing(other)
    assert after[1] == before[1]
    assert [after[0][name] for name in RANK] == [before[0][name] for name in RANK]
    assert Decimal(after[0]["balance"]) <= Decimal(before[0]["balance"])


async def test_api3_an_account_is_made_as_everyone_s_is(home: House) -> None:
    asked_for = {"email": f"mass-{secrets.token_hex(4)}@example.com", "password": PASSWORD, **GREEDY}
    made = await home.face.client.post(
        "/api/v1/auth/register", json=asked_for | {"workspace_id": home.owner.workspace}
    )
    found = made.json()
    assert made.status_code == 201 and found["workspace_id"] != home.owner.workspace
    person = Person(home.face.client, found["access_token"], found["workspace_id"])
    assert (await _standing(person))["plan"] == "free"
    assert found["user_id"] not in ("x_1", "usr_1")


RANK = ("role", "plan", "kind", "id", "email", "workspace_id")


async def _standing(person: Person) -> dict[str, Any]:
    me, purse = await sent(person, "get", "/auth/me"), await sent(person, "get", "/credits")
    space = await sent(person, "get", f"/workspaces/{me['workspace_id']}")
    posts, keys = await sent(person, "get", "/posts"), await sent(person, "get", "/keys")
    return {**me, "plan": space["plan"], "balance": purse["balance"], "posts": len(posts["posts"]), "keys": len(keys)}


async def test_api3_no_answer_shows_what_is_inside(home: House) -> None:
    key = await sent(home.owner, "post", "/keys", json={"name": "seen", "scopes": ["runs:read"]})
    stranger = await home.face.person("stranger")
    hook = await sent(home.owner, "get", f"/webhooks/endpoints/{home.ids.kept['endpoint_id']}")
    assert "secret" not in hook
    inside = [str(home.face.service.folder), str(Path(__file__).parents[2]), "$argon2", "whsec_", "Traceback"]
    inside += [key["secret"], stranger.email, home.ids.kept["share_token"], "sqlite", "studio.db"]
    seen = 0
    for route, access in ACCESS.items():
        if route.startswith("GET ") and access != OPEN:
            text = (await by(home.owner, route, home.ids.kept)).text
            assert not [word for word in inside if word in text], route
            seen += len(text)
    assert seen > 10_000, "there was much to see"


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
    assert not [word for word in ("/work/", "/home/", "sqlalchemy", "langgraph", ".py", "0.0.0.0") if word in text]
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
