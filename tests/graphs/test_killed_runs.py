"""kill -9 at random moments: every run ends right, nothing finished is done twice, nothing half-written is left."""

import random
from pathlib import Path

import pytest

from studio.domain.runs import RunRecord, RunStatus
from tests.fakes.shell import Shell

INSIDE = {"captions.srt", "captions.vtt", "cover.jpg", "post.json", "script.json", "video.mp4"}
STEPS = 30
"""Of three reels; each leaves two lines in the ledger."""


def killed_and_resumed(folder: Path, rng: random.Random) -> None:
    folder.mkdir()
    shell = Shell(folder)
    shell.plot(seconds=0.03)
    process = shell.start("make", "3 reels", "--out", "made")
    shell.wait_for(rng.randrange(2 * STEPS + 1), process)
    process.kill()
    process.communicate()
    whole_or_absent(folder / "made")
    done, before = shell.done_steps(), len(shell.ledger())

    result = (
        shell.run("resume", "last", "--json") if done else shell.run("make", "3 reels", "--out", "made", "--json")
    )
    assert result.returncode == 0, result.stderr
    assert RunRecord.model_validate_json(result.stdout).status is RunStatus.done
    begun = [tool for event, tool, *_ in shell.ledger()[before:] if event == "begin"]
    assert len(begun) == STEPS - len(done), f"{len(done)} steps were finished, {len(begun)} done after the kill"
    whole_or_absent(folder / "made")
    assert not list((folder / "home/work").iterdir()) or not done
    assert {p.name for p in (folder / "made").iterdir()} == {"reel-1", "reel-2", "reel-3", "index.html", "run.json"}


def whole_or_absent(made: Path) -> None:
    for piece in made.glob("reel-*"):
        assert {p.name for p in piece.iterdir()} == INSIDE
        assert all(p.stat().st_size for p in piece.iterdir())


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_run_goes_on(tmp_path: Path, seed: int) -> None:
    killed_and_resumed(tmp_path / "run", random.Random(seed))


@pytest.mark.slow
def test_a_run_killed_at_twenty_random_moments_goes_on(tmp_path: Path) -> None:
    rng = random.Random()
    for number in range(20):
        killed_and_resumed(tmp_path / f"run-{number}", rng)
