"""`studio eval`: how good the reader, the planner and the writer are, and whether a change made them worse."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

BODY = "evals.command"
"""Looked up by name: the evaluation stands beside the API, not below it."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("eval")(evaluate)


def evaluate(
    suite: Annotated[str, typer.Argument(help="fast, robust, full or gate.")] = "fast",
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="A LiteLLM model to read the same cases.")
    ] = "",
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", help="Fail when a figure is worse than in this one.")
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures here.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the page here.")] = None,
    held_out_cases: Annotated[
        bool, typer.Option("--held-out-cases", help="List held-out cases too; not while mending a reader.")
    ] = False,
) -> int:
    """Measure readings, plans and scripts on the cases that ship; offline unless a model is named."""
    body = import_module(BODY)
    code: int = body.evaluate(
        suite, model=model, compare=compare, as_json=as_json, html=html, held_out_cases=held_out_cases
    )
    return code
