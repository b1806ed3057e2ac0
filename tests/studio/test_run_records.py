"""Runs and steps as they are kept: schema, claims, fences and the step cache."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from studio.db.database import Database
from studio.db.schema import HEAD
from studio.db.tables import Base
from studio.domain.brief import Brief, ContentSpec
from studio.domain.plan import Plan
from studio.domain.runs import Attempt, RunStatus, StepStatus
from studio.errors import NotFound
from studio.repos.runs import RunRepo
from studio.services.owner import HUNG, STALE, alive, me
from studio.services.runs import Claim, RunService, Taken
from studio.services.steps import Doing, Found, StepService, assets_in, step_key
from studio.storage.store import AssetStore

PLAN = Plan(spec=ContentSpec(pieces=()), steps=())


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{folder / 'deep/studio.db'}")
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()


async def opened_run(runs: RunService, run_id: str = "20260101-fitness-abcd") -> Claim:
    return await runs.open(run_id, Brief(text="x"), PLAN, "hash", Path("/out"), "thread", {})


def doing(claim: Claim, key: str = "k", step: str = "reel-1.voice") -> Doing:
    return Doing(claim, step, "voice", plan_hash="h", key=key, attempt=0, estimate=2.0)


async def test_migrations_end_at_the_tables_as_they_are_declared(tmp_path: Path) -> None:
    def shape(connection: Connection) -> dict[str, set[tuple[str, bool, bool]]]:
        found = inspect(connection)
        names = [name for name in found.get_table_names() if name != "alembic_version"]
        keys = {name: found.get_pk_constraint(name)["constrained_columns"] for name in names}
        return {
            name: {(c["name"], c["nullable"], c["name"] in keys[name]) for c in found.get_columns(name)}
            for name in names
        }

    async with database(tmp_path) as db, db.read() as session:
        migrated = await (await session.connection()).run_sync(shape)
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
    declared = {
        table.name: {(c.name, bool(c.nullable), c.primary_key) for c in table.columns}
        for table in Base.metadata.sorted_tables
    }
    assert migrated == declared


async def test_opening_twice_at_once_migrates_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'studio.db'}"
    both = [Database(url), Database(url)]
    await asyncio.gather(*(db.open() for db in both))
    async with both[1].read() as session:
        assert await session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    await asyncio.gather(*(db.close() for db in both))


async def test_a_failed_write_keeps_nothing(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs = RunService(db)
        claim = await opened_run(runs)
        with pytest.raises(ZeroDivisionError):
            async with db.write() as session:
                await RunRepo(session).set(claim.run_id, claim.epoch, status="failed")
                raise ZeroDivisionError
        assert (await runs.get(claim.run_id)).status is RunStatus.running


async def test_a_run_belongs_to_one_living_process(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs = RunService(db)
        claim = await opened_run(runs)
        with pytest.raises(Taken, match="worked on by another process"):
            await runs.take(claim.run_id)
        await runs.end(claim, RunStatus.interrupted)
        taken = await runs.take(claim.run_id)
        assert taken.epoch == claim.epoch + 1
        assert await runs.beat(claim, 1.0) == "taken"
        assert await runs.beat(taken, 1.5) == ""
        assert (await runs.get(claim.run_id)).seconds == 1.5


async def test_a_run_whose_process_is_gone_is_interrupted_and_free(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs = RunService(db)
        claim = await opened_run(runs)
        async with db.write() as session:
            await RunRepo(session).set(claim.run_id, claim.epoch, owner=f"{socket.gethostname()}|999999|1|dead")
        assert (await runs.newest())[0].status is RunStatus.interrupted
        await runs.take(claim.run_id)


def test_a_process_is_alive_by_its_number_here_and_by_its_heartbeat_elsewhere() -> None:
    now = datetime.now(UTC)
    assert alive(me(), now)
    assert alive(me(), now - 2 * STALE)
    assert not alive(me(), now - 2 * HUNG)
    assert not alive("", now)
    assert not alive(f"{socket.gethostname()}|{os.getpid()}|{12345}|other", now), (
        "a recycled number is another process"
    )
    assert alive("elsewhere|1|1|x", now - timedelta(seconds=1))
    assert not alive("elsewhere|1|1|x", now - 2 * STALE)


async def test_a_process_that_lost_its_run_commits_nothing(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs, steps = RunService(db), StepService(db, AssetStore(tmp_path))
        old = await opened_run(runs)
        await runs.end(old, RunStatus.interrupted)
        new = await runs.take(old.run_id)
        with pytest.raises(Taken):
            await steps.finish(doing(old), {"by": "late"})
        with pytest.raises(Taken):
            await runs.end(old, RunStatus.done)
        await steps.finish(doing(new), {"by": "now"})
        assert await steps.find(doing(new), anywhere=False) == Found({"by": "now"}, own=True)


async def test_a_cached_output_counts_only_while_its_files_are_there(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        store = AssetStore(tmp_path / "assets")
        runs, steps = RunService(db), StepService(db, store)
        asset = store.put_bytes(b"sound", "audio/wav")
        output = {"deep": [{"audio": asset.model_dump()}], "by": "kokoro"}
        assert [a.sha256 for a in assets_in(output)] == [asset.sha256]
        await steps.finish(doing(await opened_run(runs)), output)
        other = await opened_run(runs, "20260101-other-abcd")
        assert await steps.find(doing(other), anywhere=True) == Found(output, own=False)
        assert await steps.find(doing(other), anywhere=False) is None
        assert await steps.find(doing(other, "another"), anywhere=True) is None
        store.path(asset.sha256).unlink()
        assert await steps.find(doing(other), anywhere=True) is None


async def test_a_step_of_a_run_is_its_own_only_while_it_is_the_latest(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs, steps = RunService(db), StepService(db, AssetStore(tmp_path))
        claim = await opened_run(runs)
        first, second = doing(claim, "a"), doing(claim, "b")
        second.started = first.started + timedelta(seconds=1)
        folder = tmp_path / "piece"
        folder.mkdir()
        await steps.finish(first, {"folder": str(folder)})
        assert await steps.find(first, anywhere=False)
        await steps.finish(second, {"folder": str(folder)})
        assert await steps.find(first, anywhere=False) is None
        assert await steps.find(second, anywhere=False)
        folder.rmdir()
        assert await steps.find(second, anywhere=False) is None


async def test_costs_are_exact_and_a_reused_step_costs_nothing(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs, steps = RunService(db), StepService(db, AssetStore(tmp_path))
        claim = await opened_run(runs)
        dear = doing(claim)
        dear.trail += [
            Attempt(provider="x", why="first", seconds=1, cost_usd=Decimal(c), outcome="ok") for c in ("0.1",) * 3
        ]
        await steps.finish(dear, {"by": "x"})
        await steps.finish(doing(claim, "k2", "reel-2.voice"), {"by": "x"}, reused=True)
        found = {s.id: s.cost for s in await steps.of_run(claim.run_id)}
        assert found == {"reel-1.voice": Decimal("0.3"), "reel-2.voice": Decimal("0")}


async def test_estimates_learn_from_what_steps_took(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs, steps = RunService(db), StepService(db, AssetStore(tmp_path))
        claim = await opened_run(runs)
        for number in range(3):
            slow = doing(claim, str(number), f"reel-{number}.voice")
            slow.started = datetime.now(UTC) - timedelta(seconds=6)
            await steps.finish(slow, {"by": "x"})
        pace = await steps.pace(("voice", "cover"))
        assert pace["voice"] == pytest.approx(3.0, abs=0.1) and pace["cover"] == 1.0


async def test_a_skipped_step_is_kept_with_its_reason(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs, steps = RunService(db), StepService(db, AssetStore(tmp_path))
        claim = await opened_run(runs)
        await steps.fail(doing(claim, ""), StepStatus.skipped, "reel-1.script failed")
        assert [(s.status, s.error) for s in await steps.of_run(claim.run_id)] == [
            (StepStatus.skipped, "reel-1.script failed")
        ]


async def test_a_run_is_found_by_its_last_letters_if_they_are_only_its(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs = RunService(db)
        for name in ("20260101-fitness-abcd", "20260102-fitness-xbcd"):
            await opened_run(runs, name)
        assert (await runs.get("abcd")).id == "20260101-fitness-abcd"
        assert (await runs.get("last")).id == "20260102-fitness-xbcd"
        with pytest.raises(NotFound, match="could be"):
            await runs.get("bcd")
        with pytest.raises(NotFound, match="no run 'zzz'"):
            await runs.get("zzz")


async def test_cancelling_asks_a_living_process_and_ends_a_dead_run(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        runs = RunService(db)
        claim = await opened_run(runs)
        assert (await runs.cancel(claim.run_id)).live
        assert await runs.beat(claim, 0.0) == "cancelled"
        await runs.end(claim, RunStatus.interrupted)
        assert (await runs.cancel(claim.run_id)).status is RunStatus.cancelled


def test_the_key_of_a_step_is_by_content() -> None:
    base = step_key("voice", "1", {"a": 1, "b": "é"}, 0)
    assert base == step_key("voice", "1", {"b": "é", "a": 1}, 0)
    others = [("voice", "2", {"a": 1, "b": "é"}, 0), ("music", "1", {"a": 1, "b": "é"}, 0)]
    assert len({base, *(step_key(*other) for other in others), step_key("voice", "1", {"a": 1, "b": "é"}, 1)}) == 4
