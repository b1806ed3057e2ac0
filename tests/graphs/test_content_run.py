"""A brief goes all the way to files, and everything that can go wrong on the way."""

import json
from pathlib import Path
from typing import Any

from graphs import drive
from studio.domain.brief import Brief
from studio.domain.runs import RunStatus, StepStatus
from tests.fakes.studio import Bench, bench

BRIEF = Brief(text="2 fitness reels")


async def never(question: dict[str, Any]) -> bool:
    raise AssertionError("a free plan asked for approval")


async def make(b: Bench) -> drive.Outcome:
    return await drive.make(b.studio, BRIEF, out=None, yes=False, approve=never)


async def test_a_brief_ends_in_complete_folders(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        outcome = await make(b)
    assert outcome.status is RunStatus.done and outcome.record
    folder = Path(outcome.record.out)
    assert folder == b.out / outcome.run_id
    assert sorted(p.name for p in folder.iterdir()) == ["index.html", "reel-1", "reel-2", "run.json"]
    for piece in outcome.record.pieces:
        assert piece.files and (folder / piece.files.video).stat().st_size > 0
        assert piece.status is StepStatus.done
        assert [g.name for g in piece.gates] == ["length", "difference"]
    assert json.loads((folder / "run.json").read_text())["run_id"] == outcome.run_id
    assert b.plot.counts() == dict.fromkeys(
        ("script", "voice", "avatar", "visuals", "music", "captions", "compose", "cover", "post", "export"), 2
    )
