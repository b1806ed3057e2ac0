"""A studio that has no worker of its own, and workers for it that are told how things go."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.leash import leashed

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(home: Path, **plot: Any) -> Iterator[None]:
    """A worker on fake tools whose voices are bought; `tests.fakes.paid` says what it may be told."""
    (home.parent / "plot.json").write_text(json.dumps(plot))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STUDIO_")}
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))
    with (home.parent / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            leashed([sys.executable, "-m", "tests.fakes.paid"]),
            cwd=home.parent,
            env={**kept, "STUDIO_HOME": str(home), "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
