"""Whatever the API is asked: never a 500, and no answer that its description does not tell of."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.fakes.backings import Backing
from tests.hardening.house import Listening, listening

CASES = 10_000
HERE = Path(__file__).parent
CONFIG = HERE / "schemathesis.toml"


@dataclass(frozen=True)
class Outcome:
    """What schemathesis found."""

    code: int
    words: str
    answers: dict[str, int]
    """Method, path and status -> how often."""

    @property
    def cases(self) -> int:
        return sum(self.answers.values())

    @property
    def operations(self) -> set[str]:
        return {answer.rpartition(" ")[0] for answer in self.answers}


@pytest.fixture
def there(tmp_path: Path, bare: Backing) -> Iterator[Listening]:
    """A house that listens."""
    with listening(tmp_path, bare) as found:
        yield found


def asked(there: Listening, folder: Path, *options: str, most: int) -> Outcome:
    """Have schemathesis ask, in a process of its own."""
    counts = folder / "counts.json"
    python = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    ours = {"STUDIO_HOUSE": json.dumps(asdict(there)), "STUDIO_HOUSE_COUNTS": str(counts), "PYTHONPATH": python}
    command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "--config-file", str(CONFIG), "run"]
    command += [f"{there.url}/api/v1/openapi.json", "--max-examples", str(most), *options]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **ours}, capture_output=True, text=True)
    answers = json.loads(counts.read_text()) if counts.exists() else {}
    return Outcome(done.returncode, done.stdout + done.stderr, answers)


def held(found: Outcome) -> None:
    """Every answer was one that is described."""
    assert found.code == 0, found.words[-30_000:]
    assert not [answer for answer in found.answers if answer[-3] == "5" and not answer.endswith("503")]


def test_every_route_answers_as_it_is_described(there: Listening, tmp_path: Path) -> None:
    found = asked(there, tmp_path, "--phases", "fuzzing", most=3)
    held(found)
    assert len(found.operations) >= 90


@pytest.mark.slow
def test_ten_thousand_cases(there: Listening, tmp_path: Path) -> None:
    found = asked(there, tmp_path, "--phases", "examples,coverage,fuzzing,stateful", most=100)
    print(f"{found.cases} cases of {len(found.operations)} operations")
    held(found)
    assert found.cases >= CASES
