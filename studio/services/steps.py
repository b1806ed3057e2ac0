"""Steps: what was done, for how much, and the content-addressed cache of their outputs."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from studio.db.database import Database
from studio.db.tables import StepRow
from studio.domain.assets import Asset
from studio.domain.runs import Attempt, StepStatus
from studio.repos.assets import AssetRepo
from studio.repos.runs import RunRepo
from studio.repos.steps import StepRepo
from studio.services.runs import Claim, Taken
from studio.storage.store import AssetStore

LEARN_FROM = 12
"""Steps of a tool whose true length corrects the next estimate."""


def step_key(tool: str, version: str, args: dict[str, Any], attempt: int) -> str:
    """The cache key: a hash of the tool, its version, its inputs by content, and the attempt."""
    canonical = json.dumps([tool, version, args, attempt], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass
class Doing:
    """A step at work, or done, as it will be kept."""

    claim: Claim
    step_id: str
    tool: str
    plan_hash: str
    key: str
    attempt: int
    estimate: float
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    trail: list[Attempt] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """An output that need not be made again."""

    output: dict[str, Any]
    own: bool
    """Whether it is this very step's, and kept as such already."""


@dataclass(frozen=True)
class StepView:
    """A step for people to look at."""

    id: str
    tool: str
    status: StepStatus
    attempt: int
    reused: bool
    started: datetime
    seconds: float
    cost: Decimal
    provider: str
    error: str
    output: dict[str, Any] | None
    trail: tuple[Attempt, ...] = ()


