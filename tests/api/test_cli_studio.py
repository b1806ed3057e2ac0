"""The command as a person meets it: exit codes, streams, and going on after a stop."""

import json
import logging
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.cli.main import main
from studio.domain.runs import RunRecord
from studio.settings import get_settings
from tests.fakes.shell import Shell
from tests.fakes.studio_cli import fake_studio

PIECE = {"id", "topic", "angle", "platform", "aspect", "seconds", "language", "tone"}
PIECE |= {"voice", "avatar", "captions", "music", "must_say", "must_not"}
STEP = {"id", "tool", "args", "needs", "estimate", "take", "locked"}


Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def call(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Call the command in this process, which spares it from loading everything anew."""
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("STUDIO_HOME", str(shell.folder / "home"))
    monkeypatch.setenv("COLUMNS", "160")
    get_settings.cache_clear()
    handlers = logging.getLogger().handlers[:]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        with pytest.raises(SystemExit) as left:
            main(arguments, wiring=fake_studio)
        out, err = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return subprocess.CompletedProcess(arguments, left.value.code, out, err)

    yield run
    logging.getLogger().handlers[:] = handlers
    get_settings.cache_clear()


def one_line_and_a_hint(result: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    lines = result.stderr.splitlines()
    assert result.stdout == "" and len(lines) == 2, result.stderr
    assert lines[0].startswith("error: ") and lines[1].startswith("hint: ")
    return lines[0], lines[1]


def test_make_ends_in_videos_a_table_and_a_page(shell: Shell) -> None:
    result = shell.run("make", "2 fitness reels")
    assert result.returncode == 0, result.stderr
    folder = next((shell.folder / "out").iterdir())
    assert (folder / "reel-2/video.mp4").exists()
    assert "reel-2" in result.stdout and str(folder / "index.html") in result.stdout
    assert "\x1b" not in result.stderr + result.stdout
    assert "reel-1.compose done in" in result.stderr and "plan 20 steps, free" in result.stderr


def test_json_prints_the_record_and_nothing_else(call: Call, shell: Shell) -> None:
    result = call("make", "1 reel", "--json", "--out", "here")
    record = RunRecord.model_validate_json(result.stdout)
    assert record.out == str(shell.folder / "here")
    assert (shell.folder / "here" / str(record.pieces[0].files and record.pieces[0].files.video)).exists()
    assert record.model_dump(mode="json") == json.loads((shell.folder / "here/run.json").read_text())


def test_plan_prints_what_run_reads(call: Call, shell: Shell) -> None:
    planned = call("plan", "2 reels", "--json")
    plan = json.loads(planned.stdout)
    assert plan.keys() == {"spec", "steps", "estimate"} and plan["spec"]["pieces"][0].keys() == PIECE
    assert {"pieces", "budget_usd", "assumptions"} <= plan["spec"].keys()
    assert plan["steps"][0].keys() == STEP
    assert plan["estimate"].keys() == {"usd", "usd_p90", "seconds"} and plan["estimate"]["usd"] == "0"
    assert not shell.ledger()
    (shell.folder / "plan.json").write_text(planned.stdout)
    assert call("run", "plan.json").returncode == 0
    assert len([1 for event, *_ in shell.ledger() if event == "end"]) == 20


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["make", "no number here"], "cannot tell how many videos", "5 fitness reels"),
        (["make", ""], "the brief is empty", "studio make"),
        (["make", "1 reel", "--seconds", "abc"], "'--seconds'", "studio make --help"),
        (["make", "1 reel", "--seconds", "0"], "cannot be 0 seconds long", "1 to 180"),
        (["make", "1 reel", "--voice", "hart"], "no voice called 'hart'", "did you mean heart?"),
        (["make", "1 reel", "--avatar", "zz"], "no presenter called 'zz'", "none"),
        (["make", "1 reel", "--platform", "tiktock"], "no platform called 'tiktock'", "did you mean tiktok?"),
        (["make", "1 reel", "--language", "xx"], "no language 'xx'", "en, es"),
        (["make", "1 reel", "--budget", "cheap"], "'cheap' is no amount of money", "2.50"),
        (["make", "1 reel", "--seed", "-1"], "-1 cannot be a seed", "whole number"),
        (["make", "1 reel", "--source", "gone.txt"], "no file gone.txt", "--source"),
        (["make", "1 reel", "--media", "gone"], "no folder gone", "--media"),
        (["make"], "Missing argument 'BRIEF'", "studio make --help"),
        (["fly"], "No such command 'fly'", "studio --help"),
        (["run", "gone.json"], "gone.json cannot be read", "studio plan"),
        (["show", "nothing"], "no run 'nothing'", "studio runs"),
        (["resume", "last"], "no run 'last'", "studio runs"),
        (["edit", "last", "reel-1"], "nothing to change", "--scene"),
        (["edit", "last", "reel-1", "--say", "Hi"], "which scene?", "--scene s2"),
        (["edit", "last", "reel-1", "--retake"], "which scene?", "--scene s2"),
        (["edit", "last", "reel-1", "--scene", "s2"], "nothing to change in s2", "--retake"),
    ],
)
def test_a_bad_request_is_one_line_one_hint_and_exit_2(
    call: Call, arguments: list[str], message: str, hint: str
) -> None:
    result = call(*arguments)
    assert result.returncode == 2, result.stderr
    said, advice = one_line_and_a_hint(result)
    assert message in said and hint in advice


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ('{"steps": []}', "is no plan: spec: Field required"),
        ('{"spec": {"pieces": [{"id": "a", "topic": "b"}]}, "steps": []}', "a is never exported"),
    ],
)
def test_a_broken_plan_file_is_told_in_a_line(call: Call, shell: Shell, content: str, message: str) -> None:
    (shell.folder / "plan.json").write_text(content)
    result = call("run", "plan.json")
    assert result.returncode == 2
    assert message in one_line_and_a_hint(result)[0]


def test_over_the_budget_is_exit_3(call: Call, shell: Shell) -> None:
    shell.plot(usd={"voice": "0.40"})
    result = call("make", "2 reels", "--budget", "0.50", "--yes")
    assert result.returncode == 3
    assert one_line_and_a_hint(result) == (
        "error: the plan costs $0.80, the budget is $0.50",
        "hint: drop reel-1, or raise the budget with --budget 0.80",
    )


def test_what_costs_money_needs_a_yes(call: Call, shell: Shell) -> None:
    shell.plot(usd={"voice": "0.40"})
    refused = call("make", "1 reel")
    assert refused.returncode == 1 and "add --yes" in refused.stderr
    assert call("make", "1 reel", "--yes").returncode == 0


def test_a_failed_piece_is_exit_1_and_resume_makes_only_that(call: Call, shell: Shell) -> None:
    shell.plot(fail=["compose:fitness 1 take"])
    failed = call("make", "3 reels", "--json")
    record = RunRecord.model_validate_json(failed.stdout)
    assert failed.returncode == 1 and [p.status.value for p in record.pieces] == ["done", "failed", "done"]
    assert "error: 1 of 3 pieces failed: reel-2: no luck with compose" in failed.stderr
    assert f"studio resume {record.run_id}" in failed.stderr
    shell.plot()
    assert call("resume", record.run_id).returncode == 0
    ends = [tool for event, tool, *_ in shell.ledger() if event == "end"]
    assert {ends.count(tool) for tool in set(ends)} == {3}


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_exit_130_and_resume_goes_on(shell: Shell, name: signal.Signals) -> None:
    shell.plot(seconds=0.15)
    process = shell.start("make", "2 reels")
    shell.wait_for(9, process)
    process.send_signal(name)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "interrupted; nothing finished is lost. Go on with: studio resume " in err and "Traceback" not in err
    assert "stopping: nothing new is started" in err
    assert "interrupted" in shell.run("runs").stdout
    done = shell.done_steps()
    before = len(shell.ledger())
    resumed = shell.run("resume", "last")
    assert resumed.returncode == 0
    assert "plan 20 steps" in resumed.stderr and "[20/20] " in resumed.stderr and "[0/0]" not in resumed.stderr
    redone = [tool for event, tool, *_ in shell.ledger()[before:] if event == "begin"]
    assert len(redone) == 20 - len(done)


def test_of_two_that_resume_one_wins(shell: Shell) -> None:
    shell.plot(seconds=0.2)
    process = shell.start("make", "2 reels")
    shell.wait_for(6, process)
    process.kill()
    process.communicate()
    both = [shell.start("resume", "last") for _ in range(2)]
    ended = {p.communicate(timeout=60)[1]: p.returncode for p in both}
    assert sorted(ended.values()) == [0, 1]
    loser = next(err for err, code in ended.items() if code == 1)
    assert "another process" in loser and "hint: " in loser and "Traceback" not in loser


def test_cancel_from_another_process_stops_a_run(shell: Shell) -> None:
    shell.plot(seconds=3)
    process = shell.start("make", "2 reels")
    shell.wait_for(4, process)
    asked = shell.run("cancel", "last")
    assert asked.returncode == 0 and "was asked to stop" in asked.stdout
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1 and "was cancelled" in err
    assert "cancelled" in shell.run("runs").stdout


def test_runs_and_show_tell_what_was_made(call: Call, shell: Shell) -> None:
    shell.plot(failures={"reel-1.voice": 1})
    record = RunRecord.model_validate_json(call("make", "1 reel", "--json").stdout)
    listed = json.loads(call("runs", "--json").stdout)
    assert [(r["run_id"], r["status"], r["pieces"]) for r in listed] == [(record.run_id, "done", 1)]
    shown = json.loads(call("show", record.run_id[-4:], "--json").stdout)
    assert shown["record"] == record.model_dump(mode="json")
    assert {s["id"]: s["attempt"] for s in shown["steps"]}["reel-1.voice"] == 1
    assert "reel-1.voice" in call("show", "last").stdout


def test_edit_changes_one_line_of_a_finished_run(call: Call) -> None:
    record = RunRecord.model_validate_json(call("make", "2 reels", "--json").stdout)
    result = call("edit", "last", "reel-2", "--scene", "s2", "--say", "Walk before lunch.", "--json")
    assert result.returncode == 0, result.stderr
    edited = RunRecord.model_validate_json(result.stdout)
    assert edited.run_id == record.run_id
    assert "Walk before lunch." in (Path(record.out) / "reel-2/script.json").read_text()
    assert "reel-1.compose kept" in result.stderr


def test_edit_takes_another_picture_of_one_scene(call: Call) -> None:
    call("make", "2 reels", "--json")
    result = call("edit", "last", "reel-2", "--scene", "s2", "--retake", "--json")
    assert result.returncode == 0, result.stderr
    made = sorted(re.findall(r"(reel-\S+) done in", result.stderr))
    assert made == ["reel-2.compose", "reel-2.cover", "reel-2.export", "reel-2.visuals"]


def test_a_bug_is_a_line_and_the_log_has_the_rest(call: Call, shell: Shell) -> None:
    shell.plot(nonsense=1, crash=["cover"])
    result = call("make", "1 reel")
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "reel-1.cover broke: ZeroDivisionError: a bug" in result.stderr


def test_help_names_every_command(call: Call) -> None:
    result = call("--help")
    assert result.returncode == 0
    for command in ("make", "plan", "run", "resume", "runs", "show", "cancel", "edit", "doctor"):
        assert f"\n  {command} " in result.stdout
