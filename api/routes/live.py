"""A run as its events tell it: the state so far, and the stream of what comes after."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from api.deps import Given, needs
from api.stream import EventStream
from studio.events.log import Entry
from studio.security.roles import Principal
from studio.services.pictures import picture

router = APIRouter(tags=["runs"])

Reader = Annotated[Principal, Depends(needs("runs:read"))]


class Live(BaseModel):
    """What a reader of all events up to one knows."""

    state: dict[str, Any]
    """As STATE_SNAPSHOT tells it; empty when nothing was told yet."""
    after: str
    """Id of the last event in it: `GET /runs/{id}/events?after=` goes on from there."""


@router.get("/runs/{run_id}/state")
async def state(given: Given, who: Reader, run_id: str) -> Live:
    """The state that a run's events have built up, without reading them one by one."""
    found, after = await picture(given.database, who.workspace, run_id)
    return Live(state=found.state, after=after)


@router.get("/runs/{run_id}/events", response_class=EventSourceResponse, responses={204: {"description": "over"}})
async def events(
    given: Given,
    who: Reader,
    run_id: str,
    after: str = "",
    last: Annotated[str, Header(alias="Last-Event-ID")] = "",
) -> Response:
    """What happens in a run, as AG-UI events; goes on after an id, and answers 204 once all is told.

    With `after` alone, as `GET /runs/{id}/state` gives it, a round that is under way is told from RUN_STARTED on,
    with the state so far. With `Last-Event-ID`, as a reader comes back, the very next event is the first.
    """
    since = last or after
    if await given.events.over(who.workspace, run_id, since):
        return Response(status_code=204)
    found = given.events.batches(who.workspace, run_id, since, joins=bool(after and not last))
    return EventStream(_wired(found))


async def _wired(events: AsyncGenerator[Sequence[Entry]]) -> AsyncGenerator[bytes]:
    async with aclosing(events) as found:
        async for entries in found:
            yield b"".join([entry.wire for entry in entries])
