"""Runs: opened, taken by one process at a time, ended, looked at, cancelled."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.db.database import Database
from studio.db.tables import RunRow
from studio.domain.brief import Brief
from studio.domain.plan import Plan
from studio.domain.runs import RunRecord, RunStatus
from studio.errors import NotFound, StepFailed
from studio.repos.runs import RunRepo
from studio.services.owner import alive, me


@dataclass(frozen=True)
class Run:
    """A run as it stands."""

    id: str
    status: RunStatus
    """`interrupted` when its process is gone."""
    brief: Brief
    plan: Plan | None
    plan_hash: str
    options: dict[str, Any]
    out: Path
    thread: str
    epoch: int
    seconds: float
    record: RunRecord | None
    carried: dict[str, Any]
    error: str
    created: datetime
    workspace_id: str = ""
    """Empty for runs of the command line."""
    version: int = 1
    """Of the plan."""

    @property
    def live(self) -> bool:
        """Whether a process is at work on it now."""
        return self.status is RunStatus.running


@dataclass(frozen=True)
class Claim:
    """The right of this process to work on a run, as long as the epoch is current."""

    run_id: str
    epoch: int


class Taken(StepFailed):
    """Another process has this run."""


@dataclass(frozen=True)
class _Beat:
    """A sign of life that is to be written."""

    claim: Claim
    seconds: float
    said: "asyncio.Future[str]"

    def tell(self, become: str) -> None:
        if not self.said.done():
            self.said.set_result(become)

    def fail(self, error: BaseException) -> None:
        if not self.said.done():
            self.said.set_exception(error)


class RunService:
    """Rules about runs. Every method is one transaction, those of beats together."""

    def __init__(self, database: Database, made: Path | None = None) -> None:
        """Say where runs are kept.

        Args:
            database: Of all runs.
            made: Folder of this machine below which runs of workspaces put their files, whatever folder the process
                on another machine had in mind that ordered them.
        """
        self._db = database
        self._made = made
        self._beats: list[_Beat] = []
        self._beating: asyncio.Future[None] | None = None

    async def open(
        self, run_id: str, brief: Brief, plan: Plan, plan_hash: str, out: Path, thread: str, options: dict[str, Any]
    ) -> Claim:
        """Keep a new run and take it for this process."""
        now = datetime.now(UTC)
        row = RunRow(
            id=run_id,
            status=RunStatus.running,
            brief=brief.model_dump(mode="json"),
            plan=plan.model_dump(mode="json"),
            plan_hash=plan_hash,
            options=options,
            out=str(out),
            thread=thread,
            owner=me(),
            epoch=1,
            created=now,
            updated=now,
            heartbeat=now,
        )
        async with self._db.write() as session:
            RunRepo(session).add(row)
        return Claim(run_id, 1)

    async def take(self, run_id: str) -> Claim:
        """Take a run for this process.

        Raises:
            Taken: A living process is at work on it, or was quicker.
        """
        async with self._db.write() as session:
            runs = RunRepo(session)
            row = await _existing(runs, run_id)
            if row.owner and alive(row.owner, row.heartbeat):
                raise Taken(
                    f"run {run_id} is being worked on by another process", f"wait for it, or: studio cancel {run_id}"
                )
            seen = row.epoch
            if not await runs.take(run_id, seen, me(), datetime.now(UTC)):
                raise Taken(f"run {run_id} was just taken by another process", f"watch it with: studio show {run_id}")
            return Claim(run_id, seen + 1)

    async def beat(self, claim: Claim, seconds: float) -> str:
        """Say that this process is alive, and hear whether to stop.

        Args:
            claim: What this process holds.
            seconds: Wall clock spent since the last beat.

        Returns:
            Empty, or what the run shall become (`cancelled`, or `taken` when another process has it).
        """
        said: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._beats.append(_Beat(claim, seconds, said))
        if self._beating is None or self._beating.done():
            self._beating = asyncio.ensure_future(self._beat_on())
        return await said

    async def _beat_on(self) -> None:
        """Write the beats of all runs of this process that came while those before them were written, in one go."""
        while self._beats:
            beats, self._beats = sorted(self._beats, key=lambda beat: beat.claim.run_id), []
            try:
                async with self._db.write() as session:
                    told = [await _beaten(RunRepo(session), beat) for beat in beats]
            except BaseException as error:
                for beat in beats:
                    beat.fail(error)
                if not isinstance(error, Exception):
                    raise
            else:
                for beat, become in zip(beats, told, strict=True):
                    beat.tell(become)

    async def replan(
        self, claim: Claim, plan: Plan, plan_hash: str, thread: str, carried: dict[str, Any] | None = None
    ) -> None:
        """Give the run another plan, and what it takes along; what is finished stays in the step cache."""
        taken = {} if carried is None else {"carried": carried}
        values = {"plan": plan.model_dump(mode="json"), "plan_hash": plan_hash, "thread": thread, **taken}
        await self._change(claim, status=RunStatus.running, **values)

    async def restart(self, claim: Claim, thread: str) -> None:
        """Mark the run as running again."""
        await self._change(claim, status=RunStatus.running, thread=thread, error="")

    async def end(
        self,
        claim: Claim,
        status: RunStatus,
        *,
        record: RunRecord | None = None,
        carried: dict[str, Any] | None = None,
        error: str = "",
    ) -> None:
        """Let go of the run and leave it in this status.

        Args:
            claim: What this process holds.
            status: What the run has become.
            record: What it made, when it came to its end.
            carried: What to take along when it goes on from there.
            error: Why it failed.
        """
        values: dict[str, Any] = {"status": status, "owner": "", "stop": "", "error": error}
        if carried is not None:
            values["carried"] = carried
        if record:
            values["record"] = record.model_dump(mode="json")
        await self._change(claim, **values)

    async def get(self, name: str) -> Run:
        """The run of this id, or of an unmistakable beginning or end of it; `last` is the newest."""
        async with self._db.read() as session:
            runs = RunRepo(session)
            return as_run(await _existing(runs, await _full_id(runs, name)), self._made)

    async def newest(self, limit: int = 20) -> Sequence[Run]:
        """The latest runs, newest first."""
        async with self._db.read() as session:
            return [as_run(row, self._made) for row in await RunRepo(session).newest(limit)]

    async def cancel(self, run_id: str) -> Run:
        """Stop a run: at once when nobody is at work on it, else its process is asked to."""
        async with self._db.write() as session:
            runs = RunRepo(session)
            row = await _existing(runs, run_id)
            if alive(row.owner, row.heartbeat):
                await runs.ask_stop(run_id, RunStatus.cancelled)
            elif as_run(row).status is not RunStatus.done:
                row.status, row.owner = RunStatus.cancelled, ""
            return as_run(row, self._made)

    async def _change(self, claim: Claim, **values: Any) -> None:
        async with self._db.write() as session:
            kept = await RunRepo(session).set(claim.run_id, claim.epoch, updated=datetime.now(UTC), **values)
        if not kept:
            raise Taken(f"run {claim.run_id} was taken over by another process", f"studio show {claim.run_id}")


async def _existing(runs: RunRepo, run_id: str) -> RunRow:
    row = await runs.get(run_id)
    if row is None:
        raise NotFound(f"there is no run {run_id!r}", "`studio runs` lists them")
    return row


async def _full_id(runs: RunRepo, name: str) -> str:
    if name == "last":
        newest = await runs.newest(1)
        return newest[0].id if newest else name
    if await runs.get(name):
        return name
    found = await runs.like(name)
    if len(found) > 1:
        raise NotFound(f"{name!r} could be {' or '.join(found[:3])}", "give more of the id")
    return found[0] if found else name


def made_in(made: Path, workspace_id: str, run_id: str) -> Path:
    """The folder of a workspace's run."""
    return made / workspace_id / run_id


