"""Drives a run in this process: from a brief, from a plan, or from where it stopped."""

import asyncio
import contextlib
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphDrained
from langgraph.types import Command

from graphs.checkpoint import Saver, checkpoints
from graphs.content import content_graph
from graphs.context import Context, Session, Stopped
from graphs.drafting import draft, pace, planned_event
from graphs.plans import new_token, plan_hash
from graphs.state import Ask
from graphs.studio import Studio
from graphs.work import workshop
from studio.domain.brief import Brief
from studio.domain.plan import Plan
from studio.domain.runs import RunRecord, RunStatus, StepStatus
from studio.errors import NotFound, StudioError
from studio.events.progress import Ended, Opened, StepMoved, Stopping
from studio.services.owner import BEAT_SECONDS
from studio.services.runs import Run, Taken
from studio.services.transactions import passing

Approve = Callable[[dict[str, Any]], Awaitable[bool]]


@dataclass(frozen=True)
class Outcome:
    """How a drive ended."""

    run_id: str
    status: RunStatus
    record: RunRecord | None = None


async def make(studio: Studio, brief: Brief, *, out: Path | None, yes: bool, approve: Approve) -> Outcome:
    """Carry out a brief from the words to the videos."""
    ask: Ask = {
        "brief": brief.model_dump(mode="json"),
        "token": new_token(),
        "out": str(out or ""),
        "yes": yes,
    }
    return await _drive(studio, Session(), ask["token"], ask, approve)


async def run_plan(studio: Studio, plan: Plan, *, out: Path | None, yes: bool, approve: Approve) -> Outcome:
    """Carry out a plan that a person has looked at, and maybe edited."""
    text = " / ".join(dict.fromkeys(piece.topic for piece in plan.spec.pieces))
    ask: Ask = {
        "brief": Brief(text=text).model_dump(mode="json"),
        "plan": plan.model_dump(mode="json"),
        "token": new_token(),
        "out": str(out or ""),
        "yes": yes,
    }
    return await _drive(studio, Session(), ask["token"], ask, approve)


async def resume(
    studio: Studio, name: str, *, yes: bool, approve: Approve, session: Session | None = None
) -> Outcome:
    """Go on with a run; what is finished is not done again. A run that is done only tells its result.

    Args:
        studio: The parts it works with.
        name: Which run.
        yes: Spend within the budget without asking.
        approve: Asks a person.
        session: The hold on the run, for a caller that wants to stop it.
    """
    run = await studio.runs.get(name)
    if run.status is RunStatus.done and run.record:
        return Outcome(run.id, run.status, run.record)
    session = session or Session()
    await session.take(studio.runs, run.id)
    if run.status is RunStatus.interrupted and await _remembered(studio, run.thread):
        await studio.runs.restart(session.held, run.thread)
        await _recall(studio, run)
        return await _drive(studio, session, run.thread, None, approve)
    return await _again(studio, session, run, _plan_of(run), yes=yes, approve=approve)


async def sketch(studio: Studio, name: str, session: Session) -> Plan:
    """Plan and price the brief of a run that has no plan yet.

    The run is left as `planned`, or as it was asked to become meanwhile.
    """
    run = await studio.runs.get(name)
    await session.take(studio.runs, run.id)
    studio.tell(Opened(run.id, str(run.out)))
    async with _beating(studio, session):
        try:
            plan = await draft(studio, run.brief)
            await studio.runs.replan(session.held, plan, plan_hash(plan), run.thread)
        except Taken:
            raise
        except Exception as error:
            await studio.runs.end(session.held, RunStatus.failed, error=str(error))
            raise
        studio.tell(planned_event(studio, plan, await pace(studio)))
        status = RunStatus(session.control.drain_reason or RunStatus.planned)
        await studio.runs.end(session.held, status)
    studio.tell(Ended(status, Decimal(0)))
    return plan


async def tell_plan(studio: Studio, run: Run) -> None:
    """Tell the plan of a run that stands still, and that it does: its process died once it was kept."""
    studio.tell(planned_event(studio, _plan_of(run), await pace(studio)))
    studio.tell(Ended(run.status, Decimal(0)))


async def _recall(studio: Studio, run: Run) -> None:
    """Tell what is known of a run that goes on in the middle."""
    studio.tell(Opened(run.id, str(run.out)))
    if run.plan:
        studio.tell(planned_event(studio, run.plan, await pace(studio)))
    for step in await studio.steps.of_run(run.id):
        if step.status is StepStatus.done:
            studio.tell(StepMoved(step.id, "reused", detail=step.provider))


async def change(studio: Studio, run: Run, plan: Plan, *, yes: bool, approve: Approve) -> Outcome:
    """Carry out another plan, made by `graphs.editing`, in the place of a run's own: only what differs is done."""
    session = Session()
    await session.take(studio.runs, run.id)
    run = replace(run, carried={**run.carried, "attempts": {}})  # they are takes of the plan's steps by now
    return await _again(studio, session, run, plan, yes=yes, approve=approve)


