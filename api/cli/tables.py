"""Tables and amounts as people read them, with or without a terminal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO

from rich import box
from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 160


def console(file: IO[str]) -> Console:
    """A console on this stream: colours on a terminal only."""
    terminal = file.isatty()
    return Console(
        file=file,
        width=None if terminal else PIPE_WIDTH,
        no_color=not terminal,
        highlight=False,
        markup=False,  # people's own words may hold square brackets
        emoji=False,
    )


def table(out: Console, *headings: str, right: Sequence[str] = ()) -> Table:
    """An empty table with these columns; those named in `right` are set flush right."""
    made = Table(box=box.SIMPLE_HEAD if out.is_terminal else None, pad_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return made


CENT = Decimal("0.01")


def dollars(amount: Decimal) -> str:
    """`free`, `$1.20`, or that it is less than a cent."""
    if not amount:
        return "free"
    return f"${amount:.2f}" if amount >= CENT else "under $0.01"


def span(seconds: float) -> str:
    """`8 s`, `1:05`, `1:02:03`."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
