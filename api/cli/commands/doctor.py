"""`studio doctor`: what works on this machine, and what turns the rest on."""

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from api.cli import options as o
from api.cli.loop import run

if TYPE_CHECKING:
    from api.cli.wiring import Wiring
    from studio.settings import Settings

GIGABYTE = 1_000_000_000
NEEDED_GIGABYTES = 2
"""Five reels with their chunks, plus the speech model."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    ok: bool
    state: str
    unlocks: str
    needed: bool = False
    """Whether nothing can be made without it."""


UNLOCKS = {
    "text": "scripts by a language model",
    "speech": "a voice",
    "voice_clone": "your own voice",
    "voice_enroll": "cloning a voice",
    "avatar": "a presenter",
    "video": "filmed clips",
    "image": "pictures",
    "media": "stock footage",
    "music": "music",
}
BACKS = {"database": "runs and accounts", "assets": "files", "queue": "workers, with `studio up`"}
VENDORS_OFF = "vendors"


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: o.AsJson = False) -> int:
    """Show which engines, keys and files are there, and what each unlocks."""
    findings = run(_look(context.obj))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        _show(findings)
    return 0 if all(finding.ok for finding in findings if finding.needed) else 1


async def _look(wiring: "Wiring") -> list[Finding]:
    from studio.services.backing import parts
    from studio.settings import get_settings

    backing = [
        Finding(part.name, part.ok, part.state, BACKS[part.name], True) for part in await parts(get_settings())
    ]
    if not all(finding.ok for finding in backing):
        return backing
    async with wiring() as studio:
        settings = studio.settings
        health = await studio.router.health()
        tasks = {provider.name: sorted(provider.capabilities.tasks) for provider in studio.router.providers()}
    engines = [
        Finding(
            what=name,
            ok=state.ok,
            state="ready" if state.ok else f"{state.reason}: {state.hint}".strip(": "),
            unlocks=", ".join(UNLOCKS.get(task, task) for task in tasks[name]),
        )
        for name, state in health.items()
    ]
    return [*engines, *backing, *_model(settings), *_vendors(settings), _disk(settings), _encoder(), _fonts()]


def _model(settings: "Settings") -> list[Finding]:
    if settings.model:
        return []
    hint = "none; set STUDIO_MODEL (for example ollama/llama3.1), with STUDIO_MODEL_API_KEY where it needs one"
    return [Finding("language model", False, hint, "briefs and scripts on any topic, read and written by a model")]


def _vendors(settings: "Settings") -> list[Finding]:
    """The vendors that are off, in one finding."""
    from providers.catalog import VENDORS
    from providers.policy import load_config
    from providers.registry import why_off

    config = load_config(settings.providers_path)
    off = [v.key for v in VENDORS.values() if config.provider(v.name).on and why_off(v, settings, config)]
    if not off:
        return []
    state = f"{len(off)} of {len(VENDORS)} are off; what turns them on: {', '.join(off)}"
    return [Finding(VENDORS_OFF, False, state, "cloned voices, avatars, footage; see `studio providers`")]


def _disk(settings: "Settings") -> Finding:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free / GIGABYTE
    ok = free >= NEEDED_GIGABYTES
    return Finding("disk", ok, f"{free:.1f} GB free in {settings.home}", "finished videos", needed=True)


def _encoder() -> Finding:
    import av

    ok = "libx264" in av.codecs_available
    return Finding(
        "video encoder", ok, f"PyAV {av.__version__}" if ok else "no H.264", "finished videos", needed=True
    )


def _fonts() -> Finding:
    from render.vector import FONTS, font_file

    missing = [name for name in FONTS if not font_file(name).exists()]
    state = f"missing: {', '.join(missing)}" if missing else f"{len(FONTS)} typefaces"
    return Finding("fonts", not missing, state, "words on screen", needed=True)


def _show(findings: list[Finding]) -> None:
    from api.cli.tables import console, table
    from studio.settings import get_settings

    out = console(sys.stdout)
    rows = table(out, "", "what", "state", "unlocks")
    rows.columns[1].no_wrap = True
    for finding in findings:
        if finding.what != VENDORS_OFF:
            rows.add_row("ok" if finding.ok else "--", finding.what, finding.state, finding.unlocks)
    out.print(rows)
    for finding in findings:
        if finding.what == VENDORS_OFF:
            out.print(f"vendors: {finding.state} (`studio providers` tells more)")
    out.print(f"settings: STUDIO_… variables or a .env file; home: {get_settings().home}", soft_wrap=True)
