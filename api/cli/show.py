"""Plans, runs and results, for people and for programs."""

import json
import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.tables import console, dollars, span, table
from studio.domain.plan import Plan
from studio.domain.runs import RunRecord, RunStatus, StepStatus

if TYPE_CHECKING:
    from rich.console import Console

    from graphs.drive import Outcome
    from studio.services.runs import Run
    from studio.services.steps import StepView

EXIT_CODES = {RunStatus.done: 0, RunStatus.interrupted: 130}
"""Every other end is a failure: 1."""


def plan_json(plan: Plan) -> str:
    """A plan as `studio run` reads it."""
    return json.dumps(_plan_dict(plan), indent=2, ensure_ascii=False)


def _plan_dict(plan: Plan) -> dict[str, Any]:
    dumped = plan.model_dump(mode="json")
    for step in dumped["steps"]:
        if step["given"] is None:
            del step["given"]
        if Decimal(step["estimate"]["usd"]) == 0:
            del step["via"]
    return dumped


def show_plan(plan: Plan, out: "Console") -> None:
    """What will be made, by piece, with its price."""
    rows = table(
        out, "piece", "angle", "where", "length", "voice", "presenter", "captions", "music", right=("length",)
    )
    for piece in plan.spec.pieces:
        rows.add_row(
            piece.id,
            f"{piece.topic}: {piece.angle}" if piece.angle else piece.topic,
            f"{piece.platform} {piece.aspect} {piece.language}",
            span(piece.seconds),
            *(name or "-" for name in (piece.voice, piece.avatar, piece.captions, piece.music)),
        )
    out.print(rows)
    for assumption in plan.spec.assumptions:
        out.print(f"assumed: {assumption}", soft_wrap=True)
    for tool, provider, usd in _paid(plan):
        out.print(f"paid: {tool} by {provider}, {dollars(usd)}")
    cost = dollars(plan.estimate.usd)
    out.print(f"{len(plan.steps)} steps, {cost}, about {span(plan.estimate.seconds)} on this machine")


def _paid(plan: Plan) -> list[tuple[str, str, Decimal]]:
    """What each vendor is expected to cost: tool, provider, US dollars."""
    sums: dict[tuple[str, str], Decimal] = {}
    for step in plan.steps:
        if step.estimate.usd:
            key = (step.tool, step.via)
            sums[key] = sums.get(key, Decimal("0")) + step.estimate.usd
    return [(tool, provider, usd) for (tool, provider), usd in sums.items()]


def show_outcome(outcome: "Outcome", *, as_json: bool) -> int:
    """How a run ended, on stdout; returns the exit code."""
    record = outcome.record
    if record and as_json:
        print(record.model_dump_json(indent=2))
    elif record:
        show_record(record, console(sys.stdout))
    elif as_json:
        print(json.dumps({"run_id": outcome.run_id, "status": outcome.status.value}))
    _advise(outcome)
    return EXIT_CODES.get(outcome.status, 1)


def show_record(record: RunRecord, out: "Console") -> None:
    """The summary: every piece with its path, and the page to look at."""
    folder = Path(record.out)
    rows = table(out, "piece", "title", "length", "gates", "cost", "video", right=("length",))
    for piece in record.pieces:
        good = sum(gate.passed for gate in piece.gates)
        rows.add_row(
            piece.id,
            piece.title,
            span(piece.seconds) if piece.files else "-",
            f"{good}/{len(piece.gates)}" if piece.gates else "-",
            dollars(piece.cost_usd),
            _short(folder / piece.files.video) if piece.files else f"not made: {piece.error}",
        )
    out.print(rows)
    for piece in record.pieces:
        if piece.error and piece.files:
            out.print(f"{piece.id}: {piece.error}", soft_wrap=True)
    out.print(
        f"{dollars(record.cost_usd)}, {span(record.wall_seconds)}; look at {folder / 'index.html'}", soft_wrap=True
    )


