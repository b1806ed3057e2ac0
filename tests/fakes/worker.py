"""A worker on fake tools: `python -m tests.fakes.worker`, with the options of the real one.

STUDIO_TEST_HOST gives this process another machine's name.
"""

import os
import socket

from tests.fakes.receiver import LOOPBACK
from tests.fakes.studio_cli import fake_studio
from worker.main import main

HOST = os.environ.get("STUDIO_TEST_HOST", "") or socket.gethostname()
socket.gethostname = lambda: HOST

if __name__ == "__main__":
    main(wiring=fake_studio, rules=LOOPBACK)
