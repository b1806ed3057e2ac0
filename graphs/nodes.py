"""The nodes of a run but for its work: each takes the state and hands on what it adds."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents import planner
from agents.planning.validate import check
from graphs.context import Context
from graphs.inputs import take_inputs
from graphs.plans import plan_hash, run_name
from graphs.state import State, brief_of, plan_of, spec_of
from studio.domain.brief import Brief
from studio.domain.plan import Plan
from studio.errors import OverBudget
from studio.events.progress import Opened, Planned


async def understand(state: State, runtime: Runtime[Context]) -> State:
    """The words become a typed reading."""
    spec = await runtime.context.studio.read(brief_of(state))
    return {"spec": spec.model_dump(mode="json")}


async def plan(state: State, runtime: Runtime[Context]) -> State:
    """The reading becomes a graph of tool calls."""
    studio, brief = runtime.context.studio, brief_of(state)
    made = planner.plan(
        spec_of(state),
        brief=brief,
        settings=studio.settings,
        assets=await take_inputs(brief, studio.store),
        router=studio.router,
        tools=studio.tools,
    )
    return {"plan": made.model_dump(mode="json")}


async def price(state: State, runtime: Runtime[Context]) -> State:
    """The plan is checked and priced, and the run gets its name; it must fit the budget."""
    studio, brief, made = runtime.context.studio, brief_of(state), plan_of(state)
    check(made, studio.tools)
    made = planner.priced(made, studio.tools, await studio.steps.pace(tuple(studio.tools)))
    within_budget(made, brief)
    run_id = state.get("run_id") or run_name(made.spec, state["token"], datetime.now(UTC))
    out = Path(state["out"]) if state["out"] else studio.home_out / run_id
    session = runtime.context.session
    if session.claim is None:
        session.claim = await studio.runs.open(
            run_id, brief, made, plan_hash(made), out.absolute(), thread=state["token"], options={"yes": state["yes"]}
        )
    studio.tell(Opened(run_id, str(out)))
    studio.tell(Planned(made, {name: tool.lease for name, tool in studio.tools.items()}))
    return {
        "run_id": run_id,
        "out": str(out.absolute()),
        "plan": made.model_dump(mode="json"),
        "plan_hash": plan_hash(made),
    }


def within_budget(plan: Plan, brief: Brief) -> None:
    """Raise OverBudget, naming what to drop, when a plan costs more than the brief allows."""
    budget = brief.options.budget_usd if brief.options.budget_usd is not None else plan.spec.budget_usd
    if budget is None or plan.estimate.usd <= budget:
        return
    costs: dict[str, Decimal] = {}
    for step in plan.steps:
        piece = step.id.rpartition(".")[0]
        costs[piece] = costs.get(piece, Decimal("0")) + step.estimate.usd
    drop, left = [], plan.estimate.usd
    for piece in sorted(costs, key=lambda p: -costs[p]):
        if left <= budget:
            break
        drop.append(piece)
        left -= costs[piece]
    raise OverBudget(
        f"the plan costs ${plan.estimate.usd}, the budget is ${budget}",
        f"drop {', '.join(drop)}, or raise the budget with --budget {plan.estimate.usd}",
    )


async def approve(state: State, runtime: Runtime[Context]) -> State:
    """A person says yes to spending; what costs nothing needs no yes."""
    usd = plan_of(state).estimate.usd
    if state["yes"] or usd <= runtime.context.studio.settings.budget_usd:
        return {"approved": True}
    return {"approved": bool(interrupt({"run_id": state["run_id"], "usd": str(usd)}))}
