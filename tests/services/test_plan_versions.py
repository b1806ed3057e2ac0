"""Versions of plans: asked for, kept, approved and forgotten, on both databases."""

import asyncio
from pathlib import Path

import pytest

from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.domain.operations import Operation, Restore, SetBudget
from studio.domain.plan import Estimate, Plan
from studio.domain.runs import RunStatus
from studio.errors import Conflict, NotFound
from studio.services.jobs import JobService, Order
from studio.services.plan_approval import approvable, approve
from studio.services.plan_edits import Made, PlanEdits
from studio.services.plan_versions import VERSIONS, Asked, PlanVersions
from studio.services.runs import Claim, RunService, Taken

BUDGET: list[Operation] = [SetBudget.model_validate({"usd": "1"})]


def plan(topic: str) -> Plan:
    return Plan(spec=ContentSpec(pieces=(Piece(id="reel-1", topic=topic),)), steps=())


def made(base: Plan, after: Plan) -> Made:
    """What a worker would make of an edit; a plan's hash is its topic here."""
    names = [one.spec.pieces[0].topic for one in (base, after)]
    return Made(base, names[0], after, names[1], (f"it is {names[1]}",), ("reel-1.voice",), Estimate(seconds=3))


class Desk:
    """A run of a workspace, and the worker that edits it."""

    def __init__(self, database: Database) -> None:
        self.runs, self.jobs = RunService(database), JobService(database)
        self.versions, self.edits = PlanVersions(database, "ws"), PlanEdits(database, "ws")
        self.database = database

    async def order(self, status: RunStatus = RunStatus.planned) -> None:
        """A run as the worker leaves it."""
        await self.jobs.order(Order("run-1", "ws", Brief(text="tea"), Path("/none"), plan("tea"), "tea"), "plan")
        if status is not RunStatus.planned:
            claim = await self.runs.take("run-1")
            await self.runs.end(claim, status, carried={"attempts": {"reel-1.voice": 2}, "reviews": {}})
        await self.jobs.end("run-1")

    async def ask(self, base: int, operations: list[Operation] | None = None) -> Asked:
        return await self.versions.ask("run-1", operations or BUDGET, base, "ada")

    async def apply(self, topic: str) -> int:
        """What the worker does."""
        claim = await self.runs.take("run-1")
        waiting = await self.edits.waiting("run-1")
        assert waiting
        run = await self.runs.get("run-1")
        assert run.plan
        number = await self.edits.keep(claim, waiting, made(run.plan, plan(topic)))
        await self.runs.end(claim, run.status)
        assert await self.edits.end("run-1")
        return number

    async def edit(self, base: int, topic: str) -> int:
        await self.ask(base)
        return await self.apply(topic)

    async def topic(self) -> str:
        run = await self.runs.get("run-1")
        assert run.plan
        return run.plan.spec.pieces[0].topic

    async def approve(self, version: int | None = None) -> None:
        async with self.database.write() as session:
            await approve(session, await approvable(session, "ws", "run-1", version))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_plan_that_waits_is_replaced(desk: Desk) -> None:
    await desk.order()
    assert (await desk.versions.versions("run-1"))[0] == 1
    assert await desk.edit(1, "coffee") == 2
    assert await desk.topic() == "coffee"
    assert await desk.versions.proposal("run-1") is None
    current, found = await desk.versions.versions("run-1")
    assert (current, [(v.version, v.state, v.parent, v.author) for v in found]) == (
        2,
        [(2, "kept", 1, "ada"), (1, "kept", 0, "")],
    )
    await desk.approve(2)
    assert (await desk.runs.get("run-1")).version == 2


@pytest.mark.parametrize("status", [RunStatus.done, RunStatus.failed, RunStatus.cancelled])
async def test_a_run_that_ended_is_left_alone_until_a_yes(desk: Desk, status: RunStatus) -> None:
    await desk.order(status)
    assert await desk.edit(1, "coffee") == 2
    run = await desk.runs.get("run-1")
    assert (run.status, run.version, await desk.topic()) == (status, 1, "tea")
    proposal = await desk.versions.proposal("run-1")
    assert proposal
    assert (proposal.version, proposal.redone, proposal.estimate.seconds) == (2, ("reel-1.voice",), 3)
    with pytest.raises(Conflict, match="at version 2, not 1"):
        await desk.approve(1)
    await desk.approve(2)
    run = await desk.runs.get("run-1")
    assert (run.status, run.version, await desk.topic()) == (RunStatus.planned, 2, "coffee")
    assert run.carried["attempts"] == {}, "they are takes of the plan's steps by now"
    assert await desk.versions.proposal("run-1") is None


