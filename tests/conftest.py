"""For all tests: no way out of this machine, neither from the tests nor from what they start."""

import os
from pathlib import Path

GUARD = Path(__file__).with_name("guard")

if str(GUARD) not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH", "")]))

import tests.guard.sitecustomize  # noqa: E402, F401  # the hook of this process; children find it by PYTHONPATH
