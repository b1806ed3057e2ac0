"""Queries on versions of plans and on edits."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.plans import PlanEditRow, PlanVersionRow
from studio.repos.upsert import upsert

WAITING, APPLIED, REFUSED = "waiting", "applied", "refused"
KEPT, PROPOSED, DROPPED = "kept", "proposed", "dropped"


class PlanRepo:
    """Plans of one workspace's runs in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def put(self, values: Mapping[str, Any]) -> None:
        """Keep a version, in place of what was kept of it."""
        row = {**values, "workspace_id": self._workspace}
        await upsert(self._session, cast(Table, PlanVersionRow.__table__), [row], update=True)

    async def version(self, run_id: str, version: int) -> PlanVersionRow | None:
        """One version."""
        found: PlanVersionRow | None = await self._session.scalar(
            self._of(run_id).where(PlanVersionRow.version == version)
        )
        return found

    async def versions(self, run_id: str) -> Sequence[PlanVersionRow]:
        """All that are kept, newest first."""
        return (await self._session.scalars(self._of(run_id).order_by(PlanVersionRow.version.desc()))).all()

    async def proposed(self, run_id: str) -> PlanVersionRow | None:
        """The version that waits for a yes."""
        found: PlanVersionRow | None = await self._session.scalar(
            self._of(run_id).where(PlanVersionRow.state == PROPOSED)
        )
        return found

    async def newest(self, run_id: str) -> int:
        """The highest number that was given; 0 when none was."""
        mine = PlanVersionRow.run_id == run_id, PlanVersionRow.workspace_id == self._workspace
        return await self._session.scalar(select(func.max(PlanVersionRow.version)).where(*mine)) or 0

    async def settle(self, run_id: str, become: str) -> bool:
        """Let the version that waits for a yes become something else.

        Returns:
            False when none waits.
        """
        mine = PlanVersionRow.run_id == run_id, PlanVersionRow.workspace_id == self._workspace
        waiting = update(PlanVersionRow).where(*mine, PlanVersionRow.state == PROPOSED)
        return bool(cast(Any, await self._session.execute(waiting.values(state=become))).rowcount)

    async def forget(self, run_id: str, below: int) -> None:
        """Forget versions older than one, and the edits that made them."""
        mine = PlanVersionRow.run_id == run_id, PlanVersionRow.workspace_id == self._workspace
        await self._session.execute(delete(PlanVersionRow).where(*mine, PlanVersionRow.version < below))
        edits = PlanEditRow.run_id == run_id, PlanEditRow.workspace_id == self._workspace
        old = delete(PlanEditRow).where(*edits, PlanEditRow.base < below - 1, PlanEditRow.state != WAITING)
        await self._session.execute(old)

    def ask(self, row: PlanEditRow) -> None:
        """Keep an edit."""
        self._session.add(row)

    async def edit(self, run_id: str, edit_id: str) -> PlanEditRow | None:
        """One edit."""
        mine = PlanEditRow.run_id == run_id, PlanEditRow.workspace_id == self._workspace
        return await self._session.scalar(select(PlanEditRow).where(*mine, PlanEditRow.id == edit_id))

    async def ended(self, run_id: str) -> Sequence[PlanEditRow]:
        """The edits of which is known what became of them, the oldest first."""
        mine = PlanEditRow.run_id == run_id, PlanEditRow.workspace_id == self._workspace
        found = select(PlanEditRow).where(*mine, PlanEditRow.state != WAITING).order_by(PlanEditRow.created)
        return (await self._session.scalars(found)).all()

    async def waiting(self, run_id: str) -> PlanEditRow | None:
        """The edit that is to be applied."""
        mine = PlanEditRow.run_id == run_id, PlanEditRow.workspace_id == self._workspace
        found = select(PlanEditRow).where(*mine, PlanEditRow.state == WAITING).order_by(PlanEditRow.created)
        return await self._session.scalar(found.limit(1))

    def _of(self, run_id: str) -> Any:
        return select(PlanVersionRow).where(
            PlanVersionRow.run_id == run_id, PlanVersionRow.workspace_id == self._workspace
        )
