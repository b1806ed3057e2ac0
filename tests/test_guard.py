"""The guard itself: it holds, in this process and in children."""

import socket
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import httpx
import pytest

OUTSIDE = "203.0.113.7"  # a documentation address (RFC 5737): nobody answers there
PTH = {
    "__editable__.ai_clone_studio-0.1.0.pth",
    "_editable_impl_ai_clone_studio.pth",
    "_virtualenv.pth",
    "distutils-precedence.pth",
}
"""Files that may run at every start of Python: our own, and those of the environment."""


def test_no_test_reaches_outside() -> None:
    with pytest.raises(OSError, match="only reach loopback"):
        socket.create_connection((OUTSIDE, 80), timeout=1)
    with pytest.raises(OSError, match="only reach loopback"):
        socket.getaddrinfo("example.com", 443)
    with pytest.raises((OSError, httpx.ConnectError)):
        httpx.get(f"http://{OUTSIDE}/", timeout=1)


def test_no_child_of_a_test_reaches_outside() -> None:
    code = f"import socket; socket.create_connection(('{OUTSIDE}', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "only reach loopback" in done.stderr


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=1).close()


def test_nothing_unknown_runs_at_the_start_of_python() -> None:
    folder = Path(str(distribution("pydantic").locate_file("")))
    assert {path.name for path in folder.glob("*.pth")} <= PTH


def test_providers_load_fast_and_without_litellm() -> None:
    code = (
        "import sys; before = set(sys.modules); import providers, providers.router, providers.catalog; "
        "heavy = {m.split('.')[0] for m in sys.modules} & {'litellm', 'numpy', 'av', 'cv2', 'sqlalchemy', 'redis'}; "
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
