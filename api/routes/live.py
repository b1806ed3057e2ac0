"""A run as its events have told it so far: what a page starts from before it follows them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.deps import Given, needs
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
