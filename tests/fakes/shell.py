"""Runs the command on fake tools as a person would: another process, its own folder."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class Shell:
    """A folder in which `studio` is called."""

    folder: Path

    def plot(self, **behaviour: Any) -> None:
        """Say how the tools behave from now on."""
        (self.folder / "plot.json").write_text(json.dumps(behaviour))

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Begin a command."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("STUDIO_")}
        ours = {"STUDIO_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.studio_cli", *arguments],
            cwd=self.folder,
            env=inherited | ours | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def ledger(self) -> list[tuple[str, str, int, str]]:
        """Event, tool, attempt and arguments of all work begun and ended so far."""
        path = self.folder / "ledger.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(event, tool, attempt, content) for event, tool, attempt, content in map(json.loads, lines)]

    def wait_for(self, lines: int, process: subprocess.Popen[str]) -> None:
        """Wait until the ledger has this many lines, or the process is over."""
        while process.poll() is None and len(self.ledger()) < lines:
            time.sleep(0.002)

    def done_steps(self) -> set[str]:
        """Steps that are kept as done."""
        path = self.folder / "home/studio.db"
        if not path.exists():
            return set()
        with sqlite3.connect(path) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE name = 'steps'").fetchall()
            if not tables:
                return set()
            return {row[0] for row in database.execute("SELECT step_id FROM steps WHERE status = 'done'")}
