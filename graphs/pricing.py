"""What a plan costs: each step's request is quoted by the router, and paid routes are taken as far as money goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agents import planner
from agents.planning.wire import Tools, parsed
from graphs.studio import Studio
from providers.context import CallContext
from providers.options import Quote
from studio.domain.plan import Estimate, Plan, Step

UNSURE = Decimal("1.5")
"""A step may cost so many times its estimate: another vendor steps in, or words turn out longer."""
CENT = Decimal("0.0001")
WORTH = ("script", "voice", "avatar", "visuals")
"""Tools whose paid routes are taken first when money is short: what is heard comes before what is seen."""


OPTIONAL = ("script", "visuals")
"""Tools that do without any provider."""


@dataclass(frozen=True)
class Routes:
    """Who does a step at best, and who does it for nothing."""

    best: Quote | None
    free: Quote | None


async def priced(studio: Studio, plan: Plan, limit: Decimal | None, pace: Mapping[str, float]) -> Plan:
    """The plan with its price and with who is expected to do each step.

    Args:
        studio: Its router is asked for quotes; no vendor is.
        plan: Steps with the estimates of their tools; those that have their provider keep it.
        limit: The most that may be spent, in US dollars: as many paid routes are taken as fit; None takes all.
        pace: How many times longer than estimated each tool takes here.
    """
    open_steps = [step for step in plan.steps if step.given is None and not step.via]
    routes = {step.id: await _routes(studio, step) for step in open_steps}
    paid = _affordable(plan, routes, limit)
    steps = tuple(_settled(step, routes.get(step.id), step.tool in paid) for step in plan.steps)
    made = planner.priced(plan.model_copy(update={"steps": steps}), studio.tools, pace)
    if note := _left_out(plan, routes, paid):
        notes = (*(n for n in made.spec.assumptions if not n.startswith(FREE)), note)
        made = made.model_copy(update={"spec": made.spec.model_copy(update={"assumptions": notes})})
    return made


FREE = "Done for nothing on this machine: "


async def _routes(studio: Studio, step: Step) -> Routes:
    asked = studio.tools[step.tool].price(_known(studio.tools, step), studio.router)
    if asked is None:
        return Routes(None, None)
    best = await studio.router.quote(*asked)
    if best is None or not best.usd:
        return Routes(best, best)
    return Routes(best, await studio.router.quote(*asked, context=CallContext(budget_usd=Decimal("0"))))


def _known(tools: Tools, step: Step) -> Any:
    return parsed(tools[step.tool], step.args)


def _affordable(plan: Plan, routes: Mapping[str, Routes], limit: Decimal | None) -> frozenset[str]:
    """The tools whose paid routes are taken, for all pieces alike: siblings should not differ in voice."""
    taken: set[str] = set()
    kept = sum((step.estimate.usd for step in plan.steps if step.via), Decimal("0"))
    left = None if limit is None else limit - kept
    for tool in sorted({step.tool for step in plan.steps}, key=_worth):
        mine = [routes[step.id] for step in plan.steps if step.tool == tool and step.id in routes]
        usd = sum((r.best.usd for r in mine if r.best), Decimal("0"))
        must = tool not in OPTIONAL and any(r.best and r.best.usd and r.free is None for r in mine)
        if left is None or usd <= left or must:
            taken.add(tool)
            left = None if left is None else left - usd
    return frozenset(taken)


def _worth(tool: str) -> tuple[int, str]:
    return (WORTH.index(tool) if tool in WORTH else len(WORTH), tool)


def _settled(step: Step, routes: Routes | None, paid: bool) -> Step:
    quote = (routes.best if paid else routes.free) if routes else None
    if quote is None:
        return step
    usd = quote.usd.quantize(CENT)
    seconds = quote.seconds if quote.usd and quote.seconds else step.estimate.seconds
    estimate = Estimate(usd=usd, usd_p90=(usd * UNSURE).quantize(CENT), seconds=seconds)
    return step.model_copy(update={"estimate": estimate, "via": quote.provider})


def _left_out(plan: Plan, routes: Mapping[str, Routes], paid: frozenset[str]) -> str:
    """What was not taken for lack of money, and what would have it."""
    missed = [(s.tool, r.best) for s in plan.steps if s.tool not in paid and (r := routes.get(s.id)) and r.best]
    paying = [(tool, best) for tool, best in missed if best.usd]
    if not paying:
        return ""
    usd = sum((best.usd for _, best in paying), Decimal("0")).quantize(Decimal("0.01"))
    tools = ", ".join(dict.fromkeys(tool for tool, _ in paying))
    names = ", ".join(dict.fromkeys(best.provider for _, best in paying))
    return f"{FREE}{tools}. {names} would do it for about ${usd} more: allow that with --budget."
