"""A leashed command becomes itself, and ends with whoever started it."""

import os
import resource
import signal
import subprocess
import sys
import time

from studio.leash import leashed

OWNER = """
import subprocess, sys, threading, time
from studio.leash import leashed
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
child = subprocess.Popen(leashed([sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)"]))
print(child.pid, flush=True)
time.sleep(60)
"""


def gone(pid: int, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_it_is_the_command_with_its_arguments_its_code_and_all_the_files_it_may_open() -> None:
    told = "import resource, sys; print(sys.argv[1:], resource.getrlimit(resource.RLIMIT_NOFILE)); sys.exit(7)"
    done = subprocess.run(leashed([sys.executable, "-c", told, "a b", "--c"]), capture_output=True, text=True)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert (done.returncode, done.stdout) == (7, f"['a b', '--c'] {(most, most)}\n")


def test_it_ends_when_its_owner_is_killed() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    lines = {owner.stdout.readline().strip(), owner.stdout.readline().strip()}
    (child,) = (int(line) for line in lines - {"here"})
    assert not gone(child, 0.2)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    assert gone(child)
