"""OWASP API Security Top 10 (2023), 2 and 3: nobody passes for another, and nobody sets or sees what is not theirs.

What a part does by itself is tested beside it: tokens, addresses, uploads, limits and roles in tests/security,
messages of vendors in tests/api_http/test_webhooks_in.py, of our own in test_webhooks_out.py.
"""

import secrets
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from studio.security.keyring import Keyring
from studio.security.tokens import AUDIENCE, ISSUER, KIND
from studio.services import door
from tests.api_http.conftest import PASSWORD, Person
from tests.hardening.asking import by
from tests.hardening.house import House, sent
from tests.hardening.routes import ACCESS, OPEN, bodies

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOGIN = "/api/v1/auth/login"


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
