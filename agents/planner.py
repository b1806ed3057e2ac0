"""Turns a typed reading into a plan: the choices are settled, every piece is wired, priced and checked."""

from collections.abc import Mapping
from decimal import Decimal

from agents.planning.choose import Own, choose
from agents.planning.facts import PlanInputs, facts_of
from agents.planning.schedule import makespan
from agents.planning.validate import check
from agents.planning.wire import Tools, wire_piece
from agents.writing.assign import assign_angles
from providers.router import Router
from studio.domain.brief import Brief, ContentSpec
from studio.domain.plan import Estimate, Plan, Step
from studio.settings import Settings
from tools.catalog import LEASES, catalog


def plan(
    spec: ContentSpec,
    *,
    brief: Brief,
    settings: Settings,
    assets: PlanInputs,
    router: Router,
    tools: Tools | None = None,
) -> Plan:
    """Expand a reading into the graph of tool calls that carries it out.

    Args:
        spec: The reading; whatever it leaves `auto` is settled here.
        brief: Where the reading comes from; its options hold the seed.
        settings: Limits.
        assets: The user's own files.
        router: Decides what can be asked for on this machine.
        tools: What may be called; the whole catalog when left out.

    Raises:
        BadRequest: The reading asks for something that does not exist.
    """
    tools = tools or catalog()
    seed = brief.options.seed
    settled = choose(spec, seed, own_of(router))
    own_words = assets.source is not None or assets.words is not None
    if not own_words and not all(piece.angle for piece in settled.pieces):
        settled = assign_angles(settled, seed)
    steps: list[Step] = []
    for index in range(len(settled.pieces)):
        facts = facts_of(settled, index, inputs=assets, seed=seed, max_seconds=settings.max_seconds)
        steps += wire_piece(facts, tools)
    made = priced(Plan(spec=settled, steps=tuple(steps)), tools)
    check(made, tools)
    return made


def own_of(router: Router) -> Own:
    """The names of the user's own voices and avatars."""
    return Own(tuple(router.config.voices), tuple(router.config.avatars))


def priced(plan: Plan, tools: Tools, pace: Mapping[str, float] | None = None) -> Plan:
    """The plan with its whole price: money summed, time as the steps overlap on this machine.

    Args:
        plan: Steps with their estimates.
        tools: Where the leases are told.
        pace: How many times longer than estimated each tool takes here; 1 where missing.
    """
    seconds = {s.id: s.estimate.seconds * (pace or {}).get(s.tool, 1.0) for s in plan.steps}
    leases = {s.id: tools[s.tool].lease for s in plan.steps if s.tool in tools}
    whole = Estimate(
        usd=sum((s.estimate.usd for s in plan.steps), Decimal("0")),
        usd_p90=sum((s.estimate.usd_p90 for s in plan.steps), Decimal("0")),
        seconds=round(makespan(plan.steps, seconds, leases, LEASES), 1),
    )
    return plan.model_copy(update={"estimate": whole})
