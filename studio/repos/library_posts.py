"""Queries on the publications that one workspace has planned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import PostRow


class PostRepo:
    """Posts of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: PostRow) -> None:
        """Keep a new post."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def get(self, post_id: str) -> PostRow | None:
        """The post of this id; nobody else changes it until the end of a transaction that writes."""
        here = PostRow.workspace_id == self._workspace, PostRow.id == post_id
        return await self._session.scalar(select(PostRow).where(*here).with_for_update())

    async def between(
        self, since: datetime, until: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[PostRow]:
        """Posts of a stretch of time, the earliest first; behind a place in the list."""
        mine = select(PostRow).where(PostRow.workspace_id == self._workspace, PostRow.at >= since, PostRow.at < until)
        if after:
            mine = mine.where(tuple_(PostRow.at, PostRow.id) > after)
        return (await self._session.scalars(mine.order_by(PostRow.at, PostRow.id).limit(limit))).all()

    async def remove(self, post_id: str) -> bool:
        """Forget a post; False when there is none."""
        here = PostRow.workspace_id == self._workspace, PostRow.id == post_id
        gone = await self._session.execute(delete(PostRow).where(*here))
        return cast(CursorResult[Any], gone).rowcount == 1
