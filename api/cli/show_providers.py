"""Providers and how they did, for people and for programs."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from api.cli.report import Report
from api.cli.tables import span, table
from api.cli.vendors import Row
from providers.selfhost import Comparison
from studio.domain.metrics import Line, Tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

WIDE = 136
"""Columns from which on a vendor that is off takes one line."""


def providers_json(rows: Sequence[Row]) -> str:
    """All providers, for programs."""
    return json.dumps([_row_dict(row) for row in rows], indent=2, ensure_ascii=False)


def _row_dict(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "title": row.title,
        "state": row.state,
        "local": row.local,
        "tasks": list(row.tasks),
        "price": row.price,
        "why_off": row.why,
        "variable": row.variable if row.state == "off" else "",
        "keys_page": row.page,
        "last_24h": _tally_dict(row.tally) if row.tally else None,
    }


def _tally_dict(tally: Tally) -> dict[str, Any]:
    times = {f"p{share * 100:g}": tally.seconds.percentile(share) for share in (0.5, 0.95, 0.99)}
    return {
        "requests": tally.requests,
        "errors": tally.errors,
        "error_share": round(tally.error_share, 4),
        "cancelled": tally.cancelled,
        **{name: None if value is None else round(value, 4) for name, value in times.items()},
        "cost_usd": format(tally.cost, "f"),
        "retries": tally.retries,
        "failovers": tally.failovers,
        "hedges": tally.hedges,
        "hedges_won": tally.hedges_won,
        "units": {unit: format(amount, "f") for unit, amount in tally.units.items()},
    }


def show_providers(rows: Sequence[Row], out: "Console") -> None:
    """What is on with its health, what is off with what turns it on, what is gone."""
    _show_on([row for row in rows if row.state == "on"], out)
    off = [row for row in rows if row.state == "off"]
    if off and out.width >= WIDE:
        _show_off_wide(off, out)
    elif off:
        _show_off(off, out)
    for row in rows:
        if row.state == "gone":
            out.print(f"{row.name}: {row.why}", soft_wrap=True)
    out.print("prices are list prices; docs/providers.md tells how to set everything up", soft_wrap=True)


def _show_on(rows: Sequence[Row], out: "Console") -> None:
    made = _tight(table(out, "on", "does", "price", "24 h", "errors", "p95", right=("24 h", "errors", "p95")))
    for row in rows:
        made.add_row(_named(row), ", ".join(row.tasks), row.price, *_health(row.tally))
    out.print(made)
    _gap(out)


def _named(row: Row) -> str:
    return row.name if row.title in (row.name, "") or not row.title.count("/") else f"{row.name} {row.title}"


def _health(tally: Tally | None) -> tuple[str, str, str]:
    if tally is None:
        return "-", "-", "-"
    p95 = tally.seconds.percentile(0.95)
    return f"{tally.requests:,}", f"{tally.error_share:.1%}", brief_span(p95)


def _show_off_wide(rows: Sequence[Row], out: "Console") -> None:
    made = _tight(table(out, "off", "would do", "price", "to turn it on", "get a key at"))
    for row in rows:
        made.add_row(row.name, ", ".join(row.tasks), row.price, _turn_on(row), row.page if row.variable else "")
    out.print(made)
    _gap(out)


def _show_off(rows: Sequence[Row], out: "Console") -> None:
    name = max(len(row.name) for row in rows) + 2
    does = max(len(", ".join(row.tasks)) for row in rows) + 2
    out.print(f"{'off':<{name}}{'would do':<{does}}price", style="bold")
    for row in rows:
        out.print(f"{row.name:<{name}}{', '.join(row.tasks):<{does}}{row.price}", soft_wrap=True)
        how = f"{_turn_on(row)}  {row.page}" if row.variable else _turn_on(row)
        out.print(f"{'':<{name}}{how}", style="dim", soft_wrap=True)
    out.print()


def _gap(out: "Console") -> None:
    """A blank line after a table; on a terminal the table has its own."""
    if not out.is_terminal:
        out.print()


def _turn_on(row: Row) -> str:
    return f"set {row.variable}" if row.variable else row.why


def report_json(report: Report) -> str:
    """The report, for programs."""
    found = {
        "days": report.days,
        "billed_usd": format(report.spent.billed, "f"),
        "maybe_usd": format(report.spent.maybe, "f"),
        "held_usd": format(report.spent.held, "f"),
        "providers": [
            {"provider": line.provider, "task": line.task, **_tally_dict(line.tally)} for line in report.lines
        ],
        "selfhost": [
            {
                "task": task,
                "model": made.model.model,
                "licence": made.model.licence,
                "gpu": made.model.gpu,
                "throughput": made.model.throughput,
                "source": made.model.source,
                "note": made.model.note,
                "unit": made.model.output,
                "output_month": round(made.volume.output, 1),
                "api_usd_month": round(made.volume.usd, 2),
                "gpu_usd_month": round(made.gpu_usd, 2),
                "always_on": made.always_on,
                "break_even_month": None if made.break_even is None else round(made.break_even, 1),
                "words": made.words,
            }
            for task, made in report.compared.items()
        ],
        "not_compared": report.left_out,
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def show_report(report: Report, out: "Console") -> None:
    """How providers did by task, what it cost, and what one's own GPU would cost."""
    if not report.lines:
        out.print(f"nobody was asked anything in the last {report.days:g} days")
        return
    out.print(f"the last {report.days:g} days", style="bold")
    out.print(_report_table(report.lines, out))
    _gap(out)
    out.print(_owed(report), soft_wrap=True)
    if report.compared:
        _show_compared(report, out)
    else:
        out.print("nothing was paid for that a GPU of one's own could do", soft_wrap=True)


