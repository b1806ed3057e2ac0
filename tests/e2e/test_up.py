"""`studio up` as a person starts it: it answers, keeps what it had, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def up(home: Path, port: int, codes: tuple[int, ...] = (0, 130)) -> Iterator[tuple[httpx.Client, str, int]]:
    """The service, what it said, and its process id; stopped by Ctrl-C at the end."""
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "up", "--no-pages", "--port", str(port)]
    log = home.parent / f"up-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, env={**os.environ, "STUDIO_HOME": str(home)}, stdout=out, stderr=out, start_new_session=True
        )
    try:
        until(lambda: "Ctrl-C stops it" in log.read_text(), log)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client, log.read_text(), process.pid
        process.send_signal(signal.SIGINT)
        assert process.wait(60) in codes, log.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def until(ready: object, log: Path) -> None:
    for _ in range(600):
        if ready():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def session_of(leader: int) -> list[int]:
    """Processes of a session that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_it_answers_and_a_second_start_finds_everything_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with up(home, free_port()) as (client, said, pid):
        assert client.get("/ready").json() == {"status": "ok", "checks": {"database": "ok", "queue": "ok"}}
        password = re.search(r"with the password (\S+)", said)
        assert password
        login = {"email": "owner@studio.local", "password": password[1]}
        token = client.post("/api/v1/auth/login", json=login).json()["access_token"]
        head = {"authorization": f"Bearer {token}", "idempotency-key": "b1"}
        run_id = client.post("/api/v1/briefs", json={"text": "1 reel about tea"}, headers=head).json()["run_id"]
        for _ in range(300):
            if client.get(f"/api/v1/runs/{run_id}", headers=head).json()["status"] == "planned":
                break
            time.sleep(0.1)
    assert session_of(pid) == []
    assert password[1] not in (home / "studio.log").read_text()
    with up(home, free_port()) as (client, said, pid):
        assert "first sign-in" not in said
        token = client.post("/api/v1/auth/login", json=login).json()["access_token"]
        head = {"authorization": f"Bearer {token}"}
        assert client.get(f"/api/v1/runs/{run_id}", headers=head).json()["status"] == "planned"
    assert session_of(pid) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_however_it_is_ended_nothing_is_left_behind(tmp_path: Path, how: signal.Signals) -> None:
    with up(tmp_path / "home", free_port(), (0, -signal.SIGKILL)) as (_, _, pid):
        assert len(session_of(pid)) > 1
        os.kill(pid, how)
        until(lambda: session_of(pid) == [], tmp_path / "home" / "studio.log")
