"""A run as a live grid: a row per piece, a column per tool, and the time left."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from api.cli.show import show_plan
from api.cli.tables import console, span
from api.cli.track import Cell, Track
from studio.domain.plan import Plan
from studio.events.progress import Ended, Event, Planned, Redoing, Sink, StepMoved, Stopping
from tools.catalog import NAMES

MARKS = {"done": ("✓", "green"), "reused": ("✓", "cyan"), "failed": ("✗", "bold red"), "skipped": ("–", "yellow")}
REFRESH_PER_SECOND = 4
BAR_WIDTH = 40


@contextmanager
def live() -> Iterator[Sink]:
    """A sink that keeps the grid up to date; what must stay readable is printed above it."""
    screen, track, lock = console(sys.stderr), Track(), threading.Lock()

    def draw() -> RenderableType:
        with lock:
            return _grid(track)

    with Live(console=screen, get_renderable=draw, refresh_per_second=REFRESH_PER_SECOND, transient=True) as shown:

        def tell(event: Event) -> None:
            with lock:
                news = track.hear(event)
            if not news:
                return
            if isinstance(event, Planned):
                show_plan(event.plan, screen)
            elif isinstance(event, StepMoved) and event.state == "failed":
                screen.print(Text("✗ ", style="red"), f"{event.step}: {event.detail}", sep="")
            elif isinstance(event, Redoing):
                said = f"{event.step} is done again ({event.attempt} of 2): {event.why}"
                screen.print(Text("↻ ", style="yellow"), said, sep="")
            elif isinstance(event, Stopping):
                screen.print(f"stopping: nothing new is started, running steps get {event.seconds:g} s")
            elif isinstance(event, Ended):
                shown.refresh()

        yield tell


def _grid(track: Track) -> RenderableType:
    if track.plan is None:
        return Spinner("dots", text="reading the brief")
    over, total = track.counts()
    bar = Table.grid(padding=(0, 1))
    left = track.left()
    rest = f"about {span(left)} left" if left >= 1 else "checking" if over == total else ""
    bar.add_row(ProgressBar(total=max(total, 1), completed=over, width=BAR_WIDTH), f"{over}/{total}", rest)
    return Group(_cells(track.plan, track), bar)


def _cells(plan: Plan, track: Track) -> Table:
    used = {step.tool for step in plan.steps}
    columns = [name for name in NAMES if name in used]
    grid = Table(box=None, pad_edge=False, header_style="dim")
    grid.add_column("")
    for name in columns:
        grid.add_column(name, justify="center", min_width=len(name))
    for piece in plan.spec.pieces:
        grid.add_row(piece.id, *(_mark(track.cells.get(f"{piece.id}.{name}")) for name in columns))
    return grid


def _mark(cell: Cell | None) -> RenderableType:
    if cell is None:
        return ""
    if cell.state is None:
        return Text("·", style="dim")
    if cell.state in MARKS:
        mark, style = MARKS[cell.state]
        return Text(mark, style=style)
    return Text(f"{cell.part:.0%}", style="bold blue") if cell.part > 0 else Spinner("dots", style="blue")
