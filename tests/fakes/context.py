"""A tool's context for tests: a real store in a temporary folder, and providers as handed in."""

from pathlib import Path

from providers.ports import Provider
from providers.router import Router
from studio.domain.script import Script
from studio.settings import Settings
from studio.storage.store import AssetStore
from tests.fakes.scripts import script
from tools.base import ScriptOrder, ToolContext


class OneScript:
    """A writer that always hands out the same script."""

    async def write(self, order: ScriptOrder, context: ToolContext) -> Script:
        return script()


def context(folder: Path, *providers: Provider) -> ToolContext:
    """A context whose files all lie below `folder`."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return ToolContext(
        settings=Settings(home=folder / "home"),
        store=AssetStore(folder / "assets"),
        router=Router(providers),
        writer=OneScript(),
        workdir=work,
        chunks=folder / "chunks",
    )