async def test_a_newer_proposal_takes_the_place_of_the_one_before(desk: Desk) -> None:
    await desk.order(RunStatus.done)
    await desk.edit(1, "coffee")
    with pytest.raises(Conflict, match="at version 2, not 1"):
        await desk.ask(1)
    await desk.edit(2, "cocoa")
    _, found = await desk.versions.versions("run-1")
    assert [(v.version, v.state) for v in found] == [(3, "proposed"), (2, "dropped"), (1, "kept")]
    await desk.versions.drop("run-1")
    assert (await desk.runs.get("run-1")).version == 1
    with pytest.raises(NotFound, match="nothing is proposed"):
        await desk.versions.drop("run-1")
    assert await desk.edit(1, "mate") == 4, "numbers are not given twice"


async def test_what_comes_to_the_same_plan_needs_no_yes(desk: Desk) -> None:
    await desk.order(RunStatus.done)
    await desk.edit(1, "coffee")
    assert await desk.edit(2, "tea") == 3
    assert await desk.versions.proposal("run-1") is None
    run = await desk.runs.get("run-1")
    assert (run.status, run.version) == (RunStatus.done, 3)


async def test_one_of_many_edits_at_once_wins(desk: Desk) -> None:
    await desk.order()
    asked = await asyncio.gather(*(desk.ask(1) for _ in range(12)), return_exceptions=True)
    assert [type(one) for one in asked if not isinstance(one, Conflict)] == [Asked]
    with pytest.raises(Conflict, match="another change is being applied"):
        await desk.approve()
    with pytest.raises(Conflict, match="another change is being applied"):
        await desk.versions.drop("run-1")


async def test_undo_goes_back_step_by_step(desk: Desk) -> None:
    await desk.order()
    await desk.edit(1, "coffee")
    await desk.edit(2, "cocoa")
    for base, back_to, topic in ((3, 2, "coffee"), (4, 1, "tea")):
        await desk.versions.undo("run-1", base, "ada")
        waiting = await desk.edits.waiting("run-1")
        assert waiting and waiting.operations == (Restore(version=back_to),)
        assert await desk.apply(topic) == base + 1
    with pytest.raises(Conflict, match="there is nothing to undo"):
        await desk.versions.undo("run-1", 5, "ada")


async def test_a_run_at_work_and_one_that_is_queued_are_not_edited(desk: Desk) -> None:
    await desk.order()
    await desk.jobs.again("ws", "run-1", "run")
    with pytest.raises(Conflict, match="the run is being made"):
        await desk.ask(1)
    claim = await desk.runs.take("run-1")
    await desk.runs.replan(claim, plan("tea"), "tea", "thread")
    await desk.jobs.end("run-1")
    with pytest.raises(Conflict, match="the run is being made"):
        await desk.ask(1)


async def test_who_lost_the_run_keeps_nothing(desk: Desk) -> None:
    await desk.order()
    await desk.ask(1)
    waiting = await desk.edits.waiting("run-1")
    assert waiting
    with pytest.raises(Taken):
        await desk.edits.keep(Claim("run-1", 7), waiting, made(plan("tea"), plan("coffee")))
    assert await desk.topic() == "tea"
    assert (await desk.versions.edit("run-1", waiting.id)).state == "waiting"


async def test_the_order_stays_open_while_an_edit_waits(desk: Desk) -> None:
    await desk.order()
    await desk.ask(1)
    assert not await desk.edits.end("run-1")
    assert await desk.jobs.wanted("run-1")


async def test_history_is_bounded(desk: Desk) -> None:
    await desk.order()
    for base in range(1, VERSIONS + 5):
        await desk.edit(base, f"tea {base}")
    current, found = await desk.versions.versions("run-1")
    assert (current, len(found), found[0].version) == (VERSIONS + 5, VERSIONS, VERSIONS + 5)
    with pytest.raises(NotFound, match="no version 1"):
        await desk.versions.plan("run-1", 1)


async def test_another_workspace_has_no_such_run(desk: Desk, database: Database) -> None:
    await desk.order(RunStatus.done)
    await desk.edit(1, "coffee")
    other = PlanVersions(database, "other")
    for asked in (other.ask("run-1", BUDGET, 2, "eve"), other.drop("run-1"), other.versions("run-1")):
        with pytest.raises(NotFound):
            await asked
    assert await other.proposal("run-1") is None
