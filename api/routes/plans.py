"""Plans are edited: what is asked for here is applied by a worker, and carried out once it is approved."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, Field

from api.deps import Given, Services, needs
from api.words import Id
from studio.domain.operations import MOST, Operation
from studio.domain.plan import Plan
from studio.security.roles import Principal
from studio.services.plan_versions import Asked, PlanVersions, Version

router = APIRouter(tags=["plans"])

Reader = Annotated[Principal, Depends(needs("runs:read"))]
Writer = Annotated[Principal, Depends(needs("runs:write"))]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=255, pattern="^([!-~]([ -~]*[!-~])?)?$")]
"""The same for an edit that is sent again: it is then applied once."""
Base = Annotated[int, Field(ge=1, lt=2**31)]


class NewEdit(BaseModel):
    """What to change, and the version that it was made for."""

    operations: list[Operation] = Field(min_length=1, max_length=MOST)
    base: Base


class NewUndo(BaseModel):
    """The version to go back from."""

    base: Base


class EditAccepted(BaseModel):
    """A worker will apply it."""

    run_id: str
    edit_id: str


class EditView(BaseModel):
    """What became of an edit."""

    edit_id: str
    state: Literal["waiting", "applied", "refused"]
    version: int
    """The version it made; 0 when it made none."""
    error: str
    """Why it was refused."""
    hint: str


class VersionView(BaseModel):
    """A version of a plan."""

    version: int
    state: Literal["kept", "proposed", "dropped"]
    """kept: it is or was the run's plan; proposed: it waits for a yes; dropped: it never got one."""
    current: bool
    """Whether it is the run's plan now."""
    changes: list[str]
    """What is different from the version before it, for people."""
    redone: list[str]
    """Steps that had to be made anew for it."""
    usd: Decimal
    parent: int
    """The version it was made from; 0 for the first."""
    restores: int
    """The version whose plan it brings back; 0 when it brings none."""
    author: str
    created: datetime


class Versions(BaseModel):
    """The versions of a plan that are kept, newest first."""

    versions: list[VersionView]


class ProposalView(BaseModel):
    """A change to a finished run that waits for a yes; the run is as it was until then."""

    version: int
    plan: Plan
    changes: list[str]
    """What is different, for people."""
    usd: Decimal
    """What has to be made anew is expected to cost."""
    credits: Decimal
    """The most that it takes; so much is held when it is approved."""
    seconds: float
    """How long that is expected to take."""
    redone: list[str]
    """Steps that have to be made anew; all others are kept."""


@router.post("/runs/{run_id}/edits", status_code=202)
async def edit(given: Given, who: Writer, run_id: Id, asked: NewEdit, key: Key = "") -> EditAccepted:
    """Have operations applied to the newest version of a plan; soon done, and told in the run's events.

    A run that waits for its first yes gets another plan. A finished one gets a proposal with a price of its own.
    """
    versions = PlanVersions(given.database, who.workspace)
    return await _told(given, who, run_id, await versions.ask(run_id, asked.operations, asked.base, who.id, key))


@router.post("/runs/{run_id}/undo", status_code=202)
async def undo(given: Given, who: Writer, run_id: Id, asked: NewUndo) -> EditAccepted:
    """Go back to the plan before this one; several in a row go further and further back."""
    versions = PlanVersions(given.database, who.workspace)
    return await _told(given, who, run_id, await versions.undo(run_id, asked.base, who.id))


@router.get("/runs/{run_id}/edits/{edit_id}")
async def edit_state(given: Given, who: Reader, run_id: Id, edit_id: Id) -> EditView:
    """What became of an edit."""
    found = await PlanVersions(given.database, who.workspace).edit(run_id, edit_id)
    return EditView.model_validate({"edit_id": found.id, **vars(found)})


@router.get("/runs/{run_id}/versions")
async def versions(given: Given, who: Reader, run_id: Id) -> Versions:
    """How the plan came to be what it is."""
    current, found = await PlanVersions(given.database, who.workspace).versions(run_id)
    return Versions(versions=[_version(version, current) for version in found])


@router.get("/runs/{run_id}/versions/{version}")
async def version(given: Given, who: Reader, run_id: Id, version: Annotated[int, Path(ge=1, lt=2**31)]) -> Plan:
    """The plan of one version."""
    return await PlanVersions(given.database, who.workspace).plan(run_id, version)


@router.delete("/runs/{run_id}/proposal", status_code=204)
async def drop(given: Given, who: Writer, run_id: Id) -> Response:
    """Let go of a proposed change; the run stays as it is."""
    await PlanVersions(given.database, who.workspace).drop(run_id)
    return Response(status_code=204)


def proposal_view(given: Services, found: Version) -> ProposalView:
    """A proposal as it goes out."""
    estimate = found.estimate
    return ProposalView(
        version=found.version,
        plan=found.plan,
        changes=list(found.changes),
        usd=estimate.usd,
        credits=given.charges.credits(max(estimate.usd, estimate.usd_p90)),
        seconds=estimate.seconds,
        redone=list(found.redone),
    )


async def _told(given: Services, who: Principal, run_id: str, asked: Asked) -> EditAccepted:
    await given.orders.wake("plan", run_id, asked.epoch, who.workspace)
    return EditAccepted(run_id=run_id, edit_id=asked.edit_id)


def _version(found: Version, current: int) -> VersionView:
    return VersionView.model_validate(
        {**vars(found), "current": found.version == current, "usd": found.estimate.usd},
    )
