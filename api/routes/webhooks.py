"""Webhooks, both ways: vendors send word about jobs; workspaces are told what happened to theirs."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.deps import Given, Services, needs
from api.words import Id, Plain
from studio.db.hooks import DeliveryRow, EndpointRow
from studio.domain.hooks import EventType
from studio.security.ratelimit import Limit, Limited
from studio.security.roles import Principal
from studio.services.webhooks_in import WebhooksIn
from studio.services.webhooks_out import WebhookEndpoints

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

Reader = Annotated[Principal, Depends(needs("webhooks:read"))]
Manager = Annotated[Principal, Depends(needs("webhooks:manage"))]
MOST_BYTES = 1024 * 1024
SENDER = Limit(per_minute=600, burst=100)
"""What one address may send, whoever it says it is."""
Url = Annotated[Plain, Field(min_length=1, max_length=2_000)]
Events = Annotated[list[EventType], Field(min_length=1, max_length=20)]


class NewEndpoint(BaseModel):
    """An address to be told at."""

    url: Url
    """https, on the public internet."""
    events: Events
    description: Plain = Field(default="", max_length=200)


class EndpointChange(BaseModel):
    """What is to be changed; the rest stays."""

    url: Url | None = None
    events: Events | None = None
    description: Plain | None = Field(default=None, max_length=200)
    enabled: bool | None = None


class EndpointView(BaseModel):
    """An address that is told what happens."""

    id: str
    url: str
    description: str
    events: list[str]
    enabled: bool
    note: str
    """Why it was switched off, and what to do about it."""
    failing_since: datetime | None
    created: datetime


class EndpointSecret(EndpointView):
    """An address with its secret, which is told this once."""

    secret: str
    """`whsec_` and base64, for any library of Standard Webhooks."""


class AttemptView(BaseModel):
    """One try to bring a message."""

    at: datetime
    status: int
    """The answer's; 0 when there was none."""
    seconds: float
    error: str


class DeliveryView(BaseModel):
    """A message to an address."""

    id: str
    """Its `webhook-id`."""
    type: str
    state: Literal["waiting", "done", "failed"]
    payload: dict[str, Any]
    attempts: list[AttemptView]
    next: datetime | None
    """When it is tried next."""
    created: datetime
    finished: datetime | None


class DeliveryList(BaseModel):
    """A page of messages, newest first."""

    deliveries: list[DeliveryView]
    next: str


@router.post("/endpoints", status_code=201)
async def create(given: Given, who: Manager, asked: NewEndpoint) -> EndpointSecret:
    """Be told at an address. The secret is in the answer, and nowhere else after that."""
    made = await _book(given, who).create(asked.url, asked.events, asked.description)
    return EndpointSecret(**_endpoint(made.endpoint).model_dump(), secret=made.secret)


@router.get("/endpoints")
async def endpoints(given: Given, who: Reader) -> list[EndpointView]:
    """All addresses of the workspace."""
    return [_endpoint(row) for row in await _book(given, who).all()]


@router.get("/endpoints/{endpoint_id}")
async def endpoint(given: Given, who: Reader, endpoint_id: Id) -> EndpointView:
    """One address."""
    return _endpoint(await _book(given, who).get(endpoint_id))


@router.patch("/endpoints/{endpoint_id}")
async def change(given: Given, who: Manager, endpoint_id: Id, asked: EndpointChange) -> EndpointView:
    """Change an address, what it is told, or whether it is told at all."""
    row = await _book(given, who).change(
        endpoint_id, url=asked.url, events=asked.events, description=asked.description, enabled=asked.enabled
    )
    return _endpoint(row)


@router.post("/endpoints/{endpoint_id}/rotate")
async def rotate(given: Given, who: Manager, endpoint_id: Id) -> EndpointSecret:
    """A new secret; for a day messages are signed with the old one as well."""
    made = await _book(given, who).rotate(endpoint_id)
    return EndpointSecret(**_endpoint(made.endpoint).model_dump(), secret=made.secret)


@router.delete("/endpoints/{endpoint_id}", status_code=204)
async def remove(given: Given, who: Manager, endpoint_id: Id) -> None:
    """Be told there no more."""
    await _book(given, who).remove(endpoint_id)


@router.get("/endpoints/{endpoint_id}/deliveries")
async def deliveries(
    given: Given,
    who: Reader,
    endpoint_id: Id,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> DeliveryList:
    """What was brought to an address, or is to be, newest first."""
    page = await _book(given, who).deliveries(endpoint_id, limit, cursor)
    return DeliveryList(deliveries=[_delivery(row) for row in page.deliveries], next=page.next)


@router.post("/endpoints/{endpoint_id}/deliveries/{delivery_id}/redeliver", status_code=202)
async def redeliver(given: Given, who: Manager, endpoint_id: Id, delivery_id: Id) -> DeliveryView:
    """Have a message brought once more, under the same id."""
    return _delivery(await _book(given, who).redeliver(endpoint_id, delivery_id))


@router.post(
    "/{provider}",
    status_code=204,
    responses={202: {"description": "kept: no worker could tell yet"}, 204: {"description": "taken in"}},
)
async def received(given: Given, provider: Id, request: Request) -> Response:
    """A vendor's message about a job, signed the vendor's own way."""
    await _limited(given, request)
    raw = await _raw(request)
    inbox = WebhooksIn(given.database.everywhere(), given.queue.redis)
    taken = await inbox.receive(provider, dict(request.headers), raw)
    return Response(status_code=204 if taken else 202)


async def _limited(given: Services, request: Request) -> None:
    sender = request.client.host if request.client else "unknown"
    verdict = await given.limiter.check(f"sender:{sender}", "webhooks", SENDER)
    if not verdict.allowed:
        raise Limited(verdict)


async def _raw(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "a message may have 1 MB")
    return bytes(body)


def _book(given: Services, who: Principal) -> WebhookEndpoints:
    return WebhookEndpoints(given.database, who, given.sealer, given.hook_rules)


def _endpoint(row: EndpointRow) -> EndpointView:
    same = ("id", "url", "description", "events", "enabled", "note", "failing_since", "created")
    return EndpointView(**{name: getattr(row, name) for name in same})


def _delivery(row: DeliveryRow) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        type=row.type,
        state=row.state,
        payload=row.payload,
        attempts=[AttemptView.model_validate(entry) for entry in row.log],
        next=row.due if row.state == "waiting" else None,
        created=row.created,
        finished=row.finished,
    )