def _short(path: Path) -> str:
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _advise(outcome: "Outcome") -> None:
    """What to do next, on stderr, when a run did not end well."""
    name = outcome.run_id
    if outcome.status is RunStatus.interrupted:
        print(f"interrupted; nothing finished is lost. Go on with: studio resume {name}", file=sys.stderr)
    elif outcome.status is RunStatus.cancelled:
        print(f"error: {name} was cancelled", file=sys.stderr)
        print(f"hint: what is finished is kept; `studio resume {name}` goes on", file=sys.stderr)
    elif outcome.record and outcome.status is RunStatus.failed:
        bad = [p for p in outcome.record.pieces if p.status is not StepStatus.done]
        good = len(outcome.record.pieces) - len(bad)
        print(f"error: {len(bad)} of {good + len(bad)} pieces failed: {bad[0].id}: {bad[0].error}", file=sys.stderr)
        print(f"hint: {good} are finished and kept; `studio resume {name}` tries the rest again", file=sys.stderr)


def runs_json(runs: "Sequence[Run]") -> str:
    """The latest runs, for programs."""
    return json.dumps([_run_dict(run) for run in runs], indent=2, ensure_ascii=False)


def _run_dict(run: "Run") -> dict[str, Any]:
    return {
        "run_id": run.id,
        "status": run.status.value,
        "brief": run.brief.text,
        "pieces": len(run.plan.spec.pieces) if run.plan else 0,
        "created": run.created.isoformat(),
        "seconds": round(run.seconds, 1),
        "out": str(run.out),
        "error": run.error,
    }


def show_runs(runs: "Sequence[Run]", out: "Console") -> None:
    """The latest runs, newest first."""
    if not runs:
        out.print('no runs yet: studio make "5 fitness reels"')
        return
    rows = table(out, "run", "status", "pieces", "when", "time", "brief", right=("pieces", "time"))
    for run in runs:
        when = f"{run.created.astimezone():%Y-%m-%d %H:%M}"
        count = str(len(run.plan.spec.pieces)) if run.plan else "-"
        rows.add_row(run.id, run.status.value, count, when, span(run.seconds), _line(run.brief.text))
    out.print(rows)


def run_json(run: "Run", steps: "Sequence[StepView]") -> str:
    """A run, its record and its steps, for programs."""
    found = _run_dict(run)
    found["record"] = run.record.model_dump(mode="json") if run.record else None
    found["steps"] = [
        {
            "id": step.id,
            "status": step.status.value,
            "attempt": step.attempt,
            "reused": step.reused,
            "seconds": round(step.seconds, 2),
            "cost_usd": str(step.cost),
            "by": step.provider,
            "error": step.error,
        }
        for step in steps
    ]
    return json.dumps(found, indent=2, ensure_ascii=False)


def in_plan_order(run: "Run", steps: "Sequence[StepView]") -> "list[StepView]":
    """A run's steps, piece by piece; those of an earlier plan come last."""
    places = {step.id: place for place, step in enumerate(run.plan.steps)} if run.plan else {}
    return sorted(steps, key=lambda step: places.get(step.id, len(places)))


def show_run(run: "Run", steps: "Sequence[StepView]", out: "Console") -> None:
    """A run with its steps."""
    out.print(f"{run.id}: {run.status.value}: {_line(run.brief.text)}", soft_wrap=True)
    if run.plan and not run.record:
        show_plan(run.plan, out)
    rows = table(out, "step", "status", "try", "time", "cost", "by", right=("try", "time"))
    for step in steps:
        status = "kept" if step.reused else step.status.value
        rows.add_row(
            step.id,
            status,
            str(step.attempt + 1),
            span(step.seconds),
            dollars(step.cost),
            step.error or step.provider,
        )
    out.print(rows)
    if run.record:
        show_record(run.record, out)
        _show_gates(run.record, out)
    if run.status in (RunStatus.interrupted, RunStatus.failed, RunStatus.cancelled):
        out.print(f"go on with: studio resume {run.id}", soft_wrap=True)


def _show_gates(record: RunRecord, out: "Console") -> None:
    for piece in record.pieces:
        for gate in piece.gates:
            if not gate.passed:
                out.print(f"{piece.id}: {gate.name} is {gate.measured}, wanted {gate.wanted}", soft_wrap=True)


def _line(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
