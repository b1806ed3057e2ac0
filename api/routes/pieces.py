"""One piece to look at: its scenes in time, its words, its files, and what was measured of it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.deps import Given, Services, needs
from api.words import Id
from studio.domain.assets import Asset
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS, SIZES, Aspect, PlatformName, safe_zone
from studio.domain.runs import Gate, PieceRecord, StepStatus
from studio.domain.script import SceneKind, Script
from studio.errors import NotFound
from studio.security.roles import Principal
from studio.services.plan_versions import PlanVersions
from studio.services.runs import Run
from studio.services.steps import StepView
from studio.services.workspace_runs import WorkspaceRuns

router = APIRouter(tags=["runs"])

TAKES = 8
"""Videos of a piece that are told of."""

Reader = Annotated[Principal, Depends(needs("runs:read"))]


class SceneView(BaseModel):
    """A scene of a script."""

    id: str
    kind: SceneKind
    say: str
    show: str
    detail: str
    items: list[str]
    figure: str
    emoji: str
    start: float | None
    """Seconds from the start of the video; None until that is made."""
    end: float | None
    locked: bool
    """Whether it refuses changes and survives a rewritten script."""


class CueView(BaseModel):
    """Words on the picture at one time."""

    start: float
    end: float
    text: str


class SafeView(BaseModel):
    """The box that a platform's own interface leaves free, in pixels of the video."""

    platform: PlatformName
    title: str
    left: int
    top: int
    width: int
    height: int


class TakeView(BaseModel):
    """A video of the piece as it was once cut."""

    version: int
    """Of the plan that it was cut by; 0 when that is not known any more."""
    made: datetime
    seconds: float
    video: str
    """Address for a player, good for an hour."""
    current: bool
    """Whether it is the piece's video now."""


class PieceDetail(BaseModel):
    """A piece as it stands."""

    run_id: str
    version: int
    """Of the plan; edits name it as their base unless something newer is proposed."""
    id: str
    title: str
    topic: str
    angle: str
    status: StepStatus
    """`waiting` until the piece was made or failed."""
    error: str
    platform: PlatformName
    aspect: Aspect
    width: int
    height: int
    seconds: float
    """Of the video; what is wanted until it is made."""
    language: str
    tone: str
    voice: str | None
    avatar: str | None
    captions: str | None
    music: str | None
    must_say: list[str]
    must_not: list[str]
    scenes: list[SceneView]
    """Empty until the words are written."""
    cues: list[CueView]
    """Captions as they stand on the picture."""
    safe: list[SafeView]
    """Of every platform that plays this shape, the piece's own first."""
    gates: list[Gate]
    """What was measured of it, against what is wanted."""
    files: dict[str, str]
    """Addresses for players and downloads, good for an hour."""
    made_by: dict[str, str]
    """Tool -> who did it."""
    notes: dict[str, str]
    """Tool -> what a person should know about its result."""
    cost_usd: Decimal
    takes: list[TakeView] = []
    """The newest videos of it that are still there, newest first, for looking at what changed."""


@router.get("/runs/{run_id}/pieces/{piece_id}")
async def piece(given: Given, who: Reader, run_id: Id, piece_id: Id) -> PieceDetail:
    """One piece of a run, planned or made."""
    runs = WorkspaceRuns(given.database, who.workspace)
    run = await runs.get(run_id)
    asked = next((piece for piece in (run.plan.spec.pieces if run.plan else ()) if piece.id == piece_id), None)
    if asked is None:
        raise NotFound(f"there is no piece {piece_id!r}", "the run's plan lists them")
    written = next((step.output for step in await runs.steps(run_id) if step.id == f"{piece_id}.script"), None)
    script = Script.model_validate(written["script"]) if written else None
    record = next((piece for piece in (run.record.pieces if run.record else ()) if piece.id == piece_id), None)
    detail = _detail(given, run, asked, script, record)
    detail.takes = await _takes(given, who, run, record, piece_id)
    return detail


