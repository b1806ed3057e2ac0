"""The pages' own tests of what is pure: events to state, sentences to edits, tokens spent once, the archive."""

import subprocess
from pathlib import Path

import pytest

from api.webbuild import node_path

WEB = Path(__file__).parents[2] / "web"
VITEST = WEB / "node_modules" / "vitest" / "vitest.mjs"


@pytest.mark.skipif(not VITEST.is_file(), reason="the pages' packages are not installed: `studio up` does it")
def test_the_pages_own_tests_pass() -> None:
    command = [str(node_path()), str(VITEST), "run"]
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr
