"""The nodes of a run but for its work: each takes the state and hands on what it adds."""

from datetime import UTC, datetime
from pathlib import Path

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.planning.validate import check
from graphs.context import Context
from graphs.drafting import limit, pace, planned, planned_event, within_budget
from graphs.plans import plan_hash, run_name
from graphs.pricing import priced
from graphs.state import State, brief_of, plan_of, spec_of
from studio.events.progress import Opened


async def understand(state: State, runtime: Runtime[Context]) -> State:
    """The words become a typed reading."""
    studio = runtime.context.studio
    spec = await studio.read(brief_of(state), studio.calls)
    return {"spec": spec.model_dump(mode="json")}


async def plan(state: State, runtime: Runtime[Context]) -> State:
    """The reading becomes a graph of tool calls."""
    made = await planned(runtime.context.studio, brief_of(state), spec_of(state))
    return {"plan": made.model_dump(mode="json")}


async def price(state: State, runtime: Runtime[Context]) -> State:
    """The plan is checked and priced, and the run gets its name; it must fit the budget."""
    studio, brief, made = runtime.context.studio, brief_of(state), plan_of(state)
    check(made, studio.tools)
    most = limit(studio, made, brief, state["yes"])
    made = await priced(studio, made, most, await pace(studio))
    within_budget(made, brief)
    run_id = state.get("run_id") or run_name(made.spec, state["token"], datetime.now(UTC))
    out = Path(state["out"]) if state["out"] else studio.home_out / run_id
    session = runtime.context.session
    if session.claim is None:
        session.claim = await studio.runs.open(
            run_id, brief, made, plan_hash(made), out.absolute(), thread=state["token"], options={"yes": state["yes"]}
        )
    studio.tell(Opened(run_id, str(out)))
    studio.tell(planned_event(studio, made, await pace(studio)))
    return {
        "run_id": run_id,
        "out": str(out.absolute()),
        "plan": made.model_dump(mode="json"),
        "plan_hash": plan_hash(made),
    }


async def approve(state: State, runtime: Runtime[Context]) -> State:
    """A person says yes to spending; what costs nothing needs no yes."""
    usd = plan_of(state).estimate.usd
    if state["yes"] or usd <= runtime.context.studio.settings.budget_usd:
        return {"approved": True}
    return {"approved": bool(interrupt({"run_id": state["run_id"], "usd": str(usd)}))}
