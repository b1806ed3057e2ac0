"""From a reading to a priced plan within the budget; the same for a draft and for a run."""

from decimal import Decimal

from agents import planner
from agents.planning.branding import branded
from graphs.inputs import take_inputs
from graphs.pricing import priced
from graphs.studio import Studio
from studio.domain.brief import Brief, ContentSpec
from studio.domain.plan import Plan
from studio.errors import OverBudget
from studio.events.progress import Planned


async def draft(studio: Studio, brief: Brief) -> Plan:
    """The priced plan a brief would become; nothing is kept but the user's own files."""
    plan = await planned(studio, brief, await studio.read(brief, studio.calls))
    made = await priced(studio, plan, limit(studio, plan, brief, False), await pace(studio))
    within_budget(made, brief)
    return made


async def planned(studio: Studio, brief: Brief, spec: ContentSpec) -> Plan:
    """The graph of tool calls for a reading."""
    assets, spec = await take_inputs(brief, studio.store), branded(spec, brief.options.brand)
    return planner.plan(
        spec.model_copy(update={"assumptions": (*spec.assumptions, *assets.notes)}),
        brief=brief,
        settings=studio.settings,
        assets=assets,
        router=studio.router,
        tools=studio.tools,
    )


def limit(studio: Studio, plan: Plan, brief: Brief, yes: bool) -> Decimal | None:
    """The most a plan may cost: the brief's budget; without one, what may be spent unasked when nobody is asked.

    None is no limit: the plan shows its price, and a person says yes to it.
    """
    said = budget_of(plan, brief)
    return studio.settings.budget_usd if said is None and yes else said


def budget_of(plan: Plan, brief: Brief) -> Decimal | None:
    """The plan's own budget, else the option's: readers put the option into the plan, and an edit may change it."""
    return plan.spec.budget_usd if plan.spec.budget_usd is not None else brief.options.budget_usd


async def pace(studio: Studio) -> dict[str, float]:
    """How many times longer than estimated each tool takes on this machine."""
    return await studio.steps.pace(tuple(studio.tools))


def planned_event(studio: Studio, plan: Plan, pace: dict[str, float]) -> Planned:
    """Tells a plan to whoever shows the run."""
    return Planned(plan, {name: tool.lease for name, tool in studio.tools.items()}, pace)


def within_budget(plan: Plan, brief: Brief) -> None:
    """Raise OverBudget, naming what to drop, when a plan costs more than the brief allows."""
    budget = budget_of(plan, brief)
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
