"""Who asks: the door that access tokens and API keys open alike."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from studio.db.accounts import ApiKeyRow
from studio.db.database import Database
from studio.domain.accounts import Role, utc_now
from studio.errors import NotFound, Unauthorised
from studio.repos.doors import DoorRepo
from studio.repos.keys import KeyRepo
from studio.security import api_keys as opaque
from studio.security.roles import Principal
from studio.security.tokens import AccessTokens

LONGEST = 4096
"""Characters of a bearer token; ours have some 500."""

USED_EVERY = timedelta(minutes=1)
"""How exactly the last use of a key is known."""

HINT = "Sign in again, or use another key."


class Principals:
    """Finds out who asks. What a user may do is looked up each time, so that changes count at once."""

    def __init__(self, database: Database, tokens: AccessTokens, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database.everywhere()
        self._tokens = tokens
        self._clock = clock

    async def authenticate_bearer(self, token: str, workspace: str = "") -> Principal:
        """The one who shows this token.

        Args:
            token: an access token or an API key, without the word Bearer.
            workspace: id of the workspace that is asked for; that of the token when empty.

        Raises:
            Unauthorised: the token does not hold (any more); it is not said why.
            NotFound: there is no such workspace for this one.
        """
        if len(token) > LONGEST:
            raise Unauthorised("The token is too long to be one of ours.", HINT)
        if token.startswith(opaque.KEY):
            return await self._key(token, workspace)
        return await self._user(token, workspace)

    async def _user(self, token: str, workspace: str) -> Principal:
        access = self._tokens.read(token)
        place = workspace or access.workspace
        async with self._database.read() as session:
            found = await DoorRepo(session).by_sign_in(access.sign_in, place)
        now = self._clock()
        if (
            found is None
            or found.sign_in.user_id != access.user
            or found.sign_in.ended
            or found.sign_in.expires <= now
        ):
            raise Unauthorised("That sign-in is over.", HINT)
        if found.role is None and workspace:
            raise _no_such_workspace()
        return Principal(
            kind="user",
            id=access.user,
            workspace=place if found.role else "",
            role=cast(Role | None, found.role),
            scopes=frozenset(),
            plan=found.plan or "",
            sign_in=access.sign_in,
        )

    async def _key(self, secret: str, workspace: str) -> Principal:
        async with self._database.read() as session:
            found = await DoorRepo(session).by_key(opaque.digest(secret))
        now = self._clock()
        if found is None or found[0].revoked or (found[0].expires and found[0].expires <= now):
            raise Unauthorised("That key opens nothing.", HINT)
        row, plan = found
        if workspace and workspace != row.workspace_id:
            raise _no_such_workspace()
        await self._used(row, now)
        return Principal("key", row.id, row.workspace_id, None, frozenset(row.scopes), plan)

    async def _used(self, row: ApiKeyRow, now: datetime) -> None:
        since = now - USED_EVERY
        if row.last_used is None or row.last_used < since:
            async with self._database.write() as session:
                await KeyRepo(session, row.workspace_id).touch(row.id, now, since)


def _no_such_workspace() -> NotFound:
    return NotFound("There is no such workspace.", "GET /workspaces lists yours.")
