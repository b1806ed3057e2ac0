"""Operations on plans: what they change, what they leave alone, and what they cost."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graphs import drive
from graphs.drive import Outcome
from graphs.editing import edited
from studio.domain.brief import Brief, Choice, ContentSpec, Question
from studio.domain.operations import (
    AddPiece,
    LockScene,
    MovePiece,
    Operation,
    RedoStep,
    RemovePiece,
    RemoveScene,
    RetakeScene,
    RewriteScript,
    SetBudget,
    SetPiece,
    SetScene,
)
from studio.domain.runs import RunStatus
from studio.domain.script import Scene
from studio.errors import BadRequest, NotFound, OverBudget
from studio.services.plan_edits import Made
from tests.fakes.scripts import script
from tests.fakes.studio import Bench, bench, spec


async def never(question: dict[str, Any]) -> bool:
    raise AssertionError("nobody is asked here")


async def make(b: Bench) -> Outcome:
    """A finished run."""
    return await drive.make(b.studio, Brief(text="reels"), out=None, yes=True, approve=never)


async def edit(b: Bench, made: Outcome, *operations: Operation) -> Made:
    """What operations make of a run's plan."""
    return await edited(b.studio, await b.studio.runs.get(made.run_id), operations)


async def carried_out(b: Bench, made: Outcome, *operations: Operation) -> dict[str, int]:
    """What had to be made anew for operations, by tool; no more than was told before."""
    before, run = b.plot.counts(), await b.studio.runs.get(made.run_id)
    told = await edited(b.studio, run, operations)
    outcome = await drive.change(b.studio, run, told.plan, yes=True, approve=never)
    assert outcome.status is RunStatus.done
    more = {tool: n - before.get(tool, 0) for tool, n in b.plot.counts().items() if n != before.get(tool, 0)}
    tools = [step.rpartition(".")[2] for step in told.redone]
    assert more == {tool: tools.count(tool) for tool in tools if tool in more}
    assert set(tools) - more.keys() <= {"avatar"}, "only a face whose speech takes as long as before is found done"
    return more


async def test_siblings_of_a_removed_a_moved_and_a_new_piece_are_left_alone(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(3)) as b:
        made = await make(b)
        assert await carried_out(b, made, RemovePiece(piece="reel-1")) == {}
        assert await carried_out(b, made, MovePiece(piece="reel-3", to=0)) == {}
        new = await carried_out(b, made, AddPiece(topic="yoga", after="reel-3"))
        assert set(new.values()) == {1}
        run = await b.studio.runs.get(made.run_id)
    assert run.plan and run.record
    assert [piece.id for piece in run.plan.spec.pieces] == ["reel-3", "reel-4", "reel-2"]
    assert [piece.id for piece in run.record.pieces] == ["reel-3", "reel-4", "reel-2"]
    looks = [step.args["index"] for step in run.plan.steps if step.tool == "visuals"]
    assert len(set(looks)) == 3, "a new piece looks unlike its siblings"


async def test_another_topic_gets_another_script_whatever_was_written_before(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(2)) as b:
        made = await make(b)
        await carried_out(b, made, SetScene(piece="reel-1", scene="s1", say="My own words."))
        more = await carried_out(b, made, SetPiece(piece="reel-1", topic="yoga"))
        assert more["script"] == 1
        run = await b.studio.runs.get(made.run_id)
    assert run.plan
    assert all(step.given is None for step in run.plan.steps)
    assert run.plan.spec.pieces[0].angle not in ("", "angle 1"), "the angle follows the topic"


