"""Which process is at work on a run, and whether it still lives."""

import os
import secrets
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

STALE = timedelta(seconds=6)
"""A run of another machine whose heartbeat is older has lost its process; the heartbeat comes every BEAT_SECONDS.

Short enough for another machine to go on within ten seconds.
"""

HUNG = timedelta(seconds=30)
"""A process of this machine is seen to live, so that a late heartbeat means a slow disk or processor for longer."""

BEAT_SECONDS = 1.0


def me() -> str:
    """A name for this process that no other one has."""
    return f"{socket.gethostname()}|{os.getpid()}|{_started(os.getpid())}|{secrets.token_hex(4)}"


def alive(owner: str, heartbeat: datetime) -> bool:
    """Whether the owner of a run can still be at work: by its process on this machine, else by its heartbeat."""
    if not owner:
        return False
    host, pid, started, _ = owner.split("|")
    here = host == socket.gethostname()
    if here and not _runs(int(pid), started):
        return False
    return datetime.now(UTC) - heartbeat < (HUNG if here else STALE)


def _runs(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(pid) == started


def _started(pid: int) -> str:
    """Start time in clock ticks since boot, so that a recycled id is not mistaken; empty where unknown or dead."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return "" if fields[0] in "ZX" else fields[19]  # it died, and nobody has asked yet how it ended
    except (OSError, IndexError):
        return ""
