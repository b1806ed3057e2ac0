"""Members come and go, owners stay, and nothing is seen from another workspace."""

import asyncio
from pathlib import Path

import pytest

from studio.db.database import Database
from studio.domain.accounts import ROLES, Role
from studio.errors import BadRequest, Conflict, Forbidden, NotFound
from studio.security.roles import Principal
from studio.services.workspaces import INVITED_FOR
from tests.fakes.people import Studio, outcome, studio


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Studio:
    return studio(database, tmp_path)


async def roles(here: Studio, who: Principal) -> dict[str, str]:
    return {m.user.name: m.role for m in await here.workspaces.members(who)}


@pytest.mark.parametrize("role", ROLES)
async def test_who_is_invited_gets_the_place_and_its_role(here: Studio, role: Role) -> None:
    ada = await here.person("ada")
    bob = await here.member(ada, "bob", role)
    assert (bob.workspace, bob.role) == (ada.workspace, role)
    assert await roles(here, bob) == {"Ada": "owner", "Bob": role}
    assert ada.workspace in [m.workspace.id for m in await here.workspaces.mine(bob)]


async def test_an_invitation_is_for_one_address(here: Studio) -> None:
    ada, bob, eve = [await here.person(name) for name in ("ada", "bob", "eve")]
    first = await here.workspaces.invite(ada, "BOB@example.com", "viewer")
    second = await here.workspaces.invite(ada, "bob@example.com", "editor")
    kept = await here.workspaces.invitations(ada)
    assert [(i.email, i.role, i.token) for i in kept] == [("bob@example.com", "editor", "")]
    assert await outcome(here.workspaces.accept(bob, first.token)) == "NotFound"
    assert await outcome(here.workspaces.accept(eve, second.token)) == "NotFound"
    tries = await asyncio.gather(*(outcome(here.workspaces.accept(bob, second.token)) for _ in range(4)))
    assert sorted(tries) == ["NotFound"] * 3 + ["in"]
    assert await outcome(here.workspaces.invite(ada, "bob@example.com", "owner")) == "Conflict"


async def test_an_invitation_is_for_some_days_and_can_be_withdrawn(here: Studio) -> None:
    ada, bob = await here.person("ada"), await here.person("bob")
    late = await here.workspaces.invite(ada, "bob@example.com", "viewer")
    here.clock.forward(INVITED_FOR)
    ada, bob = await here.back("ada"), await here.back("bob")
    assert await outcome(here.workspaces.accept(bob, late.token)) == "NotFound"
    other = await here.workspaces.invite(ada, "bob@example.com", "viewer")
    await here.workspaces.withdraw(ada, other.id)
    assert await outcome(here.workspaces.accept(bob, other.token)) == "NotFound"
    assert await outcome(here.workspaces.withdraw(ada, other.id)) == "NotFound"


async def test_the_last_owner_stays(here: Studio) -> None:
    ada = await here.person("ada")
    bob = await here.member(ada, "bob", "editor")
    for change in (
        here.workspaces.leave(ada),
        here.workspaces.remove(ada, ada.id),
        here.workspaces.set_role(ada, ada.id, "viewer"),
    ):
        with pytest.raises(Conflict):
            await change
    await here.workspaces.set_role(ada, ada.id, "owner")
    await here.workspaces.set_role(ada, bob.id, "owner")
    await here.workspaces.leave(ada)
    assert await roles(here, await here.back("bob", bob.workspace)) == {"Bob": "owner"}


async def test_owners_who_unseat_each_other_at_once_do_not_both_go(here: Studio) -> None:
    ada = await here.person("ada")
    bob = await here.member(ada, "bob", "owner")
    both = here.workspaces.remove(ada, bob.id), here.workspaces.set_role(bob, ada.id, "viewer")
    got = await asyncio.gather(*map(outcome, both))
    assert sorted(got) == ["Forbidden", "in"]
    left = await here.back("ada" if got[0] == "in" else "bob", ada.workspace)
    assert left.role == "owner"


async def test_owners_who_leave_at_once_do_not_all_go(here: Studio) -> None:
    ada = await here.person("ada")
    owners = [ada, *[await here.member(ada, name, "owner") for name in ("bob", "cy", "di")]]
    got = await asyncio.gather(*(outcome(here.workspaces.leave(owner)) for owner in owners))
    assert sorted(got) == ["Conflict", "in", "in", "in"]


