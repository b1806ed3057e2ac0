"""Applies the edits that wait for a run: each becomes a version of its plan, or is refused in words."""

import logging
from functools import partial

from graphs.context import Session
from graphs.drive import tell_plan
from graphs.editing import edited
from graphs.studio import Studio
from studio.domain.runs import RunStatus
from studio.errors import StepFailed, StudioError
from studio.events.progress import Edited, Refused
from studio.services.event_writing import Telling
from studio.services.plan_edits import PlanEdits, Waiting
from studio.services.runs import Run, Taken

log = logging.getLogger("studio.worker")


async def apply_edits(
    studio: Studio, edits: PlanEdits, run: Run, session: Session, telling: Telling, *, hopeless: bool
) -> None:
    """Apply all edits of a run that stands still; it keeps its status.

    Args:
        studio: The parts it works with; it tells what became of each.
        edits: Of the run's workspace.
        run: Which run.
        session: Gets the hold on it.
        telling: Knows what was told: a worker may have died before it told what it kept.
        hopeless: Whether this was tried too often already.
    """
    await session.take(studio.runs, run.id)
    try:
        if telling.open:
            await tell_plan(studio, run)
        for event in await edits.untold(run, telling.picture.edits):
            studio.tell(event)
        while waiting := await edits.waiting(run.id):
            await _apply(studio, edits, session, waiting, hopeless)
    finally:
        become = await studio.runs.beat(session.held, 0.0)
        stopped = run.status is RunStatus.planned and become == RunStatus.cancelled
        await studio.runs.end(session.held, RunStatus.cancelled if stopped else run.status, error=run.error)


async def _apply(studio: Studio, edits: PlanEdits, session: Session, waiting: Waiting, hopeless: bool) -> None:
    run = await studio.runs.get(session.held.run_id)
    try:
        if hopeless:
            raise StepFailed("the change could not be applied: its worker died each time", "try another one")
        start = await edits.plan(run, waiting.base) if waiting.base != run.version else None
        spent, versions = await edits.spent(run.id), partial(edits.plan, run)
        made = await edited(studio, run, waiting.operations, start=start, versions=versions, spent=spent)
        version = await edits.keep(session.held, waiting, made)
    except Taken:
        raise
    except StudioError as error:
        await _refuse(studio, edits, session, waiting, error)
        return
    except Exception:
        log.exception("an edit of run %s broke", run.id)
        broke = StepFailed("something broke on our side while the change was applied", "try it in another way")
        await _refuse(studio, edits, session, waiting, broke)
        return
    at_once = run.status is RunStatus.planned or made.plan_hash == made.base_hash
    studio.tell(
        Edited(
            edit=waiting.id,
            version=version,
            plan=made.plan,
            changes=made.changes,
            redone=made.redone,
            estimate=made.estimate,
            status=run.status.value,
            proposed=not at_once,
        )
    )


async def _refuse(studio: Studio, edits: PlanEdits, session: Session, waiting: Waiting, error: StudioError) -> None:
    await edits.refuse(session.held, waiting, error)
    log.info("an edit of run %s was refused: %s", session.held.run_id, error)
    studio.tell(Refused(waiting.id, error.message, error.hint))
