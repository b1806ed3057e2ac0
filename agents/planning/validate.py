"""Checks a plan, whoever wrote it: pure functions, each with a message a person understands."""

from collections.abc import Iterator

from pydantic import ValidationError

from agents.planning.refs import RUN, Ref, as_ref, refs_in
from agents.planning.types import fits, shown
from agents.planning.wire import Tools, adapter
from studio.domain.plan import Plan, Step
from studio.errors import BadRequest

RUN_FACTS = {"folder": str}
"""What `{"$ref": "run.…"}` may stand for, with its type."""

SHOWN = 3


def check(plan: Plan, tools: Tools) -> None:
    """Raise BadRequest with the first few faults of a plan, if it has any."""
    faults = list(faults_of(plan, tools))
    if not faults:
        return
    more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
    raise BadRequest(
        "the plan cannot be carried out: " + "; ".join(faults[:SHOWN]) + more, "mend it and run it again"
    )


def faults_of(plan: Plan, tools: Tools) -> Iterator[str]:
    """Every fault of a plan, in words."""
    yield from _ids(plan)
    known = {step.id: step for step in plan.steps}
    for step in plan.steps:
        if step.tool not in tools:
            yield f"{step.id}: there is no tool {step.tool!r}; there are: {', '.join(tools)}"
            continue
        yield from _needs(step)
        yield from _arguments(step, tools)
        yield from _references(step, known, tools)
    yield from _order(plan)
    yield from _ends(plan)


def _ids(plan: Plan) -> Iterator[str]:
    seen: set[str] = set()
    for step in plan.steps:
        if step.id in seen:
            yield f"two steps are called {step.id}"
        seen.add(step.id)
        if step.id == RUN:
            yield f"a step may not be called {RUN!r}"


def _needs(step: Step) -> Iterator[str]:
    used = {r.step for r in refs_in(step.args) if r.step != RUN}
    for need in sorted(set(step.needs) - used):
        yield f"{step.id} says it needs {need}, but none of its arguments refers to it"
    for need in sorted(used - set(step.needs)):
        yield f"{step.id} uses {need}, but does not name it in its needs"


def _arguments(step: Step, tools: Tools) -> Iterator[str]:
    fields = tools[step.tool].args.model_fields
    for name in sorted(step.args.keys() - fields.keys()):
        yield f"{step.id}: {step.tool} takes no argument {name!r}; it takes: {', '.join(fields)}"
    for name, field in fields.items():
        if field.is_required() and name not in step.args:
            yield f"{step.id}: {step.tool} lacks its argument {name!r}"
        elif name in step.args and not any(refs_in(step.args[name])):
            try:
                adapter(field).validate_python(step.args[name])
            except ValidationError as error:
                problem = error.errors()[0]
                place = ".".join(str(part) for part in (name, *problem["loc"]))
                yield f"{step.id}: argument {place} is wrong: {problem['msg']}"


def _references(step: Step, known: dict[str, Step], tools: Tools) -> Iterator[str]:
    for name, value in step.args.items():
        for found in refs_in(value):
            problem = _missing(found, known, tools)
            if problem:
                yield f"{step.id}: {name} refers to {found.text}, but {problem}"
        direct = as_ref(value)
        if direct and not _missing(direct, known, tools):
            yield from _mistyped(step, name, direct, known, tools)


def _missing(found: Ref, known: dict[str, Step], tools: Tools) -> str:
    if found.step == RUN:
        return "" if found.field in RUN_FACTS else f"a run only has: {', '.join(RUN_FACTS)}"
    if found.step not in known:
        return f"there is no step {found.step}"
    tool = tools.get(known[found.step].tool)
    if tool and found.field not in tool.output.model_fields:
        return f"{tool.name} gives no {found.field!r}; it gives: {', '.join(tool.output.model_fields)}"
    return ""


def _mistyped(step: Step, name: str, found: Ref, known: dict[str, Step], tools: Tools) -> Iterator[str]:
    field = tools[step.tool].args.model_fields.get(name)
    if field is None or (found.step != RUN and known[found.step].tool not in tools):
        return
    made = (
        RUN_FACTS[found.field]
        if found.step == RUN
        else tools[known[found.step].tool].output.model_fields[found.field].annotation
    )
    if not fits(made, field.annotation):
        yield f"{step.id}: {name} wants {shown(field.annotation)}, but {found.text} is {shown(made)}"


def _order(plan: Plan) -> Iterator[str]:
    """A step comes after all it needs; when no order can do that, the steps go round in a circle."""
    stuck = _circle(plan)
    if stuck:
        yield f"these steps wait for each other in a circle: {', '.join(sorted(stuck))}"
        return
    seen: set[str] = set()
    ids = {step.id for step in plan.steps}
    for step in plan.steps:
        for need in step.needs:
            if need in ids and need not in seen:
                yield f"{step.id} comes before {need}, which it needs"
        seen.add(step.id)


def _circle(plan: Plan) -> set[str]:
    ids = {step.id for step in plan.steps}
    waiting = {step.id: set(step.needs) & ids for step in plan.steps}
    while ready := [step for step, needs in waiting.items() if not needs]:
        for step in ready:
            del waiting[step]
        for needs in waiting.values():
            needs.difference_update(ready)
    return set(waiting)


def _ends(plan: Plan) -> Iterator[str]:
    """Every piece is exported, and every step is there for an export."""
    exports = {step.id for step in plan.steps if step.tool == "export"}
    exported = {step.args.get("piece") for step in plan.steps if step.tool == "export"}
    for piece in plan.spec.pieces:
        if piece.id not in exported:
            yield f"{piece.id} is never exported"
    by_id = {step.id: step for step in plan.steps}
    needed: set[str] = set()
    left = list(exports)
    while left:
        step_id = left.pop()
        if step_id in by_id and step_id not in needed:
            needed.add(step_id)
            left += by_id[step_id].needs
    for step in plan.steps:
        if step.id not in needed:
            yield f"{step.id} is used by nobody: no export comes of it"
