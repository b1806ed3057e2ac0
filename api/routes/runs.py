"""Briefs become plans, plans become runs: asked for here, done by workers, followed as events."""

import asyncio
import re
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from pydantic import BaseModel, Field

from api.deps import Given, Services, needs
from api.once import Key, once
from api.routes.plans import proposal_view
from api.run_views import FileKind, RunSummary, RunView, run_summary, run_view
from api.words import Plain
from studio.domain.brief import CaptionStyle, Options
from studio.domain.platforms import PlatformName
from studio.errors import NotFound
from studio.security.roles import Principal
from studio.services.approvals import Approvals
from studio.services.briefs import Briefs, Brought
from studio.services.jobs import Also, JobService, Order
from studio.services.plan_versions import PlanVersions
from studio.services.workspace_runs import WorkspaceRuns

router = APIRouter(tags=["runs"])

Reader = Annotated[Principal, Depends(needs("runs:read"))]
Writer = Annotated[Principal, Depends(needs("runs:write"))]
_UNSAFE = re.compile(r"[^a-z0-9]+")


class NewBrief(BaseModel):
    """What is wanted, in plain words."""

    text: Plain = Field(min_length=1, max_length=20_000)
    budget_usd: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=4)
    language: str | None = Field(default=None, max_length=20)
    seconds: float | None = Field(default=None, gt=0, le=3600)
    voice: str | None = Field(default=None, max_length=80)
    avatar: str | None = Field(default=None, max_length=80)
    captions: CaptionStyle | Literal["none"] | None = None
    platform: PlatformName | None = None
    seed: int = Field(default=0, ge=0, lt=2**31)
    media: list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]] = Field(default=[], max_length=60)
    """Ids of the workspace's own photos and clips, in the order they are to be shown."""
    source: str = Field(default="", max_length=2000)
    """Address of a page whose sentences the scripts must come from."""
    script: Plain = Field(default="", max_length=20_000)
    """One's own words to speak."""
    brand: bool = True
    """Whether the workspace's brand is used."""


class RunList(BaseModel):
    """A page of runs, newest first."""

    runs: list[RunSummary]
    next: str
    """Cursor of the next page; empty on the last."""


class Approval(BaseModel):
    """What is said yes to."""

    version: int | None = Field(default=None, ge=1, lt=2**31)
    """The version of the plan that was looked at; left out, the newest."""


class Accepted(BaseModel):
    """It will be done by a worker."""

    run_id: str


@router.post("/briefs", status_code=202)
async def brief(given: Given, who: Writer, asked: NewBrief, request: Request, key: Key) -> Accepted:
    """Have a brief planned and priced; nothing is made until the plan is approved.

    Where a language model reads briefs, a few credits are held for that and it is charged at its cost.
    """
    run_id = _run_id(asked.text)

    async def order(also: Also) -> None:
        await _approvals(given).brief(await _order(given, who, run_id, asked), also)

    return await once(given, who, key, request, Accepted(run_id=run_id), order)


@router.get("/runs")
async def runs(
    given: Given, who: Reader, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str = ""
) -> RunList:
    """The workspace's runs, newest first."""
    page = await WorkspaceRuns(given.database, who.workspace).page(limit, cursor)
    return RunList(runs=[run_summary(given, run) for run in page.runs], next=page.next)


@router.get("/runs/{run_id}")
async def run(given: Given, who: Reader, run_id: str) -> RunView:
    """One run, with its steps and what is proposed."""
    runs = WorkspaceRuns(given.database, who.workspace)
    found = await runs.get(run_id)
    proposed = await PlanVersions(given.database, who.workspace).proposal(run_id)
    return run_view(
        given,
        found,
        await runs.steps(run_id),
        waits=await JobService(given.database).waits(run_id, found.status),
        proposal=proposal_view(given, proposed) if proposed else None,
    )


@router.post("/runs/{run_id}/approve", status_code=202)
async def approve(
    given: Given, who: Writer, run_id: str, request: Request, key: Key, asked: Approval | None = None
) -> Accepted:
    """Say yes to a plan, or to a proposed change; its price is held in credits, and workers carry it out.

    No more than that is ever spent. At the end what it really cost is charged and the rest given back.
    """
    version = asked.version if asked else None

    async def yes(also: Also) -> None:
        await _approvals(given).approve(who.workspace, run_id, version, also)

    return await once(given, who, key, request, Accepted(run_id=run_id), yes)


@router.post("/runs/{run_id}/cancel", status_code=202)
async def cancel(given: Given, who: Writer, run_id: str) -> Accepted:
    """Stop a run; what is finished is kept."""
    await given.orders.cancel(who.workspace, run_id)
    return Accepted(run_id=run_id)


@router.post("/runs/{run_id}/resume", status_code=202)
async def resume(given: Given, who: Writer, run_id: str, request: Request, key: Key) -> Accepted:
    """Take up a run that failed, was cancelled or interrupted; nothing finished is done, or paid, again."""

    async def go_on(also: Also) -> None:
        await _approvals(given).resume(who.workspace, run_id, also)

    return await once(given, who, key, request, Accepted(run_id=run_id), go_on)


@router.get(
    "/runs/{run_id}/pieces/{piece_id}/{kind}",
    response_class=FileResponse,
    responses={307: {"description": "the file is not on this machine: where it is"}},
)
async def piece_file(given: Given, who: Reader, run_id: str, piece_id: str, kind: FileKind) -> Response:
    """A file of a finished piece, in ranges if so asked."""
    found = await WorkspaceRuns(given.database, who.workspace).get(run_id)
    pieces = found.record.pieces if found.record else ()
    files = next((piece.files for piece in pieces if piece.id == piece_id), None)
    name = getattr(files, kind, "") if files else ""
    path = found.out / name
    if name and await asyncio.to_thread(path.is_file):
        return FileResponse(path, filename=f"{run_id}-{piece_id}-{path.name}")
    if files and kind in files.kept:
        return RedirectResponse(given.shelf.link(files.kept[kind]).url)
    raise NotFound(f"{piece_id} has no {kind}", "it is there once the piece is done")


async def _order(given: Services, who: Principal, run_id: str, asked: NewBrief) -> Order:
    options = Options(
        budget_usd=asked.budget_usd,
        language=asked.language,
        seconds=asked.seconds,
        voice=asked.voice,
        avatar=asked.avatar,
        captions=asked.captions,
        platform=asked.platform,
        seed=asked.seed,
    )
    brought = Brought(asked.media, asked.source, asked.script, asked.brand)
    return Order(
        run_id=run_id,
        workspace_id=who.workspace,
        brief=await Briefs(given.database, given.shelf, who).made(asked.text, options, brought),
        out=given.made / who.workspace / run_id,
    )


def _approvals(given: Services) -> Approvals:
    return Approvals(given.orders, given.charges)


def _run_id(text: str) -> str:
    words = _UNSAFE.sub("-", text.lower()).strip("-")[:24].strip("-") or "run"
    return f"{datetime.now(UTC):%Y%m%d}-{words}-{secrets.token_hex(5)}"
