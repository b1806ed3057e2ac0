"""Hands the run over: the record of what was made by whom for how much, and a page to look at it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from langgraph.runtime import Runtime

from graphs.context import Context
from graphs.moments import moments
from graphs.review import finished_pieces, gates_of, piece_of
from graphs.state import Json, State, brief_of, plan_of
from studio.domain.brief import Piece
from studio.domain.plan import Plan
from studio.domain.runs import Gate, PieceFiles, PieceRecord, RunRecord, RunStatus, StepStatus
from studio.services.steps import StepView
from studio.storage.store import AssetStore
from tools.gallery import write_gallery


async def deliver(state: State, runtime: Runtime[Context]) -> State:
    """Write `run.json` and `index.html` beside the pieces."""
    studio, session = runtime.context.studio, runtime.context.session
    steps = await studio.steps.of_run(session.held.run_id)
    run = await studio.runs.get(session.held.run_id)
    pieces = await asyncio.to_thread(piece_records, state, steps, studio.store)
    done = all(piece.status is StepStatus.done for piece in pieces)
    record = RunRecord(
        run_id=run.id,
        status=RunStatus.done if done else RunStatus.failed,
        brief=brief_of(state).text,
        pieces=pieces,
        cost_usd=sum((piece.cost_usd for piece in pieces), Decimal("0")),
        wall_seconds=round(run.seconds + session.unsaved_seconds, 1),
        out=state["out"],
        assumptions=plan_of(state).spec.assumptions,
    )
    await asyncio.to_thread(write_record, Path(state["out"]), record)
    return {"record": record.model_dump(mode="json")}


def piece_records(state: State, steps: Sequence[StepView], store: AssetStore) -> tuple[PieceRecord, ...]:
    """One record for each piece of the plan, finished or not."""
    plan = plan_of(state)
    finished = finished_pieces(plan, state["results"])
    seen = {name: moments(store, made) for name, made in finished.items()}
    records = (_record(piece, plan, state, steps, finished.get(piece.id)) for piece in plan.spec.pieces)
    return tuple(r.model_copy(update={"details": {**r.details, **seen.get(r.id, {})}}) for r in records)


def _record(
    piece: Piece, plan: Plan, state: State, steps: Sequence[StepView], outputs: Mapping[str, Json] | None
) -> PieceRecord:
    mine = [step for step in steps if piece_of(step.id) == piece.id]
    found = state.get("reviews", {}).get(piece.id)
    gates = tuple(gates_of(found)) if found and outputs else ()
    error = _error(piece, plan, state) or _gate_error(gates)
    made: Mapping[str, Any] = outputs or {}
    return PieceRecord(
        id=piece.id,
        title=made.get("script", {}).get("script", {}).get("title") or piece.topic,
        status=StepStatus.failed if error else StepStatus.done,
        files=PieceFiles.model_validate(made["export"]["files"]) if made else None,
        seconds=made.get("compose", {}).get("seconds", 0.0),
        gates=gates,
        cost_usd=sum((step.cost for step in mine), Decimal("0")),
        made_by={step.tool: step.provider for step in mine if step.provider},
        trail={step.tool: step.trail for step in mine if len(step.trail) > 1 or step.cost},
        error=error,
        details=_details(piece, made),
    )


def _details(piece: Piece, made: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("topic", "angle", "platform", "aspect", "language", "voice", "avatar", "captions", "music")
    details: dict[str, Any] = {name: getattr(piece, name) for name in shown}
    notes = {tool: output["note"] for tool, output in made.items() if output.get("note")}
    return details | ({"notes": notes} if notes else {})


def _error(piece: Piece, plan: Plan, state: State) -> str:
    """The first failure among the piece's steps, in the words of its cause."""
    mine = [state["results"][step.id] for step in plan.steps if piece_of(step.id) == piece.id]
    failed = [r["error"] for r in mine if r["status"] == StepStatus.failed]
    skipped = [r["error"] for r in mine if r["status"] == StepStatus.skipped]
    return next(iter((*failed, *skipped)), "")


def _gate_error(gates: Sequence[Gate]) -> str:
    failed = [f"{gate.name} is {gate.measured}, wanted {gate.wanted}" for gate in gates if not gate.passed]
    return f"finished, but {'; '.join(failed)}" if failed else ""


def write_record(folder: Path, record: RunRecord) -> None:
    """Write a run's record and gallery whole; leftovers of a killed run go, finished pieces stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in record.pieces:
        for stale in folder.glob(f".{piece.id}-*"):
            shutil.rmtree(stale, ignore_errors=True)
    write_gallery(folder, record)
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".run-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(record.model_dump_json(indent=2))
    Path(temporary).chmod(0o644)
    Path(temporary).replace(folder / "run.json")