async def _again(studio: Studio, session: Session, run: Run, plan: Plan, *, yes: bool, approve: Approve) -> Outcome:
    thread = f"{run.id}.{session.held.epoch}"
    await studio.runs.replan(session.held, plan, plan_hash(plan), thread, run.carried)
    ask: Ask = {
        "brief": run.brief.model_dump(mode="json"),
        "plan": plan.model_dump(mode="json"),
        "run_id": run.id,
        "token": thread,
        "out": str(run.out),
        "yes": yes or bool(run.options.get("yes")),
        "attempts": run.carried.get("attempts", {}),
        "reviews": run.carried.get("reviews", {}),
    }
    return await _drive(studio, session, thread, ask, approve)


def _plan_of(run: Run) -> Plan:
    if run.plan is None:
        raise NotFound(f"run {run.id} has no plan yet", "start it again with `studio make`")
    return run.plan


async def _remembered(studio: Studio, thread: str) -> bool:
    async with checkpoints(studio.settings) as saver:
        return await saver.aget_tuple(_config(thread)) is not None


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


async def _drive(studio: Studio, session: Session, thread: str, ask: Ask | None, approve: Approve) -> Outcome:
    """Let the graph run to an end, whichever it is, and leave the run in the status that tells it."""
    async with checkpoints(studio.settings) as saver, _beating(studio, session), _signals(studio, session):
        work = asyncio.ensure_future(_flow(studio, session, saver, thread, ask, approve))
        watch = asyncio.ensure_future(_cut_short(session, work))
        try:
            outcome = await work
        except (Stopped, GraphDrained, asyncio.CancelledError):
            outcome = await _stopped(studio, session)
        except BaseException as error:
            await _broken(studio, session, saver, thread, error)
            raise
        finally:
            watch.cancel()
            if session.claim and session.control.drain_reason != "taken":
                # a killed process leaves its steps' folders behind
                place = workshop(studio.settings.home, session.claim.run_id)
                await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
        if outcome.status is not RunStatus.interrupted:
            await saver.adelete_thread(thread)
        studio.tell(Ended(outcome.status, outcome.record.cost_usd if outcome.record else Decimal(0)))
        return outcome


async def _flow(
    studio: Studio, session: Session, saver: Saver, thread: str, ask: Ask | None, approve: Approve
) -> Outcome:
    graph, context = content_graph(saver), Context(studio, session)
    given: Ask | Command[Any] | None = ask
    while True:
        state = await graph.ainvoke(
            given, _config(thread), context=context, control=session.control, durability="sync"
        )
        questions = state.get("__interrupt__")
        if not questions:
            break
        given = Command(resume=await _answer(session, approve(questions[0].value)))
    if "record" not in state:
        await studio.runs.end(session.held, RunStatus.cancelled, error="the plan was not approved")
        return Outcome(session.held.run_id, RunStatus.cancelled)
    record = RunRecord.model_validate(state["record"])
    carried = {"attempts": state.get("attempts", {}), "reviews": state.get("reviews", {})}
    await studio.runs.end(session.held, record.status, record=record, carried=carried)
    return Outcome(record.run_id, record.status, record)


async def _answer(session: Session, answer: Awaitable[bool]) -> bool:
    """The person's yes or no; a request to stop does not wait for it."""
    asked, stopped = asyncio.ensure_future(answer), asyncio.ensure_future(session.stopping.wait())
    await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    session.check()
    return await asked


async def _stopped(studio: Studio, session: Session) -> Outcome:
    """The run was asked to stop, by a signal or by another process."""
    why = session.control.drain_reason or RunStatus.interrupted
    if session.claim is None:
        raise Stopped("interrupted before there was a plan", "nothing was started; make it again")
    if why == "taken":
        raise Taken(f"run {session.claim.run_id} was taken over by another process", "nothing is lost")
    status = RunStatus(why)
    await studio.runs.end(session.claim, status)
    return Outcome(session.claim.run_id, status)


async def _broken(studio: Studio, session: Session, saver: Saver, thread: str, error: BaseException) -> None:
    if session.claim is None:
        await saver.adelete_thread(thread)
    elif not isinstance(error, Taken):
        status = RunStatus.interrupted if passing(error) else RunStatus.failed
        with contextlib.suppress(StudioError):
            await studio.runs.end(session.claim, status, error=str(error))


async def _cut_short(session: Session, work: "asyncio.Future[Outcome]") -> None:
    """Cancel the work when it does not end by itself in time after a request to stop."""
    await session.stopping.wait()
    await asyncio.sleep(session.grace)
    work.cancel()


@asynccontextmanager
async def _beating(studio: Studio, session: Session) -> AsyncIterator[None]:
    """Keep the run's heartbeat going, and hear from it when another process wants the run to stop."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if session.claim:
                become = await studio.runs.beat(session.claim, session.lap())
                if become and not session.stopping.is_set():
                    session.stop(become)

    beats = asyncio.ensure_future(beat())
    try:
        yield
    finally:
        beats.cancel()


@asynccontextmanager
async def _signals(studio: Studio, session: Session) -> AsyncIterator[None]:
    """Ctrl-C and SIGTERM ask the run to stop; a second Ctrl-C does not wait."""
    if not session.signals:
        yield
        return
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, _on_signal, studio, session)
    try:
        yield
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)


def _on_signal(studio: Studio, session: Session) -> None:
    if session.stopping.is_set():
        raise KeyboardInterrupt
    session.stop(RunStatus.interrupted)
    studio.tell(Stopping(session.grace))
