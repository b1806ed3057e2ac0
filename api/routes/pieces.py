"""One piece to look at: its scenes in time, its words, its files, and what was measured of it."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.deps import Given, Services, needs
from api.words import Id
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS, SIZES, Aspect, PlatformName, safe_zone
from studio.domain.runs import Gate, PieceRecord, StepStatus
from studio.domain.script import SceneKind, Script
from studio.errors import NotFound
from studio.security.roles import Principal
from studio.services.runs import Run
from studio.services.workspace_runs import WorkspaceRuns

router = APIRouter(tags=["runs"])

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
    return _detail(given, run, asked, script, record)


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
