"""State that calls share, in one process and in many."""

import asyncio
import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from redis.asyncio import Redis

from providers.budget import Purse, Volume, add_volume, hold, settle
from providers.errors import Connection
from providers.gate import Gate
from providers.policy import Config
from providers.router import Router
from providers.shared import InRedis, Shared
from providers.usage import used
from tests.fakes.vendor import Vendor, ask


@dataclass
class Counter:
    count: int = 0


def _more(counter: Counter) -> int:
    counter.count += 1
    return counter.count


async def test_changes_at_the_same_time_are_all_counted(shared: Shared) -> None:
    answers = await asyncio.gather(*(shared.change(Counter, "a", _more) for _ in range(50)))
    assert sorted(answers) == list(range(1, 51))
    assert (await shared.look(Counter, "a")).count == 50
    assert (await shared.look(Counter, "b")).count == 0


async def test_many_holds_never_pass_the_limit(shared: Shared) -> None:
    limit, each = Decimal("1.00"), Decimal("0.07")
    takes = [partial(hold, token=str(n), amount=each, limit=limit) for n in range(50)]
    allowed = await asyncio.gather(*(shared.change(Purse, "w", take) for take in takes))
    assert sum(allowed) == 14
    for n in (n for n, ok in enumerate(allowed) if ok):
        await shared.change(Purse, "w", partial(settle, token=str(n), cost=Decimal("0.01")))
    purse = await shared.look(Purse, "w")
    assert (Decimal(purse.spent), purse.held) == (Decimal("0.14"), {})


async def test_a_new_month_starts_anew(shared: Shared) -> None:
    await shared.change(Purse, "w", partial(hold, token="a", amount=Decimal(1), limit=Decimal(1), period="2026-10"))
    again = partial(hold, token="b", amount=Decimal(1), limit=Decimal(1), period="2026-11")
    assert await shared.change(Purse, "w", again)
    add = partial(add_volume, period="2026-11", usage=used("character", 5))
    assert await shared.change(Volume, "v", add) == {}
    assert await shared.change(Volume, "v", add) == {"character": Decimal(5)}


async def test_a_circuit_opened_by_one_router_is_open_for_all(shared: Shared) -> None:
    dead = Vendor("dead", Connection("refused"), forever=True)
    for _ in range(6):
        await Router([dead, Vendor("well")], shared=shared).generate("text", ask())
    asked = dead.asked
    routed = await Router([dead, Vendor("well")], shared=shared).generate("text", ask())
    assert (routed.provider, dead.asked) == ("well", asked)
    assert routed.skipped == {"dead": "its circuit is open"}
    assert (await shared.look(Gate, "dead:text")).open_until


async def test_places_are_shared_by_routers(shared: Shared) -> None:
    vendor = Vendor("vendor", seconds=0.02)
    config = Config.model_validate({"providers": {"vendor": {"limits": {"concurrency": 2}}}})
    routers = [Router([vendor], config, shared=shared) for _ in range(4)]
    await asyncio.gather(*(router.generate("text", ask(str(n))) for n, router in enumerate(routers * 3)))
    assert vendor.asked == 12
    assert vendor.most == 2


CHILD = """
import asyncio, sys
from functools import partial
from decimal import Decimal
from redis.asyncio import Redis
from providers.budget import Purse, hold
from providers.shared import InRedis

async def main():
    shared = InRedis(Redis.from_url(sys.argv[1]))
    names = [f"{sys.argv[2]}-{n}" for n in range(40)]
    takes = [partial(hold, token=t, amount=Decimal("0.1"), limit=Decimal("5")) for t in names]
    print(sum([await shared.change(Purse, "p", take) for take in takes]))
    await shared.aclose()

asyncio.run(main())
"""


async def test_two_processes_together_stay_within_one_budget(valkey: str) -> None:
    client = Redis.from_url(valkey)
    await client.flushall()
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CHILD, valkey, str(n), stdout=asyncio.subprocess.PIPE
        )
        for n in range(2)
    ]
    granted = [int((await child.communicate())[0]) for child in children]
    assert sum(granted) == 50
    assert (await InRedis(client).look(Purse, "p")).used == Decimal("5")
    await client.aclose()
