"""A whole studio on fake tools, in a temporary folder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graphs.leases import Leases
from graphs.studio import Outputs, Studio
from providers.context import CallContext
from providers.router import Router
from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.domain.runs import Gate
from studio.events.progress import Event
from studio.services.runs import RunService
from studio.services.steps import StepService
from studio.settings import Settings
from studio.storage.opening import store_of
from tests.fakes.context import OneScript
from tests.fakes.plot import Plot
from tests.fakes.tools import fake_tools
from tools.catalog import LEASES


def spec(count: int = 2, topic: str = "fitness", **piece: object) -> ContentSpec:
    """A reading with this many reels."""
    known = [{"id": f"reel-{n + 1}", "topic": topic, "angle": f"angle {n + 1}"} for n in range(count)]
    pieces = [Piece.model_validate({**facts, **piece}) for facts in known]
    return ContentSpec(pieces=tuple(pieces))


@dataclass
class FakeGates:
    """Gates that fail as often as told: `<piece>.<tool>` -> number of failures."""

    failures: dict[str, int] = field(default_factory=dict)
    measured: int = 0

    async def piece(self, piece: Piece, outputs: Outputs) -> tuple[Gate, ...]:
        self.measured += 1
        gates = [Gate(name="length", passed=True, measured="10 s", wanted="10 s")]
        for step, left in self.failures.items():
            owner, _, tool = step.rpartition(".")
            if owner == piece.id and left > 0:
                self.failures[step] = left - 1
                gates.append(Gate(name="loudness", passed=False, measured="-9 LUFS", wanted="-14 LUFS", step=tool))
        return tuple(gates)

    async def batch(self, pieces: Mapping[str, tuple[Piece, Outputs]]) -> Mapping[str, tuple[Gate, ...]]:
        return {name: (Gate(name="difference", passed=True, measured="0.1", wanted="< 0.5"),) for name in pieces}


@dataclass
class Bench:
    """The studio and what can be seen of it."""

    studio: Studio
    plot: Plot
    gates: FakeGates
    events: list[Event]
    out: Path


@asynccontextmanager
async def bench(
    folder: Path, reading: ContentSpec | None = None, settings: Settings | None = None
) -> AsyncIterator[Bench]:
    """Open a studio below `folder` that reads every brief the same way."""
    settings = settings or Settings(home=folder / "home")
    database = Database(settings.database_url, everywhere=True)
    await database.open()
    store = store_of(settings)
    plot, gates, events = Plot(ledger=folder / "ledger.jsonl"), FakeGates(), list[Event]()

    async def read(brief: Brief, calls: CallContext) -> ContentSpec:
        return reading or spec()

    studio = Studio(
        settings=settings,
        store=store,
        router=Router(()),
        writer=OneScript(),
        tools=fake_tools(plot),
        read=read,
        gates=gates,
        runs=RunService(database, settings.home / "made"),
        steps=StepService(database, store),
        leases=Leases(LEASES),
        tell=events.append,
        home_out=folder / "out",
    )
    try:
        yield Bench(studio, plot, gates, events, folder / "out")
    finally:
        await database.close()
