"""The `studio` command on fake tools: `python -m tests.fakes.studio_cli make "3 reels"`.

It reads how the tools behave from `plot.json` in the folder that STUDIO_HOME lies in.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from api.cli.main import main
from graphs.studio import Studio
from providers.context import CallContext
from studio.domain.brief import Brief, ContentSpec
from studio.errors import BadRequest
from studio.events.progress import Sink, silent
from studio.settings import get_settings
from tests.fakes.studio import bench, spec

FROZEN_SETS = ("fail", "crash", "die")


async def read(brief: Brief, calls: CallContext) -> ContentSpec:
    """The number in the words is the number of reels."""
    await asyncio.sleep(behaviour(get_settings().home.parent).get("reading", 0))
    count = re.search(r"\d+", brief.text)
    if count is None:
        raise BadRequest(f"cannot tell how many videos {brief.text!r} asks for", 'for example: "5 fitness reels"')
    return spec(int(count.group()))


@asynccontextmanager
async def fake_studio(tell: Sink | None = None) -> AsyncIterator[Studio]:
    """A studio on fake tools, in the folder of the settings."""
    settings = get_settings()
    folder = settings.home.parent
    async with bench(folder, settings=settings) as b:
        b.studio.read, b.studio.tell, b.studio.home_out = read, tell or silent, Path("out")
        for name, value in behaviour(folder).items():
            setattr(b.plot, name, frozenset(value) if name in FROZEN_SETS else value)
        b.gates.failures = b.plot.failures
        yield b.studio


def behaviour(folder: Path) -> dict[str, Any]:
    """What `plot.json` says."""
    path = folder / "plot.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


if __name__ == "__main__":
    main(wiring=fake_studio)
