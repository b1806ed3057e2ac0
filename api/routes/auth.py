"""Coming in and going out: accounts, sign-ins, and who one is."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.deps import Given, Who
from studio.domain.accounts import SignedIn, User
from studio.errors import Forbidden
from studio.security.roles import Principal
from studio.services.door import Door

router = APIRouter(prefix="/auth", tags=["auth"])


class Registration(BaseModel):
    """A new account."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    name: str = Field(default="", max_length=80)
    workspace: str = Field(default="", max_length=80)
    """The name of the workspace that comes with it."""
    invitation: str = Field(default="", max_length=200)
    """The token of an invitation to this address: needed where not everyone may register."""


class Login(BaseModel):
    """Address and password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    workspace: str = Field(default="", max_length=80)
    """Id of the workspace to work in; the first one when empty."""


class Refresh(BaseModel):
    """A refresh token, good for one use."""

    refresh_token: str = Field(max_length=512)
    workspace: str = Field(default="", max_length=80)


class SignIn(BaseModel):
    """Signed in: an access token for ten minutes, and what gets the next one."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"
    expires_in: int
    user_id: str
    workspace_id: str
    role: str


class Me(BaseModel):
    """The one who asks."""

    kind: str
    id: str
    name: str
    email: str
    """Both empty for a key."""
    workspace_id: str
    role: str
    scopes: list[str]


class NewName(BaseModel):
    """A name of a person."""

    name: str = Field(min_length=1, max_length=80)


class NewPassword(BaseModel):
    """Another password for the old one."""

    old: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


@router.post("/register", status_code=201)
async def register(given: Given, asked: Registration, request: Request) -> SignIn:
    """Make an account with a workspace of its own and its plan's credits, and sign in."""
    await Door(given.limiter).knock(_sender(request))
    if given.registration == "closed" and not await given.accounts.invited(asked.email, asked.invitation):
        raise Forbidden("Nobody registers here without an invitation.", "Ask an owner for one to your address.")
    found = await given.accounts.register(asked.email, asked.password, asked.name, asked.workspace)
    return _told(found)


@router.post("/login")
async def login(given: Given, asked: Login, request: Request) -> SignIn:
    """Sign in."""
    await Door(given.limiter).guess(_sender(request), asked.email)
    return _told(await given.accounts.login(asked.email, asked.password, asked.workspace))


@router.post("/refresh")
async def refresh(given: Given, asked: Refresh) -> SignIn:
    """Spend a refresh token for the next pair; one used twice ends the whole sign-in."""
    return _told(await given.accounts.refresh(asked.refresh_token, asked.workspace))


@router.post("/logout", status_code=204)
async def logout(given: Given, who: Who) -> None:
    """End this sign-in."""
    who.require_user()
    await given.accounts.logout(who)


@router.post("/logout-everywhere", status_code=204)
async def logout_everywhere(given: Given, who: Who) -> None:
    """End all sign-ins of the one who asks, this one too."""
    await given.accounts.logout_everywhere(who)


@router.post("/password", status_code=204)
async def password(given: Given, who: Who, asked: NewPassword, request: Request) -> None:
    """Change the password; all sign-ins end, this one too."""
    await Door(given.limiter).guess(_sender(request), who.id)
    await given.accounts.change_password(who, asked.old, asked.new)


@router.get("/me")
async def me(given: Given, who: Who) -> Me:
    """Who one is, and where."""
    return _me(who, await given.accounts.user(who) if who.kind == "user" else None)


@router.patch("/me")
async def rename(given: Given, who: Who, asked: NewName) -> Me:
    """Give oneself another name."""
    return _me(who, await given.accounts.rename(who, asked.name))


def _sender(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _me(who: Principal, user: User | None) -> Me:
    return Me(
        kind=who.kind,
        id=who.id,
        name=user.name if user else "",
        email=user.email if user else "",
        workspace_id=who.workspace,
        role=who.role or "",
        scopes=sorted(who.scopes),
    )


def _told(found: SignedIn) -> SignIn:
    membership = found.membership
    return SignIn(
        access_token=found.tokens.access,
        refresh_token=found.tokens.refresh,
        expires_in=found.tokens.expires_in,
        user_id=found.user.id,
        workspace_id=membership.workspace.id if membership else "",
        role=membership.role if membership else "",
    )
