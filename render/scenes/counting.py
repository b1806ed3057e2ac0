"""Counting up to a figure: what each picture of it says."""

import re

_FIGURE = re.compile(r"^(?P<before>\D*?)(?P<number>\d[\d.,\u00a0\u202f ]*\d|\d)(?P<after>.*)$", re.DOTALL)

WORTH_COUNTING = 12
"""Smaller whole numbers stand at once: "0 words, 1 word, 2 words" reads as a fault."""


def _parsed(number: str) -> tuple[float, int, str, str]:
    """Value, decimals, decimal mark and grouping mark of a written number."""
    grouped = re.fullmatch(r"\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*", number)
    if grouped:
        return float(re.sub(r"\D", "", number)), 0, "", grouped.group(1)
    decimal = re.fullmatch(r"(\d+)([.,])(\d+)", number)
    if decimal:
        return float(f"{decimal.group(1)}.{decimal.group(3)}"), len(decimal.group(3)), decimal.group(2), ""
    return float(re.sub(r"\D", "", number)), 0, "", ""


def _written(value: float, decimals: int, mark: str, group: str) -> str:
    whole = f"{value:,.{decimals}f}" if group else f"{value:.{decimals}f}"
    return whole.replace(",", group) if group else whole.replace(".", mark)


def share(figure: str) -> float:
    """Part of a whole (0 to 1) that a figure in per cent stands for; 1 for any other."""
    found = _FIGURE.match(figure.strip())
    if not found or "%" not in found["after"]:
        return 1.0
    return min(_parsed(found["number"])[0] / 100, 1.0)


def counted(figure: str, steps: int) -> list[str]:
    """The figure growing from near zero to itself in at most `steps` pictures; alone when it has no number."""
    found = _FIGURE.match(figure.strip())
    if not found or re.search(r"\d", found["after"]):
        return [figure.strip()]
    value, decimals, mark, group = _parsed(found["number"])
    if value <= WORTH_COUNTING and not decimals:
        return [figure.strip()]
    shown: list[str] = []
    for step in range(1, steps + 1):
        part = 1 - (1 - step / steps) ** 3
        now = value if step == steps else value * part
        number = found["number"] if step == steps else _written(now, decimals, mark, group)
        text = f"{found['before']}{number}{found['after']}"
        if not shown or shown[-1] != text:
            shown.append(text)
    return shown
