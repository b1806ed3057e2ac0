"""The child process: `python -m providers.adapters.kokoro.server PARENT_PID FOLDER THREADS`."""

import sys
from pathlib import Path

from providers.speech.serve import Engine, serve


def open_engine() -> Engine:
    """The loaded voice; its libraries are imported here, so that a missing one is an answer."""
    from providers.adapters.kokoro.engine import KokoroEngine

    return KokoroEngine(Path(sys.argv[2]), threads=int(sys.argv[3]))


if __name__ == "__main__":
    serve(int(sys.argv[1]), open_engine)
