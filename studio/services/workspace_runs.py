"""The runs of one workspace, as its members see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec
from studio.domain.runs import RunRecord, RunStatus, StepStatus
from studio.repos.steps import StepRepo
from studio.repos.workspace_runs import WorkspaceRunRepo
from studio.services.cursors import cursor, place
from studio.services.runs import Run, as_run, status_of
from studio.services.steps import StepView, latest, step_view

TITLE = 90
"""Most characters of a run's title."""


@dataclass(frozen=True)
class ListedRun:
    """What is shown of a run in lists."""

    id: str
    version: int
    status: RunStatus
    brief: Brief
    spec: ContentSpec | None
    """None until it is planned."""
    record: RunRecord | None
    seconds: float
    error: str
    created: datetime


@dataclass(frozen=True)
class RunPage:
    """Some runs, newest first, and where the next page begins."""

    runs: Sequence[ListedRun]
    next: str
    """A cursor; empty on the last page."""


class WorkspaceRuns:
    """Reads runs of a workspace; what belongs to another one is not there."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self._db, self._workspace = database.of(workspace_id), workspace_id

    async def get(self, run_id: str) -> Run:
        """The run of this id.

        Raises:
            NotFound: The workspace has none.
        """
        async with self._db.read() as session:
            return as_run(await WorkspaceRunRepo(session, self._workspace).get(run_id))

    async def steps(self, run_id: str) -> Sequence[StepView]:
        """The latest making of each step of a run.

        Raises:
            NotFound: The workspace has no such run.
        """
        await self.get(run_id)
        async with self._db.read() as session:
            return latest(await StepRepo(session).of_run(run_id))

    async def makings(self, run_id: str, step_id: str) -> Sequence[StepView]:
        """Every making of a step that came to its end, the newest first.

        Raises:
            NotFound: The workspace has no such run.
        """
        await self.get(run_id)
        async with self._db.read() as session:
            rows = await StepRepo(session).of_step(run_id, step_id)
        done = [step_view(row) for row in rows if row.status == StepStatus.done]
        return sorted(done, key=lambda step: step.started, reverse=True)

    async def page(self, limit: int = 20, written: str = "") -> RunPage:
        """A page of runs.

        Raises:
            BadRequest: The cursor is none of ours.
        """
        async with self._db.read() as session:
            rows = await WorkspaceRunRepo(session, self._workspace).page(limit + 1, place(written))
        runs = [_listed(row) for row in rows[:limit]]
        return RunPage(runs, cursor(runs[-1].created, runs[-1].id) if len(rows) > limit else "")


def _listed(row: Row[Any]) -> ListedRun:
    return ListedRun(
        id=row.id,
        version=row.version,
        status=status_of(row.status, row.owner, row.heartbeat),
        brief=Brief.model_validate(row.brief),
        spec=ContentSpec.model_validate(row.spec) if row.spec else None,
        record=RunRecord.model_validate(row.record) if row.record else None,
        seconds=row.seconds,
        error=row.error,
        created=row.created,
    )


def title_of(brief: Brief, spec: ContentSpec | None, record: RunRecord | None) -> str:
    """What a run is about: the titles or topics of its pieces, else the words it was asked for with."""
    made = [piece.title for piece in record.pieces] if record else []
    topics = [piece.topic for piece in spec.pieces] if spec else []
    words = made if len(made) == 1 else list(dict.fromkeys(topics)) or [brief.text]
    text = " · ".join(" ".join(one.split()) for one in words)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= TITLE else text[: TITLE - 1].rstrip() + "…"
