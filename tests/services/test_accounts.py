"""Register, sign in, stay signed in, sign out: on SQLite and on Postgres."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from sqlalchemy import select

from studio.db.accounts import RefreshTokenRow, SignInRow, UserRow
from studio.db.database import Database
from studio.errors import BadRequest, Forbidden, NotFound, Unauthorised
from studio.security.passwords import Passwords
from studio.services.accounts import IDLE, LONGEST_SIGN_IN, REMEMBER
from tests.fakes.people import LIGHT, PASSWORD, Studio, outcome, studio


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Studio:
    return studio(database, tmp_path)


class Counting(PasswordHash):
    """The real hash, which counts what it works out."""

    def __init__(self) -> None:
        super().__init__(LIGHT.hashers)
        self.done: list[str] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.done.append("hash")
        return super().hash(password, salt=salt)

    def verify_and_update(self, password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:
        self.done.append("verify")
        return super().verify_and_update(password, hash)


async def test_who_registers_is_owner_of_a_workspace_and_signed_in(here: Studio) -> None:
    signed_in = await here.accounts.register("  Ada@Example.COM ", PASSWORD, "Ada")
    assert (signed_in.user.email, signed_in.user.name) == ("ada@example.com", "Ada")
    assert signed_in.membership
    assert (signed_in.membership.role, signed_in.membership.workspace.plan) == ("owner", "free")
    who = await here.who(signed_in)
    assert (who.kind, who.id, who.role, who.plan) == ("user", signed_in.user.id, "owner", "free")
    assert who.workspace == signed_in.membership.workspace.id
    assert await here.accounts.user(who) == signed_in.user


async def test_neither_password_nor_refresh_token_is_kept(here: Studio, database: Database) -> None:
    signed_in = await here.new("ada")
    async with database.read() as session:
        user = (await session.scalars(select(UserRow))).one()
        token = (await session.scalars(select(RefreshTokenRow))).one()
    assert user.password.startswith("$argon2id$")
    assert signed_in.tokens.refresh not in (token.digest, token.sign_in_id)
    assert signed_in.tokens.refresh not in repr(signed_in) and signed_in.tokens.access not in repr(signed_in)


async def test_of_many_who_register_one_address_at_once_one_gets_it(here: Studio, database: Database) -> None:
    spellings = ["ada@example.com", "ADA@example.com", " ada@EXAMPLE.com", "Ada@Example.Com"] * 3
    tries = [outcome(here.accounts.register(written, PASSWORD, "Ada")) for written in spellings]
    assert sorted(await asyncio.gather(*tries)) == ["Conflict"] * 11 + ["in"]
    async with database.read() as session:
        assert len((await session.scalars(select(UserRow))).all()) == 1


@pytest.mark.parametrize("email", ["", "ada", "@example.com", "ada@", "a b@example.com", "a@b@c.com", "a@b..c"])
async def test_what_is_no_address_is_refused(here: Studio, email: str) -> None:
    with pytest.raises(BadRequest):
        await here.accounts.register(email, PASSWORD)


@pytest.mark.parametrize("password", ["short", "a" * 40, "1234567890", "abababababab", "my ada.love word", "x" * 300])
async def test_what_is_guessed_at_once_is_no_password(here: Studio, password: str) -> None:
    with pytest.raises(BadRequest):
        await here.accounts.register("ada.love@example.com", password)


async def test_sign_in_by_the_right_password_only(here: Studio) -> None:
    signed_in = await here.new("ada")
    again = await here.accounts.login("ADA@example.com", PASSWORD)
    assert again.user == signed_in.user and again.membership == signed_in.membership
    wrong = [("ada@example.com", PASSWORD + "!"), ("bob@example.com", PASSWORD), ("nonsense", PASSWORD)]
    told = set()
    for email, password in wrong:
        with pytest.raises(Unauthorised) as refusal:
            await here.accounts.login(email, password)
        told.add((refusal.value.message, refusal.value.hint))
    assert len(told) == 1


async def test_unknown_addresses_take_the_work_of_known_ones(database: Database, tmp_path: Path) -> None:
    counting = Counting()
    here = studio(database, tmp_path, Passwords(counting))
    await here.new("ada")
    await outcome(here.accounts.login("ada@example.com", PASSWORD))  # makes what is made once
    work = []
    for email in ("ada@example.com", "bob@example.com", "nonsense"):
        counting.done.clear()
        assert await outcome(here.accounts.login(email, "wrong password")) == "Unauthorised"
        work.append(list(counting.done))
    assert work == [["verify"]] * 3


async def test_a_hash_of_old_parameters_is_replaced_at_the_next_sign_in(database: Database, tmp_path: Path) -> None:
    await studio(database, tmp_path).new("ada")
    strong = studio(database, tmp_path, Passwords())
    await strong.accounts.login("ada@example.com", PASSWORD)
    async with database.read() as session:
        assert "m=65536" in (await session.scalars(select(UserRow.password))).one()
    assert await outcome(strong.accounts.login("ada@example.com", PASSWORD)) == "in"


async def test_a_refresh_token_is_good_once_and_gets_the_next(here: Studio) -> None:
    first = await here.new("ada")
    second = await here.accounts.refresh(first.tokens.refresh)
    third = await here.accounts.refresh(second.tokens.refresh)
    assert len({t.tokens.refresh for t in (first, second, third)}) == 3
    assert (await here.who(third)).sign_in == (await here.who(first)).sign_in


async def test_a_spent_refresh_token_ends_its_family_and_no_other(here: Studio, database: Database) -> None:
    first = await here.new("ada")
    other = await here.accounts.login("ada@example.com", PASSWORD)
    second = await here.accounts.refresh(first.tokens.refresh)
    for token in (first.tokens.refresh, second.tokens.refresh):
        assert await outcome(here.accounts.refresh(token)) == "Unauthorised"
    assert await outcome(here.who(second)) == "Unauthorised"
    assert await outcome(here.accounts.refresh(other.tokens.refresh)) == "in"
    async with database.read() as session:
        ended = (await session.execute(select(SignInRow.why).where(SignInRow.ended.is_not(None)))).scalars().all()
    assert ended == ["reuse"]


async def test_of_many_who_spend_one_refresh_token_at_once_one_gets_the_next(
    here: Studio, database: Database
) -> None:
    signed_in = await here.new("ada")
    tries = [outcome(here.accounts.refresh(signed_in.tokens.refresh)) for _ in range(8)]
    got = await asyncio.gather(*tries)
    assert got.count("in") == 1 and set(got) <= {"in", "Conflict", "Unauthorised"}
    async with database.read() as session:
        assert len((await session.scalars(select(RefreshTokenRow))).all()) == 2


async def test_refresh_tokens_end_unused_and_sign_ins_end_at_last(here: Studio) -> None:
    idle = await here.new("ada")
    here.clock.forward(IDLE)
    assert await outcome(here.accounts.refresh(idle.tokens.refresh)) == "Unauthorised"
    busy = await here.accounts.login("ada@example.com", PASSWORD)
    for _ in range(LONGEST_SIGN_IN // timedelta(days=20)):
        here.clock.forward(timedelta(days=20))
        busy = await here.accounts.refresh(busy.tokens.refresh)
    here.clock.forward(timedelta(days=10))
    assert await outcome(here.accounts.refresh(busy.tokens.refresh)) == "Unauthorised"
    assert await here.accounts.forget_old() == 0
    here.clock.forward(REMEMBER + timedelta(seconds=1))
    assert await here.accounts.forget_old() == 2


@pytest.mark.parametrize("token", ["", "acr_", "nonsense", "é" * 50, "acr_" + "x" * 5000])
async def test_unknown_refresh_tokens_are_refused(here: Studio, token: str) -> None:
    assert await outcome(here.accounts.refresh(token)) == "Unauthorised"
    await here.accounts.logout_by(token)


async def test_sign_out_ends_access_and_refresh_at_once(here: Studio) -> None:
    one, two, three, four = [
        await here.new("ada"),
        *[await here.accounts.login("ada@example.com", PASSWORD) for _ in "abc"],
    ]
    await here.accounts.logout(await here.who(one))
    await here.accounts.logout_by(two.tokens.refresh)
    for over in (one, two):
        assert (
            await outcome(here.who(over))
            == await outcome(here.accounts.refresh(over.tokens.refresh))
            == "Unauthorised"
        )
    await here.accounts.logout_everywhere(await here.who(three))
    assert [await outcome(here.who(s)) for s in (three, four)] == ["Unauthorised"] * 2


async def test_a_changed_password_ends_all_sign_ins(here: Studio) -> None:
    one, two = await here.new("ada"), await here.accounts.login("ada@example.com", PASSWORD)
    who = await here.who(one)
    assert await outcome(here.accounts.change_password(who, "not the old one", "quite another one")) == "Unauthorised"
    assert await outcome(here.accounts.change_password(who, PASSWORD, "short")) == "BadRequest"
    assert await outcome(here.who(two)) == "in"
    await here.accounts.change_password(who, PASSWORD, "quite another one")
    assert [await outcome(here.accounts.refresh(s.tokens.refresh)) for s in (one, two)] == ["Unauthorised"] * 2
    assert await outcome(here.who(two)) == "Unauthorised"
    assert await outcome(here.accounts.login("ada@example.com", PASSWORD)) == "Unauthorised"
    assert await outcome(here.accounts.login("ada@example.com", "quite another one")) == "in"


async def test_work_goes_on_in_the_workspace_one_asks_for(here: Studio) -> None:
    ada, bob = await here.new("ada"), await here.new("bob")
    second = await here.workspaces.create(await here.who(ada), "Second")
    assert (await here.who(ada, second.workspace.id)).workspace == second.workspace.id
    moved = await here.accounts.refresh(ada.tokens.refresh, second.workspace.id)
    assert (await here.who(moved)).workspace == second.workspace.id
    stays = await here.accounts.refresh(moved.tokens.refresh)
    assert (await here.who(stays)).workspace == second.workspace.id
    assert bob.membership
    for asked in (
        here.who(stays, bob.membership.workspace.id),
        here.accounts.login("ada@example.com", PASSWORD, bob.membership.workspace.id),
        here.accounts.refresh(stays.tokens.refresh, bob.membership.workspace.id),
    ):
        with pytest.raises(NotFound):
            await asked
    assert await outcome(here.accounts.refresh(stays.tokens.refresh)) == "in"


async def test_a_key_is_no_person(here: Studio) -> None:
    made = await here.keys.create(await here.person("ada"), "ci", {"runs:read"})
    key = await here.principals.authenticate_bearer(made.secret)
    for asked in (
        here.accounts.user(key),
        here.accounts.logout(key),
        here.accounts.change_password(key, PASSWORD, "quite another one"),
        here.workspaces.create(key, "mine"),
        here.workspaces.mine(key),
    ):
        with pytest.raises(Forbidden):
            await asked


async def test_a_user_without_a_workspace_may_only_make_or_join_one(here: Studio) -> None:
    ada = await here.new("ada")
    who = await here.who(ada)
    bob = await here.member(who, "bob", "owner")
    await here.workspaces.leave(who)
    alone = await here.who(ada)
    assert (alone.workspace, alone.role, alone.may("runs:read")) == ("", None, False)
    with pytest.raises(Forbidden):
        await here.workspaces.members(alone)
    assert (await here.accounts.login("ada@example.com", PASSWORD)).membership is None
    assert (await here.workspaces.create(alone, "New")).role == "owner"
    assert [m.user.id for m in await here.workspaces.members(bob)] == [bob.id]
