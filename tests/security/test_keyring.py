"""The file of keys: made once, read by its owner only, changed under all that use it."""

import asyncio
import stat
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from studio.errors import BrokenInstall
from studio.security.keyring import KEEP, Keyring
from tests.fakes.people import Clock

ASK = """
import sys
from pathlib import Path
from studio.security.keyring import Keyring
print("ready", flush=True)
sys.stdin.readline()
print(Keyring(Path(sys.argv[1])).current().kid)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys/access.json"
    kid = Keyring(path).current().kid
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert Keyring(path).current().kid == kid
    assert [file.name for file in path.parent.iterdir()] == ["access.json"]


async def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path / "keys/access.json")]
    started = [await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE) for _ in range(4)]
    for process in started:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(process.communicate(b"go\n") for process in started))
    assert len({kid for kid, _ in said}) == 1 and len(said[0][0].strip()) == 16


def test_a_change_is_seen_by_all_that_use_the_file(tmp_path: Path) -> None:
    path, clock = tmp_path / "access.json", Clock()
    one, two = Keyring(path, clock), Keyring(path, clock)
    first = one.current().kid
    assert two.current().kid == first
    second = two.rotate()
    assert one.current().kid == second and one.find(first) and mode(path) == 0o600
    clock.forward(KEEP)
    third = one.rotate()
    assert {kid for kid in (first, second, third) if two.find(kid)} == {second, third}


def test_keys_that_others_may_read_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    Keyring(path).current()
    path.chmod(0o644)
    with pytest.raises(BrokenInstall) as refusal:
        Keyring(path).current()
    assert "chmod 600" in refusal.value.hint


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"private": "AA==", "retired": null}]}'])
def test_a_damaged_file_is_told_and_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "access.json"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(BrokenInstall):
        Keyring(path).current()
    assert path.read_text() == content
