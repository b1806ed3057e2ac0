"""The child process: `python -m providers.adapters.kokoro.server PARENT_PID FOLDER THREADS`."""

import sys
from pathlib import Path

from providers.adapters.kokoro.engine import KokoroEngine
from providers.speech.serve import serve

if __name__ == "__main__":
    serve(int(sys.argv[1]), lambda: KokoroEngine(Path(sys.argv[2]), threads=int(sys.argv[3])))
