"""What a worker does with a run that comes out of the queue: it drives it the way the command line does.

However it ends, the run is left in a clear state, its log has an end that followers see, and the order is closed;
or the order stays open, and another start goes on where this one stopped.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from arq.worker import RetryJob

from graphs.context import Session, Stopped
from graphs.drive import resume, sketch
from graphs.studio import Studio
from providers.context import CallContext
from studio.domain.runs import RunStatus
from studio.errors import StudioError
from studio.events.progress import Ended
from studio.queue.port import Kind
from studio.services.charges import Charges
from studio.services.event_writing import Telling
from studio.services.events import Events
from studio.services.jobs import OVER, JobService, Start
from studio.services.plan_edits import PlanEdits
from studio.services.runs import Run, Taken
from studio.services.transactions import passing
from studio.telemetry.redact import redact
from studio.telemetry.tracing import traced
from worker.edits import apply_edits

log = logging.getLogger("studio.worker")

Work = Callable[[dict[str, Any], str], Awaitable[None]]


@dataclass
class Desk:
    """What the jobs of one worker share."""

    studio: Studio
    jobs: JobService
    events: Events
    charges: Charges
    edits: Callable[[str], PlanEdits]
    """The edits of a workspace's runs."""
    grace: float
    """What a running step gets to end by itself when the worker is told to stop."""
    sessions: dict[str, Session] = field(default_factory=dict)
    """The runs at work, by job."""
    at_work: set[str] = field(default_factory=set)
    draining: bool = False

    def drain(self) -> None:
        """Ask every run to stop where it can be gone on with."""
        self.draining = True
        for session in self.sessions.values():
            session.stop(RunStatus.interrupted)


def job(kind: Kind) -> Work:
    """The function of a lane. A plan is drafted; every other kind carries a plan out."""

    async def work(ctx: dict[str, Any], run_id: str) -> None:
        await _work(ctx["desk"], ctx["job_id"], kind, run_id)

    return work


async def _work(desk: Desk, job_id: str, kind: Kind, run_id: str) -> None:
    if run_id in desk.at_work:
        return  # it was queued again while its first delivery was on its way
    desk.at_work.add(run_id)
    try:
        start = await desk.jobs.start(run_id, kind)
        if start:
            with traced("run", run_id=run_id, lane=kind):
                await _begin(desk, job_id, kind, run_id, start)
    finally:
        desk.at_work.discard(run_id)


async def _begin(desk: Desk, job_id: str, kind: Kind, run_id: str, start: Start) -> None:
    run = await desk.studio.runs.get(run_id)
    session = desk.sessions[job_id] = Session(signals=False, grace=desk.grace)
    try:
        async with desk.events.telling(run.workspace_id, run_id) as telling:
            telling.epoch = lambda: session.held.epoch
            session.on_taken = partial(_taken, desk, run, session, telling)
            await _attempt(desk, kind, run, start, session, telling)
        if telling.kept and not (telling.open or await _is_open(desk, kind, session)):
            await _close(desk, kind, run)
            await desk.charges.settle(run.workspace_id, run_id)
            return
        await _let_go(desk, session)
        if session.control.drain_reason == RunStatus.interrupted:
            raise RetryJob  # stays in the queue for another worker
    finally:
        desk.sessions.pop(job_id, None)


async def _let_go(desk: Desk, session: Session) -> None:
    """Leave a run that was taken and not begun to whoever comes next; one that was begun is left by its drive."""
    if session.claim is None:
        return
    run = await desk.studio.runs.get(session.claim.run_id)
    if run.status is RunStatus.planned and run.epoch == session.claim.epoch:
        await desk.studio.runs.end(session.claim, run.status)


async def _taken(desk: Desk, run: Run, session: Session, telling: Telling) -> None:
    """Go on with a run that is as it was seen; a worker that was slow, and not dead, may have ended it meanwhile."""
    now = await desk.studio.runs.get(run.id)
    same = now.status is run.status or (run.status, now.status) == (RunStatus.interrupted, RunStatus.running)
    if same and await desk.jobs.wanted(run.id):
        await telling.catch_up()
        return
    await desk.studio.runs.end(session.held, now.status, error=now.error)
    session.claim = None
    raise Taken(f"run {run.id} was ended by another process", "nothing is lost")


