"""The report as a table of plain text."""

from evals.cases import SPLITS
from evals.outcome import Report, Score
from evals.report.labels import in_order


def table(report: Report, *, every: bool = False) -> str:
    """The figures, a column a reader and split; all metrics or, for short, those of which a reader is judged."""
    names = in_order({key.rsplit("/", 1)[1] for key in report.scores})
    shown = names if every else [n for n in names if n.count(".") or "^" in n]
    columns = [(s, split) for s in report.subjects for split in SPLITS]
    columns = [(s, split) for s, split in columns if any(k.startswith(f"{s}/{split}/") for k in report.scores)]
    lines = []
    for subject, split in columns:
        lines.append(f"{subject} · {split}")
        for name in shown:
            if score := report.scores.get(f"{subject}/{split}/{name}"):
                lines += [f"  {name:28} {figure(score)}"]
    return "\n".join(lines)


def weak_spots(report: Report, subject: str) -> str:
    """The dev and practice cases that a reader gets wrong, each with what is wrong."""
    bad = [o for o in report.outcomes if o.subject == subject and o.split != "held-out" and o.faults and not o.seed]
    return "\n".join(f"  {o.case}: {'; '.join(o.faults[:3])}" for o in bad)


def figure(score: Score) -> str:
    """A value with its interval and n."""
    return f"{score.value:6.3f}  [{score.low:.3f}, {score.high:.3f}]  n={score.n}"
