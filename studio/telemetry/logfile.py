"""The log: one file below the home folder, for what a terminal should not show."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from studio.telemetry.redact import Redacting

MEGABYTE = 1_000_000


def log_path(home: Path) -> Path:
    """Where the log is."""
    return home / "studio.log"


def open_log(home: Path) -> Path:
    """Send everything logged in this process to the log file, without secrets, and nothing to the terminal."""
    home.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(log_path(home), maxBytes=5 * MEGABYTE, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Redacting())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    return log_path(home)
