"""Queries on requests that must have their effect once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.credits import IdempotencyRow
from studio.repos.upsert import upsert

ALONE = {"synchronize_session": False}
"""Leave what the session has read alone: every read here is a fresh one."""


@dataclass(frozen=True)
class Request:
    """A request as it is kept."""

    body_hash: str
    status: str
    """`started` or `done`."""
    token: str
    lease: datetime
    code: int
    answer: Any
    created: datetime


class IdempotencyRepo:
    """The request of one workspace, route and key in one session. Commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str, route: str, key: str) -> None:
        self._session = session
        self._names = {"workspace_id": workspace_id, "route": route, "key": key}

    async def found(self) -> Request | None:
        """The request as it is kept, locked."""
        query = select(IdempotencyRow).filter_by(**self._names).with_for_update()
        row = await self._session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else Request(**{n: getattr(row, n) for n in Request.__dataclass_fields__})

    async def add(self, request: Request) -> None:
        """Keep a request unless there is one; who was first is told by `found()`."""
        rows = [{**self._names, **vars(request)}]
        await upsert(self._session, cast(Table, IdempotencyRow.__table__), rows, update=False)

    async def replace(self, request: Request) -> None:
        """Put another one in its place; lock it first."""
        rows = [{**self._names, **vars(request)}]
        await upsert(self._session, cast(Table, IdempotencyRow.__table__), rows, update=True)

    async def answer(self, token: str, code: int, answer: Any) -> bool:
        """Keep the answer of the request at work; False when another one has taken its place."""
        new = {"status": "done", "code": code, "answer": answer}
        return await self._changed(update(IdempotencyRow).values(**new), token)

    async def renew(self, token: str, lease: datetime) -> bool:
        """Let the request at work go on; False when another one has taken its place."""
        return await self._changed(update(IdempotencyRow).values(lease=lease), token)

    async def forget(self, token: str) -> bool:
        """Forget the request at work; False when another one has taken its place."""
        return await self._changed(delete(IdempotencyRow), token)

    async def _changed(self, statement: Any, token: str) -> bool:
        mine = statement.filter_by(**self._names, token=token, status="started")
        result = await self._session.execute(mine, execution_options=ALONE)
        return cast(CursorResult[Any], result).rowcount == 1


async def forget_before(session: AsyncSession, moment: datetime, now: datetime) -> int:
    """Forget the requests of all workspaces that are older than a moment and not at work; gives how many."""
    ended = or_(IdempotencyRow.status == "done", IdempotencyRow.lease <= now)
    result = await session.execute(
        delete(IdempotencyRow).where(IdempotencyRow.created <= moment, ended), execution_options=ALONE
    )
    return cast(CursorResult[Any], result).rowcount
