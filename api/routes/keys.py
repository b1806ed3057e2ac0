"""API keys of a workspace, for programs."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.deps import Given, needs
from api.words import Id, Plain
from studio.domain.accounts import ApiKey
from studio.security.roles import KEYS, Principal
from studio.services.keys import OVERLAP, Keys

router = APIRouter(tags=["keys"])

Reader = Annotated[Principal, Depends(needs("keys:read"))]
Manager = Annotated[Principal, Depends(needs("keys:manage"))]


class NewKey(BaseModel):
    """A key to make."""

    name: Plain = Field(min_length=1, max_length=80)
    scopes: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=len(KEYS))
    """What it may do, as GET /keys/scopes lists."""
    days: int | None = Field(default=None, ge=1, le=3650)
    """How long it is good; until it is revoked when left out."""


class Rotation(BaseModel):
    """How a key is changed for a new one."""

    overlap_hours: int = Field(default=int(OVERLAP.total_seconds()) // 3600, ge=0, le=24 * 30)
    """How long the old one stays good; 0 ends it at once."""


class KeyView(BaseModel):
    """A key."""

    id: str
    name: str
    start: str
    """The first characters of the secret, to tell keys apart."""
    scopes: list[str]
    created: datetime
    created_by: str
    expires: datetime | None
    last_used: datetime | None
    secret: str = ""
    """Only in the answer that made it: it is shown this one time."""


@router.get("/keys")
async def keys(given: Given, who: Reader) -> list[KeyView]:
    """All keys that are good now, the oldest first."""
    return [_view(key) for key in await Keys(given.database).all(who)]


@router.get("/keys/scopes")
async def scopes(who: Reader) -> list[str]:
    """What keys may be allowed: nothing that lets people or keys in, moves money, or touches secrets."""
    return sorted(KEYS)


@router.post("/keys", status_code=201)
async def create(given: Given, who: Manager, asked: NewKey) -> KeyView:
    """Make a key; its secret is in this answer and nowhere else."""
    lasts = timedelta(days=asked.days) if asked.days else None
    return _view(await Keys(given.database).create(who, asked.name, asked.scopes, lasts))


@router.post("/keys/{key_id}/rotate", status_code=201)
async def rotate(given: Given, who: Manager, key_id: Id, asked: Rotation) -> KeyView:
    """Make a key like this one, which itself stays good for a while."""
    return _view(await Keys(given.database).rotate(who, key_id, timedelta(hours=asked.overlap_hours)))


@router.delete("/keys/{key_id}", status_code=204)
async def revoke(given: Given, who: Manager, key_id: Id) -> None:
    """Let a key open nothing from now on."""
    await Keys(given.database).revoke(who, key_id)


def _view(key: ApiKey) -> KeyView:
    return KeyView(
        id=key.id,
        name=key.name,
        start=key.start,
        scopes=sorted(key.scopes),
        created=key.created,
        created_by=key.created_by,
        expires=key.expires,
        last_used=key.last_used,
        secret=key.secret,
    )