async def _close(desk: Desk, kind: Kind, run: Run) -> None:
    """Nothing more is to be done, unless it was asked for meanwhile."""
    if kind == "plan":
        await desk.edits(run.workspace_id).end(run.id)
    else:
        await desk.jobs.end(run.id, kind=kind)


async def _is_open(desk: Desk, kind: Kind, session: Session) -> bool:
    """Whether another start has to go on with the run: one that is to be made may not even have begun."""
    if session.claim is None:
        return True
    run = await desk.studio.runs.get(session.claim.run_id)
    waits = run.status is RunStatus.planned and (kind != "plan" or run.plan is None)
    return waits or run.status in (RunStatus.interrupted, RunStatus.running)


async def _attempt(desk: Desk, kind: Kind, run: Run, start: Start, session: Session, telling: Telling) -> None:
    if desk.draining:
        session.stop(RunStatus.interrupted)
    studio = replace(desk.studio, tell=telling.tell)
    try:
        if kind == "plan" and run.plan and run.status not in (RunStatus.running, RunStatus.interrupted):
            edits = desk.edits(run.workspace_id)
            await apply_edits(studio, edits, run, session, telling, hopeless=start.hopeless)
        elif run.status in (*OVER, RunStatus.done):
            await _tell_end(desk, run, session, telling)
        elif start.hopeless:
            await _give_up(desk, run, start, session, telling)
        elif kind == "plan":
            await sketch(await _funded(desk, studio, run), run.id, session)
        else:
            funded = await _funded(desk, studio, run)
            outcome = await resume(funded, run.id, yes=True, approve=_refuse, session=session)
            if outcome.status is RunStatus.interrupted:
                await desk.jobs.spare(run.id)
    except (Taken, Stopped) as error:
        log.info("run %s: %s", run.id, error)
        await desk.jobs.spare(run.id)
    except asyncio.CancelledError:
        session.stop(RunStatus.interrupted)
        await desk.jobs.spare(run.id)
    except Exception as error:
        await _broken(desk, kind, run, session, telling, error)


async def _funded(desk: Desk, studio: Studio, run: Run) -> Studio:
    """The studio with the money that is held for this run: providers are paid out of it, and out of nothing else."""
    if not run.workspace_id:
        return studio
    allowed = await desk.charges.allowance(run.workspace_id, run.id)
    purse = f"{run.id}:{secrets.token_hex(8)}"  # what earlier starts spent is off the allowance already
    calls = CallContext(workspace=run.workspace_id, run=run.id, budget_usd=allowed.usd, budget_key=purse)
    return replace(studio, calls=calls)


async def _broken(desk: Desk, kind: Kind, run: Run, session: Session, telling: Telling, error: Exception) -> None:
    """The drive raised: a refusal of the run is its end, anything else is tried again.

    A database that did not answer in time says nothing about the run, so that start does not count.
    """
    message = redact(str(error) or type(error).__name__)
    level = logging.INFO if isinstance(error, StudioError) else logging.ERROR
    if passing(error):
        log.warning("run %s stopped, and goes on: %s", run.id, message)
        await desk.jobs.spare(run.id)
        return
    log.log(level, "run %s broke: %s", run.id, message, exc_info=level == logging.ERROR)
    await desk.jobs.broke(run.id, message)
    if session.claim and not await _is_open(desk, kind, session):
        telling.fail(message)


async def _tell_end(desk: Desk, run: Run, session: Session, telling: Telling) -> None:
    """The run ended before its worker could say so, or while it was about to: what it said until now counts."""
    await session.take(desk.studio.runs, run.id)
    if telling.open or telling.picture.state.get("status") != run.status:
        if run.record is None and run.status is RunStatus.failed:
            telling.fail(run.error)
        else:
            telling.tell(Ended(run.status, run.record.cost_usd if run.record else Decimal(0)))
    await desk.studio.runs.end(session.held, run.status, error=run.error)


async def _give_up(desk: Desk, run: Run, start: Start, session: Session, telling: Telling) -> None:
    why = f": {start.error}" if start.error else ": its worker died each time"
    message = f"given up after {start.attempt - 1} starts in which nothing more was finished{why}"
    await session.take(desk.studio.runs, run.id)
    await desk.studio.runs.end(session.held, RunStatus.failed, error=message)
    log.error("run %s was %s", run.id, message)
    telling.fail(message, "poison")


async def _refuse(question: dict[str, Any]) -> bool:
    """Nobody is asked here: a run is approved before it is queued, and spends what is held for it."""
    return False
