"""Carries a plan out: every step is started at once, and each waits for exactly what it needs.

There is no barrier between steps. A step that fails takes only those with it that need it. Tasks are
created in the plan's own order, so that after a kill the engine finds the finished ones again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import cast

from langgraph.func import task
from langgraph.runtime import Runtime
from langgraph.types import RetryPolicy

from agents.planning.schedule import remaining
from graphs.context import Context, Stopped
from graphs.drafting import budget_of
from graphs.plans import plan_hash
from graphs.state import Json, State, StepResult, brief_of, plan_of
from graphs.work import Bench
from providers.errors import ProviderError
from studio.domain.plan import Plan, Step
from studio.domain.runs import StepStatus
from studio.errors import BadRequest, DependencyFailed, StepFailed, StudioError
from studio.services.runs import Taken

Running = dict[str, "asyncio.Future[Json]"]
Work = Callable[[], Awaitable[Json]]


def retryable(error: Exception) -> bool:
    """Whether the same call may well succeed when it is made again."""
    return isinstance(error, ProviderError) and error.retryable


RETRY = RetryPolicy(max_attempts=3, initial_interval=0.5, retry_on=retryable)


async def execute(state: State, runtime: Runtime[Context]) -> State:
    """Do every step of the frozen plan that can be done."""
    plan = plan_of(state)
    if plan_hash(plan) != state["plan_hash"]:
        raise BadRequest("the plan was changed while it was carried out", "run the changed plan as a new one")
    bench = Bench(
        context=runtime.context,
        plan_hash=state["plan_hash"],
        folder=Path(state["out"]),
        attempts=state.get("attempts", {}),
        budget=budget_of(plan, brief_of(state)) or plan.estimate.usd_p90,
        urgency=remaining(plan.steps, {s.id: s.estimate.seconds for s in plan.steps}),
    )
    gave_up = _gave_up(plan, state)
    running: Running = {}
    for step in plan.steps:
        running[step.id] = _start(step, bench, running, gave_up.get(step.id))
    ended = await asyncio.gather(*running.values(), return_exceptions=True)
    return {"results": {s.id: _result(e) for s, e in zip(plan.steps, ended, strict=True)}, "redo": []}


def _gave_up(plan: Plan, state: State) -> dict[str, StepFailed]:
    """Steps that failed in an earlier round; they are not done again unless one they need is."""
    again: set[str] = set()
    failed: dict[str, StepFailed] = {}
    for step in plan.steps:
        before = state.get("results", {}).get(step.id)
        if step.id in state.get("redo", []) or again & set(step.needs):
            again.add(step.id)
        elif before and before["status"] == StepStatus.failed:
            failed[step.id] = StepFailed(before["error"], before["hint"])
    return failed


def _start(step: Step, bench: Bench, running: Running, failed: StepFailed | None) -> "asyncio.Future[Json]":
    async def do() -> Json:
        if failed:
            raise failed
        needs = {need: await _needed(need, step, bench, running) for need in step.needs}
        return await bench.do(step, needs)

    make_task = cast(Callable[..., Callable[[Work], Callable[[], "asyncio.Future[Json]"]]], task)
    return make_task(name=step.id, retry_policy=RETRY)(do)()


async def _needed(need: str, step: Step, bench: Bench, running: Mapping[str, "asyncio.Future[Json]"]) -> Json:
    try:
        return await running[need]
    except (Stopped, Taken):
        raise
    except StudioError as error:
        root = error.message if isinstance(error, DependencyFailed) else f"{need} failed: {error.message}"
        await bench.leave_out(step, root)
        raise DependencyFailed(root, error.hint) from None


def _result(ended: Json | BaseException) -> StepResult:
    if isinstance(ended, Stopped | Taken) or (
        isinstance(ended, BaseException) and not isinstance(ended, StudioError)
    ):
        raise ended
    if isinstance(ended, StudioError):
        status = StepStatus.skipped if isinstance(ended, DependencyFailed) else StepStatus.failed
        return {"status": status.value, "output": {}, "error": ended.message, "hint": ended.hint}
    if isinstance(ended, BaseException):
        raise ended
    return {"status": StepStatus.done.value, "output": ended, "error": "", "hint": ""}