class StepService:
    """Rules about steps. Commits are refused once another process has taken the run."""

    def __init__(self, database: Database, store: AssetStore) -> None:
        self._db = database
        self._store = store

    async def find(self, doing: Doing, *, anywhere: bool) -> Found | None:
        """A finished output for this key, all of whose files are still there.

        Args:
            doing: The step that is about to be done.
            anywhere: Look among the steps of all runs too, not only for the latest making of this very step.
        """
        async with self._db.read() as session:
            steps = StepRepo(session)
            own = await steps.latest(doing.claim.run_id, doing.step_id)
            if own and (own.key, own.status) == (doing.key, StepStatus.done) and self._stands(own.output):
                return Found(own.output or {}, own=True)
            made = await steps.made(doing.key) if anywhere else ()
        return next((Found(row.output or {}, own=False) for row in made if self._stands(row.output)), None)

    def _stands(self, output: dict[str, Any] | None) -> bool:
        if not output:
            return False
        folder = output.get("folder")
        return (not folder or Path(folder).is_dir()) and all(self._store.has(a.sha256) for a in assets_in(output))

    async def begin(self, doing: Doing) -> None:
        """Keep that a step is being worked on."""
        await self._put(doing, StepStatus.running)

    async def finish(self, doing: Doing, output: dict[str, Any], *, reused: bool = False) -> None:
        """Keep a step's output; from here on it is never done again."""
        cost = sum((a.cost_usd for a in doing.trail), Decimal("0"))
        await self._put(doing, StepStatus.done, output=output, cost=cost, reused=reused)

    async def keep_job(self, doing: Doing, job: dict[str, Any]) -> None:
        """Keep where a vendor's long job is, so that it is taken up again after a crash instead of paid for twice."""
        await self._put(doing, StepStatus.running, job=job)

    async def job_of(self, doing: Doing) -> dict[str, Any] | None:
        """The vendor's job that an earlier process left running for this very step."""
        async with self._db.read() as session:
            row = await StepRepo(session).latest(doing.claim.run_id, doing.step_id)
        return row.job if row and row.key == doing.key and row.status == StepStatus.running else None

    async def fail(self, doing: Doing, status: StepStatus, error: str) -> None:
        """Keep that a step failed or was left out, and why."""
        cost = sum((a.cost_usd for a in doing.trail), Decimal("0"))
        await self._put(doing, status, error=error, cost=cost)

    async def of_run(self, run_id: str) -> Sequence[StepView]:
        """The latest state of each step of a run."""
        async with self._db.read() as session:
            rows = await StepRepo(session).of_run(run_id)
        return latest(rows)

    async def spent(self, run_id: str) -> Decimal:
        """What all makings of a run's steps have cost."""
        async with self._db.read() as session:
            return sum((row.cost for row in await StepRepo(session).of_run(run_id)), Decimal("0"))

    async def takes(self, run_id: str, step_id: str) -> int:
        """The highest attempt that was made at a step; -1 when none was."""
        async with self._db.read() as session:
            rows = await StepRepo(session).of_step(run_id, step_id)
        return max((row.attempt for row in rows), default=-1)

    async def outputs(self, run_id: str, step_id: str) -> Sequence[dict[str, Any]]:
        """All that came of a step of a run, whichever version of the plan asked for it."""
        async with self._db.read() as session:
            rows = await StepRepo(session).of_step(run_id, step_id)
        return [row.output for row in rows if row.output is not None]

    async def pace(self, tools: Sequence[str]) -> dict[str, float]:
        """How many times longer than estimated each tool really takes here; 1 where nothing is known."""
        async with self._db.read() as session:
            steps = StepRepo(session)
            return {tool: _pace(await steps.recent(tool, LEARN_FROM)) for tool in tools}

    async def _put(
        self,
        doing: Doing,
        status: StepStatus,
        *,
        output: dict[str, Any] | None = None,
        error: str = "",
        cost: Decimal = Decimal("0"),
        reused: bool = False,
        job: dict[str, Any] | None = None,
    ) -> None:
        now = datetime.now(UTC)
        values = {
            "run_id": doing.claim.run_id,
            "step_id": doing.step_id,
            "key": doing.key,
            "attempt": doing.attempt,
            "tool": doing.tool,
            "plan_hash": doing.plan_hash,
            "status": status,
            "provider": (output or {}).get("by", ""),
            "cost": cost,
            "reused": reused,
            "output": output,
            "error": error,
            "trail": [a.model_dump(mode="json") for a in doing.trail],
            "estimate": doing.estimate,
            "started": doing.started,
            "finished": None if status is StepStatus.running else now,
        }
        if job or status is StepStatus.failed:
            values["job"] = job
        async with self._db.write() as session:
            if not await RunRepo(session).held(doing.claim.run_id, doing.claim.epoch):
                raise Taken(f"run {doing.claim.run_id} was taken over by another process", "nothing is lost")
            await StepRepo(session).put(values)
            await AssetRepo(session).put(assets_in(output), now)


def assets_in(value: Any) -> Iterator[Asset]:
    """Every asset in an output, however deep."""
    if isinstance(value, dict):
        if {"sha256", "media_type", "size"} <= value.keys():
            yield Asset.model_validate(value)
        else:
            for part in value.values():
                yield from assets_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from assets_in(part)


def latest(rows: Sequence[StepRow]) -> Sequence[StepView]:
    """The latest making of each step, of rows in the order they began."""
    return list({row.step_id: step_view(row) for row in rows}.values())


def step_view(row: StepRow) -> StepView:
    """A step from its row."""
    seconds = (row.finished - row.started).total_seconds() if row.finished else 0.0
    return StepView(
        id=row.step_id,
        tool=row.tool,
        status=StepStatus(row.status),
        attempt=row.attempt,
        reused=row.reused,
        started=row.started,
        seconds=seconds,
        cost=row.cost,
        provider=row.provider,
        error=row.error,
        output=row.output,
        trail=tuple(Attempt.model_validate(attempt) for attempt in row.trail),
    )


def _pace(rows: Sequence[StepRow]) -> float:
    ratios = [(r.finished - r.started).total_seconds() / r.estimate for r in rows if r.finished]
    return median(ratios) if ratios else 1.0
