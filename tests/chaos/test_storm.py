"""Workers, the API and Valkey die at random under many paid runs: all end well, and work and money add up exactly."""

import asyncio
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.services.credits import Credits
from tests.chaos.books import credits_agree, vendors_agree, work_is_done_once
from tests.chaos.storm import Client, Storm, client, storm
from tests.fakes.backings import BARE

GRANTED = Decimal(20_000)
RESUMES_SECONDS = 10.0
"""Within which work should go on after a blow, on a machine that has nothing else to do."""


READ_SECONDS = 60.0
"""Within which the logs of all runs must be read to their ends."""


async def weather(
    at: Storm, clients: list[Client], runs: int, reels: int, blows: int, every: tuple[float, float]
) -> Any:
    """Have so many runs under way at any time until there were so many blows, and give all runs as they ended."""
    ended: list[tuple[Client, Any]] = []
    raging = True

    async def place(number: int) -> None:
        while True:
            who = clients[number % len(clients)]
            run_id = await who.order(f"run-{number:03}", reels)
            ended.append((who, await who.end(run_id)))
            number += runs
            if not raging:
                return

    work = asyncio.gather(*(place(number) for number in range(runs)))
    for _ in range(blows):
        await asyncio.sleep(at.rng.uniform(*every))
        await at.strike()
    raging = False
    await work
    return ended


async def until_settled(at: Storm, clients: list[Client]) -> None:
    async def reached() -> bool:
        wallets = [await Credits(at.service.database, each.workspace).wallet() for each in clients]
        return not any(wallet.held for wallet in wallets)

    await at.service.wait(reached, 60, "credits to be settled")


async def check(at: Storm, clients: list[Client], found: list[tuple[Client, Any]]) -> None:
    """Everything that must be so after a storm."""
    await until_settled(at, clients)
    ended = [run for _, run in found]
    runs = [run["id"] for run in ended]
    assert len(set(runs)) == len(ended) == len(await at.service.runs.newest(len(ended) + 10)), "ordered twice"
    statuses = Counter(run["status"] for run in ended)
    assert set(statuses) <= {"done", "failed"}
    unclear = [run["id"] for run in ended if run["status"] == "failed" and not (run["error"] or _why(run))]
    assert not unclear, "failed, and nobody can tell why"
    told = await asyncio.gather(*(_told(at, who.workspace, run["id"]) for who, run in found))
    for (_, run), types in zip(found, told, strict=True):
        rounds = [name for name in types if name in ("RUN_STARTED", "RUN_FINISHED", "RUN_ERROR")]
        starts, ends = rounds[::2], rounds[1::2]  # a plan whose worker died before it told of it is told with the run
        assert len(starts) == len(ends) <= 2 and set(starts) == {"RUN_STARTED"}, (run["id"], rounds)
        assert "RUN_STARTED" not in ends, (run["id"], rounds)
        assert types[-1] == ("RUN_FINISHED" if run["status"] == "done" else "RUN_ERROR"), run["id"]
    print(f"blows: {dict(Counter(at.blows))}; the API ended by itself {at.ends_of_api} times")
    print(f"ends: {dict(statuses)}; {sum(each.again for each in clients)} requests were sent again")
    print("why runs failed:", Counter(run["error"] or _why(run) for run in ended if run["status"] == "failed"))
    print(await work_is_done_once(at, runs))
    print(await vendors_agree(at))
    print(await credits_agree(at, [each.workspace for each in clients], GRANTED))
    for what, gaps in at.gaps.items():
        middle = sorted(gaps)[len(gaps) // 2]
        print(f"{what}: {len(gaps)} times, in the middle after {middle:.1f} s, at most {max(gaps):.1f} s")
    assert not at.sold.heygen.violations and not at.sold.openai.violations


async def _told(at: Storm, workspace: str, run_id: str) -> list[str]:
    """The events of a run over all its rounds."""
    types, last = list[str](), ""
    try:
        async with asyncio.timeout(READ_SECONDS):
            while not await at.service.events.over(workspace, run_id, last):
                async for entry in at.service.events.follow(workspace, run_id, last):
                    types.append(entry.type)
                    last = entry.id or last
    except TimeoutError:
        raise AssertionError(f"{run_id} ended, and its log does not: {types[-3:]} at {last}") from None
    return types


def _why(run: Any) -> str:
    return "; ".join(step["error"] for step in run["steps"] if step["error"])


async def test_some_blows(tmp_path: Path) -> None:
    async with (
        storm(tmp_path, BARE, workers=2, places=3, seconds=0.4) as at,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.port}", timeout=15) as http,
    ):
        clients = [await client(at, f"ws{number}", http, GRANTED) for number in range(2)]
        await check(at, clients, await weather(at, clients, 4, 1, 6, (0.3, 1.5)))


@pytest.mark.slow
async def test_a_hundred_blows(tmp_path: Path) -> None:
    async with (
        storm(tmp_path, BARE, workers=3, places=16, seconds=1.0) as at,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.port}", timeout=15) as http,
    ):
        clients = [await client(at, f"ws{number}", http, GRANTED) for number in range(4)]
        await check(at, clients, await weather(at, clients, 30, 1, 100, (0.2, 1.5)))
        took = [seconds for what, gaps in at.gaps.items() if what.startswith("a run") for seconds in gaps]
        print(f"{sum(s <= RESUMES_SECONDS for s in took)} of {len(took)} runs went on within {RESUMES_SECONDS:.0f} s")
