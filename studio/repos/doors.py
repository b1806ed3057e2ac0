"""The only look-ups that are not within a workspace: those that find out which workspace is meant."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import ApiKeyRow, InvitationRow, MemberRow, SignInRow, WorkspaceRow

BY_SIGN_IN = (
    select(SignInRow, MemberRow.role, WorkspaceRow.plan)
    .outerjoin(
        MemberRow, and_(MemberRow.user_id == SignInRow.user_id, MemberRow.workspace_id == bindparam("workspace"))
    )
    .outerjoin(WorkspaceRow, WorkspaceRow.id == MemberRow.workspace_id)
    .where(SignInRow.id == bindparam("sign_in"))
)
"""Written once: every request asks it, and to put it together costs more than to have it answered."""


class Entered(NamedTuple):
    """A sign-in, and what its user is in the workspace asked for."""

    sign_in: SignInRow
    role: str | None
    plan: str | None


class DoorRepo:
    """Who comes in by what, in one session; changes nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_sign_in(self, sign_in_id: str, workspace_id: str) -> Entered | None:
        """A sign-in, and its user's role in a workspace; the role is None where it has no place."""
        meant = {"sign_in": sign_in_id, "workspace": workspace_id}
        found = (await self._session.execute(BY_SIGN_IN, meant)).one_or_none()
        return Entered(*found) if found else None

    async def by_key(self, digest: str) -> tuple[ApiKeyRow, str] | None:
        """The API key of this hash, and the plan of its workspace."""
        query = select(ApiKeyRow, WorkspaceRow.plan).join(WorkspaceRow, WorkspaceRow.id == ApiKeyRow.workspace_id)
        found = (await self._session.execute(query.where(ApiKeyRow.digest == digest))).one_or_none()
        return (found[0], found[1]) if found else None

    async def by_invitation(self, digest: str) -> InvitationRow | None:
        """The invitation of this hash."""
        return await self._session.scalar(select(InvitationRow).where(InvitationRow.token == digest))

    async def places(self, user_id: str) -> Sequence[tuple[WorkspaceRow, str]]:
        """All workspaces of a user with the role in each, the oldest place first."""
        query = (
            select(WorkspaceRow, MemberRow.role)
            .join(MemberRow, MemberRow.workspace_id == WorkspaceRow.id)
            .where(MemberRow.user_id == user_id)
            .order_by(MemberRow.created, WorkspaceRow.id)
        )
        return [(row, role) for row, role in (await self._session.execute(query)).all()]
