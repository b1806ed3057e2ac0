"""Queries on assets."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import AssetRow
from studio.domain.assets import Asset
from studio.repos.upsert import upsert


class AssetRepo:
    """Assets in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, assets: Iterable[Asset], now: datetime) -> None:
        """Keep these, unless known."""
        fields = {"sha256", "media_type", "size", "origin"}
        rows = {asset.sha256: {**asset.model_dump(include=fields), "created": now} for asset in assets}
        await upsert(self._session, cast(Table, AssetRow.__table__), list(rows.values()), update=False)
