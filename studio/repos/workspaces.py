"""Queries on one workspace, its members and its invitations."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import InvitationRow, MemberRow, UserRow, WorkspaceRow


class WorkspaceRepo:
    """One workspace in one session; reaches no other one, commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._id = workspace_id

    async def add(self, row: WorkspaceRow) -> None:
        """Keep the workspace itself, which must be new."""
        self._session.add(row)
        await self._session.flush()

    async def get(self) -> WorkspaceRow | None:
        """The workspace itself."""
        return await self._session.get(WorkspaceRow, self._id)

    async def lock(self) -> WorkspaceRow | None:
        """The workspace, whose members and keys nobody else changes until the end of the transaction."""
        query = select(WorkspaceRow).where(WorkspaceRow.id == self._id).with_for_update()
        return await self._session.scalar(query)

    async def set(self, **values: Any) -> bool:
        """Change the workspace itself; False when there is none."""
        change = update(WorkspaceRow).where(WorkspaceRow.id == self._id).values(**values)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1

    async def members(self) -> Sequence[tuple[MemberRow, UserRow]]:
        """All members, the oldest first."""
        query = select(MemberRow, UserRow).join(UserRow, UserRow.id == MemberRow.user_id)
        ordered = query.where(MemberRow.workspace_id == self._id).order_by(MemberRow.created, UserRow.id)
        return [(member, user) for member, user in (await self._session.execute(ordered)).all()]

    async def member(self, user_id: str) -> MemberRow | None:
        """The place of this user here."""
        return await self._session.get(MemberRow, (self._id, user_id))

    async def has(self, email: str) -> bool:
        """Whether someone of this address is a member."""
        query = select(MemberRow.user_id).join(UserRow, UserRow.id == MemberRow.user_id)
        found = query.where(MemberRow.workspace_id == self._id, UserRow.email == email)
        return await self._session.scalar(found) is not None

    def add_member(self, row: MemberRow) -> None:
        """Give a user a place here."""
        row.workspace_id = self._id
        self._session.add(row)

    async def set_role(self, user_id: str, role: str) -> None:
        """Change what a member is."""
        here = MemberRow.workspace_id == self._id, MemberRow.user_id == user_id
        await self._session.execute(update(MemberRow).where(*here).values(role=role))

    async def remove(self, user_id: str) -> None:
        """Take a user's place away."""
        here = MemberRow.workspace_id == self._id, MemberRow.user_id == user_id
        await self._session.execute(delete(MemberRow).where(*here))

    async def owners(self) -> int:
        """How many owners there are."""
        query = select(func.count()).select_from(MemberRow)
        found = query.where(MemberRow.workspace_id == self._id, MemberRow.role == "owner")
        return await self._session.scalar(found) or 0

    async def invite(self, row: InvitationRow) -> None:
        """Keep a place for an address, instead of one that was kept before."""
        row.workspace_id = self._id
        same = InvitationRow.workspace_id == self._id, InvitationRow.email == row.email
        await self._session.execute(delete(InvitationRow).where(*same))
        self._session.add(row)

    async def invitations(self) -> Sequence[InvitationRow]:
        """All places that are kept, the oldest first."""
        query = select(InvitationRow).where(InvitationRow.workspace_id == self._id)
        return (await self._session.scalars(query.order_by(InvitationRow.created, InvitationRow.id))).all()

    async def withdraw(self, invitation_id: str) -> bool:
        """Keep a place no longer; False when there is none."""
        here = InvitationRow.workspace_id == self._id, InvitationRow.id == invitation_id
        gone = await self._session.execute(delete(InvitationRow).where(*here))
        return cast(CursorResult[Any], gone).rowcount == 1


async def all_workspaces(session: AsyncSession) -> Sequence[WorkspaceRow]:
    """Every workspace."""
    return (await session.scalars(select(WorkspaceRow).order_by(WorkspaceRow.id))).all()
