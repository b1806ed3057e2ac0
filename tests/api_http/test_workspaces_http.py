"""Workspaces, members, invitations, keys and one's own account, over HTTP."""

from dataclasses import replace
from typing import Any

import pytest

from tests.api_http.conftest import PASSWORD, Face, Person


async def key_of(owner: Person, *scopes: str) -> dict[str, Any]:
    answer = await owner.post("/keys", json={"name": "robot", "scopes": list(scopes)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_one_makes_a_second_workspace_and_works_in_it(face: Face) -> None:
    ada = await face.person()
    made = (await ada.post("/workspaces", json={"name": "Side project"})).json()
    assert (made["name"], made["role"]) == ("Side project", "owner")
    assert [space["id"] for space in (await ada.get("/workspaces")).json()] == [ada.workspace, made["id"]]
    there = {"X-Workspace": made["id"]}
    assert (await ada.get("/auth/me", headers=there)).json()["workspace_id"] == made["id"]
    assert (await ada.get(f"/workspaces/{made['id']}", headers=there)).json()["name"] == "Side project"
    assert (await ada.get(f"/workspaces/{made['id']}")).status_code == 404
    assert (await ada.patch(f"/workspaces/{made['id']}", json={"name": "Main"}, headers=there)).status_code == 204
    assert [space["name"] for space in (await ada.get("/workspaces")).json()][1] == "Main"


async def test_the_free_plans_credits_come_to_the_first_workspace_alone(face: Face) -> None:
    ada = await face.person()
    made = (await ada.post("/workspaces", json={"name": "Side project"})).json()
    there = {"X-Workspace": made["id"]}
    first, second = (await ada.get("/credits")).json(), (await ada.get("/credits", headers=there)).json()
    assert (float(first["balance"]), float(first["monthly"])) == (100, 100)
    assert (first["plan"], float(first["credit_usd"])) == ("free", 0.01)
    assert second == {**first, "balance": second["balance"], "monthly": second["monthly"]}
    assert (float(second["balance"]), float(second["monthly"])) == (0, 0)
    (only,) = (await ada.get("/credits/ledger")).json()
    assert (only["kind"], float(only["amount"])) == ("grant", 100)
    assert (await ada.get("/credits/ledger", headers=there)).json() == []


async def test_an_invitation_is_looked_at_before_it_is_taken(face: Face) -> None:
    ada, bob, eve = await face.person("ada"), await face.person("bob"), await face.person("eve")
    await ada.patch(f"/workspaces/{ada.workspace}", json={"name": "Ada's films"})
    invited = (await ada.post("/invitations", json={"email": bob.email, "role": "viewer"})).json()
    token = {"token": invited["token"]}
    for _ in range(2):
        told = await bob.post("/invitations/look", json=token)
        assert (told.status_code, told.json()) == (200, {"workspace": "Ada's films", "role": "viewer"})
    assert (await eve.post("/invitations/look", json=token)).status_code == 404
    robot = replace(bob, token=(await key_of(bob, "workspace:read"))["secret"])
    assert (await robot.post("/invitations/look", json=token)).status_code == 403
    await bob.post("/invitations/accept", json=token)
    assert (await bob.post("/invitations/look", json=token)).status_code == 404


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "a\u0000b", "a\u202eb"])
async def test_names_that_will_not_do(face: Face, name: str) -> None:
    answer = await (await face.person()).post("/workspaces", json={"name": name})
    assert answer.status_code in (400, 422), answer.text