def _show_compared(report: Report, out: "Console") -> None:
    out.print("\nWith open models on a rented GPU, a month (an estimate)", style="bold")
    for task, made in report.compared.items():
        out.print(f"{task}: {made.words}")
        out.print(_facts(made))
    for task, why in report.left_out.items():
        out.print(f"{task}: {why}", style="dim")
    out.print(f"assumed: {report.assumptions}; replace any with --assume", style="dim")


def _facts(made: Comparison) -> "Padding":
    from rich.padding import Padding

    model, how = made.model, "kept all month" if made.always_on else "on demand"
    makes = "s of output" if model.output == "second" else f"{model.output}s"
    rate = f"{model.throughput:g} {makes} a GPU second ({model.source})"
    words = f"{model.model} ({model.licence}) on {model.gpu}, {how}, {rate}"
    return Padding(words, (0, 0, 0, 2), style="dim", expand=False)


def _report_table(lines: Sequence[Line], out: "Console") -> "Table":
    counts = ("asked", "errors", "p50", "p95", "p99", "cost", "took over", "hedges won")
    made = _tight(table(out, "", *counts, right=counts))
    for task in dict.fromkeys(line.task for line in lines):
        made.add_row(task, style="bold")
        for line in lines:
            if line.task == task:
                made.add_row(f"  {line.provider}", *_figures(line.tally))
    return made


def _tight(made: "Table") -> "Table":
    """Two blanks between columns (a box has one of its own), and names in one piece."""
    made.padding = (0, 1 if made.box else 2, 0, 0)
    made.columns[0].no_wrap = True
    return made


def _figures(tally: Tally) -> tuple[str, ...]:
    times = (brief_span(tally.seconds.percentile(share)) for share in (0.5, 0.95, 0.99))
    cost = f"${tally.cost:,.2f}" if tally.cost else "free"
    return (
        f"{tally.requests:,}",
        f"{tally.error_share:.1%}",
        *times,
        cost,
        f"{tally.failovers:,}",
        f"{tally.hedges_won}/{tally.hedges}",
    )


def _owed(report: Report) -> str:
    spent = report.spent
    held = f", ${spent.held:,.2f} held for calls under way" if spent.held else ""
    maybe = f" and perhaps ${spent.maybe:,.2f} more (calls that were lost)" if spent.maybe else ""
    return f"this month: ${spent.billed:,.2f} billed{maybe}{held}"


def brief_span(seconds: float | None) -> str:
    """`35 ms`, `1.2 s`, `1:05`, or a dash."""
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else span(seconds)
