"""A brief goes all the way to files, and everything that can go wrong on the way."""

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from graphs import drive
from graphs.checkpoint import checkpoints
from graphs.context import Stopped
from graphs.drafting import draft
from studio.domain.brief import Brief, Options
from studio.domain.runs import RunStatus, StepStatus
from studio.errors import BadRequest, OverBudget
from studio.events.progress import Event, Redoing, StepMoved
from studio.services.runs import Taken
from tests.fakes.making import BRIEF, files, make, never, pieces, yes
from tests.fakes.studio import bench, spec
from tools.catalog import NAMES

ONCE = dict.fromkeys(NAMES, 1)
TWICE = dict.fromkeys(NAMES, 2)

JPEG = b"\xff\xd8"
"""What such a file begins with."""


async def test_a_brief_ends_in_complete_folders(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        outcome = await make(b)
    assert outcome.status is RunStatus.done and outcome.record
    folder = Path(outcome.record.out)
    assert folder == b.out / outcome.run_id
    inside = ("captions.srt", "captions.vtt", "cover.jpg", "post.json", "script.json", "video.mp4")
    assert files(folder) == sorted(
        [f"reel-{n}/{name}" for n in (1, 2) for name in inside] + ["index.html", "run.json"]
    )
    assert all([g.name for g in piece.gates] == ["length", "difference"] for piece in outcome.record.pieces)
    assert json.loads((folder / "run.json").read_text()) == outcome.record.model_dump(mode="json")
    assert b.plot.counts() == TWICE


async def test_no_checkpoint_is_left_of_a_run_that_ended(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        await make(b)
        async with checkpoints(b.studio.settings) as saver:
            assert [c async for c in saver.alist(None)] == []


async def test_a_failing_step_leaves_its_siblings_alone(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(5)) as b:
        b.plot.fail = frozenset({"compose:fitness 2 take"})
        outcome = await make(b)
        assert outcome.status is RunStatus.failed and outcome.record
        assert pieces(outcome) == {f"reel-{n}": "failed" if n == 3 else "done" for n in range(1, 6)}
        assert "no luck with compose" in outcome.record.pieces[2].error
        assert not (Path(outcome.record.out) / "reel-3").exists()
        steps = {s.id: s.status for s in await b.studio.steps.of_run(outcome.run_id)}
        assert (steps["reel-3.compose"], steps["reel-3.export"]) == (StepStatus.failed, StepStatus.skipped)
        assert steps["reel-3.cover"] is StepStatus.done

        b.plot.fail = frozenset()
        again = await drive.resume(b.studio, outcome.run_id, yes=False, approve=never)
    assert again.status is RunStatus.done and again.run_id == outcome.run_id
    assert b.plot.counts() == dict.fromkeys(NAMES, 5)


async def test_what_failed_for_the_moment_is_tried_again(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        b.plot.flaky = {"voice": 2}
        outcome = await make(b)
    assert outcome.status is RunStatus.done
    assert b.plot.counts() == ONCE


async def test_a_bug_in_a_tool_is_told_and_not_tried_again(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        b.plot.crash = frozenset({"music"})
        outcome = await make(b)
    assert outcome.record and "reel-1.music broke: ZeroDivisionError" in outcome.record.pieces[0].error
    assert sum('"begin", "music"' in line for line in b.plot.ledger.read_text().splitlines()) == 1


async def test_waiting_for_a_lease_is_not_taken_for_work(tmp_path: Path) -> None:
    """Five voices queue for one place; a later estimate would learn from their wait."""
    async with bench(tmp_path, spec(5)) as b:
        b.plot.seconds = 0.05
        outcome = await make(b)
        steps = sorted(await b.studio.steps.of_run(outcome.run_id), key=lambda step: step.started)
    voices = [step for step in steps if step.tool == "voice"]
    assert len(voices) == 5
    for voice, following in pairwise(voices):
        assert voice.started + timedelta(seconds=voice.seconds) <= following.started


async def test_the_same_brief_again_comes_from_the_cache(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        first = await make(b)
        second = await make(b)
    assert first.record and second.record and first.run_id != second.run_id
    assert b.plot.counts() == TWICE | {"export": 4}
    assert files(Path(second.record.out)) == files(Path(first.record.out))


async def test_a_cached_step_whose_file_is_gone_is_done_again(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        await make(b)
        [cover] = [p for p in b.studio.store.root.rglob("*") if p.is_file() and p.read_bytes().startswith(JPEG)]
        cover.unlink()
        second = await make(b)
    assert second.status is RunStatus.done
    assert b.plot.counts() == ONCE | {"cover": 2, "export": 2}


async def test_a_failed_gate_redoes_its_step_and_what_needs_it(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        b.gates.failures = {"reel-2.voice": 1}
        outcome = await make(b)
    assert outcome.status is RunStatus.done and outcome.record
    redone = dict.fromkeys(("voice", "avatar", "captions", "compose", "export"), 3)
    assert b.plot.counts() == TWICE | redone
    assert [(e.step, e.attempt) for e in b.events if isinstance(e, Redoing)] == [("reel-2.voice", 1)]


async def test_what_failed_is_not_tried_again_when_a_sibling_is_redone(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        b.plot.fail = frozenset({"compose:fitness 1 take"})
        b.gates.failures = {"reel-1.voice": 1}
        outcome = await make(b)
    assert pieces(outcome) == {"reel-1": "done", "reel-2": "failed"}
    begun = [json.loads(line) for line in b.plot.ledger.read_text().splitlines()]
    assert sum((event, tool) == ("begin", "compose") for event, tool, *_ in begun) == 3


async def test_a_gate_that_keeps_failing_fails_the_piece_after_two_more_tries(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        b.gates.failures = {"reel-1.compose": 9}
        outcome = await make(b)
    assert outcome.status is RunStatus.failed and outcome.record
    assert pieces(outcome) == {"reel-1": "failed", "reel-2": "done"}
    assert "loudness is -9 LUFS, wanted -14 LUFS" in outcome.record.pieces[0].error
    assert [attempt for tool, attempt, _ in b.plot.done() if tool == "compose"].count(0) == 2
    assert b.plot.counts() == TWICE | {"compose": 4, "export": 4}
    assert outcome.record.pieces[0].files, "a finished piece is kept, whatever a gate says of it"


async def test_money_is_only_spent_when_approved(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        b.plot.usd = {"voice": "0.30"}
        asked: list[dict[str, Any]] = []

        async def no(question: dict[str, Any]) -> bool:
            asked.append(question)
            return False

        outcome = await drive.make(b.studio, BRIEF, out=None, yes=False, approve=no)
        assert outcome.status is RunStatus.cancelled and not b.plot.done()
        assert asked == [{"run_id": outcome.run_id, "usd": "0.30"}]
        approved = await drive.make(b.studio, BRIEF, out=None, yes=False, approve=yes)
        assert approved.status is RunStatus.done
        unasked = await drive.make(b.studio, BRIEF, out=None, yes=True, approve=never)
        assert unasked.status is RunStatus.done


async def test_over_the_budget_nothing_starts_and_it_says_what_to_drop(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(3)) as b:
        b.plot.usd = {"voice": "0.50"}
        brief = Brief(text="3 reels", options=Options(budget_usd=Decimal("1")))
        with pytest.raises(OverBudget) as caught:
            await drive.make(b.studio, brief, out=None, yes=True, approve=never)
        assert caught.value.message == "the plan costs $1.50, the budget is $1"
        assert "drop reel-1" in caught.value.hint
        assert await b.studio.runs.newest() == [] and not b.plot.done()


async def test_a_plan_that_cannot_be_carried_out_is_refused(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        drafted = await draft(b.studio, BRIEF)
        broken = drafted.model_copy(update={"steps": drafted.steps[1:]})
        with pytest.raises(BadRequest, match=r"there is no step reel-1\.script"):
            await drive.run_plan(b.studio, broken, out=None, yes=False, approve=never)
        assert await b.studio.runs.newest() == []


async def test_resuming_after_a_failed_gate_tries_with_other_seeds(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        b.gates.failures = {"reel-1.compose": 3}
        made = await make(b)
        assert made.status is RunStatus.failed
        again = await drive.resume(b.studio, made.run_id, yes=False, approve=never)
    assert again.status is RunStatus.done
    assert [attempt for tool, attempt, _ in b.plot.done() if tool == "compose"] == [0, 1, 2, 3]


async def test_a_done_run_resumed_tells_its_result(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        made = await make(b)
        again = await drive.resume(b.studio, "last", yes=False, approve=never)
    assert again.record == made.record and b.plot.counts() == ONCE


async def test_a_cancelled_run_stops_and_can_go_on(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        b.plot.seconds = 0.4
        begun = asyncio.Event()

        def tell(event: Event) -> None:
            if isinstance(event, StepMoved) and event.step.endswith("voice"):
                begun.set()

        b.studio.tell = tell
        work = asyncio.ensure_future(make(b))
        await begun.wait()
        run = (await b.studio.runs.newest())[0]
        with pytest.raises(Taken):
            await drive.resume(b.studio, run.id, yes=False, approve=never)
        assert (await b.studio.runs.cancel(run.id)).live
        outcome = await work
        assert outcome.status is RunStatus.cancelled
        assert (await b.studio.runs.get(run.id)).status is RunStatus.cancelled
        assert not (b.out / run.id / "run.json").exists()

        b.plot.seconds = 0.0
        again = await drive.resume(b.studio, run.id, yes=False, approve=never)
    assert again.status is RunStatus.done
    assert b.plot.counts() == TWICE


async def test_a_bad_brief_leaves_nothing_behind(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:

        async def refuse(*_: object) -> Any:
            raise BadRequest("this is no brief", "say what to make")

        b.studio.read = refuse
        with pytest.raises(BadRequest, match="no brief"):
            await make(b)
        assert await b.studio.runs.newest() == []
        async with checkpoints(b.studio.settings) as saver:
            assert [c async for c in saver.alist(None)] == []


async def test_stopping_before_there_is_a_plan_says_so(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        reading = asyncio.Event()

        async def slow(*_: object) -> Any:
            reading.set()
            await asyncio.Event().wait()

        b.studio.read = slow
        work = asyncio.ensure_future(make(b))
        await reading.wait()
        work.cancel()
        with pytest.raises((Stopped, asyncio.CancelledError)):
            await work
