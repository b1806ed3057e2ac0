"""Child processes that end with their owner, however that ends, and may open as many files as are allowed.

A command is started through this file, which binds itself to the owner and then becomes the command. Doing the same
between fork and exec (`preexec_fn`) can hang for ever in a process that has threads.
"""

import os
import signal
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def leashed(command: Sequence[str], how: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command to start instead, as a child of this process.

    Args:
        command: Program and arguments.
        how: What it is sent when this process is gone (on Linux; elsewhere it lives on).
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(how)), *command]


def hold(owner: int, how: int) -> None:
    """Bind this process to its owner; ends it when the owner is gone already.

    Args:
        owner: Process id of the owner, which must be the parent.
        how: Signal to get when it ends.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != owner:
        os._exit(0)


def _widen() -> None:
    try:
        import resource
    except ImportError:  # there is none for Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    hold(int(sys.argv[1]), int(sys.argv[2]))
    _widen()
    os.execv(sys.argv[3], sys.argv[3:])
