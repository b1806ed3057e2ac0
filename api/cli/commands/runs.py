"""`studio runs`, `show`, `resume`, `cancel`: runs there are already."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options as o
from api.cli.loop import asker, finished, run
from api.cli.progress import progress

if TYPE_CHECKING:
    from api.cli.wiring import Wiring

RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run's id, its last letters, or `last`.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("resume")(resume)
    app.command("runs")(list_runs)
    app.command("show")(show)
    app.command("cancel")(cancel)


def resume(context: typer.Context, name: RunName, yes: o.Yes = False, as_json: o.AsJson = False) -> int:
    """Go on with a run that was interrupted or failed; nothing finished is done again."""
    return run(_resume(context.obj, name, yes, as_json))


def list_runs(as_json: o.AsJson = False) -> int:
    """List the latest runs."""
    return run(_list(as_json))


def show(name: RunName, as_json: o.AsJson = False) -> int:
    """Show how a run stands: its pieces, steps, gates and costs."""
    return run(_show(name, as_json))


def cancel(name: RunName) -> int:
    """Stop a run; what is finished is kept."""
    return run(_cancel(name))


async def _resume(wiring: "Wiring", name: str, yes: bool, as_json: bool) -> int:
    from graphs import drive

    with progress() as tell:
        async with wiring(tell) as studio:
            outcome = await drive.resume(studio, name, yes=yes, approve=asker())
    return await finished(outcome, as_json=as_json)


async def _list(as_json: bool) -> int:
    from api.cli.show import runs_json, show_runs
    from api.cli.tables import console
    from api.cli.wiring import open_records

    async with open_records() as records:
        runs = await records.runs.newest()
    if as_json:
        print(runs_json(runs))
    else:
        show_runs(runs, console(sys.stdout))
    return 0


async def _show(name: str, as_json: bool) -> int:
    from api.cli.show import in_plan_order, run_json, show_run
    from api.cli.tables import console
    from api.cli.wiring import open_records

    async with open_records() as records:
        found = await records.runs.get(name)
        steps = in_plan_order(found, await records.steps.of_run(found.id))
    if as_json:
        print(run_json(found, steps))
    else:
        show_run(found, steps, console(sys.stdout))
    return 0


async def _cancel(name: str) -> int:
    from api.cli.wiring import open_records

    async with open_records() as records:
        found = await records.runs.get(name)
        after = await records.runs.cancel(found.id)
    if after.live:
        print(f"{after.id} was asked to stop")
    else:
        print(f"{after.id} is {after.status.value}")
    return 0
