"""Runs of one workspace: no query here can reach another's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.tables import RunRow
from studio.errors import NotFound

LISTED = (
    RunRow.id,
    RunRow.version,
    RunRow.status,
    RunRow.owner,
    RunRow.heartbeat,
    RunRow.brief,
    RunRow.record,
    RunRow.seconds,
    RunRow.error,
    RunRow.created,
)
"""What is shown of a run in lists."""


class WorkspaceRunRepo:
    """Runs in one session."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def get(self, run_id: str, *, lock: bool = False) -> RunRow:
        """The run of exactly this id; for a change it is locked, where the database can.

        Raises:
            NotFound: The workspace has none.
        """
        mine = select(RunRow).where(RunRow.workspace_id == self._workspace, RunRow.id == run_id)
        row = await self._session.scalar(mine.with_for_update() if lock else mine)
        if row is None:
            raise NotFound(f"there is no run {run_id!r}", "look at the list of runs")
        return row

    async def page(self, limit: int, before: tuple[datetime, str] | None) -> Sequence[Row[Any]]:
        """The newest, or those older than a place in the list: `LISTED`, and of the plan only its `spec`.

        The steps of a plan are many times as long as all the rest, and stay in the database.
        """
        mine = select(*LISTED, RunRow.plan["spec"].label("spec")).where(RunRow.workspace_id == self._workspace)
        if before:
            mine = mine.where(tuple_(RunRow.created, RunRow.id) < before)
        rows = await self._session.execute(mine.order_by(RunRow.created.desc(), RunRow.id.desc()).limit(limit))
        return rows.all()
