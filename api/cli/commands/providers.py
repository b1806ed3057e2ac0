"""`studio providers`: who can do what, what turns the rest on, how they did, what one's own GPU would cost."""

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options as o
from api.cli.loop import run

if TYPE_CHECKING:
    from api.cli.report import Report
    from api.cli.vendors import Row

AsReport = Annotated[bool, typer.Option("--report", help="How they did, and what self-hosting would cost.")]
Days = Annotated[float, typer.Option("--days", metavar="N", min=1 / 24, help="Over how many days the report goes.")]
Assume = Annotated[
    list[str] | None,
    typer.Option("--assume", metavar="NAME=VALUE", help="Another figure: L4=0.75, speech.throughput=4, ..."),
]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("providers")(providers)


def providers(
    as_report: AsReport = False, days: Days = 30.0, assume: Assume = None, as_json: o.AsJson = False
) -> int:
    """List all vendors and engines: on or off, what turns them on, prices, health of the last day."""
    return run(_report(days, assume or [], as_json) if as_report else _list(as_json))


async def _list(as_json: bool) -> int:
    from api.cli.show_providers import providers_json, show_providers
    from api.cli.tables import console

    rows = await rows_now()
    if as_json:
        print(providers_json(rows))
    else:
        show_providers(rows, console(sys.stdout))
    return 0


async def rows_now() -> "list[Row]":
    """All providers as they stand, with the last 24 hours."""
    from api.cli.vendors import overview
    from api.cli.wiring import open_records
    from providers.policy import load_config
    from studio.settings import get_settings

    settings = get_settings()
    async with open_records() as records:
        lines = await records.metrics.since(timedelta(days=1))
    return await overview(settings, load_config(settings.providers_path), lines)


async def _report(days: float, assumed: list[str], as_json: bool) -> int:
    from api.cli.show_providers import report_json, show_report
    from api.cli.tables import console

    found = await _reported(days, assumed)
    if as_json:
        print(report_json(found))
    else:
        show_report(found, console(sys.stdout))
    return 0


async def _reported(days: float, assumed: list[str]) -> "Report":
    from api.cli.report import report
    from api.cli.wiring import open_records
    from providers.selfhost import assume, shipped
    from studio.domain.ledger import Scope

    facts = assume(shipped(), assumed)
    async with open_records() as records:
        lines = await records.metrics.since(timedelta(days=days))
        spent = await records.ledger.spent(Scope(month=datetime.now(UTC).strftime("%Y-%m")))
    return report(days, lines, spent, facts)
