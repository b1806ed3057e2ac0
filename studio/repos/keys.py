"""Queries on the API keys of one workspace."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import ApiKeyRow


class KeyRepo:
    """Keys of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: ApiKeyRow) -> None:
        """Keep a new key."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def live(self, now: datetime, name: str | None = None) -> Sequence[ApiKeyRow]:
        """Keys that open the door now, all or those of a name, the oldest first."""
        query = select(ApiKeyRow).where(*self._live(now)).order_by(ApiKeyRow.created, ApiKeyRow.id)
        return (await self._session.scalars(query if name is None else query.where(ApiKeyRow.name == name))).all()

    async def get(self, key_id: str, now: datetime) -> ApiKeyRow | None:
        """A key that opens the door now."""
        return await self._session.scalar(select(ApiKeyRow).where(*self._live(now), ApiKeyRow.id == key_id))

    async def expire(self, key_id: str, when: datetime) -> None:
        """Let a key open the door until then."""
        await self._set(ApiKeyRow.id == key_id, expires=when)

    async def revoke(self, key_id: str, now: datetime) -> bool:
        """Let a key open the door no more; False when it does not anyway."""
        return await self._set(ApiKeyRow.id == key_id, *self._live(now), revoked=now) == 1

    async def revoke_of(self, user_id: str, now: datetime) -> None:
        """Let no key that this user made open the door any more."""
        await self._set(ApiKeyRow.created_by == user_id, ApiKeyRow.revoked.is_(None), revoked=now)

    async def touch(self, key_id: str, now: datetime, unless_since: datetime) -> None:
        """Note that a key was used, unless that is noted since then."""
        stale = or_(ApiKeyRow.last_used.is_(None), ApiKeyRow.last_used < unless_since)
        await self._set(ApiKeyRow.id == key_id, stale, last_used=now)

    async def _set(self, *which: ColumnElement[bool], **values: Any) -> int:
        change = update(ApiKeyRow).where(ApiKeyRow.workspace_id == self._workspace, *which).values(**values)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount

    def _live(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        unexpired = or_(ApiKeyRow.expires.is_(None), ApiKeyRow.expires > now)
        return ApiKeyRow.workspace_id == self._workspace, ApiKeyRow.revoked.is_(None), unexpired
