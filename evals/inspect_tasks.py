"""The same cases and measures as inspect-ai tasks: `inspect eval evals/inspect_tasks.py --model none/none`.

Needs the extra `evals`. Its logs are files that `inspect view` shows offline.
"""

from typing import Any

from evals.cases import Case, all_cases, of_split
from evals.measure import measure
from evals.outcome import Outcome
from evals.subjects import BUILT_IN, Read, built_in, model_reader
from providers.router import Router
from studio.errors import BadRequest
from studio.settings import Settings, get_settings

try:
    from inspect_ai import Task, task
    from inspect_ai.dataset import Sample
    from inspect_ai.scorer import Score, Scorer, Target, accuracy, scorer, stderr
    from inspect_ai.solver import Generate, Solver, TaskState, solver
except ImportError as error:
    raise BadRequest("inspect-ai is not installed", "pip install 'ai-clone-studio[evals]'") from error


@task
def reading(split: str = "dev", model: str = "") -> Task:
    """Every brief of a split, read by the built-in reader or by the studio's reader with a LiteLLM model.

    Args:
        split: `dev` or `held-out`.
        model: A LiteLLM model; empty for the built-in reader.
    """
    cases = of_split(all_cases(), "held-out" if split == "held-out" else "dev")
    samples = [Sample(id=c.id, input=c.brief, metadata={"kind": c.kind, "language": c.language}) for c in cases]
    return Task(dataset=samples, solver=read(model), scorer=everything_right())


@solver
def read(model: str) -> Solver:
    """Takes a brief through the studio; inspect's own model is not asked."""
    cases = {case.id: case for case in all_cases()}
    reader = _reader(model)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case: Case = cases[str(state.sample_id)]
        outcome = await measure(case, model or BUILT_IN, reader, deep=not model)
        state.output.completion = outcome.model_dump_json()
        return state

    return solve


def _reader(model: str) -> Read:
    if not model:
        return built_in
    settings: Settings = get_settings().model_copy(update={"model": model})
    return model_reader(settings, Router.from_settings(settings))


@scorer(metrics=[accuracy(), stderr()])
def everything_right() -> Scorer:
    """One for a case in which everything is right, with what is wrong as the explanation."""

    async def score(state: TaskState, target: Target) -> Score:
        outcome = Outcome.model_validate_json(state.output.completion)
        told: dict[str, Any] = {"fields": outcome.fields, "calibration": outcome.calibration}
        return Score(value=float(outcome.passed), explanation="; ".join(outcome.faults), metadata=told)

    return score
