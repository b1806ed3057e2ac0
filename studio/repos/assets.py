"""Queries on assets."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import AssetRow
from studio.domain.assets import Asset


class AssetRepo:
    """Assets in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, assets: Iterable[Asset], now: datetime) -> None:
        """Keep these, unless known."""
        for asset in assets:
            if await self._session.get(AssetRow, asset.sha256) is None:
                self._session.add(
                    AssetRow(
                        sha256=asset.sha256,
                        media_type=asset.media_type,
                        size=asset.size,
                        origin=asset.origin,
                        created=now,
                    )
                )
