"""Runs made by hand in a workbench."""

from pathlib import Path
from typing import Any

from graphs import drive
from studio.domain.brief import Brief
from tests.fakes.studio import Bench

BRIEF = Brief(text="2 fitness reels")


async def never(question: dict[str, Any]) -> bool:
    raise AssertionError("a free plan asked for approval")


async def yes(question: dict[str, Any]) -> bool:
    return True


async def make(b: Bench, brief: Brief = BRIEF) -> drive.Outcome:
    return await drive.make(b.studio, brief, out=None, yes=False, approve=never)


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def pieces(outcome: drive.Outcome) -> dict[str, str]:
    assert outcome.record
    return {piece.id: piece.status.value for piece in outcome.record.pieces}
