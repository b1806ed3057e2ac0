"""A run that was made is changed: only what depends on the change is made again."""

import json
from pathlib import Path

import pytest

from graphs import drive
from graphs.drafting import draft
from graphs.editing import edited
from studio.domain.operations import LockScene, Operation, RetakeScene, SetPiece, SetScene, UnlockScene
from studio.domain.plan import Plan
from studio.domain.runs import RunStatus
from studio.errors import BadRequest, NotFound
from tests.fakes.making import BRIEF, make, never
from tests.fakes.studio import bench, spec
from tools.catalog import NAMES

TWICE = dict.fromkeys(NAMES, 2)


async def test_a_plan_can_be_drafted_edited_and_run(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        drafted = await draft(b.studio, BRIEF)
        assert not b.plot.done()
        text = drafted.model_dump_json().replace('"mood":"happy"', '"mood":"tender"')
        outcome = await drive.run_plan(
            b.studio, Plan.model_validate_json(text), out=tmp_path / "here", yes=False, approve=never
        )
    assert outcome.record and outcome.record.out == str(tmp_path / "here")
    assert [json.loads(args)["mood"] for tool, _, args in b.plot.done() if tool == "music"] == ["tender"]


async def test_editing_a_line_redoes_only_what_depends_on_it(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        made = await make(b)
        run = await b.studio.runs.get(made.run_id)
        plan = (await edited(b.studio, run, [SetScene(piece="reel-2", scene="s2", say="Walk after lunch.")])).plan
        outcome = await drive.change(b.studio, run, plan, yes=False, approve=never)
    assert outcome.status is RunStatus.done and outcome.run_id == made.run_id and outcome.record
    thrice = ("voice", "avatar", "visuals", "music", "captions", "compose", "cover", "post", "export")
    assert b.plot.counts() == TWICE | dict.fromkeys(thrice, 3)
    folder = Path(outcome.record.out)
    assert "Walk after lunch." in (folder / "reel-2/script.json").read_text()
    assert "Walk after lunch." not in (folder / "reel-1/script.json").read_text()
    assert "Walk after lunch." in (folder / "index.html").read_text()


async def test_an_edit_leaves_what_gates_had_redone_as_it_is(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        b.gates.failures = {"reel-1.music": 1}
        made = await make(b)
        before, measured = b.plot.counts(), b.gates.measured
        run = await b.studio.runs.get(made.run_id)
        plan = (await edited(b.studio, run, [SetPiece(piece="reel-2", music="none")])).plan
        outcome = await drive.change(b.studio, run, plan, yes=False, approve=never)
    assert outcome.status is RunStatus.done
    assert {tool: n - before[tool] for tool, n in b.plot.counts().items() if n != before[tool]} == {
        "compose": 1,
        "export": 1,
    }
    assert b.gates.measured == measured + 1, "only the changed piece is measured again"


async def test_editing_the_voice_keeps_words_looks_and_music(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        made = await make(b)
        run = await b.studio.runs.get(made.run_id)
        plan = (await edited(b.studio, run, [SetScene(piece="reel-1", scene="s1", say="Hello there.")])).plan
        await drive.change(b.studio, run, plan, yes=False, approve=never)
        run = await b.studio.runs.get(made.run_id)
        before = b.plot.counts()
        plan = (await edited(b.studio, run, [SetPiece(piece="reel-1", voice="george")])).plan
        outcome = await drive.change(b.studio, run, plan, yes=False, approve=never)
    assert outcome.status is RunStatus.done
    more = {tool: n - before[tool] for tool, n in b.plot.counts().items() if n != before[tool]}
    assert more == dict.fromkeys(("voice", "avatar", "captions", "compose", "cover", "export"), 1)
    assert "Hello there." in [args for tool, _, args in b.plot.done() if tool == "voice"][-1]


async def test_a_piece_can_be_made_silent_and_without_music(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        made = await make(b)
        run = await b.studio.runs.get(made.run_id)
        plan = (await edited(b.studio, run, [SetPiece(piece="reel-1", voice="none", music="none")])).plan
        outcome = await drive.change(b.studio, run, plan, yes=False, approve=never)
    assert outcome.record
    assert [s.tool for s in plan.steps] == ["script", "visuals", "compose", "cover", "post", "export"]
    assert not (Path(outcome.record.out) / "reel-1/captions.srt").exists()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (SetPiece(piece="reel-9", voice="heart"), NotFound, "no piece 'reel-9'"),
        (SetScene(piece="reel-1", scene="s9", say="x"), NotFound, "no scene 's9'"),
        (SetPiece(piece="reel-1", voice="hart"), BadRequest, "no voice called 'hart'"),
        (SetScene(piece="reel-1", scene="s1", show="x" * 49), BadRequest, "the headline of s1 has 49 characters"),
    ],
)
async def test_an_edit_that_cannot_be_is_refused(
    tmp_path: Path, change: Operation, error: type[Exception], words: str
) -> None:
    async with bench(tmp_path, spec(1)) as b:
        run = await b.studio.runs.get((await make(b)).run_id)
        with pytest.raises(error, match=words):
            await edited(b.studio, run, [change])


async def test_another_picture_for_one_scene_leaves_words_voice_and_the_other_scenes_as_they_are(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path) as b:
        made = await make(b)
        before = b.plot.counts()
        run = await b.studio.runs.get(made.run_id)
        told = await edited(b.studio, run, [RetakeScene(piece="reel-2", scene="s2")])
        outcome = await drive.change(b.studio, run, told.plan, yes=False, approve=never)
        more = {tool: n - before[tool] for tool, n in b.plot.counts().items() if n != before[tool]}
        asked = [json.loads(args) for tool, _, args in b.plot.done() if tool == "visuals"]
        run = await b.studio.runs.get(made.run_id)
        after = await edited(b.studio, run, [RetakeScene(piece="reel-2", scene="s2")])
    assert outcome.status is RunStatus.done
    assert told.changes == ("reel-2, s2: gets another picture",)
    redone = dict.fromkeys(("visuals", "compose", "cover", "export"), 1)
    assert told.redone == tuple(f"reel-2.{tool}" for tool in redone)
    assert more == redone
    assert [args["takes"] for args in asked] == [{}, {}, {"s2": 1}]
    assert asked[-1]["stock"] == [f"clip {asked[-1]['seed']}"], "the footage that was found is kept"
    assert asked[-1]["credits"] == ["Ada"]
    assert next(s for s in after.plan.steps if s.id == "reel-2.visuals").args["takes"] == {"s2": 2}


async def test_a_chosen_picture_survives_another_voice_and_other_words(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        run = await b.studio.runs.get((await make(b)).run_id)
        once = RetakeScene(piece="reel-1", scene="s2")
        voiced = await edited(b.studio, run, [once, SetPiece(piece="reel-1", voice="george", platform="youtube")])
        worded = await edited(b.studio, run, [once, SetPiece(piece="reel-1", topic="yoga")])
    shown = [next(s for s in made.plan.steps if s.tool == "visuals").args for made in (voiced, worded)]
    assert [args["takes"] for args in shown] == [{"s2": 1}, {"s2": 1}]
    assert [bool(args.get("stock")) for args in shown] == [True, False], "other words are searched for anew"


async def test_a_locked_scene_keeps_its_picture(tmp_path: Path) -> None:
    async with bench(tmp_path, spec(1)) as b:
        run = await b.studio.runs.get((await make(b)).run_id)
        lock, once = LockScene(piece="reel-1", scene="s2"), RetakeScene(piece="reel-1", scene="s2")
        with pytest.raises(BadRequest, match="s2 of reel-1 is locked"):
            await edited(b.studio, run, [lock, once])
        opened = await edited(b.studio, run, [lock, UnlockScene(piece="reel-1", scene="s2"), once])
        assert opened.changes[-1] == "reel-1, s2: gets another picture"
