"""Run time / critical path of an uneven 26-step plan under limits, through the whole engine.

Five reels of script, voice, avatar, captions and export, with other lengths in each, and a bundle of all.
At most two avatars and three voices at once. The steps only wait, so what is over 1.0 is the engine's own:
the graph, the checkpoints, the database and the scheduling. Prints the ratio, and ok or MISS.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.planning.refs import needs_of, ref
from agents.planning.schedule import makespan
from graphs import drive
from graphs.leases import Leases
from studio.domain.brief import ContentSpec, Piece
from studio.domain.plan import Estimate, Plan, Step
from studio.domain.runs import PieceFiles, RunStatus
from tests.fakes.studio import bench
from tools.base import Args, Output, Tool, ToolContext

GOAL = 1.03
LIMITS = {"avatar": 2, "voice": 3}
UNIT = 2.0
"""Seconds that one unit of work takes: steps of a real run take seconds to a minute."""
STAGES = ("script", "voice", "avatar", "captions", "export")
UNITS = {
    "reel-1": (0.3, 2.0, 3.5, 0.5, 0.4),
    "reel-2": (0.6, 0.8, 5.0, 0.4, 0.3),
    "reel-3": (0.2, 3.0, 1.5, 1.0, 0.6),
    "reel-4": (0.9, 1.2, 2.5, 0.3, 0.9),
    "reel-5": (0.4, 2.4, 0.8, 2.0, 0.2),
}
"""Work of each stage: the slow stage differs from reel to reel."""
BUNDLE = 0.5


class WaitArgs(Args):
    """How long, and after what."""

    units: float
    after: tuple[str, ...] = ()
    piece: str = ""


class WaitOutput(Output):
    """A word that others wait for."""

    done: str
    files: PieceFiles | None = None


class Wait(Tool[WaitArgs, WaitOutput]):
    """Takes its time."""

    version = "1"
    args = WaitArgs
    output = WaitOutput

    def __init__(self, name: str) -> None:
        self.name = name  # type: ignore[misc]
        self.lease = name if name in LIMITS else ""  # type: ignore[misc]

    def estimate(self, args: WaitArgs) -> Estimate:
        """As long as it waits."""
        return Estimate(seconds=args.units * UNIT)

    async def run(self, args: WaitArgs, context: ToolContext) -> WaitOutput:
        """Wait, and leave the files a gallery looks for."""
        await asyncio.sleep(args.units * UNIT)
        asset = context.store.put_bytes(args.model_dump_json().encode(), "text/plain")
        return WaitOutput(done=asset.sha256, files=_files(args.piece))


def _files(piece: str) -> PieceFiles | None:
    return (
        PieceFiles(video=f"{piece}/v", cover=f"{piece}/c", post=f"{piece}/p", script=f"{piece}/s") if piece else None
    )


def _plan(tools: Mapping[str, Tool[Any, Any]]) -> Plan:
    steps: list[Step] = []
    for reel, units in UNITS.items():
        for place, (stage, size) in enumerate(zip(STAGES, units, strict=True)):
            after = [ref(f"{reel}.{STAGES[place - 1]}", "done")] if place else []
            steps.append(_step(f"{reel}.{stage}", stage, size, after, reel if stage == "export" else ""))
    ends = [ref(f"{reel}.export", "done") for reel in UNITS]
    steps.append(_step("bundle.export", "export", BUNDLE, ends, "bundle"))
    pieces = tuple(Piece(id=name, topic="fitness") for name in (*UNITS, "bundle"))
    return Plan(spec=ContentSpec(pieces=pieces), steps=tuple(steps))


def _step(name: str, tool: str, units: float, after: list[dict[str, str]], piece: str) -> Step:
    args = {"units": units, "after": after, "piece": piece}
    return Step(id=name, tool=tool, args=args, needs=needs_of(args), estimate=Estimate(seconds=units * UNIT))


async def _measure(folder: Path) -> tuple[float, float]:
    """Seconds of the run, and of the ideal schedule under the same limits."""
    tools = {name: Wait(name) for name in STAGES}
    plan = _plan(tools)
    seconds = {step.id: step.estimate.seconds for step in plan.steps}
    ideal = makespan(plan.steps, seconds, {s.id: tools[s.tool].lease for s in plan.steps}, LIMITS)
    async with bench(folder) as b:
        b.studio.tools, b.studio.leases = tools, Leases(LIMITS)
        began = time.monotonic()
        outcome = await drive.run_plan(b.studio, plan, out=folder / "out", yes=True, approve=_never)
        taken = time.monotonic() - began
    if outcome.status is not RunStatus.done:
        raise SystemExit(f"the run ended {outcome.status}")
    return taken, ideal


async def _never(question: dict[str, Any]) -> bool:
    return False


def main() -> int:
    """Measure and judge."""
    with tempfile.TemporaryDirectory() as folder:
        taken, ideal = asyncio.run(_measure(Path(folder)))
    ratio = taken / ideal
    verdict = "ok" if ratio <= GOAL else "MISS"
    print(f"schedule: run {taken:.2f} s / critical path {ideal:.2f} s = {ratio:.3f} (goal <= {GOAL}) {verdict}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
