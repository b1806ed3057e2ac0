"""The server of our own: one for each home, there as long as somebody needs it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis.asyncio import Redis

from studio.queue.valkey import Valkey, socket_path, valkey
from tests.fakes.service import ROOT

OWNER = """
import asyncio, sys
from pathlib import Path
from studio.queue.valkey import valkey

async def main():
    async with valkey(Path(sys.argv[1])) as server:
        print(server.pid or 0, flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


def owner(home: Path) -> tuple["subprocess.Popen[str]", int]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def gone(pid: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


async def test_it_keeps_what_is_in_it(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, Redis.from_url(server.url) as redis:
        await redis.set("key", "value")
        pid = server.pid
    assert pid and gone(pid)
    async with valkey(tmp_path) as server, Redis.from_url(server.url) as redis:
        assert await redis.get("key") == b"value"


async def test_a_second_process_finds_it_and_does_not_stop_it(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server:
        second, pid = owner(tmp_path)
        assert pid == 0
        second.communicate("\n", timeout=20)
        assert server.pid and not gone(server.pid, 0.3)
        async with Redis.from_url(server.url) as redis:
            assert await redis.ping()


async def test_many_at_once_start_one(tmp_path: Path) -> None:
    servers = [Valkey(tmp_path) for _ in range(8)]
    await asyncio.gather(*(server.ensure() for server in servers))
    assert sum(server.pid is not None for server in servers) == 1
    await asyncio.gather(*(server.stop() for server in servers))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells a child of its parent's death on Linux only")
def test_it_ends_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    process, pid = owner(tmp_path)
    assert pid and not gone(pid, 0.2)
    process.kill()
    process.communicate()
    assert gone(pid)


async def test_it_is_started_again_with_all_that_was_in_it(tmp_path: Path) -> None:
    async with valkey(tmp_path) as server, Redis.from_url(server.url) as redis:
        await redis.set("key", "value")
        first = server.pid
        assert first
        os.kill(first, signal.SIGKILL)
        assert gone(first)
        await server.ensure()
        assert await redis.get("key") == b"value"
        assert server.pid != first


async def test_who_needs_it_starts_it_when_its_owner_is_gone(tmp_path: Path) -> None:
    process, pid = owner(tmp_path)
    async with valkey(tmp_path) as server, Redis.from_url(server.url) as redis:
        assert server.pid is None
        await redis.set("key", "value")
        process.kill()
        process.communicate()
        assert gone(pid)
        end = time.monotonic() + 10
        while server.pid is None and time.monotonic() < end:
            await asyncio.sleep(0.05)
        assert server.pid
        await server.ensure()
        assert await redis.get("key") == b"value"


async def test_a_home_with_a_long_name_works(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    assert len(str(socket_path(home))) < 100
    async with valkey(home) as server, Redis.from_url(server.url) as redis:
        assert await redis.ping()
        assert (home / "valkey").is_dir()
