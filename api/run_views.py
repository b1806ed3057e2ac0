"""How runs are shown to those who ask over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel

from api.deps import Services
from api.routes.plans import ProposalView
from studio.domain.brief import ContentSpec
from studio.domain.charges import price_of
from studio.domain.plan import Plan, Step
from studio.domain.runs import PieceRecord, RunStatus, StepStatus
from studio.services.approvals import budget_of
from studio.services.runs import Run
from studio.services.steps import StepView
from studio.services.workspace_runs import ListedRun, title_of

FileKind = Literal["video", "cover", "cover_540", "cover_240", "captions_srt", "captions_vtt", "post", "script"]


class PieceView(BaseModel):
    """A finished (or failed) piece."""

    id: str
    title: str
    status: str
    seconds: float
    cost_usd: Decimal
    error: str
    files: dict[FileKind, str] = {}
    """Addresses for players and downloads, good for an hour; the same as long as they are good."""


class StepAttempt(BaseModel):
    """One call to one provider."""

    provider: str
    why: str
    """Why it was chosen."""
    seconds: float
    cost_usd: Decimal
    outcome: str
    """`ok`, or what went wrong."""


class StepState(BaseModel):
    """A step of the plan, and its latest making."""

    id: str
    tool: str
    piece: str
    status: StepStatus
    provider: str
    """Who did it."""
    reused: bool
    """Whether its result was there already."""
    take: int
    """How often it was asked for anew."""
    cost_usd: Decimal
    seconds: float
    error: str
    attempts: list[StepAttempt]
    """Calls to providers, failovers and retries among them."""


class _RunFacts(BaseModel):
    id: str
    title: str
    """What it is about, in a few words."""
    version: int
    """Of the plan; a proposal has a newer one."""
    status: Literal["planning", "planned", "running", "done", "failed", "interrupted", "cancelled"]
    brief: str
    pieces: list[PieceView]
    cost_usd: Decimal
    seconds: float
    error: str
    created: datetime


class RunSummary(_RunFacts):
    """A run in a list."""

    spec: ContentSpec | None
    """How the brief was read; None until it is planned."""


class RunView(_RunFacts):
    """A run as it stands."""

    plan: Plan | None
    """Spec, steps with their price and provider, and the whole price; None until it is planned."""
    price_credits: Decimal
    """The most that carrying out the whole plan takes; so much is held when it is approved."""
    waits: bool
    """Whether it was said yes to and no worker has begun yet."""
    proposal: ProposalView | None
    """A change that waits for a yes."""
    steps: list[StepState]
    """In the order of the plan."""


def _price(given: Services, found: Run) -> Decimal:
    usd = price_of(found.plan.steps) if found.plan else Decimal("0")
    most = budget_of(found.brief, found.plan)
    return given.charges.credits(usd if most is None else min(usd, most))


def _facts(given: Services, found: Run | ListedRun, spec: ContentSpec | None) -> dict[str, Any]:
    record = found.record
    return {
        "id": found.id,
        "title": title_of(found.brief, spec, record),
        "version": found.version,
        "status": "planning" if found.status is RunStatus.planned and spec is None else found.status.value,
        "brief": found.brief.text,
        "pieces": [_piece(given, piece) for piece in record.pieces] if record else [],
        "cost_usd": record.cost_usd if record else Decimal("0"),
        "seconds": found.seconds,
        "error": found.error,
        "created": found.created,
    }


def _piece(given: Services, piece: PieceRecord) -> PieceView:
    kept = piece.files.kept if piece.files else {}
    files = {kind: given.shelf.link(asset).url for kind, asset in kept.items()}
    return PieceView.model_validate({**piece.model_dump(mode="json", exclude={"files"}), "files": files})


def _step_states(found: Run, made: Sequence[StepView]) -> list[StepState]:
    latest = {step.id: step for step in made}
    return [_step(step, latest.get(step.id)) for step in (found.plan.steps if found.plan else ())]


def _step(step: Step, made: StepView | None) -> StepState:
    facts: dict[str, Any] = {"status": StepStatus.waiting, "provider": step.via, "reused": False, "error": ""}
    facts |= {"cost_usd": Decimal("0"), "seconds": 0.0, "attempts": []}
    if made:
        attempts = [attempt.model_dump() for attempt in made.trail]
        facts = {**vars(made), "cost_usd": made.cost, "provider": made.provider, "attempts": attempts}
    known = {"id": step.id, "tool": step.tool, "piece": step.id.rpartition(".")[0], "take": step.take}
    return StepState.model_validate({**facts, **known})


def run_summary(given: Services, found: ListedRun) -> RunSummary:
    """A run as lists show it."""
    return RunSummary(spec=found.spec, **_facts(given, found, found.spec))


def run_view(
    given: Services, found: Run, made: Sequence[StepView], *, waits: bool, proposal: ProposalView | None
) -> RunView:
    """A run, with its steps and what is proposed."""
    return RunView(
        plan=found.plan,
        price_credits=_price(given, found),
        waits=waits,
        proposal=proposal,
        steps=_step_states(found, made),
        **_facts(given, found, found.plan.spec if found.plan else None),
    )
