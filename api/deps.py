"""What routes are handed: the services of this process, and the one who asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from studio.db import scope
from studio.db.database import Database
from studio.errors import Unauthorised
from studio.queue.arq import ArqQueue
from studio.security.net import Rules
from studio.security.ratelimit import PLAN_LIMITS, RateLimiter, require
from studio.security.roles import Action, Principal
from studio.security.sealing import Sealer
from studio.services.accounts import Accounts
from studio.services.charges import Charges
from studio.services.events import Events
from studio.services.orders import Orders
from studio.services.shelf import Shelf
from studio.services.webhooks_out import RULES

Authenticate = Callable[[str, str], Awaitable[Principal]]
"""Who a token belongs to, in the workspace of this id, or in the token's own when it is empty; raises Unauthorised,
and NotFound for a workspace that is not one's own."""

BEARER = HTTPBearer(auto_error=False, description="An access token, or an API key.")


@dataclass(frozen=True)
class Services:
    """The parts behind the routes."""

    database: Database
    accounts: Accounts
    authenticate: Authenticate
    orders: Orders
    events: Events
    limiter: RateLimiter
    made: Path
    """Folder below which runs put what they made: one folder a workspace, one a run."""
    shelf: Shelf
    """Where files are taken in and handed out."""
    charges: Charges
    """What things cost in credits, and what is held for them."""
    queue: ArqQueue
    """Where workers are told of work; on the same Redis are the streams of generations and vendors' messages."""
    sealer: Sealer
    """What keeps secrets in the database that must be read again."""
    hook_rules: Rules = RULES
    """Which addresses may be told by webhook."""
    registration: Literal["open", "closed"] = "open"
    """Whether strangers may make themselves an account."""


async def services(request: Request) -> Services:
    """The services the application was made with."""
    found: Services = request.app.state.services
    return found


Given = Annotated[Services, Depends(services)]


async def principal(
    given: Given,
    response: Response,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
    workspace: Annotated[str, Header(alias="X-Workspace", max_length=80)] = "",
) -> Principal:
    """The one who asks; within the limits of the workspace's plan.

    Raises:
        Unauthorised: Nobody is signed in.
        NotFound: The workspace that `X-Workspace` names is none of one's own.
        Limited: The workspace asks too often.
    """
    if credentials is None:
        raise Unauthorised("nobody is signed in", "send an access token or an API key as a bearer")
    who = await given.authenticate(credentials.credentials, workspace)
    scope.enter(who.workspace)
    plan = who.plan if who.plan in PLAN_LIMITS else "free"
    verdict = await require(given.limiter, who.workspace or who.id, "api", plan)
    response.headers.update(verdict.headers)
    return who


Who = Annotated[Principal, Depends(principal)]


def needs(action: Action) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency: the one who asks, if they may do this."""

    async def allowed(who: Who) -> Principal:
        who.require(action)
        return who

    return allowed
