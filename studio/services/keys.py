"""API keys of a workspace: made, changed with an overlap, revoked."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from studio.db.accounts import ApiKeyRow
from studio.db.database import Database
from studio.domain.accounts import ApiKey, display_name, new_id, utc_now
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.keys import KeyRepo
from studio.repos.workspaces import WorkspaceRepo
from studio.security import api_keys as opaque
from studio.security.roles import Principal, key_scopes
from studio.services.workspaces import still_owner

AT_ONCE = 2
"""Keys of one name that are good at the same time: the old one and the one that takes over."""

OVERLAP = timedelta(hours=24)
LONGEST = timedelta(days=3650)

GONE = "There is no such key.", "GET /keys lists them."


class Keys:
    """Keys of the principal's workspace; only people make them, never another key."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def create(
        self, who: Principal, name: str, scopes: Collection[str], lasts: timedelta | None = None
    ) -> ApiKey:
        """Make a key.

        Args:
            who: an owner.
            name: what it is for; two keys of a name may be good at the same time.
            scopes: what it may do, of `studio.security.roles.KEYS`.
            lasts: how long it is good; None means until it is revoked.

        Returns:
            The key with its secret, which is shown this one time.

        Raises:
            BadRequest: the name, the scopes or the time will not do.
            Conflict: two keys of that name are good already.
        """
        who.require("keys:manage")
        if lasts is not None and not timedelta(0) < lasts <= LONGEST:
            raise BadRequest(f"A key lasts up to {LONGEST.days} days.", "Leave it out for a key without an end.")
        now = self._clock()
        made = self._new(who, display_name(name), key_scopes(frozenset(scopes)), now, lasts)
        await self._keep(who, made)
        return made

    async def all(self, who: Principal) -> Sequence[ApiKey]:
        """All keys that are good now, the oldest first, without their secrets."""
        who.require("keys:read")
        async with self._database.read() as session:
            rows = await KeyRepo(session, who.workspace).live(self._clock())
        return [_as_key(row) for row in rows]

    async def rotate(self, who: Principal, key_id: str, overlap: timedelta = OVERLAP) -> ApiKey:
        """Make a key like this one, which itself stays good for a while.

        Args:
            who: an owner.
            key_id: the key that goes.
            overlap: how long it stays good; zero ends it at once.

        Returns:
            The new key with its secret, which is shown this one time.

        Raises:
            NotFound: there is no such key.
            Conflict: two keys of that name are good already.
        """
        who.require("keys:manage")
        if not timedelta(0) <= overlap <= LONGEST:
            raise BadRequest(f"An overlap has up to {LONGEST.days} days.", f"Leave it out for {OVERLAP}.")
        now = self._clock()
        async with self._database.read() as session:
            old = await KeyRepo(session, who.workspace).get(key_id, now)
        if old is None:
            raise NotFound(*GONE)
        lasts = old.expires - old.created if old.expires else None
        made = self._new(who, old.name, frozenset(old.scopes), now, lasts)
        await self._keep(who, made, instead=old.id, until=now + overlap)
        return made

    async def revoke(self, who: Principal, key_id: str) -> None:
        """Let a key open nothing from now on.

        Raises:
            NotFound: there is no such key.
        """
        who.require("keys:manage")
        async with self._database.write() as session:
            if not await KeyRepo(session, who.workspace).revoke(key_id, self._clock()):
                raise NotFound(*GONE)

    def _new(
        self, who: Principal, name: str, scopes: frozenset[str], now: datetime, lasts: timedelta | None
    ) -> ApiKey:
        secret = opaque.new(opaque.KEY)
        until = now + lasts if lasts is not None else None
        return ApiKey(
            new_id("key"), name, opaque.start(secret), scopes, now, who.require_user(), until, secret=secret
        )

    async def _keep(self, who: Principal, made: ApiKey, instead: str = "", until: datetime | None = None) -> None:
        async with self._database.write() as session:
            workspace = WorkspaceRepo(session, who.workspace)
            await workspace.lock()
            await still_owner(workspace, who)
            repo = KeyRepo(session, who.workspace)
            live = {row.id: row for row in await repo.live(made.created, made.name)}
            if instead and instead not in live:
                raise NotFound(*GONE)
            if len(live) >= AT_ONCE:
                raise Conflict(f"Two keys named {made.name} are good already.", "Revoke one of them first.")
            repo.add(_as_row(made))
            if instead and until is not None:
                await repo.expire(instead, min(until, live[instead].expires or until))


def _as_row(key: ApiKey) -> ApiKeyRow:
    return ApiKeyRow(
        id=key.id,
        name=key.name,
        start=key.start,
        digest=opaque.digest(key.secret),
        scopes=sorted(key.scopes),
        created=key.created,
        created_by=key.created_by,
        expires=key.expires,
    )


def _as_key(row: ApiKeyRow) -> ApiKey:
    scopes = frozenset(row.scopes)
    return ApiKey(row.id, row.name, row.start, scopes, row.created, row.created_by, row.expires, row.last_used)
