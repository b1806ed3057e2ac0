"""`studio up` as a person starts it: real pages, real workers, real engines, in a home of its own."""

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from studio.leash import leashed

PASSWORD = "correct horse battery staple"
WAIT_SECONDS = 420.0
"""The longest wait for a state: what takes seconds on a free machine takes minutes on a busy one."""
BUILD_SECONDS = 900.0
WEB = Path(os.environ.get("BROWSER_TESTS_WEB") or Path(__file__).parents[2] / "web")
"""What the pages are built from."""
UP = """
import os, pathlib
from api.cli.commands import up
from api.cli.main import main
up.WEB = pathlib.Path(os.environ.get("BROWSER_TESTS_WEB") or up.WEB)
main()
"""
"""The command; the pages may be built elsewhere, so that the tests take no running studio its pages away."""

Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str, seconds: float = WAIT_SECONDS) -> Found:
    """Look again and again until there is something; that is given."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.25)
    return found


@dataclass(frozen=True)
class Account:
    """Somebody with a workspace."""

    email: str
    token: str


class Rig:
    """A studio that can be stopped and started again."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._arguments = arguments
        self._log = home.parent / f"{home.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        """What it told since it was last started."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        """Start it, and wait until it answers and has its pages."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STUDIO_")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                leashed([sys.executable, "-c", UP, "up", "--port", str(self.port), *self._arguments]),
                env={**kept, "STUDIO_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            until(self._ready, "the pages", BUILD_SECONDS)
        except AssertionError as error:
            built = WEB / ".build.log"
            told = built.read_text(errors="replace")[-4000:] if built.is_file() else "nothing was built"
            raise AssertionError(f"{error}\nthe studio said:\n{self.said[-4000:]}\nthe build said:\n{told}") from None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait for its end."""
        process, self._process = self._process, None
        if process and process.poll() is None:
            process.send_signal(how)
            process.wait(90)

    def workers(self) -> list[int]:
        """Process ids of its workers."""
        assert self._process
        return [pid for pid in _children(self._process.pid) if "worker.main" in _command(pid)]

    def person(self, name: str = "ada") -> Account:
        """Register somebody new, with a workspace of their own."""
        email = f"{name}-{secrets.token_hex(4)}@example.com"
        asked = {"email": email, "password": PASSWORD, "name": name.title(), "workspace": f"{name.title()}'s"}
        answer = httpx.post(f"{self.base}/api/v1/auth/register", json=asked, timeout=60)
        assert answer.status_code == 201, answer.text
        return Account(email, answer.json()["access_token"])

    def get(self, who: Account, path: str) -> Any:
        """What the API says."""
        answer = httpx.get(f"{self.base}/api/v1{path}", headers=_bearer(who), timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, who: Account, path: str, **body: Any) -> Any:
        """Tell the API something once."""
        head = {**_bearer(who), "idempotency-key": secrets.token_hex(8)}
        answer = httpx.post(f"{self.base}/api/v1{path}", json=body, headers=head, timeout=60)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def delete(self, who: Account, path: str) -> None:
        """Have the API take something away."""
        answer = httpx.delete(f"{self.base}/api/v1{path}", headers=_bearer(who), timeout=60)
        assert answer.status_code == 204, answer.text

    def order(self, who: Account, text: str, *, approve: bool = True) -> str:
        """Have a brief planned and, unless it shall wait, made; gives the run's id when that is so."""
        run = str(self.post(who, "/briefs", text=text)["run_id"])
        self.ends(who, run, "planned")
        if approve:
            self.post(who, f"/runs/{run}/approve")
            self.ends(who, run, "done")
        return run

    def ends(self, who: Account, run: str, *statuses: str) -> Any:
        """The run, once it stands so."""

        def reached() -> Any:
            found = self.get(who, f"/runs/{run}")
            return found if found["status"] in statuses else None

        return until(reached, f"{run} to be {' or '.join(statuses)}")

    def makings(self, run: str) -> dict[str, set[str]]:
        """When the steps of a run were begun, by their ids, as the books have it."""
        found: dict[str, set[str]] = {}
        with closing(sqlite3.connect(f"file:{self.home / 'studio.db'}?mode=ro", uri=True)) as books:
            for step, started in books.execute("SELECT step_id, started FROM steps WHERE run_id = ?", (run,)):
                found.setdefault(step, set()).add(started)
        return found

    def _ready(self) -> bool:
        assert self._process and self._process.poll() is None, self.said
        assert "the API works without the pages" not in self.said, self.said
        try:
            return "Ctrl-C stops it" in self.said and httpx.get(f"{self.base}/login", timeout=60).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def rig(home: Path, *arguments: str) -> Iterator[Rig]:
    """A studio for as long as this lasts."""
    home.mkdir(parents=True, exist_ok=True)
    made = Rig(home, *arguments)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _bearer(who: Account) -> dict[str, str]:
    return {"authorization": f"Bearer {who.token}"}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
