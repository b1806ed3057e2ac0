"""How fake tools behave: they keep a ledger of their work, take their time, and fail when told to."""

import asyncio
import json
import os
import signal
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from providers.errors import RateLimited
from studio.domain.assets import Asset
from studio.domain.plan import Estimate
from studio.errors import StepFailed
from tools.base import Args, Output, Tool, ToolContext


@dataclass
class Plot:
    """How the fake tools behave."""

    ledger: Path
    """One line per beginning and per end of a piece of work, flushed to disk at once."""
    seconds: float = 0.0
    """How long each piece of work takes."""
    reading: float = 0.0
    """How long a brief is read."""
    fail: frozenset[str] = frozenset()
    """`<tool>` or `<tool>:<text in its arguments>` that always fail."""
    flaky: dict[str, int] = field(default_factory=dict)
    """Tool -> how many of its first calls are turned away for the moment."""
    usd: dict[str, str] = field(default_factory=dict)
    """Tool -> what a call of it costs."""
    crash: frozenset[str] = frozenset()
    """Tools with a bug in them."""
    die: frozenset[str] = frozenset()
    """Tools that take their process with them."""
    failures: dict[str, int] = field(default_factory=dict)
    """Gates that fail: `<piece>.<tool>` -> how often."""

    async def work(self, tool: str, args: Args, context: ToolContext) -> None:
        """Leave a trace, take some time, fail when told to."""
        content = args.model_dump_json()
        self._write("begin", tool, content, context)
        await asyncio.sleep(self.seconds)
        context.progress(0.5)
        if self.flaky.get(tool, 0) > 0:
            self.flaky[tool] -= 1
            raise RateLimited(f"{tool} is busy", "wait")
        if tool in self.die:
            os.kill(os.getpid(), signal.SIGKILL)
        if tool in self.crash:
            raise ZeroDivisionError("a bug")
        if any(tool == name and text in content for name, _, text in (f.partition(":") for f in self.fail)):
            raise StepFailed(f"no luck with {tool}", "try another brief")
        self._write("end", tool, content, context)

    def _write(self, event: str, tool: str, content: str, context: ToolContext) -> None:
        line = json.dumps([event, tool, context.attempt, content]) + "\n"
        descriptor = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line.encode())
        os.close(descriptor)

    def done(self) -> list[tuple[str, int, str]]:
        """Tool, attempt and arguments of all finished work, in order."""
        return [(tool, attempt, content) for event, tool, attempt, content in self._lines() if event == "end"]

    def counts(self) -> dict[str, int]:
        """How often each tool finished its work."""
        names = [tool for tool, _, _ in self.done()]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def _lines(self) -> list[list[Any]]:
        return [json.loads(line) for line in self.ledger.read_text().splitlines()] if self.ledger.exists() else []


class Fake(Tool[Any, Any]):
    """A tool that plays by a plot."""

    version = "1"

    def __init__(self, plot: Plot) -> None:
        self.plot = plot

    async def run(self, args: Any, context: ToolContext) -> Any:
        await self.plot.work(self.name, args, context)
        return self.made(args, context)

    def made(self, args: Any, context: ToolContext) -> Output:
        """What comes of the work."""
        raise NotImplementedError

    def estimate(self, args: Args) -> Estimate:
        usd = Decimal(self.plot.usd.get(self.name, "0"))
        return Estimate(seconds=1.0, usd=usd, usd_p90=usd)

    def file(self, context: ToolContext, args: Args, kind: str) -> Asset:
        content = f"{kind} {self.name} {context.attempt} {args.model_dump_json()}"
        return context.store.put_bytes(content.encode(), kind, origin="fake")
