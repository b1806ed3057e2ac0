"""`studio plan`, `studio make`, `studio run`: from a brief or a plan to finished videos."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options as o
from api.cli.loop import asker, finished, run
from api.cli.progress import progress
from studio.errors import BadRequest

if TYPE_CHECKING:
    from api.cli.wiring import Wiring
    from studio.domain.brief import Brief
    from studio.domain.plan import Plan

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan, as `studio plan --json` prints it.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("make")(make)
    app.command("plan")(plan)
    app.command("run")(run_file)


def make(
    context: typer.Context,
    text: o.BriefText,
    out: o.Out = None,
    yes: o.Yes = False,
    budget: o.Budget = None,
    source: o.Source = None,
    script: o.ScriptFile = None,
    media: o.Media = None,
    voice: o.Voice = None,
    avatar: o.Avatar = None,
    platform: o.PlatformOption = None,
    seconds: o.Seconds = None,
    language: o.Language = None,
    seed: o.Seed = 0,
    as_json: o.AsJson = False,
) -> int:
    """Make the videos a brief asks for."""
    from api.cli.asking import brief_from

    brief = brief_from(
        text,
        budget=budget,
        source=source,
        script=script,
        media=media,
        voice=voice,
        avatar=avatar,
        platform=platform,
        seconds=seconds,
        language=language,
        seed=seed,
    )
    return run(_make(context.obj, brief, out, yes, as_json))


def plan(
    context: typer.Context,
    text: o.BriefText,
    budget: o.Budget = None,
    source: o.Source = None,
    script: o.ScriptFile = None,
    media: o.Media = None,
    voice: o.Voice = None,
    avatar: o.Avatar = None,
    platform: o.PlatformOption = None,
    seconds: o.Seconds = None,
    language: o.Language = None,
    seed: o.Seed = 0,
    as_json: o.AsJson = False,
) -> int:
    """Show what a brief would become, and what it would cost. Makes nothing."""
    from api.cli.asking import brief_from

    brief = brief_from(
        text,
        budget=budget,
        source=source,
        script=script,
        media=media,
        voice=voice,
        avatar=avatar,
        platform=platform,
        seconds=seconds,
        language=language,
        seed=seed,
    )
    return run(_plan(context.obj, brief, as_json))


def run_file(
    context: typer.Context, path: PlanFile, out: o.Out = None, yes: o.Yes = False, as_json: o.AsJson = False
) -> int:
    """Carry out a plan from a file, as it is or as you edited it."""
    return run(_run(context.obj, load_plan(path), out, yes, as_json))


def load_plan(path: Path) -> "Plan":
    """Read a plan.

    Raises:
        BadRequest: It is no plan; the message names the first wrong place.
    """
    from pydantic import ValidationError

    from studio.domain.plan import Plan

    hint = "a plan looks like what `studio plan BRIEF --json` prints"
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        return Plan.model_validate(json.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadRequest(f"{path} cannot be read: {reason}", hint) from None
    except json.JSONDecodeError as error:
        raise BadRequest(f"{path} is not JSON: {error.msg} in line {error.lineno}", hint) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise BadRequest(f"{path} is no plan: {place}: {first['msg']}", hint) from None


async def _make(wiring: "Wiring", brief: "Brief", out: Path | None, yes: bool, as_json: bool) -> int:
    from graphs import drive

    with progress() as tell:
        async with wiring(tell) as studio:
            outcome = await drive.make(studio, brief, out=_absolute(out), yes=yes, approve=asker())
    return await finished(outcome, as_json=as_json)


async def _run(wiring: "Wiring", plan: "Plan", out: Path | None, yes: bool, as_json: bool) -> int:
    from graphs import drive

    with progress() as tell:
        async with wiring(tell) as studio:
            outcome = await drive.run_plan(studio, plan, out=_absolute(out), yes=yes, approve=asker())
    return await finished(outcome, as_json=as_json)


async def _plan(wiring: "Wiring", brief: "Brief", as_json: bool) -> int:
    from api.cli.show import plan_json, show_plan
    from api.cli.tables import console
    from graphs.drafting import draft

    async with wiring() as studio:
        made = await draft(studio, brief)
    if as_json:
        print(plan_json(made))
    else:
        show_plan(made, console(sys.stdout))
    return 0


def _absolute(out: Path | None) -> Path | None:
    if out is not None and out.exists() and not out.is_dir():
        raise BadRequest(f"{out} is a file", "--out takes a folder")
    return out.absolute() if out else None