def status_of(written: str, owner: str, heartbeat: datetime) -> RunStatus:
    """Where a run stands; one whose process is gone is interrupted."""
    status = RunStatus(written)
    if status is RunStatus.running and not alive(owner, heartbeat):
        return RunStatus.interrupted
    return status


def as_run(row: RunRow, made: Path | None = None) -> Run:
    """A run from its row."""
    return Run(
        id=row.id,
        status=status_of(row.status, row.owner, row.heartbeat),
        brief=Brief.model_validate(row.brief),
        plan=Plan.model_validate(row.plan) if row.plan else None,
        plan_hash=row.plan_hash,
        options=row.options,
        out=made_in(made, row.workspace_id, row.id) if made and row.workspace_id else Path(row.out),
        thread=row.thread,
        epoch=row.epoch,
        seconds=row.seconds,
        record=RunRecord.model_validate(row.record) if row.record else None,
        carried=row.carried,
        error=row.error,
        created=row.created,
        workspace_id=row.workspace_id,
        version=row.version,
    )


async def _beaten(runs: RunRepo, beat: _Beat) -> str:
    row = await runs.get(beat.claim.run_id)
    if row is None or row.epoch != beat.claim.epoch:
        return "taken"
    row.heartbeat = datetime.now(UTC)
    row.seconds += beat.seconds
    return row.stop
