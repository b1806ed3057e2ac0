"""Workspaces, who is in them, and how people get in and out."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import InvitationRow, MemberRow
from studio.db.database import Database
from studio.domain.accounts import (
    Invitation,
    Member,
    Membership,
    Workspace,
    display_name,
    email_address,
    known_role,
    new_id,
    utc_now,
)
from studio.errors import Conflict, Forbidden, NotFound
from studio.repos.accounts import UserRepo
from studio.repos.doors import DoorRepo
from studio.repos.keys import KeyRepo
from studio.repos.workspaces import WorkspaceRepo
from studio.security import api_keys as opaque
from studio.security.roles import Principal
from studio.services.accounts import as_membership, as_user, found

INVITED_FOR = timedelta(days=7)
MOST = 50
"""Workspaces that one person may be in and still make another."""


class Workspaces:
    """Workspaces and their members; each method does only what its principal may."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database.everywhere()
        self._clock = clock

    async def create(self, who: Principal, name: str) -> Membership:
        """Make a workspace whose owner is the one who asks.

        Raises:
            Conflict: One is in MOST of them already.
        """
        async with self._database.write() as session:
            if len(await DoorRepo(session).places(who.require_user())) >= MOST:
                raise Conflict(f"You are in {MOST} workspaces already.", "Leave one first.")
            return await found(session, who.require_user(), display_name(name), self._clock())

    async def mine(self, who: Principal) -> Sequence[Membership]:
        """All workspaces of the user who asks; of a key, none but its own is to be had by `get`."""
        async with self._database.read() as session:
            return [as_membership(*place) for place in await DoorRepo(session).places(who.require_user())]

    async def get(self, who: Principal) -> Workspace:
        """The workspace that the principal works in."""
        who.require("workspace:read")
        async with self._database.read() as session:
            row = await WorkspaceRepo(session, who.workspace).get()
        if row is None:
            raise NotFound("There is no such workspace.", "GET /workspaces lists yours.")
        return Workspace(row.id, row.name, row.plan, row.created)

    async def rename(self, who: Principal, name: str) -> None:
        """Give the workspace another name."""
        who.require("workspace:edit")
        async with self._database.write() as session:
            await WorkspaceRepo(session, who.workspace).set(name=display_name(name))

    async def set_plan(self, workspace_id: str, plan: str) -> None:
        """Put a workspace on a plan: for whoever runs the service, reached by no principal.

        Raises:
            NotFound: there is no such workspace.
        """
        async with self._database.write() as session:
            if not await WorkspaceRepo(session, workspace_id).set(plan=plan):
                raise NotFound(f"There is no workspace {workspace_id}.", "Look at its id again.")

    async def members(self, who: Principal) -> Sequence[Member]:
        """All members, the oldest first."""
        who.require("members:read")
        async with self._database.read() as session:
            rows = await WorkspaceRepo(session, who.workspace).members()
        return [Member(as_user(user), known_role(row.role), row.created) for row, user in rows]

    async def set_role(self, who: Principal, user_id: str, role: str) -> None:
        """Change what a member may do; keys that an owner made end with the ownership.

        Raises:
            NotFound: there is no such member.
            Conflict: nobody would be left as owner.
        """
        who.require("members:manage")
        new = known_role(role)
        async with self._database.write() as session:
            repo = await self._locked(session, who)
            await still_owner(repo, who)
            await self._loses(session, repo, who.workspace, user_id, stays_owner=new == "owner")
            await repo.set_role(user_id, new)

    async def remove(self, who: Principal, user_id: str) -> None:
        """Take a member out, and the keys that member made; everyone may take out oneself.

        Raises:
            NotFound: there is no such member.
            Conflict: nobody would be left as owner.
        """
        oneself = (who.kind, who.id) == ("user", user_id)
        if not oneself:
            who.require("members:manage")
        async with self._database.write() as session:
            repo = await self._locked(session, who)
            if not oneself:
                await still_owner(repo, who)
            await self._loses(session, repo, who.workspace, user_id, stays_owner=False)
            await repo.remove(user_id)

    async def leave(self, who: Principal) -> None:
        """Give up one's own place.

        Raises:
            Conflict: nobody would be left as owner.
        """
        await self.remove(who, who.require_user())

    async def invite(self, who: Principal, email: str, role: str) -> Invitation:
        """Keep a place for an address for INVITED_FOR; whoever has that address takes it with the token.

        Returns:
            The invitation with its token, which is shown this one time.

        Raises:
            Conflict: someone of that address is a member.
        """
        who.require("members:manage")
        address, kind, now, token = (
            email_address(email),
            known_role(role),
            self._clock(),
            opaque.new(opaque.INVITATION),
        )
        row = InvitationRow(
            id=new_id("inv"),
            email=address,
            role=kind,
            token=opaque.digest(token),
            invited_by=who.id,
            created=now,
            expires=now + INVITED_FOR,
        )
        async with self._database.write() as session:
            repo = await self._locked(session, who)
            await still_owner(repo, who)
            if await repo.has(address):
                raise Conflict("Someone of that address is a member.", "Change the role instead.")
            await repo.invite(row)
        return Invitation(row.id, address, kind, now, row.expires, token)

    async def invitations(self, who: Principal) -> Sequence[Invitation]:
        """All places that are kept, the oldest first; also those that nobody took in time."""
        who.require("members:manage")
        async with self._database.read() as session:
            rows = await WorkspaceRepo(session, who.workspace).invitations()
        return [Invitation(row.id, row.email, known_role(row.role), row.created, row.expires) for row in rows]

    async def look(self, who: Principal, token: str) -> Membership:
        """What the place is that is kept for one's address, before one takes it.

        Raises:
            NotFound: the invitation is for someone else, over or taken.
        """
        user_id = who.require_user()
        async with self._database.read() as session:
            row = await self._kept(session, user_id, token)
            workspace = await WorkspaceRepo(session, row.workspace_id).get()
        if workspace is None:
            raise _not_for_you()
        return as_membership(workspace, row.role)

    async def withdraw(self, who: Principal, invitation_id: str) -> None:
        """Keep a place no longer.

        Raises:
            NotFound: there is no such invitation.
        """
        who.require("members:manage")
        async with self._database.write() as session:
            if not await WorkspaceRepo(session, who.workspace).withdraw(invitation_id):
                raise NotFound("There is no such invitation.", "It may be taken or withdrawn already.")

    async def accept(self, who: Principal, token: str) -> Membership:
        """Take the place that is kept for one's address.

        Raises:
            NotFound: the invitation is for someone else, over or taken.
        """
        user_id = who.require_user()
        async with self._database.write() as session:
            row = await self._kept(session, user_id, token)
            repo = WorkspaceRepo(session, row.workspace_id)
            workspace = await repo.lock()
            if workspace is None or not await repo.withdraw(row.id):
                raise _not_for_you()
            member = await repo.member(user_id)
            if member is None:
                member = MemberRow(user_id=user_id, role=row.role, created=self._clock())
                repo.add_member(member)
            return as_membership(workspace, member.role)

    async def _kept(self, session: AsyncSession, user_id: str, token: str) -> InvitationRow:
        user = await UserRepo(session).get(user_id)
        row = await DoorRepo(session).by_invitation(opaque.digest(token))
        if row is None or user is None or row.email != user.email or row.expires <= self._clock():
            raise _not_for_you()
        return row

    async def _locked(self, session: AsyncSession, who: Principal) -> WorkspaceRepo:
        repo = WorkspaceRepo(session, who.workspace)
        await repo.lock()
        return repo

    async def _loses(
        self, session: AsyncSession, repo: WorkspaceRepo, workspace: str, user_id: str, *, stays_owner: bool
    ) -> None:
        """Take away what a member loses by the change, if the change may be."""
        member = await repo.member(user_id)
        if member is None:
            raise NotFound("There is no such member.", "GET /members lists them.")
        if member.role == "owner" and not stays_owner:
            if await repo.owners() == 1:
                raise Conflict("A workspace keeps at least one owner.", "Make someone else owner first.")
            await KeyRepo(session, workspace).revoke_of(user_id, self._clock())


def _not_for_you() -> NotFound:
    return NotFound("There is no such invitation for you.", "Ask for a new one.")


async def still_owner(repo: WorkspaceRepo, who: Principal) -> None:
    """Look again under the workspace's lock: of owners who unseat each other at once, one was quicker.

    Raises:
        Forbidden: the one who asks was.
    """
    asker = await repo.member(who.id)
    if asker is None or asker.role != "owner":
        raise Forbidden("You are an owner no more.", "An owner can change your role.")
