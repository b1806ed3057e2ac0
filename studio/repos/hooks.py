"""Queries on addresses to be told at, and on what was brought to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.hooks import DeliveryRow, EndpointRow
from studio.db.tables import RunRow, StepRow
from studio.repos.upsert import upsert


class EndpointRepo:
    """Addresses of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    def add(self, row: EndpointRow) -> None:
        """Keep a new one."""
        row.workspace_id = self._workspace
        self._session.add(row)

    async def get(self, endpoint_id: str, *, lock: bool = False) -> EndpointRow | None:
        """The address of this id."""
        mine = EndpointRow.workspace_id == self._workspace, EndpointRow.id == endpoint_id
        query = select(EndpointRow).where(*mine)
        return await self._session.scalar(query.with_for_update() if lock else query)

    async def all(self) -> Sequence[EndpointRow]:
        """All of them, the oldest first."""
        mine = select(EndpointRow).where(EndpointRow.workspace_id == self._workspace)
        return (await self._session.scalars(mine.order_by(EndpointRow.created, EndpointRow.id))).all()

    async def count(self) -> int:
        """How many there are."""
        query = select(func.count()).select_from(EndpointRow).where(EndpointRow.workspace_id == self._workspace)
        return await self._session.scalar(query) or 0

    async def remove(self, endpoint_id: str) -> bool:
        """Forget one and all that was brought to it; False when there is none."""
        mine = EndpointRow.workspace_id == self._workspace, EndpointRow.id == endpoint_id
        gone = await self._session.execute(delete(EndpointRow).where(*mine))
        return cast(CursorResult[Any], gone).rowcount == 1


class DeliveryRepo:
    """Messages of one workspace in one session; commits nothing."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep these; one that is there already stays as it is."""
        mine = [{**row, "workspace_id": self._workspace} for row in rows]
        await upsert(self._session, cast(Table, DeliveryRow.__table__), mine, update=False)

    async def get(self, delivery_id: str, *, lock: bool = False) -> DeliveryRow | None:
        """The message of this id."""
        mine = DeliveryRow.workspace_id == self._workspace, DeliveryRow.id == delivery_id
        query = select(DeliveryRow).where(*mine)
        return await self._session.scalar(query.with_for_update() if lock else query)

    async def page(self, endpoint_id: str, limit: int, before: tuple[datetime, str] | None) -> Sequence[DeliveryRow]:
        """The newest of an address, or those older than a place in the list."""
        mine = DeliveryRow.workspace_id == self._workspace, DeliveryRow.endpoint_id == endpoint_id
        query = select(DeliveryRow).where(*mine)
        if before:
            query = query.where(tuple_(DeliveryRow.created, DeliveryRow.id) < before)
        newest = DeliveryRow.created.desc(), DeliveryRow.id.desc()
        return (await self._session.scalars(query.order_by(*newest).limit(limit))).all()


class HappenedRepo:
    """What happened in one workspace since a moment, as far as addresses may be told of it."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._session = session
        self._workspace = workspace_id

    async def runs(self, status: str, since: datetime) -> Sequence[RunRow]:
        """Runs that came to this status; of planned ones those with a plan."""
        mine = RunRow.workspace_id == self._workspace, RunRow.status == status, RunRow.updated >= since
        rows = await self._session.scalars(select(RunRow).where(*mine).order_by(RunRow.updated))
        return [row for row in rows if row.plan is not None]

    async def exports(self, since: datetime) -> Sequence[StepRow]:
        """Steps that put a finished piece into its folder."""
        mine = RunRow.workspace_id == self._workspace, StepRow.tool == "export", StepRow.finished >= since
        query = select(StepRow).join(RunRow, RunRow.id == StepRow.run_id).where(*mine, StepRow.status == "done")
        return (await self._session.scalars(query.order_by(StepRow.finished))).all()


class HookDesk:
    """Addresses and messages of all workspaces, for workers alone; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def endpoints(self) -> Sequence[EndpointRow]:
        """All addresses, locked where the database can."""
        return (await self._session.scalars(select(EndpointRow).order_by(EndpointRow.id).with_for_update())).all()

    async def unlooked(self, before: datetime) -> Sequence[EndpointRow]:
        """Addresses in use for which nobody looked since a moment."""
        query = select(EndpointRow).where(EndpointRow.enabled, EndpointRow.looked <= before)
        return (await self._session.scalars(query.order_by(EndpointRow.id))).all()

    async def looking(self, row: EndpointRow, now: datetime) -> bool:
        """Say that it is looked for this address; False when somebody else was quicker."""
        same = EndpointRow.id == row.id, EndpointRow.looked == row.looked
        return await self._changed(update(EndpointRow).where(*same).values(looked=now))

    async def due(self, now: datetime, limit: int) -> Sequence[DeliveryRow]:
        """Messages to be sent now, those that waited longest first."""
        query = (
            select(DeliveryRow)
            .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
            .where(DeliveryRow.state == "waiting", DeliveryRow.due <= now, EndpointRow.enabled)
        )
        return (await self._session.scalars(query.order_by(DeliveryRow.due).limit(limit))).all()

    async def claim(self, row: DeliveryRow, until: datetime) -> bool:
        """Take a message for a try; False when somebody else was quicker."""
        same = DeliveryRow.id == row.id, DeliveryRow.due == row.due, DeliveryRow.state == "waiting"
        return await self._changed(
            update(DeliveryRow).where(*same).values(due=until, attempts=DeliveryRow.attempts + 1)
        )

    async def both(self, delivery_id: str) -> tuple[DeliveryRow, EndpointRow] | None:
        """A message and its address, locked where the database can; None when they are gone."""
        row = await self._session.get(DeliveryRow, delivery_id, with_for_update=True, populate_existing=True)
        if row is None:
            return None
        endpoint = await self._session.get(EndpointRow, row.endpoint_id, with_for_update=True, populate_existing=True)
        return (row, endpoint) if endpoint else None

    async def drop(self, endpoint_id: str, now: datetime) -> None:
        """Give up what waits for an address."""
        waiting = DeliveryRow.endpoint_id == endpoint_id, DeliveryRow.state == "waiting"
        await self._session.execute(
            update(DeliveryRow).where(*waiting).values(state="failed", finished=now), execution_options=_ALONE
        )

    async def forget(self, before: datetime) -> None:
        """Forget messages that came to their end before a moment."""
        old = DeliveryRow.state != "waiting", DeliveryRow.finished < before
        await self._session.execute(delete(DeliveryRow).where(*old), execution_options=_ALONE)

    async def _changed(self, statement: Any) -> bool:
        done = await self._session.execute(statement, execution_options=_ALONE)
        return cast(CursorResult[Any], done).rowcount == 1


_ALONE = {"synchronize_session": False}
