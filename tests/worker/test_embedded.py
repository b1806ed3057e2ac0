"""Workers of another process's own: there while it is, started again, drained at its end."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from worker.embedded import workers

CHILD = """
import os, signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
(folder / f"began-{os.getpid()}").touch()
def drain(*_):
    (folder / f"drained-{os.getpid()}").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
while True:
    time.sleep(0.05)
"""


def marks(folder: Path, kind: str) -> list[int]:
    return sorted(int(path.name.removeprefix(f"{kind}-")) for path in folder.glob(f"{kind}-*"))


def runs(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def children(folder: Path, count: int) -> list[int]:
    end = time.monotonic() + 20
    while len(marks(folder, "began")) < count:
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    return marks(folder, "began")


async def test_a_worker_that_dies_is_started_again_and_all_are_drained(tmp_path: Path) -> None:
    async with workers(2, (sys.executable, "-c", CHILD, str(tmp_path))):
        first = await children(tmp_path, 2)
        os.kill(first[0], signal.SIGKILL)
        later = await children(tmp_path, 3)
        living = set(later) - {first[0]}
        assert len(living) == 2
    assert set(marks(tmp_path, "drained")) == living


async def test_one_that_does_not_drain_is_killed(tmp_path: Path) -> None:
    stubborn = CHILD.replace("sys.exit(0)", "pass")
    async with workers(1, (sys.executable, "-c", stubborn, str(tmp_path)), grace=0.3):
        (pid,) = await children(tmp_path, 1)
    assert not runs(pid)
