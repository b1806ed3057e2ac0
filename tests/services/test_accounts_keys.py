"""API keys and clones of a workspace."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from studio.db.accounts import ApiKeyRow
from studio.db.database import Database
from studio.errors import BadRequest, Conflict, Forbidden, NotFound
from studio.services.keys import OVERLAP
from studio.services.principals import USED_EVERY
from tests.fakes.people import Studio, outcome, studio

HOUR = timedelta(hours=1)


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Studio:
    return studio(database, tmp_path)


async def test_a_key_opens_its_workspace_for_its_scopes(here: Studio) -> None:
    ada = await here.person("ada")
    made = await here.keys.create(ada, "ci", {"runs:read", "runs:write"})
    key = await here.principals.authenticate_bearer(made.secret)
    assert (key.kind, key.id, key.workspace, key.role, key.plan) == ("key", made.id, ada.workspace, None, "free")
    assert (key.may("runs:write"), key.may("clones:read"), key.may("keys:manage")) == (True, False, False)
    assert await outcome(here.clones.all(key)) == "Forbidden"


async def test_of_a_key_only_the_hash_is_kept(here: Studio, database: Database) -> None:
    ada = await here.person("ada")
    made = await here.keys.create(ada, "ci", {"runs:read"})
    assert made.secret.startswith("acs_") and len(made.secret) == 4 + 43
    async with database.read() as session:
        row = (await session.scalars(select(ApiKeyRow))).one()
    kept = "|".join(str(getattr(row, column.name)) for column in ApiKeyRow.__table__.columns)
    assert made.secret not in kept and made.secret.startswith(row.start)
    assert [key.secret for key in await here.keys.all(ada)] == [""]
    assert made.secret not in repr(made)


@pytest.mark.parametrize("scopes", [set(), {"runs:fly"}, {"keys:manage"}, {"members:manage", "runs:read"}])
async def test_a_key_is_not_for_everything(here: Studio, scopes: set[str]) -> None:
    with pytest.raises(BadRequest):
        await here.keys.create(await here.person("ada"), "ci", scopes)


async def test_a_key_makes_no_key(here: Studio) -> None:
    ada = await here.person("ada")
    key = await here.principals.authenticate_bearer((await here.keys.create(ada, "ci", {"runs:read"})).secret)
    for asked in (
        here.keys.create(key, "more", {"runs:read"}),
        here.keys.rotate(key, key.id),
        here.workspaces.invite(key, "eve@example.com", "owner"),
        here.workspaces.remove(key, ada.id),
        here.workspaces.set_role(key, ada.id, "viewer"),
    ):
        with pytest.raises(Forbidden):
            await asked


async def test_old_and_new_key_overlap_when_one_takes_over(here: Studio) -> None:
    ada = await here.person("ada")
    old = await here.keys.create(ada, "ci", {"runs:read"})
    new = await here.keys.rotate(ada, old.id)
    assert (new.name, new.scopes, new.expires) == ("ci", old.scopes, None)
    assert [await outcome(here.principals.authenticate_bearer(k.secret)) for k in (old, new)] == ["in", "in"]
    with pytest.raises(Conflict):
        await here.keys.rotate(ada, new.id)
    here.clock.forward(OVERLAP)
    assert [await outcome(here.principals.authenticate_bearer(k.secret)) for k in (old, new)] == [
        "Unauthorised",
        "in",
    ]
    third = await here.keys.rotate(await here.back("ada"), new.id, timedelta(0))
    assert [await outcome(here.principals.authenticate_bearer(k.secret)) for k in (new, third)] == [
        "Unauthorised",
        "in",
    ]


async def test_of_many_keys_of_a_name_made_at_once_two_are_good(here: Studio) -> None:
    ada = await here.person("ada")
    got = await asyncio.gather(*(outcome(here.keys.create(ada, "ci", {"runs:read"})) for _ in range(6)))
    assert sorted(got) == ["Conflict"] * 4 + ["in"] * 2
    assert await outcome(here.keys.create(ada, "other", {"runs:read"})) == "in"
    assert len(await here.keys.all(ada)) == 3


async def test_a_revoked_or_expired_key_opens_nothing(here: Studio) -> None:
    ada = await here.person("ada")
    one, two = [await here.keys.create(ada, "ci", {"runs:read"}, HOUR) for _ in range(2)]
    await here.keys.revoke(ada, one.id)
    assert await outcome(here.principals.authenticate_bearer(one.secret)) == "Unauthorised"
    assert await outcome(here.principals.authenticate_bearer(two.secret)) == "in"
    for again in (here.keys.revoke(ada, one.id), here.keys.rotate(ada, one.id)):
        with pytest.raises(NotFound):
            await again
    here.clock.forward(HOUR)
    assert await outcome(here.principals.authenticate_bearer(two.secret)) == "Unauthorised"
    assert await here.keys.all(await here.back("ada")) == []


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), timedelta(days=4000)])
async def test_a_key_lasts_a_sensible_time(here: Studio, lasts: timedelta) -> None:
    ada = await here.person("ada")
    with pytest.raises(BadRequest):
        await here.keys.create(ada, "ci", {"runs:read"}, lasts)


async def test_the_last_use_of_a_key_is_known_to_the_minute(here: Studio) -> None:
    ada = await here.person("ada")
    made = await here.keys.create(ada, "ci", {"runs:read"})
    assert (await here.keys.all(ada))[0].last_used is None
    await here.principals.authenticate_bearer(made.secret)
    first = here.clock.now
    here.clock.forward(USED_EVERY)
    await here.principals.authenticate_bearer(made.secret)
    assert (await here.keys.all(ada))[0].last_used == first
    here.clock.forward(timedelta(seconds=1))
    await asyncio.gather(*(here.principals.authenticate_bearer(made.secret) for _ in range(4)))
    assert (await here.keys.all(ada))[0].last_used == here.clock.now


async def test_the_keys_that_an_owner_who_goes_made_there_go_too(here: Studio) -> None:
    ada = await here.person("ada")
    for name, goes in (("bob", here.workspaces.leave), ("cy", None)):
        owner = await here.member(ada, name, "owner")
        own = await here.keys.create(await here.back(name), name, {"runs:read"})
        key = await here.keys.create(owner, name, {"runs:read"})
        await (goes(owner) if goes else here.workspaces.set_role(ada, owner.id, "editor"))
        assert await outcome(here.principals.authenticate_bearer(key.secret)) == "Unauthorised"
        assert await outcome(here.principals.authenticate_bearer(own.secret)) == "in"


@pytest.mark.parametrize("secret", ["acs_", "acs_" + "A" * 43, "", "x" * 5000, "acs_é\0"])
async def test_what_is_no_key_opens_nothing(here: Studio, secret: str) -> None:
    assert await outcome(here.principals.authenticate_bearer(secret)) == "Unauthorised"


async def test_versions_of_clones_are_counted_by_name_and_kind(here: Studio) -> None:
    ada = await here.person("ada")
    one = await here.clones.create(ada, "Ada", "voice", provider_ids={"elevenlabs": "v1"}, consent_id="con_1")
    assert (one.version, one.status, one.provider_ids, one.consent_id) == (
        "voice_v1",
        "training",
        {"elevenlabs": "v1"},
        "con_1",
    )
    made = await asyncio.gather(*(here.clones.create(ada, "Ada", "voice") for _ in range(3)))
    assert sorted(clone.version for clone in made) == ["voice_v2", "voice_v3", "voice_v4"]
    assert (await here.clones.create(ada, "Bob", "voice")).version == "voice_v1"
    assert (await here.clones.create(ada, "Ada", "avatar", version="avatar_pro")).version == "avatar_pro"
    assert (await here.clones.create(ada, "Ada", "avatar")).version == "avatar_v1"
    with pytest.raises(Conflict):
        await here.clones.create(ada, "Ada", "avatar", version="avatar_pro")
    assert len(await here.clones.versions(ada, "Ada")) == 6
    assert {c.version for c in await here.clones.versions(ada, "Ada", "avatar")} == {"avatar_pro", "avatar_v1"}


async def test_a_clone_gets_ready_and_is_retired(here: Studio) -> None:
    ada = await here.person("ada")
    clone = await here.clones.create(ada, "Ada", "face", provider_ids={"did": "1"})
    ready = await here.clones.finish(ada, clone.id, "ready", {"heygen": "2"})
    assert (ready.status, ready.provider_ids) == ("ready", {"did": "1", "heygen": "2"})
    assert await here.clones.get(ada, clone.id) == ready
    await here.clones.retire(ada, clone.id)
    assert await here.clones.all(ada) == [] == await here.clones.all(ada, "voice", retired=True)
    assert [c.id for c in await here.clones.all(ada, "face", retired=True)] == [clone.id]
    for asked in (here.clones.retire(ada, clone.id), here.clones.finish(ada, clone.id, "failed")):
        with pytest.raises(NotFound):
            await asked
    assert (await here.clones.create(ada, "Ada", "face")).version == "face_v2"


async def test_viewers_see_clones_and_change_none(here: Studio) -> None:
    ada = await here.person("ada")
    clone = await here.clones.create(ada, "Ada", "voice")
    bob = await here.member(ada, "bob", "viewer")
    assert await here.clones.all(bob) == [clone]
    for asked in (here.clones.create(bob, "Bob", "voice"), here.clones.retire(bob, clone.id)):
        with pytest.raises(Forbidden):
            await asked


@pytest.mark.parametrize("version", ["Voice 1", "../x", "v" * 41, "1"])
async def test_a_version_is_a_word(here: Studio, version: str) -> None:
    with pytest.raises(BadRequest):
        await here.clones.create(await here.person("ada"), "Ada", "voice", version=version)
