"""Progress of a run in the words of AG-UI 1.0.

A consumer checks the order of events: a run starts once before anything else, a step is finished before it starts
again, and no step is open when the run ends. So what is written depends on what was written before, also by an
earlier process: the translator holds the same picture of the log as its readers.
"""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from ag_ui.core import events as agui

from studio.domain.plan import Plan
from studio.events.pictures import Payload, Picture, on_the_wire
from studio.events.progress import (
    Edited,
    Ended,
    Event,
    Opened,
    Planned,
    Redoing,
    Refused,
    Reviewed,
    StepMoved,
    Stopping,
)


class Translator:
    """Turns what a run tells into events, in the order that readers rely on."""

    def __init__(self, run_id: str, picture: Picture | None = None) -> None:
        self._run = run_id
        self.picture = picture or Picture()
        self._tools: dict[str, tuple[str, str]] = {}
        self._calls: dict[str, str] = {}
        self._failed: dict[str, str] = {}

    def translate(self, event: Event) -> list[Payload]:
        """The events for one thing that happened."""
        return [self._seen(made) for made in self._events(event)]

    def fail(self, message: str, code: str = "failed") -> list[Payload]:
        """The end of a run that could not go on."""
        return [self._seen(made) for made in self._error(message, code)]

    def _seen(self, event: agui.BaseEvent) -> Payload:
        payload = on_the_wire(event)
        self.picture.see(payload)
        return payload

    def _events(self, event: Event) -> Iterator[agui.BaseEvent]:
        match event:
            case Opened():
                yield from self._opened()
            case Planned():
                yield from self._planned(event.plan)
            case StepMoved():
                yield from self._moved(event)
            case Reviewed():
                gates = [gate.model_dump(mode="json") for gate in event.gates]
                yield _custom("reviewed", {"piece": event.piece, "gates": gates})
                yield _delta({("gates", event.piece): gates})
            case Redoing():
                yield _custom("redoing", {"step": event.step, "attempt": event.attempt, "why": event.why})
            case Stopping():
                yield _custom("stopping", {"seconds": event.seconds})
            case Edited():
                yield from self._edited(event)
            case Refused():
                yield from self._open_run()
                yield _custom("refused", {"edit": event.edit, "error": event.error, "hint": event.hint})
                yield self._finished({}, _success())
            case Ended():
                yield from self._ended(event)

    def _opened(self) -> Iterator[agui.BaseEvent]:
        if self.picture.started:
            yield from self._close_steps()
            yield _custom("resumed", {})
            return
        yield agui.RunStartedEvent(thread_id=self._run, run_id=self._run)
        yield agui.StateSnapshotEvent(snapshot={**EMPTY, "runId": self._run, "status": "running"})

    def _planned(self, plan: Plan) -> Iterator[agui.BaseEvent]:
        yield from self._close_steps()
        self._tools = {step.id: (step.tool, json.dumps(step.args, separators=(",", ":"))) for step in plan.steps}
        yield agui.StateSnapshotEvent(snapshot={**EMPTY, **self.picture.state, **_plan_state(plan)})

    def _moved(self, moved: StepMoved) -> Iterator[agui.BaseEvent]:
        if moved.state == "progress":
            yield _delta({("steps", moved.step, "part"): round(moved.part, 3)})
            return
        is_open = moved.step in self.picture.steps
        if moved.state == "running" and not is_open:
            yield agui.StepStartedEvent(step_name=moved.step)
            yield from self._called(moved.step)
        elif moved.state != "running" and is_open:
            yield from self._answered(moved)
            yield agui.StepFinishedEvent(step_name=moved.step)
        if moved.state == "failed":
            self._failed[moved.step] = moved.detail
        yield _delta({("steps", moved.step): self._step_state(moved)})

    def _step_state(self, moved: StepMoved) -> dict[str, Any]:
        known = self.picture.state.get("steps", {}).get(moved.step, {})
        part = 1.0 if moved.state in ("done", "reused") else moved.part
        facts = {"state": moved.state, "part": part, "seconds": round(moved.seconds, 3), "detail": moved.detail}
        return {**known, **facts}

    def _called(self, step: str) -> Iterator[agui.BaseEvent]:
        tool, args = self._tools.get(step, (step.rpartition(".")[2], "{}"))
        call = self._calls[step] = f"{step}:{time.time_ns():x}"
        yield agui.ToolCallStartEvent(tool_call_id=call, tool_call_name=tool)
        yield agui.ToolCallArgsEvent(tool_call_id=call, delta=args)
        yield agui.ToolCallEndEvent(tool_call_id=call)

    def _answered(self, moved: StepMoved) -> Iterator[agui.BaseEvent]:
        if call := self._calls.pop(moved.step, None):
            facts = {"state": moved.state, "detail": moved.detail, "seconds": round(moved.seconds, 3)}
            content = json.dumps(facts, ensure_ascii=False)
            yield agui.ToolCallResultEvent(message_id=f"{call}:result", tool_call_id=call, content=content)

    def _close_steps(self) -> Iterator[agui.BaseEvent]:
        for name in sorted(self.picture.steps):
            self._calls.pop(name, None)
            yield agui.StepFinishedEvent(step_name=name)

    def _edited(self, edited: Edited) -> Iterator[agui.BaseEvent]:
        """A short round of its own: the run stands still, and waits for a yes afterwards if it did not before."""
        yield from self._open_run()
        told = {
            "edit": edited.edit,
            "version": edited.version,
            "proposed": edited.proposed,
            "changes": list(edited.changes),
            "redone": list(edited.redone),
            "estimate": edited.estimate.model_dump(mode="json"),
        }
        if edited.status == "planned":
            yield from self._planned(edited.plan)
            yield _delta({("status",): edited.status})
        yield _custom("plan", told)
        proposal = {**told, **_plan_facts(edited.plan)} if edited.proposed else None
        yield _delta({("proposal",): proposal})
        waits = edited.proposed or edited.status == "planned"
        outcome = _outcome(self._run, "planned") if waits else _success()
        yield self._finished({"status": edited.status, "version": edited.version}, outcome)

    def _finished(self, result: dict[str, Any], outcome: agui.RunFinishedOutcome) -> agui.BaseEvent:
        return agui.RunFinishedEvent(thread_id=self._run, run_id=self._run, result=result, outcome=outcome)

    def _ended(self, ended: Ended) -> Iterator[agui.BaseEvent]:
        if ended.status == "interrupted":
            yield _custom("interrupted", {})
            return
        if ended.status == "failed":
            yield from self._error(self._why(), "failed", str(ended.cost_usd))
            return
        yield from self._open_run()
        yield from self._close_steps()
        yield _delta({("status",): ended.status, ("costUsd",): str(ended.cost_usd)})
        result = {"status": ended.status, "costUsd": str(ended.cost_usd)}
        yield self._finished(result, _outcome(self._run, ended.status))

    def _why(self) -> str:
        first = next(iter(self._failed.items()), None)
        if first is None:
            return "the run failed"
        return f"{len(self._failed)} steps failed, first {first[0]}: {first[1]}"

    def _error(self, message: str, code: str, cost: str = "") -> Iterator[agui.BaseEvent]:
        yield from self._open_run()
        yield from self._close_steps()
        yield _delta({("status",): "failed", ("error",): message, **({("costUsd",): cost} if cost else {})})
        yield agui.RunErrorEvent(message=message, code=code)

    def _open_run(self) -> Iterator[agui.BaseEvent]:
        if not self.picture.started:
            yield agui.RunStartedEvent(thread_id=self._run, run_id=self._run)
            yield agui.StateSnapshotEvent(snapshot={**EMPTY, **self.picture.state, "runId": self._run})


