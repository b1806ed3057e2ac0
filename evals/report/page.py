"""The report as one page: plots, tables, and each case to be opened; nothing is loaded from anywhere."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, select_autoescape
from markupsafe import Markup

from evals.cases import Split
from evals.outcome import Outcome, Report, Score
from evals.report import plots
from evals.report.labels import FAKE, HEADLINES, in_order, meaning

SHOWN: tuple[Split, ...] = ("held-out", "dev", "practice")
KINDS = ("plain", "misspelt", "multipart", "long", "ambiguous", "contradictory", "infeasible", "injected")


def page(report: Report, *, held_out_cases: bool = False) -> str:
    """The HTML of a report.

    Args:
        report: What was measured.
        held_out_cases: Also list held-out cases one by one. Who mends a reader leaves them closed.
    """
    splits = [s for s in SHOWN if any(f"/{s}/" in key for key in report.scores)]
    shown = [o for o in report.outcomes if _listed(o, held_out_cases)]
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("evals.report").joinpath("page.html.j2").read_text("utf-8"))
    return template.render(
        report=report,
        colours=plots.COLOURS,
        plots={split: Markup(_headlines(report, split)) for split in splits},
        kinds=Markup(_kinds(report)),
        rows=[(name, meaning(name), _row(report, name, splits)) for name in in_order(_metrics(report))],
        columns=[(s, split) for s in report.subjects for split in splits],
        cases=sorted(shown, key=lambda o: (o.passed, o.case)),
        hidden=sum(o.split == "held-out" for o in report.outcomes) if not held_out_cases else 0,
        fake=FAKE,
    )


def _listed(outcome: Outcome, held_out: bool) -> bool:
    baseline = outcome.subject in ("template", "always-one-piece")
    return not baseline and not outcome.seed and (held_out or outcome.split != "held-out")


def _metrics(report: Report) -> set[str]:
    return {key.rsplit("/", 1)[1] for key in report.scores}


def _row(report: Report, name: str, splits: Sequence[str]) -> Sequence[Score | None]:
    keys = [f"{s}/{split}/{name}" for s in report.subjects for split in splits]
    return [report.scores.get(key) for key in keys]


def _headlines(report: Report, split: str) -> str:
    rows = []
    for name in HEADLINES:
        found = [(i, report.scores.get(f"{s}/{split}/{name}")) for i, s in enumerate(report.subjects)]
        if row := [plots.Dot(i, s.value, s.low, s.high, s.n) for i, s in found if s]:
            rows.append((name, row))
    return plots.dots(rows, report.subjects)


def _kinds(report: Report) -> str:
    from evals.intervals import share

    rows = []
    for kind in KINDS:
        row = []
        for i, subject in enumerate(report.subjects):
            own = [o for o in report.outcomes if (o.subject, o.kind) == (subject, kind) and not (o.seed or o.change)]
            if own:
                figure = share([o.passed for o in own])
                row.append(plots.Dot(i, figure.value, figure.low, figure.high, figure.n))
        if row:
            rows.append((kind, row))
    return plots.dots(rows, report.subjects)
