"""Queries on the shares of one workspace, and the look-up of the one that an address is of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import ShareRow


class ShareRepo:
    """Shares of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: ShareRow) -> None:
        """Keep a new share."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def live(self, run_id: str, now: datetime) -> Sequence[ShareRow]:
        """Shares of a run that open now, the newest first."""
        query = select(ShareRow).where(*self._live(now), ShareRow.run_id == run_id)
        return (await self._session.scalars(query.order_by(ShareRow.created.desc(), ShareRow.id))).all()

    async def revoke(self, share_id: str, now: datetime) -> bool:
        """Let a share open no more; False when it does not anyway."""
        change = update(ShareRow).where(*self._live(now), ShareRow.id == share_id).values(revoked=now)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1

    def _live(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return ShareRow.workspace_id == self._workspace, ShareRow.revoked.is_(None), ShareRow.expires > now


async def share_of(session: AsyncSession, digest: str, now: datetime) -> ShareRow | None:
    """The share of any workspace whose secret has this hash, if it opens now."""
    live = ShareRow.digest == digest, ShareRow.revoked.is_(None), ShareRow.expires > now
    return await session.scalar(select(ShareRow).where(*live))
