"""Queries on the consents of one workspace and the audit of what was done about them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import AuditRow, ConsentRow


class ConsentRepo:
    """Consents of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: ConsentRow) -> None:
        """Keep a new consent."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def get(self, consent_id: str) -> ConsentRow | None:
        """The consent of this id; nobody else changes it until the end of a transaction that writes."""
        here = ConsentRow.workspace_id == self._workspace, ConsentRow.id == consent_id
        return await self._session.scalar(select(ConsentRow).where(*here).with_for_update())

    async def page(self, limit: int, before: tuple[datetime, str] | None) -> Sequence[ConsentRow]:
        """The newest, or those older than a place in the list."""
        mine = select(ConsentRow).where(ConsentRow.workspace_id == self._workspace)
        if before:
            mine = mine.where(tuple_(ConsentRow.created, ConsentRow.id) < before)
        return (
            await self._session.scalars(mine.order_by(ConsentRow.created.desc(), ConsentRow.id.desc()).limit(limit))
        ).all()


class AuditRepo:
    """The audit of one workspace in one session. The caller holds the workspace's lock when it adds."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def last(self) -> AuditRow | None:
        """The newest entry."""
        mine = select(AuditRow).where(AuditRow.workspace_id == self._workspace)
        return await self._session.scalar(mine.order_by(AuditRow.number.desc()).limit(1))

    def add(self, row: AuditRow) -> None:
        """Keep an entry."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def all(self) -> Sequence[AuditRow]:
        """All entries, the oldest first."""
        mine = select(AuditRow).where(AuditRow.workspace_id == self._workspace)
        return (await self._session.scalars(mine.order_by(AuditRow.number))).all()

    async def about(self, subject: str) -> Sequence[AuditRow]:
        """All entries about one thing, the oldest first."""
        mine = AuditRow.workspace_id == self._workspace, AuditRow.subject == subject
        return (await self._session.scalars(select(AuditRow).where(*mine).order_by(AuditRow.number))).all()