async def test_the_header_opens_no_door_to_another_workspace(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    for path in ("/auth/me", "/assets", "/brand", "/members", "/keys", "/runs"):
        for workspace in (ada.workspace, "wsp_nowhere", "\x7f"):
            assert (await bob.get(path, headers={"X-Workspace": workspace})).status_code == 404
    secret = (await key_of(bob, "assets:read", "workspace:read"))["secret"]
    robot = replace(bob, token=secret)
    assert (await robot.get("/assets", headers={"X-Workspace": ada.workspace})).status_code == 404
    assert (await robot.get("/assets", headers={"X-Workspace": bob.workspace})).status_code == 200
    assert [space["id"] for space in (await robot.get("/workspaces")).json()] == [bob.workspace]


async def test_people_are_invited_come_in_and_go(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    invited = (await ada.post("/invitations", json={"email": bob.email, "role": "editor"})).json()
    assert "token" in invited
    listed = (await ada.get("/invitations")).json()
    assert [(one["email"], one["token"]) for one in listed] == [(bob.email, "")]
    stranger = await face.person("eve")
    taken = {"token": invited["token"]}
    assert (await stranger.post("/invitations/accept", json=taken)).status_code == 404
    assert (await bob.post("/invitations/accept", json=taken)).json()["role"] == "editor"
    assert (await bob.post("/invitations/accept", json=taken)).status_code == 404
    there = {"X-Workspace": ada.workspace}
    people = (await bob.get("/members", headers=there)).json()
    assert [person["role"] for person in people] == ["owner", "editor"]
    him = people[1]["id"]
    assert (await bob.patch(f"/members/{him}", json={"role": "owner"}, headers=there)).status_code == 403
    assert (await ada.patch(f"/members/{him}", json={"role": "viewer"})).status_code == 204
    assert (await bob.post("/clones", json={}, headers=there)).status_code in (403, 422)
    assert (await bob.post(f"/workspaces/{ada.workspace}/leave", headers=there)).status_code == 204
    assert (await bob.get("/members", headers=there)).status_code == 404


async def test_the_last_owner_cannot_lock_himself_out(face: Face) -> None:
    ada = await face.person()
    me = (await ada.get("/auth/me")).json()["id"]
    for answer in (
        await ada.patch(f"/members/{me}", json={"role": "viewer"}),
        await ada.delete(f"/members/{me}"),
        await ada.post(f"/workspaces/{ada.workspace}/leave"),
    ):
        assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert (await ada.get("/auth/me")).json()["role"] == "owner"


async def test_invitations_are_withdrawn(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    invited = (await ada.post("/invitations", json={"email": bob.email})).json()
    assert (await bob.delete(f"/invitations/{invited['id']}")).status_code == 404
    assert (await ada.delete(f"/invitations/{invited['id']}")).status_code == 204
    assert (await bob.post("/invitations/accept", json={"token": invited["token"]})).status_code == 404


async def test_a_key_is_shown_once_changed_with_an_overlap_and_revoked(face: Face) -> None:
    ada = await face.person()
    first = await key_of(ada, "assets:read")
    assert [key["secret"] for key in (await ada.get("/keys")).json()] == [""]
    assert (await ada.post("/keys", json={"name": "x", "scopes": ["members:manage"]})).status_code == 400
    second = (await ada.post(f"/keys/{first['id']}/rotate", json={})).json()
    robots = [replace(ada, token=key["secret"]) for key in (first, second)]
    assert [(await robot.get("/assets")).status_code for robot in robots] == [200, 200]
    assert (await robots[0].get("/keys")).status_code == 403
    assert (await robots[0].post("/workspaces", json={"name": "mine"})).status_code == 403
    assert (await ada.delete(f"/keys/{first['id']}")).status_code == 204
    assert [(await robot.get("/assets")).status_code for robot in robots] == [401, 200]
    assert (await ada.delete(f"/keys/{first['id']}")).status_code == 404


async def test_keys_and_people_of_another_workspace_are_not_there(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    key, her = await key_of(ada, "assets:read"), (await ada.get("/auth/me")).json()["id"]
    assert (await bob.delete(f"/keys/{key['id']}")).status_code == 404
    assert (await bob.post(f"/keys/{key['id']}/rotate", json={})).status_code == 404
    assert (await bob.patch(f"/members/{her}", json={"role": "viewer"})).status_code == 404
    assert (await bob.delete(f"/members/{her}")).status_code == 404
    assert (await bob.patch(f"/workspaces/{ada.workspace}", json={"name": "his"})).status_code == 404


async def test_a_viewer_sees_and_changes_nothing(face: Face) -> None:
    ada = await face.person()
    viewer = await face.member(ada, "viewer")
    assert (await viewer.get("/members")).status_code == 200
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/invitations", {"email": "x@example.com"}),
        ("GET", "/invitations", {}),
        ("GET", "/keys", {}),
        ("POST", "/keys", {"name": "x", "scopes": ["assets:read"]}),
        ("PATCH", f"/workspaces/{ada.workspace}", {"name": "x"}),
        ("PUT", "/brand", {}),
        ("POST", "/consents", {"person": "Ada", "scope": ["voice"]}),
        ("POST", "/posts", {"run": "r", "piece": "p", "at": "2026-12-01T00:00:00Z"}),
    ]
    for method, path, body in asked:
        sign = {"authorization": f"Bearer {viewer.token}"}
        answer = await face.client.request(method, f"/api/v1{path}", json=body, headers=sign)
        assert answer.status_code == 403, (path, answer.text)
        assert (await face.client.request(method, f"/api/v1{path}", json=body)).status_code == 401


async def test_one_renames_oneself_and_changes_the_password(face: Face) -> None:
    ada = await face.person()
    assert (await ada.patch("/auth/me", json={"name": "Ada Lovelace"})).json()["name"] == "Ada Lovelace"
    me = (await ada.get("/auth/me")).json()
    assert (me["name"], me["email"]) == ("Ada Lovelace", ada.email)
    assert (await ada.patch("/auth/me", json={"name": "\u0000"})).status_code == 400
    new = "quite another long phrase"
    assert (await ada.post("/auth/password", json={"old": "wrong", "new": new})).status_code == 401
    assert (await ada.post("/auth/password", json={"old": PASSWORD, "new": "short"})).status_code == 400
    assert (await ada.post("/auth/password", json={"old": PASSWORD, "new": new})).status_code == 204
    assert (await ada.get("/auth/me")).status_code == 401
    login = {"email": ada.email, "password": new}
    signed = (await face.client.post("/api/v1/auth/login", json=login)).json()
    again = replace(ada, token=signed["access_token"])
    assert (await again.post("/auth/logout-everywhere")).status_code == 204
    assert (await again.get("/auth/me")).status_code == 401
