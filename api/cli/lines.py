"""A run as plain lines, for pipes and logs: no colours, nothing overwritten."""

from collections.abc import Iterator

from api.cli.tables import dollars, span
from api.cli.track import Track
from studio.domain.plan import Plan
from studio.events.progress import Ended, Event, Opened, Planned, Redoing, Reviewed, StepMoved, Stopping

LONG = 3.0
"""Seconds; a step expected to take less is not announced, only told when it is done."""


def lines(event: Event, track: Track) -> Iterator[str]:
    """The lines that tell an event, mostly one or none."""
    if isinstance(event, Opened):
        yield f"run {event.run_id} -> {event.out}"
    elif isinstance(event, Planned):
        yield from _plan(event.plan)
    elif isinstance(event, StepMoved):
        yield from _step(event, track)
    elif isinstance(event, Reviewed):
        failed = [f"{g.name} is {g.measured}, wanted {g.wanted}" for g in event.gates if not g.passed]
        passed = len(event.gates) - len(failed)
        yield f"{event.piece} review: {passed} of {len(event.gates)} gates passed" + "".join(f"; {f}" for f in failed)
    elif isinstance(event, Redoing):
        yield f"{event.step} is done again ({event.attempt} of 2): {event.why}"
    elif isinstance(event, Stopping):
        yield f"stopping: nothing new is started, running steps get {event.seconds:g} s"
    elif isinstance(event, Ended):
        yield f"{event.status}, {dollars(event.cost_usd)}"


def _plan(plan: Plan) -> Iterator[str]:
    for piece in plan.spec.pieces:
        angle = f": {piece.angle}" if piece.angle else ""
        yield f"plan {piece.id} {piece.topic}{angle} ({piece.platform}, {span(piece.seconds)}, {piece.language})"
    for assumption in plan.spec.assumptions:
        yield f"assumed: {assumption}"
    yield f"plan {len(plan.steps)} steps, {dollars(plan.estimate.usd)}, about {span(plan.estimate.seconds)}"


def _step(event: StepMoved, track: Track) -> Iterator[str]:
    over, total = track.counts()
    place = f"[{over}/{total}]"
    by = f" ({event.detail})" if event.detail else ""
    if event.state == "done":
        left = track.left()
        rest = f", about {span(left)} left" if left >= 1 else ""
        yield f"{place} {event.step} done in {span(event.seconds)}{by}{rest}"
    elif event.state == "reused":
        yield f"{place} {event.step} kept{by}"
    elif event.state in ("failed", "skipped"):
        yield f"{place} {event.step} {event.state}: {event.detail}"
    elif event.state == "running" and _estimate(event.step, track) >= LONG:
        yield f"{place} {event.step} started"


def _estimate(step_id: str, track: Track) -> float:
    steps = track.plan.steps if track.plan else ()
    return next((s.estimate.seconds for s in steps if s.id == step_id), 0.0)