EMPTY: dict[str, Any] = {"status": "running", "plan": None, "steps": {}, "gates": {}, "costUsd": "0", "error": ""}


def _plan_state(plan: Plan) -> dict[str, Any]:
    steps = {
        step.id: {
            "tool": step.tool,
            "needs": list(step.needs),
            "via": step.via,
            "estimate": step.estimate.model_dump(mode="json"),
            "state": "waiting",
            "part": 0.0,
            "seconds": 0.0,
            "detail": "",
        }
        for step in plan.steps
    }
    return {"plan": _plan_facts(plan), "steps": steps, "status": "running", "proposal": None}


def _plan_facts(plan: Plan) -> dict[str, Any]:
    pieces = [piece.model_dump(mode="json") for piece in plan.spec.pieces]
    facts = {"pieces": pieces, "estimate": plan.estimate.model_dump(mode="json")}
    return {**facts, "assumptions": list(plan.spec.assumptions)}


def _success() -> agui.RunFinishedOutcome:
    return agui.RunFinishedSuccessOutcome()


def _outcome(run_id: str, status: str) -> agui.RunFinishedOutcome:
    if status == "cancelled":
        return agui.RunFinishedCancelledOutcome()
    if status == "planned":
        ask = agui.Interrupt(id=f"{run_id}:approval", reason="approval", message="the plan waits for your yes")
        return agui.RunFinishedInterruptOutcome(interrupts=[ask])
    return _success()


def _custom(name: str, value: Any) -> agui.CustomEvent:
    return agui.CustomEvent(name=name, value=value)


def _delta(changes: dict[tuple[str, ...], Any]) -> agui.StateDeltaEvent:
    """Values to put at these places; `add` also replaces what is there."""
    return agui.StateDeltaEvent.model_validate(
        {"delta": [{"op": "add", "path": _pointer(path), "value": value} for path, value in changes.items()]}
    )


def _pointer(path: Sequence[str]) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
