"""Clones of people's voices, faces and avatars: made under a consent only."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from api.deps import Given, needs
from api.words import Id, Plain
from studio.domain.accounts import Clone, CloneKind, CloneStatus
from studio.security.roles import Principal
from studio.services.clones import Clones

router = APIRouter(tags=["clones"])

Reader = Annotated[Principal, Depends(needs("clones:read"))]
Writer = Annotated[Principal, Depends(needs("clones:write"))]


class NewClone(BaseModel):
    """A clone to make."""

    kind: CloneKind
    consent: Annotated[str, Field(pattern="^[A-Za-z0-9_]{1,40}$")]
    """Id of a consent that holds and is for this kind."""
    name: Plain = Field(default="", max_length=80)
    """Of whom it is; the person of the consent when empty."""
    version: Annotated[str, Field(pattern="^([a-z][a-z0-9_]{0,39})?$")] = ""
    """The next of `voice_v1`, `voice_v2` ... when empty."""


class CloneView(BaseModel):
    """One version of a clone."""

    id: str
    name: str
    kind: CloneKind
    version: str
    status: CloneStatus
    """`training` until a worker that can make clones has done so; none can yet."""
    consent: str
    created: datetime
    retired: datetime | None


@router.post("/clones", status_code=201)
async def create(given: Given, who: Writer, asked: NewClone) -> CloneView:
    """Begin a new version of a clone. It needs a consent that holds: not revoked, in its time, for this kind."""
    made = await Clones(given.database).under(who, asked.consent, asked.kind, asked.name, asked.version)
    return _view(made)


@router.get("/clones")
async def clones(
    given: Given,
    who: Reader,
    kind: CloneKind | None = None,
    retired: bool = False,
    name: Annotated[Plain | None, Query(min_length=1, max_length=80)] = None,
) -> list[CloneView]:
    """All clones, the oldest first; with a name all its versions, the retired ones too."""
    book = Clones(given.database)
    if name is not None:
        return [_view(one) for one in await book.versions(who, name, kind)]
    return [_view(one) for one in await book.all(who, kind, retired=retired)]


@router.get("/clones/{clone_id}")
async def clone(given: Given, who: Reader, clone_id: Id) -> CloneView:
    """One version."""
    return _view(await Clones(given.database).get(who, clone_id))


@router.post("/clones/{clone_id}/retire", status_code=204)
async def retire(given: Given, who: Writer, clone_id: Id) -> None:
    """Use a clone no more; what was made with it stays."""
    await Clones(given.database).retire(who, clone_id)


def _view(found: Clone) -> CloneView:
    names = ("id", "name", "kind", "version", "status", "created", "retired")
    return CloneView(consent=found.consent_id, **{name: getattr(found, name) for name in names})
