"""Queries on the brand of one workspace."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import BrandRow
from studio.repos.upsert import upsert


class BrandRepo:
    """The brand of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def get(self) -> BrandRow | None:
        """The brand, if one was set."""
        return await self._session.get(BrandRow, self._workspace)

    async def put(self, brand: dict[str, Any], by: str, now: datetime) -> None:
        """Set it, whatever was there."""
        row = {"workspace_id": self._workspace, "brand": brand, "updated_by": by, "updated": now}
        await upsert(self._session, cast(Table, BrandRow.__table__), [row], update=True)
