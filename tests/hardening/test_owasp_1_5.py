"""OWASP API Security Top 10 (2023), 1 and 5: nobody reaches what is another's, and nobody does what they may not.

Both are asked of every route that the API describes: a new one fails here until the table names it.
"""

from typing import Any, get_args

import pytest

from studio.domain.accounts import Role
from studio.security.roles import KEYS
from tests.api_http.conftest import PASSWORD, Person
from tests.hardening.asking import asked, by
from tests.hardening.house import House, one_of_everything, sent
from tests.hardening.routes import ACCESS, ANYONE, NAMES_ANOTHERS, OPEN, PERSON, action_of, bodies, may, operations

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIGNED = {"GET /files/{token}", "GET /share/{token}", "POST /webhooks/{provider}"}
"""What opens these is in the address or in the message itself, not who asks."""


async def described(home: House) -> dict[str, Any]:
    found: dict[str, Any] = (await home.face.client.get("/api/v1/openapi.json")).json()
    return found


async def test_api9_the_table_has_every_route_and_a_body_for_each_that_takes_one(home: House) -> None:
    known = operations(await described(home))
    assert set(known) == set(ACCESS)
    takes = {route for route, told in known.items() if "application/json" in _body(told)}
    assert takes == set(bodies({}))
    missing = {name for told in known.values() for name in _path_names(told)} - set(home.ids.kept)
    assert not missing, "the house has nothing of that kind"


ENDS = ("POST /auth/logout", "POST /auth/logout-everywhere")


async def test_api5_every_route_asks_for_its_role(home: House) -> None:
    people: dict[Role, Person] = {"owner": home.owner}
    people |= {role: await home.face.member(home.owner, role) for role in get_args(Role) if role != "owner"}
    for route, access in ACCESS.items():
        if access == OPEN:
            continue
        assert (await asked(home.face.client, route, {})).status_code == 401, route
        for role, person in people.items():
            answer = await by(person, route, {})
            if route in ENDS:
                person.token = await _fresh(home, person)
            refused = answer.status_code in (401, 403) and answer.json()["detail"] != WRONG_OLD
            assert refused is not may(route, role), (route, role, answer.status_code, answer.text)


WRONG_OLD = "That is not the old password."


async def test_api5_every_route_asks_for_its_scope(home: House) -> None:
    made: dict[str, str] = {}
    for route, access in ACCESS.items():
        if access == OPEN:
            continue
        action = action_of(route)
        with_it, without = [action] if action else [], sorted(KEYS - {action or "runs:read"})
        answer = await asked(home.face.client, route, {}, await _key(home, made, without))
        assert (answer.status_code == 403) is (access != ANYONE), (route, "without", answer.status_code)
        if with_it and route != "POST /workspaces/{workspace_id}/leave":
            answer = await asked(home.face.client, route, {}, await _key(home, made, with_it))
            assert answer.status_code != 401 and f"may not do {action}" not in answer.text, (route, answer.text)
        if access in (PERSON, "keys:manage", "members:manage", "workspace:edit"):
            assert action is None, "keys let nobody in"


async def test_api5_a_guest_without_a_workspace_may_only_make_or_join_one(home: House) -> None:
    guest = await home.face.person("guest")
    other = await home.face.member(guest, "owner")
    await sent(guest, "post", f"/workspaces/{guest.workspace}/leave")
    assert (await other.get("/members")).status_code == 200
    token = await _fresh(home, Person(guest.client, "", "", guest.email))
    for route, access in ACCESS.items():
        if access not in (OPEN, ANYONE, PERSON):
            answer = await asked(home.face.client, route, {}, token)
            assert answer.status_code == 403, (route, answer.text)


async def test_api1_no_route_reaches_into_another_workspace(home: House) -> None:
    mallory = await home.face.person("mallory")
    own = await one_of_everything(home.face, mallory, 7)
    theirs = home.ids.kept
    known = operations(await described(home))
    for route, told in known.items():
        names = _path_names(told)
        if not names or route in SIGNED:
            continue
        answer = await by(mallory, route, theirs)
        assert answer.status_code == 404, (route, answer.status_code, answer.text)
        for name in names[1:]:
            answer = await by(mallory, route, {**theirs, **own, name: theirs[name]})
            assert answer.status_code == 404, (route, name, answer.text)
        answer = await by(mallory, route, theirs, headers={"X-Workspace": home.owner.workspace})
        assert answer.status_code == 404, (route, "X-Workspace")
    for route in NAMES_ANOTHERS:
        answer = await by(mallory, route, theirs)
        assert answer.status_code == 404, (route, answer.status_code, answer.text)
    await _nothing_of(home, mallory, set(known))
    await _ids_are_real(home, known)


async def _nothing_of(home: House, stranger: Person, known: set[str]) -> None:
    """Whatever lists there are, and whatever a batch reads: nothing of the house is in it."""
    secret = {
        home.ids.kept[name] for name in home.ids.kept if name not in ("version", "kind", "piece_id", "provider")
    }
    secret |= {home.owner.email, home.planned}
    for route in sorted(known):
        if route.startswith("GET ") and "{" not in route and ACCESS[route] != OPEN:
            text = (await by(stranger, route, {})).text
            assert not [word for word in secret if word in text], route
    answers = (await by(stranger, "POST /batch", home.ids.kept)).json()["answers"]
    assert [answer["status"] for answer in answers] == [404]


async def _ids_are_real(home: House, known: dict[str, Any]) -> None:
    """The same requests by the owner find what they name: what is deleted last."""
    for route in sorted(known, key=_harm):
        if _path_names(known[route]) and route not in SIGNED:
            answer = await by(home.owner, route, home.ids.kept)
            assert answer.status_code != 404, (route, answer.text)
            assert answer.is_success or not route.startswith("GET"), (route, answer.text)


def _harm(route: str) -> tuple[bool, bool, bool, int]:
    """What takes away comes last, and a consent goes after the clones under it."""
    return route.startswith("DELETE"), route.startswith("POST"), route.endswith("/revoke"), -len(route)


async def _fresh(home: House, person: Person) -> str:
    asked_for = {"email": person.email, "password": PASSWORD, "workspace": person.workspace}
    answer = await home.face.client.post("/api/v1/auth/login", json=asked_for)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def _key(home: House, made: dict[str, str], scopes: list[Any]) -> str:
    what = " ".join(scopes)
    if what not in made:
        new = {"name": f"key {len(made)}", "scopes": scopes}
        made[what] = (await sent(home.owner, "post", "/keys", json=new))["secret"]
    return made[what]


def _path_names(told: dict[str, Any]) -> list[str]:
    return [one["name"] for one in told.get("parameters", []) if one["in"] == "path"]


def _body(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = told.get("requestBody", {}).get("content", {})
    return found
