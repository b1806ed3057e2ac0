"""The body of `studio eval`."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from evals import gate
from evals.cases import Case, all_cases
from evals.outcome import Outcome, Report, report_of
from evals.report.page import page
from evals.report.terminal import table, weak_spots
from evals.runner import run, run_model
from evals.subjects import BUILT_IN, model_reader
from providers.router import Router
from studio.errors import BadRequest
from studio.settings import Settings, get_settings

REGRESSED = 1


def evaluate(
    suite: str,
    *,
    model: str = "",
    compare: Path | None = None,
    as_json: Path | None = None,
    html: Path | None = None,
    held_out_cases: bool = False,
) -> int:
    """Run a suite, print its figures, and write what was asked for.

    Args:
        suite: One of `evals.runner.SUITES`.
        model: A LiteLLM model to read the same cases; empty for none.
        compare: A baseline to hold the figures against.
        as_json: Where to write the figures; they serve as a baseline.
        html: Where to write the page.
        held_out_cases: List held-out cases on the page.

    Returns:
        0, or 1 when a figure is worse than the baseline.

    Raises:
        BadRequest: The suite or the baseline does not exist, or a file cannot be written.
    """
    baseline = gate.load(compare) if compare else None
    report = run(suite)
    if model:
        report = with_model(report, model)
    print(table(report))
    if spots := weak_spots(report, BUILT_IN):
        print(f"\nweak spots (never held out)\n{spots}")
    _write(as_json, gate.baseline_of(report).model_dump_json(indent=1))
    _write(html, page(report, held_out_cases=held_out_cases) if html else "")
    return _told([*gate.drops(report, baseline), *gate.prompt_faults(baseline)]) if baseline else 0


def with_model(report: Report, model: str, cases: Sequence[Case] | None = None) -> Report:
    """The report with a language model's row: its readings as users get them, held by the built-in reader."""
    settings = get_settings().model_copy(update={"model": model})
    outcomes = asyncio.run(_ask(settings, all_cases() if cases is None else cases))
    return report_of(report.suite, (*report.outcomes, *outcomes))


async def _ask(settings: Settings, cases: Sequence[Case]) -> list[Outcome]:
    router = Router.from_settings(settings)
    try:
        return await run_model(settings.model, model_reader(settings, router), cases)
    finally:
        await router.aclose()


def _write(path: Path | None, text: str) -> None:
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror}", "choose another place") from error


def _told(drops: Sequence[gate.Drop | str]) -> int:
    for drop in drops:
        print(f"worse: {drop}", file=sys.stderr)
    return REGRESSED if drops else 0