async def _takes(
    given: Services, who: Principal, run: Run, record: PieceRecord | None, piece_id: str
) -> list[TakeView]:
    """Videos of a piece, as the edit made them; those whose file is gone are left out."""
    now = record.files.kept.get("video") if record and record.files else None
    made = await WorkspaceRuns(given.database, who.workspace).makings(run.id, f"{piece_id}.compose")
    if not made:
        return []
    _, versions = await PlanVersions(given.database, who.workspace).versions(run.id)
    plans = [(version.created, version.version) for version in versions if version.state == "kept"]
    found = [await _take(given, step, plans, now) for step in made[:TAKES]]
    return [take for take in found if take]


async def _take(
    given: Services, step: StepView, plans: list[tuple[datetime, int]], now: Asset | None
) -> TakeView | None:
    """A video that the edit made; None when its file is gone."""
    output = step.output or {}
    if not isinstance(output.get("video"), dict):
        return None
    video = Asset.model_validate(output["video"])
    try:
        await given.shelf.blobs.head(video.sha256)
    except NotFound:
        return None
    return TakeView(
        version=max((number for created, number in plans if created <= step.started), default=0),
        made=step.started,
        seconds=output.get("seconds", 0.0),
        video=given.shelf.link(video).url,
        current=now is not None and now.sha256 == video.sha256,
    )


def _detail(
    given: Services, run: Run, piece: Piece, script: Script | None, record: PieceRecord | None
) -> PieceDetail:
    width, height = SIZES[piece.aspect]
    facts = piece.model_dump(mode="json")
    made: dict[str, Any] = {
        "status": StepStatus.waiting,
        "title": script.title if script else piece.topic,
        "error": "",
    }
    made |= {"gates": [], "made_by": {}, "cost_usd": Decimal("0")}
    if record:
        facts["seconds"] = record.seconds or piece.seconds
        made = {name: getattr(record, name) for name in made}
    details = record.details if record else {}
    return PieceDetail.model_validate(
        {
            **facts,
            **made,
            "run_id": run.id,
            "version": run.version,
            "width": width,
            "height": height,
            "scenes": _scenes(run, piece.id, script, details.get("scenes", ())),
            "cues": details.get("cues", []),
            "safe": _safe(piece),
            "notes": details.get("notes", {}),
            "files": _files(given, record),
        },
        from_attributes=True,
    )


def _scenes(run: Run, piece_id: str, script: Script | None, spans: Any) -> list[SceneView]:
    locked = next((s.locked for s in (run.plan.steps if run.plan else ()) if s.id == f"{piece_id}.script"), ())
    times = {span["id"]: span for span in spans}
    return [
        SceneView(
            id=scene.id,
            kind=scene.kind,
            say=scene.narration,
            show=scene.headline,
            detail=scene.detail,
            items=list(scene.items),
            figure=scene.figure,
            emoji=scene.emoji,
            start=times.get(scene.id, {}).get("start"),
            end=times.get(scene.id, {}).get("end"),
            locked=scene.id in locked,
        )
        for scene in (script.scenes if script else ())
    ]


def _safe(piece: Piece) -> list[SafeView]:
    width, height = SIZES[piece.aspect]
    playing = [name for name in PLATFORMS if PLATFORMS[name].aspect == piece.aspect or name == piece.platform]
    found = []
    for name in sorted(playing, key=lambda name: name != piece.platform):
        free = safe_zone(name, piece.aspect)
        size = {"width": width - free.left - free.right, "height": height - free.top - free.bottom}
        found.append(SafeView(platform=name, title=PLATFORMS[name].title, left=free.left, top=free.top, **size))
    return found


def _files(given: Services, record: PieceRecord | None) -> dict[str, str]:
    kept = record.files.kept if record and record.files else {}
    return {kind: given.shelf.link(asset).url for kind, asset in kept.items()}