async def test_another_platform_keeps_the_words_a_person_gave(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        made = await make(b)
        await carried_out(b, made, SetScene(piece="reel-1", scene="s1", say="My own words."))
        more = await carried_out(b, made, SetPiece(piece="reel-1", platform="youtube"))
        run = await b.studio.runs.get(made.run_id)
    assert "script" not in more
    assert run.plan
    assert (run.plan.spec.pieces[0].platform, run.plan.spec.pieces[0].aspect) == ("youtube", "16:9")


async def test_a_language_brings_a_voice_of_its_own(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        told = await edit(b, await make(b), SetPiece(piece="reel-1", language="es"))
    (piece,) = told.plan.spec.pieces
    assert piece.voice != "auto"
    assert any("voice" in line for line in told.changes)


async def test_a_scene_is_also_meant_by_its_place(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        gone, again = RemoveScene(piece="reel-1", scene="s1"), RetakeScene(piece="reel-1", scene="1")
        told = await edit(b, await make(b), gone, again)
        with pytest.raises(NotFound, match="'9'"):
            await edit(b, await make(b), RetakeScene(piece="reel-1", scene="9"))
    assert told.changes == ("reel-1: s1 is left out", "reel-1, s2: gets another picture")


async def test_every_take_is_a_new_one(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        b.gates.failures = {"reel-1.music": 1}
        made = await make(b)
        assert await carried_out(b, made, RedoStep(step="reel-1.music")) == {"music": 1, "compose": 1, "export": 1}
        await carried_out(b, made, RedoStep(step="reel-1.music"))
        assert [attempt for tool, attempt, _ in b.plot.done() if tool == "music"] == [0, 1, 2, 3]
        await carried_out(b, made, RewriteScript(piece="reel-1"))
        assert [attempt for tool, attempt, _ in b.plot.done() if tool == "script"] == [0, 1]


async def test_only_what_is_made_anew_is_priced(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(2)) as b:
        b.plot.usd = {"voice": "0.50", "music": "0.20"}
        made = await make(b)
        told = await edit(b, made, SetPiece(piece="reel-1", music="calm"))
        assert (told.estimate.usd, told.plan.estimate.usd) == (Decimal("0.20"), Decimal("1.40"))
        with pytest.raises(OverBudget, match=r"the plan costs \$1.40, the budget is \$0.30"):
            await edit(b, made, SetBudget(usd=Decimal("0.30")), RedoStep(step="reel-1.voice"))


async def test_an_answer_takes_its_question_away(tmp_path: Path) -> None:
    asked = Question(id="seconds", text="How long?", options=(Choice(label="20 seconds"),))
    kept = Question(id="platform", text="Where?", options=())
    reading = ContentSpec(pieces=spec(1).pieces, questions=(asked, kept))
    async with bench(tmp_path, reading) as b:
        told = await edit(b, await make(b), SetPiece(piece="reel-1", seconds=30))
    assert told.plan.spec.questions == (kept,)


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([LockScene(piece="reel-1", scene="s1"), SetScene(piece="reel-1", scene="s1", say="x")], "is locked"),
        ([LockScene(piece="reel-1", scene="s1"), SetPiece(piece="reel-1", language="es")], "locked scenes"),
        ([SetScene(piece="reel-1", scene=f"s{n}", say="most people " * 49) for n in (1, 2, 3)], "words do not fit"),
        ([SetScene(piece="reel-1", scene="s1", say="No walk.")], "must say “most people”"),
        ([SetScene(piece="reel-1", scene="s1", show="Cheap")], "must not say “cheap”"),
        ([SetPiece(piece="reel-1", must_say=("very cheap",))], "must be said and"),
        ([AddPiece(topic=" ")], "a piece needs a topic"),
        ([AddPiece(topic="tea")] * 50, "the limit is 50"),
        ([SetScene(piece="reel-1", scene="s2", kind="number", figure="")], "shows a number and has none"),
    ],
)
async def test_what_would_break_the_plan_is_refused(tmp_path: Path, operations: list[Operation], words: str) -> None:
    rules: dict[str, Any] = {"must_say": ("most people",), "must_not": ("cheap",), "platform": "facebook_reels"}
    async with bench(tmp_path, spec(1, **rules)) as b:
        made = await make(b)
        with pytest.raises(BadRequest, match=words):
            await edit(b, made, *operations)


def test_kept_scenes_find_their_place_in_another_script() -> None:
    def scene(name: str, kind: str = "tip") -> Scene:
        return Scene.model_validate({"id": name, "kind": kind, "narration": f"kept {name}", "headline": "Kept"})

    assert script().keeping(()) == script()
    made = script().keeping((scene("s2"), scene("s3", "cta")))
    assert [(s.id, s.narration) for s in made.scenes][1:] == [("s2", "kept s2"), ("s3", "kept s3")]
    longer = script().keeping((scene("s3"), scene("s7")))
    assert [(s.id, s.kind) for s in longer.scenes] == [
        ("s1", "title"),
        ("s2", "tip"),
        ("s3", "tip"),
        ("s7", "tip"),
        ("s4", "cta"),
    ]
