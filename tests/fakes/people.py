"""A service of accounts with people in it, and a clock that is put forward by hand."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from studio.db.database import Database
from studio.domain.accounts import Role, SignedIn
from studio.security.keyring import Keyring
from studio.security.passwords import Passwords
from studio.security.roles import Principal
from studio.security.tokens import AccessTokens
from studio.services.accounts import Accounts
from studio.services.clones import Clones
from studio.services.keys import Keys
from studio.services.principals import Principals
from studio.services.workspaces import Workspaces

PASSWORD = "correct horse battery"
LIGHT = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
"""The real hash with little work: these tests are not about its strength."""


class Clock:
    """A moment that only goes on when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Studio:
    """All services of accounts on one database."""

    clock: Clock
    accounts: Accounts
    principals: Principals
    workspaces: Workspaces
    keys: Keys
    clones: Clones

    async def new(self, name: str) -> SignedIn:
        """A new user of that name."""
        return await self.accounts.register(f"{name}@example.com", PASSWORD, name.title())

    async def person(self, name: str) -> Principal:
        """A new user of that name, as routes see it."""
        return await self.who(await self.new(name))

    async def back(self, name: str, workspace: str = "") -> Principal:
        """A known user who signs in again."""
        return await self.who(await self.accounts.login(f"{name}@example.com", PASSWORD, workspace))

    async def who(self, signed_in: SignedIn, workspace: str = "") -> Principal:
        """Whoever just signed in, as routes see it."""
        return await self.principals.authenticate_bearer(signed_in.tokens.access, workspace)

    async def member(self, owner: Principal, name: str, role: Role) -> Principal:
        """A new user in the owner's workspace, as routes see it."""
        signed_in = await self.new(name)
        self.clock.forward(timedelta(seconds=1))  # one's own workspace is the older place
        invitation = await self.workspaces.invite(owner, f"{name}@example.com", role)
        await self.workspaces.accept(await self.who(signed_in), invitation.token)
        return await self.who(signed_in, owner.workspace)


async def outcome(asked: Awaitable[object]) -> str:
    """How it went: `in`, or the name of what was raised."""
    try:
        await asked
    except Exception as error:
        return type(error).__name__
    return "in"


def studio(database: Database, home: Path, passwords: Passwords | None = None) -> Studio:
    """Services on that database, with keys below that folder."""
    clock = Clock()
    tokens = AccessTokens(Keyring(home / "keys/access.json", clock), clock)
    return Studio(
        clock,
        Accounts(database, passwords or Passwords(LIGHT), tokens, clock),
        Principals(database, tokens, clock),
        Workspaces(database, clock),
        Keys(database, clock),
        Clones(database, clock),
    )
