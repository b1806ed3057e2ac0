"""The main job through vendors, for real but for the vendors: their fakes as addresses, one dying on the way."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest
import yaml

from tests.fakes.vendors.elevenlabs import ElevenLabsFake
from tests.fakes.vendors.heygen import HeyGenFake
from tests.fakes.vendors.openai import OpenAIFake
from tests.fakes.vendors.pexels import PexelsFake

SECRET = "sk-secret-that-nobody-may-see-0123456789"


class Fakes:
    """The vendors of one run; all of them know the same secret."""

    def __init__(self, stack: ExitStack) -> None:
        self.elevenlabs = self._run(stack, ElevenLabsFake)
        self.heygen = self._run(stack, HeyGenFake)
        self.pexels = self._run(stack, PexelsFake)
        self.openai = self._run(stack, OpenAIFake)
        self.pexels.seconds = 6

    def _run(self, stack: ExitStack, cls: type[Any]) -> Any:
        fake = stack.enter_context(cls.running())
        fake.key = SECRET
        return fake

    def environment(self) -> dict[str, str]:
        return {
            "ELEVENLABS_API_KEY": SECRET,
            "HEYGEN_API_KEY": SECRET,
            "PEXELS_API_KEY": SECRET,
            "STUDIO_MODEL": "openai/gpt-4o-mini",
            "STUDIO_MODEL_BASE_URL": self.openai.url,
            "STUDIO_MODEL_API_KEY": SECRET,
            "ELEVENLABS_BASE_URL": self.elevenlabs.url,
            "HEYGEN_BASE_URL": self.heygen.url,
            "PEXELS_BASE_URL": self.pexels.url,
        }


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with ExitStack() as stack:
        yield Fakes(stack)


def make(brief: str, folder: Path, fakes: Fakes, *options: str) -> tuple[int, dict[str, Any], str]:
    """Run the command as a person would, with keys in the environment."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "providers.yaml").write_text(yaml.safe_dump({"avatars": {"me": {"heygen": "avatar-of-me"}}}))
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "make", brief]
    done = subprocess.run(
        [*command, "--yes", "--json", "--out", str(folder / "out"), *options],
        env={**os.environ, **fakes.environment(), "STUDIO_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    if os.environ.get("STUDIO_KEEP"):
        subprocess.run(["cp", "-r", str(folder / "out"), os.environ["STUDIO_KEEP"]], check=True)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def everything(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def test_a_run_goes_through_the_vendors_and_over_to_others_when_one_dies(fakes: Fakes, tmp_path: Path) -> None:
    fakes.elevenlabs.die("/with-timestamps", after=1)
    code, record, told = make("2 fitness reels, 8 seconds each", tmp_path, fakes, "--budget", "20")
    assert code == 0, told
    pieces = record["pieces"]
    assert [piece["status"] for piece in pieces] == ["done", "done"]
    spoken_by = {piece["made_by"]["voice"].split()[0] for piece in pieces}
    assert spoken_by == {"elevenlabs", "kokoro"}
    lost = next(piece for piece in pieces if piece["made_by"]["voice"].startswith("kokoro"))
    assert [(a["provider"], a["outcome"].split(":")[0]) for a in lost["trail"]["voice"]][-1] == ("kokoro", "ok")
    assert lost["trail"]["voice"][0]["provider"] == "elevenlabs"
    assert all(piece["made_by"]["avatar"].startswith("heygen") for piece in pieces)
    assert all("footage by" in piece["made_by"]["visuals"] for piece in pieces)
    assert all(gate["passed"] for piece in pieces for gate in piece["gates"])
    assert Decimal(record["cost_usd"]) > 0
    for fake in (fakes.elevenlabs, fakes.heygen, fakes.pexels, fakes.openai):
        assert fake.violations == []
    for piece in pieces:
        with av.open(str(Path(record["out"]) / piece["files"]["video"])) as video:
            assert (video.streams.video[0].width, video.streams.video[0].height) == (1080, 1920)
    assert [path for path, data in everything(tmp_path) if SECRET.encode() in data] == []
    assert SECRET not in told + json.dumps(record)


def test_keys_alone_spend_nothing(fakes: Fakes, tmp_path: Path) -> None:
    code, _, told = make("1 silent reel about tea, 6 seconds", tmp_path, fakes)
    assert code == 0, told
    assert not fakes.elevenlabs.bills
    assert not fakes.heygen.bills


def start(brief: str, folder: Path, fakes: Fakes, *options: str) -> subprocess.Popen[str]:
    """The same command, left running."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "providers.yaml").write_text(yaml.safe_dump({"avatars": {"me": {"heygen": "avatar-of-me"}}}))
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "make", brief]
    return subprocess.Popen(
        [*command, "--yes", "--json", "--out", str(folder / "out"), *options],
        env={**os.environ, **fakes.environment(), "STUDIO_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_film_paid_for_before_a_kill_is_taken_up_again(fakes: Fakes, tmp_path: Path) -> None:
    process = start("1 fitness reel, 6 seconds", tmp_path, fakes, "--budget", "20")
    while not any(seen.call.method == "GET" and "/v3/videos/" in seen.call.path for seen in fakes.heygen.seen):
        for job in fakes.heygen.jobs.values():
            job.stuck = True
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.kill()
    process.communicate()
    (job,) = fakes.heygen.jobs.values()
    job.stuck = False
    runs = subprocess.run(
        [sys.executable, "-c", "from api.cli.main import main; main()", "resume", "last", "--json", "--yes"],
        env={**os.environ, **fakes.environment(), "STUDIO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert runs.returncode == 0, runs.stderr
    assert len(fakes.heygen.jobs) == 1
    record = json.loads(runs.stdout)
    assert record["pieces"][0]["made_by"]["avatar"].startswith("heygen")
    spent = Decimal(record["pieces"][0]["cost_usd"])
    assert Decimal("0") < spent < Decimal("1")
