"""Workspaces, who is in them, and how people get in and out."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.deps import Given, Who, needs
from api.words import Id, Plain
from studio.domain.accounts import Invitation, Member, Membership, Role
from studio.errors import NotFound
from studio.security.roles import Principal
from studio.services.workspaces import Workspaces

router = APIRouter(tags=["workspaces"])

Name = Annotated[Plain, Field(min_length=1, max_length=80)]
Reader = Annotated[Principal, Depends(needs("workspace:read"))]
Editor = Annotated[Principal, Depends(needs("workspace:edit"))]
MemberReader = Annotated[Principal, Depends(needs("members:read"))]
Manager = Annotated[Principal, Depends(needs("members:manage"))]


class Named(BaseModel):
    """A name."""

    name: Name


class WorkspaceView(BaseModel):
    """A workspace. Send its id as `X-Workspace` to work in it."""

    id: str
    name: str
    plan: str
    role: str
    """What the one who asks is there; empty for a key."""
    created: datetime


class MemberView(BaseModel):
    """A person in the workspace."""

    id: str
    name: str
    email: str
    role: Role
    since: datetime


class NewRole(BaseModel):
    """What a member becomes."""

    role: Role


class NewInvitation(BaseModel):
    """Who is to come in, and as what."""

    email: Plain = Field(min_length=3, max_length=254)
    role: Role = "editor"


class InvitationView(BaseModel):
    """A place that is kept for an address."""

    id: str
    email: str
    role: Role
    created: datetime
    expires: datetime
    token: str = ""
    """Only in the answer that made it: hand it to the person, who accepts with it."""


class Acceptance(BaseModel):
    """What an invited person was given."""

    token: Plain = Field(min_length=1, max_length=200)


class InvitedTo(BaseModel):
    """A place that one may take."""

    workspace: str
    """Its name."""
    role: Role


@router.get("/workspaces")
async def mine(given: Given, who: Who) -> list[WorkspaceView]:
    """All workspaces of the one who asks, the oldest place first; a key has its own one only."""
    if who.kind == "key":
        found = await Workspaces(given.database).get(who)
        return [WorkspaceView(id=found.id, name=found.name, plan=found.plan, role="", created=found.created)]
    return [_space(place) for place in await Workspaces(given.database).mine(who)]


@router.post("/workspaces", status_code=201)
async def create(given: Given, who: Who, asked: Named) -> WorkspaceView:
    """Make a workspace of one's own.

    The free plan's credits come each month to the workspace that was made with one's account; further ones have
    what a paid plan gives them.
    """
    made = await Workspaces(given.database).create(who, asked.name)
    return _space(made)


@router.get("/workspaces/{workspace_id}")
async def one(given: Given, who: Reader, workspace_id: Id) -> WorkspaceView:
    """The workspace one works in."""
    _here(who, workspace_id)
    found = await Workspaces(given.database).get(who)
    return WorkspaceView(id=found.id, name=found.name, plan=found.plan, role=who.role or "", created=found.created)


@router.patch("/workspaces/{workspace_id}", status_code=204)
async def rename(given: Given, who: Editor, workspace_id: Id, asked: Named) -> None:
    """Give the workspace another name."""
    _here(who, workspace_id)
    await Workspaces(given.database).rename(who, asked.name)


@router.post("/workspaces/{workspace_id}/leave", status_code=204)
async def leave(given: Given, who: Reader, workspace_id: Id) -> None:
    """Give up one's own place; the last owner cannot."""
    _here(who, workspace_id)
    await Workspaces(given.database).leave(who)


@router.get("/members")
async def members(given: Given, who: MemberReader) -> list[MemberView]:
    """Everybody in the workspace, the oldest first."""
    return [_member(member) for member in await Workspaces(given.database).members(who)]


@router.patch("/members/{user_id}", status_code=204)
async def set_role(given: Given, who: Manager, user_id: Id, asked: NewRole) -> None:
    """Change what a member may do; there is always an owner left."""
    await Workspaces(given.database).set_role(who, user_id, asked.role)


@router.delete("/members/{user_id}", status_code=204)
async def remove(given: Given, who: MemberReader, user_id: Id) -> None:
    """Take a member out, with the keys that member made; everyone may take out oneself."""
    await Workspaces(given.database).remove(who, user_id)


@router.get("/invitations")
async def invitations(given: Given, who: Manager) -> list[InvitationView]:
    """Places that are kept, the oldest first."""
    return [_invitation(one) for one in await Workspaces(given.database).invitations(who)]


@router.post("/invitations", status_code=201)
async def invite(given: Given, who: Manager, asked: NewInvitation) -> InvitationView:
    """Keep a place for an address for a week. No mail is sent: hand the token over yourself."""
    return _invitation(await Workspaces(given.database).invite(who, asked.email, asked.role))


@router.delete("/invitations/{invitation_id}", status_code=204)
async def withdraw(given: Given, who: Manager, invitation_id: Id) -> None:
    """Keep a place no longer."""
    await Workspaces(given.database).withdraw(who, invitation_id)


@router.post("/invitations/look")
async def look(given: Given, who: Who, asked: Acceptance) -> InvitedTo:
    """What is kept for one's address: the workspace and what one would be there."""
    place = await Workspaces(given.database).look(who, asked.token)
    return InvitedTo(workspace=place.workspace.name, role=place.role)


@router.post("/invitations/accept")
async def accept(given: Given, who: Who, asked: Acceptance) -> WorkspaceView:
    """Take the place that is kept for one's address."""
    return _space(await Workspaces(given.database).accept(who, asked.token))


def _here(who: Principal, workspace_id: str) -> None:
    """The one in the path is the one that the request works in: another needs `X-Workspace`."""
    if who.workspace != workspace_id:
        raise NotFound("There is no such workspace here.", "Send its id as X-Workspace; GET /workspaces lists yours.")


def _space(place: Membership) -> WorkspaceView:
    found = place.workspace
    return WorkspaceView(id=found.id, name=found.name, plan=found.plan, role=place.role, created=found.created)


def _member(member: Member) -> MemberView:
    user = member.user
    return MemberView(id=user.id, name=user.name, email=user.email, role=member.role, since=member.since)


def _invitation(one: Invitation) -> InvitationView:
    return InvitationView(
        id=one.id, email=one.email, role=one.role, created=one.created, expires=one.expires, token=one.token
    )