async def test_an_owner_who_was_unseated_cannot_take_the_role_back(here: Studio) -> None:
    ada = await here.person("ada")
    bob = await here.member(ada, "bob", "owner")
    await here.workspaces.set_role(ada, bob.id, "viewer")
    for change in (
        here.workspaces.set_role(bob, bob.id, "owner"),
        here.workspaces.invite(bob, "eve@example.com", "owner"),
        here.keys.create(bob, "mine", {"runs:read"}),
    ):
        with pytest.raises(Forbidden):
            await change


async def test_changes_of_place_count_at_once(here: Studio) -> None:
    ada = await here.person("ada")
    signed_in = await here.new("bob")
    invitation = await here.workspaces.invite(ada, "bob@example.com", "editor")
    await here.workspaces.accept(await here.who(signed_in), invitation.token)
    bob = await here.who(signed_in, ada.workspace)
    await here.workspaces.set_role(ada, bob.id, "viewer")
    assert (await here.who(signed_in, ada.workspace)).role == "viewer"
    await here.workspaces.remove(ada, bob.id)
    with pytest.raises(NotFound):
        await here.who(signed_in, ada.workspace)


@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_only_owners_manage(here: Studio, role: Role) -> None:
    ada = await here.person("ada")
    bob = await here.member(ada, "bob", role)
    for change in (
        here.workspaces.rename(bob, "Mine"),
        here.workspaces.invite(bob, "eve@example.com", "owner"),
        here.workspaces.invitations(bob),
        here.workspaces.withdraw(bob, "inv_1"),
        here.workspaces.set_role(bob, bob.id, "owner"),
        here.workspaces.remove(bob, ada.id),
        here.keys.create(bob, "ci", {"runs:read"}),
        here.keys.all(bob),
    ):
        with pytest.raises(Forbidden):
            await change
    await here.workspaces.leave(bob)
    assert await roles(here, ada) == {"Ada": "owner"}


async def test_nothing_of_another_workspace_can_be_reached(here: Studio) -> None:
    ada, eve = await here.person("ada"), await here.person("eve")
    bob = await here.member(ada, "bob", "viewer")
    invitation = await here.workspaces.invite(ada, "cy@example.com", "viewer")
    key = await here.keys.create(ada, "ci", {"clones:read"})
    clone = await here.clones.create(ada, "Ada", "voice")
    for asked in (
        here.workspaces.set_role(eve, bob.id, "owner"),
        here.workspaces.remove(eve, bob.id),
        here.workspaces.withdraw(eve, invitation.id),
        here.keys.rotate(eve, key.id),
        here.keys.revoke(eve, key.id),
        here.clones.get(eve, clone.id),
        here.clones.finish(eve, clone.id, "ready"),
        here.clones.retire(eve, clone.id),
        here.principals.authenticate_bearer(key.secret, eve.workspace),
    ):
        with pytest.raises(NotFound):
            await asked
    assert [*await here.keys.all(eve), *await here.clones.all(eve), *await here.clones.versions(eve, "Ada")] == []
    assert await here.workspaces.invitations(eve) == []
    assert await roles(here, eve) == {"Eve": "owner"}
    assert await roles(here, ada) == {"Ada": "owner", "Bob": "viewer"}
    assert (await here.keys.all(ada))[0].expires is None
    assert (await here.clones.get(ada, clone.id)).status == "training"


async def test_names_and_plans_of_workspaces(here: Studio) -> None:
    ada, eve = await here.person("ada"), await here.person("eve")
    await here.workspaces.rename(ada, "  The   Studio ")
    await here.workspaces.set_plan(ada.workspace, "pro")
    workspace = await here.workspaces.get(ada)
    assert (workspace.name, workspace.plan) == ("The Studio", "pro")
    assert ((await here.back("ada")).plan, (await here.workspaces.get(eve)).plan) == ("pro", "free")
    for name in ("", "  ", "x" * 81, "a\0b"):
        with pytest.raises(BadRequest):
            await here.workspaces.rename(ada, name)
    with pytest.raises(NotFound):
        await here.workspaces.set_plan("wsp_none", "pro")
    with pytest.raises(BadRequest):
        await here.workspaces.invite(ada, "bob@example.com", "admin")
