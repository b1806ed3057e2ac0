"""Shows a run while it goes on: a live grid on a terminal, a line per event elsewhere. Always on stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.events.progress import Event, Sink


@contextmanager
def progress() -> Iterator["Sink"]:
    """A sink for the events of one run."""
    if sys.stderr.isatty():
        from api.cli.live import live

        with live() as tell:
            yield tell
        return
    from api.cli.lines import lines
    from api.cli.track import Track

    track = Track()

    def tell_line(event: "Event") -> None:
        if track.hear(event):
            for line in lines(event, track):
                print(line, file=sys.stderr, flush=True)

    yield tell_line
