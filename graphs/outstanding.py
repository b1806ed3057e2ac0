"""What of a plan is not made yet: every step is looked up the way it will be when the plan is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from agents.planning.refs import RUN, resolve
from agents.planning.schedule import makespan
from graphs.plans import plan_hash
from graphs.state import Json
from graphs.studio import Studio
from graphs.work import key_of
from studio.domain.plan import Estimate, Plan, Step
from studio.services.runs import Claim, Run
from studio.services.steps import Doing
from tools.catalog import LEASES


@dataclass(frozen=True)
class Standing:
    """How far a plan is made already."""

    made: Mapping[str, Json]
    """Outputs that are there, by step."""
    missing: tuple[str, ...]
    """Steps that have to be made, in the plan's order."""


async def standing(studio: Studio, run: Run, plan: Plan) -> Standing:
    """Which steps of a plan need not be made again.

    A step counts as missing when one that it needs is: what comes of that one may turn out to be the same.

    Args:
        studio: Whose steps and files are looked through.
        run: Whose plan it is.
        plan: With the takes that were made of each step.
    """
    made: dict[str, Json] = {RUN: {"folder": str(run.out)}}
    frozen = plan_hash(plan)
    for step in plan.steps:
        output = await _output(studio, run, step, frozen, made)
        if output is not None:
            made[step.id] = output
    missing = tuple(step.id for step in plan.steps if step.id not in made)
    return Standing({name: output for name, output in made.items() if name != RUN}, missing)


async def _output(studio: Studio, run: Run, step: Step, frozen: str, made: Mapping[str, Json]) -> Json | None:
    if step.given is not None:
        return step.given
    if not set(step.needs) <= made.keys():
        return None
    tool = studio.tools[step.tool]
    doing = Doing(
        claim=Claim(run.id, run.epoch),
        step_id=step.id,
        tool=step.tool,
        plan_hash=frozen,
        key=key_of(step, tool, resolve(step.args, made), step.take),
        attempt=step.take,
        estimate=step.estimate.seconds,
    )
    found = await studio.steps.find(doing, anywhere=tool.cached)
    return found.output if found else None


def still_costs(studio: Studio, plan: Plan, missing: tuple[str, ...], pace: Mapping[str, float]) -> Estimate:
    """What the missing steps of a plan cost, and how long they take as they overlap on this machine."""
    left = [step for step in plan.steps if step.id in set(missing)]
    seconds = {s.id: 0.0 for s in plan.steps}
    seconds |= {s.id: s.estimate.seconds * pace.get(s.tool, 1.0) for s in left}
    leases = {s.id: studio.tools[s.tool].lease for s in plan.steps}
    return Estimate(
        usd=sum((s.estimate.usd for s in left), Decimal("0")),
        usd_p90=sum((s.estimate.usd_p90 for s in left), Decimal("0")),
        seconds=round(makespan(plan.steps, seconds, leases, LEASES), 1),
    )
