"""Plots as inline SVG: dots with their intervals, and bars by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABEL, ROW, RIGHT = 860, 250, 26, 150
COLOURS = ("#2563eb", "#94a3b8", "#d97706", "#059669", "#be185d", "#7c3aed")
"""The reader of this machine first; baselines fade back."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One value with its interval, 0 to 1."""

    series: int
    value: float
    low: float
    high: float
    n: int


def dots(rows: Sequence[tuple[str, Sequence[Dot]]], series: Sequence[str]) -> str:
    """A row a measure, a dot a series, a line for the 95 % interval."""
    step = 11
    tops, y = [], 34
    for _, row in rows:
        tops.append(y)
        y += max(ROW, step * len(row) + 12)
    parts = [_axis(y)]
    for (name, row), top in zip(rows, tops, strict=True):
        middle = top + step * len(row) / 2
        parts.append(f'<text x="{LABEL - 12}" y="{middle + 4:.0f}" text-anchor="end">{escape(name)}</text>')
        parts += [_dot(dot, top + step * i + step / 2, series) for i, dot in enumerate(row)]
    return _svg(y + 26, parts)


def _axis(bottom: float) -> str:
    lines = []
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10)
        lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="24" y2="{bottom:.0f}" class="grid"/>')
        lines.append(f'<text x="{x:.1f}" y="16" text-anchor="middle" class="tick">{tenth / 10:.1f}</text>')
    return "".join(lines)


def _dot(dot: Dot, y: float, series: Sequence[str]) -> str:
    colour = COLOURS[dot.series % len(COLOURS)]
    told = f"{series[dot.series]}: {dot.value:.3f} [{dot.low:.3f}, {dot.high:.3f}], n={dot.n}"
    return (
        f"<g><title>{escape(told)}</title>"
        f'<line x1="{_x(dot.low):.1f}" x2="{_x(dot.high):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" '
        f'stroke-width="2" opacity=".55"/><circle cx="{_x(dot.value):.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
        f'<text x="{WIDTH - RIGHT + 14}" y="{y + 4:.1f}" class="tick" fill="{colour}">'
        f"{dot.value:.2f} [{dot.low:.2f}, {dot.high:.2f}] n={dot.n}</text></g>"
    )


def _x(value: float) -> float:
    return LABEL + min(max(value, 0.0), 1.0) * (WIDTH - LABEL - RIGHT)


def _svg(height: float, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img">{"".join(parts)}</svg>'
