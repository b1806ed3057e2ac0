"""Measures every finished piece, and has a step done again when a gate fails."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from langgraph.runtime import Runtime

from graphs.context import Context
from graphs.state import Json, Review, State, plan_of
from graphs.studio import Outputs
from studio.domain.brief import Piece
from studio.domain.plan import Plan
from studio.domain.runs import Gate, StepStatus
from studio.events.progress import Redoing, Reviewed

REDO_LIMIT = 2
"""How often a step may be done again because of gates."""


async def review(state: State, runtime: Runtime[Context]) -> State:
    """Measure what was made since the last review, and mark what must be done again."""
    plan, context = plan_of(state), runtime.context
    finished = finished_pieces(plan, state["results"])
    known = state.get("reviews", {})
    context.session.check()
    pieces = {piece.id: (piece, finished[piece.id]) for piece in plan.spec.pieces if piece.id in finished}
    measured = await asyncio.gather(*(_measured(context, *pieces[name], known.get(name)) for name in pieces))
    reviews = dict(zip(pieces, measured, strict=True))
    for name, gates in (await context.studio.gates.batch(pieces)).items():
        reviews[name]["between"] = _dumped(gates)
    for name, found in reviews.items():
        if name not in known or known[name]["of"] != found["of"]:
            context.studio.tell(Reviewed(name, tuple(gates_of(found))))
    redo = _redo(plan, reviews, state.get("tries", {}))
    attempts, tries = dict(state.get("attempts", {})), dict(state.get("tries", {}))
    for step, why in redo.items():
        attempts[step], tries[step] = attempts.get(step, 0) + 1, tries.get(step, 0) + 1
        context.studio.tell(Redoing(step, tries[step], why))
    return {"reviews": reviews, "attempts": attempts, "tries": tries, "redo": list(redo)}


def finished_pieces(plan: Plan, results: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, Json]]:
    """Outputs by tool of each piece whose export stands."""
    outputs: dict[str, dict[str, Json]] = {}
    for step in plan.steps:
        result = results[step.id]
        if result["status"] == StepStatus.done:
            made = result["output"]
            assert isinstance(made, dict)
            outputs.setdefault(piece_of(step.id), {})[step.tool] = made
    return {piece: made for piece, made in outputs.items() if "export" in made}


def piece_of(step_id: str) -> str:
    """The piece a step works on."""
    return step_id.rpartition(".")[0]


def gates_of(review: Review) -> list[Gate]:
    """All gates of a piece."""
    return [Gate.model_validate(gate) for gate in (*review["gates"], *review["between"])]


async def _measured(context: Context, piece: Piece, outputs: Outputs, known: Review | None) -> Review:
    """The review of this very making; measured only once."""
    of = hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()
    if known and known["of"] == of:
        return {"of": of, "gates": known["gates"], "between": []}
    return {"of": of, "gates": _dumped(await context.studio.gates.piece(piece, outputs)), "between": []}


def _dumped(gates: Iterable[Gate]) -> list[Json]:
    return [gate.model_dump(mode="json") for gate in gates]


def _redo(plan: Plan, reviews: Mapping[str, Review], tries: Mapping[str, int]) -> dict[str, str]:
    """Steps whose gate failed and that may be done again, and why."""
    steps = {step.id for step in plan.steps if step.given is None}
    return {
        step: "; ".join(f"{gate.name}: {gate.measured}, wanted {gate.wanted}" for gate in failed)
        for piece, found in reviews.items()
        for step, failed in _blamed(piece, gates_of(found)).items()
        if step in steps and tries.get(step, 0) < REDO_LIMIT
    }


def _blamed(piece: str, gates: Sequence[Gate]) -> dict[str, list[Gate]]:
    blamed: dict[str, list[Gate]] = {}
    for gate in gates:
        if not gate.passed and gate.step:
            blamed.setdefault(f"{piece}.{gate.step}", []).append(gate)
    return blamed
