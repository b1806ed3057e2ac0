"""Queries on vendors' messages that wait for a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.hooks import ReceivedRow
from studio.repos.upsert import upsert


class ReceivedRepo:
    """Messages in one session; they belong to no workspace. Commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: Mapping[str, Any]) -> None:
        """Keep one; the same one stays as it is."""
        await upsert(self._session, cast(Table, ReceivedRow.__table__), [row], update=False)

    async def waiting(self) -> int:
        """How many there are."""
        return await self._session.scalar(select(func.count()).select_from(ReceivedRow)) or 0

    async def kept(self, before: datetime, limit: int) -> Sequence[ReceivedRow]:
        """Those that came before a moment, the oldest first."""
        query = select(ReceivedRow).where(ReceivedRow.received <= before)
        return (await self._session.scalars(query.order_by(ReceivedRow.received).limit(limit))).all()

    async def forget(self, name: str) -> None:
        """Forget one."""
        await self._session.execute(delete(ReceivedRow).where(ReceivedRow.id == name))
