"""Takes one case through a reader, the planner and the writer, and measures what comes out."""

from collections.abc import Sequence

from agents import planner
from agents.planning.facts import PlanInputs
from agents.writing.draft import write_from_packs
from evals.cases import Case, Wanted, texts_of
from evals.metrics import script as words
from evals.metrics.arguments import argument_f1
from evals.metrics.honesty import calibration, obeyed
from evals.metrics.reading import judge, runs_of
from evals.metrics.structure import measure as structure
from evals.outcome import Outcome, PlanScore, ScriptsScore
from evals.subjects import Read, brief_of, plain_settings
from providers.router import Router
from studio.domain.brief import ContentSpec
from studio.domain.plan import Plan
from studio.domain.script import Script
from studio.errors import BadRequest, StudioError
from tools.base import ScriptOrder
from tools.catalog import catalog

MOST_SCRIPTS = 3
"""Scripts written of a batch: enough to see whether they differ."""


async def measure(case: Case, subject: str, read: Read, seed: int = 0, *, deep: bool = True) -> Outcome:
    """One case by one reader.

    Args:
        case: The brief and what must hold.
        subject: The reader's name in the report.
        read: The reader.
        seed: Handed to it.
        deep: Also plan and write; otherwise the reading alone is measured.
    """
    spec, refusal, crash = None, "", ""
    try:
        spec = await read(case.brief, seed)
    except BadRequest as error:
        refusal = error.message or type(error).__name__
    except Exception as error:  # a crash is a finding of the evaluation, not its end
        crash = f"{type(error).__name__}: {error}"
    return _outcome(case, subject, seed, spec, refusal, crash, deep=deep)


def _outcome(
    case: Case, subject: str, seed: int, spec: ContentSpec | None, refusal: str, crash: str, *, deep: bool
) -> Outcome:
    reading = judge(spec, case) if spec and case.good else None
    plan, batch, scripts, broken = _made(case, spec, seed) if spec and deep else (None, None, (), "")
    held = (*texts_of(spec), *(text for s in scripts for text in (s.narration, s.title, s.caption))) if spec else ()
    return Outcome(
        case=case.id,
        subject=subject,
        split=case.split,
        kind=case.kind,
        language=case.language,
        brief=case.brief,
        change=case.change,
        seed=seed,
        refusal=refusal,
        crash=crash or broken,
        pieces=tuple(p.model_dump(mode="json") for p in spec.pieces) if spec else (),
        assumptions=spec.assumptions if spec else (),
        fields=reading.fields if reading else {},
        wrong=reading.wrong if reading else (),
        calibration=calibration(case, spec, refusal),
        attacked=bool(case.never),
        obeyed=obeyed(case, held),
        plan=plan,
        scripts=batch,
    )


def _made(
    case: Case, spec: ContentSpec, seed: int
) -> tuple[PlanScore | None, ScriptsScore | None, Sequence[Script], str]:
    """The plan and the scripts of a reading, and what went wrong: a plan that cannot be made is a finding."""
    try:
        plan = planner.plan(
            spec,
            brief=brief_of(case.brief, seed),
            settings=plain_settings(),
            assets=PlanInputs(),
            router=Router(()),
            tools=catalog(),
        )
    except StudioError as error:
        return PlanScore(faults=(error.message,)), None, (), ""
    try:
        scripts, scored = _scripts(plan)
    except StudioError as error:
        return _plan_score(plan, case), ScriptsScore(scripts=0, faults=(error.message,)), (), ""
    except Exception as error:
        return _plan_score(plan, case), None, (), f"{type(error).__name__}: {error}"
    return _plan_score(plan, case), scored, scripts, ""


def _plan_score(plan: Plan, case: Case) -> PlanScore:
    wanted = wanted_of(plan.spec, case)
    found = structure(plan, wanted, catalog())
    budget = plan.spec.budget_usd
    return PlanScore(
        faults=found.faults,
        needless=found.needless,
        stretch=None if found.stretch is None else round(found.stretch, 4),
        distance=found.distance,
        tool_f1=found.tool_f1,
        argument_f1=argument_f1(plan, wanted, case),
        over_budget=budget is not None and plan.estimate.usd_p90 > budget,
    )


def wanted_of(spec: ContentSpec, case: Case) -> tuple[Wanted, ...]:
    """What was wanted of each piece, in the reading's order; for a wrong number of pieces, of a plain one."""
    loose = Wanted(
        platform="any", seconds="any", tone="any", voice="any", avatar="any", captions="any", music=("any",)
    )
    for runs in case.good:
        if dealt := runs_of(spec.pieces, runs, case.language):
            whose = {piece.id: run for run, own in zip(runs, dealt, strict=True) for piece in own}
            return tuple(whose[piece.id] for piece in spec.pieces)
    first = case.good[0][0] if case.good else loose
    return tuple(first for _ in spec.pieces)


def _scripts(plan: Plan) -> tuple[Sequence[Script], ScriptsScore]:
    orders = [ScriptOrder.model_validate(s.args["order"]) for s in plan.steps if s.tool == "script"][:MOST_SCRIPTS]
    scripts = [write_from_packs(order, 0) for order in orders]
    scored = [words.score(script, order.piece) for script, order in zip(scripts, orders, strict=True)]
    spoken = [s for s, o in zip(scored, orders, strict=True) if o.piece.voice is not None]
    return scripts, ScriptsScore(
        scripts=len(scripts),
        faults=tuple(fault for s in spoken for fault in s.faults),
        hooks=sum(s.hook for s in scored),
        fits=sum(s.fits for s in scored),
        rules=sum(s.keeps_rules for s in scored),
        alike=words.alike(scripts),
        repetition=max((s.repetition for s in scored), default=0.0),
        longest=max((s.longest for s in scored), default=0),
    )
