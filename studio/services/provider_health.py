"""How providers are: what workers last told of them, with what the metrics and the ledger know."""

import contextlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel
from redis.asyncio import Redis
from redis.exceptions import RedisError

from studio.db.database import Database
from studio.domain.ledger import Scope
from studio.domain.metrics import Line, Tally
from studio.services.ledger import Ledger
from studio.services.metrics import Metrics

Circuit = Literal["closed", "half_open", "open"]
KEY = "studio:providers"
"""Worker -> what it last told."""
STALE_SECONDS = 20.0
"""Who has told nothing for so long is gone; what the last worker told is shown until another one tells."""
SPAN = timedelta(hours=24)
WORST: Mapping[Circuit, int] = {"closed": 0, "half_open": 1, "open": 2}


class TaskNews(BaseModel):
    """How a provider is at one task, in one worker."""

    task: str
    circuit: Circuit = "closed"
    opens_again: float = 0.0
    """Seconds until an open circuit lets a probe through."""
    health: float = 1.0
    """Share of its last calls that went well, 0 to 1."""
    at_work: int = 0


class ProviderNews(BaseModel):
    """How a provider is, in one worker."""

    name: str
    title: str
    local: bool
    configured: bool
    ok: bool
    reason: str
    turn_on: str
    """The variable whose key would turn it on; empty when it is on."""
    page: str
    """Where a person gets a key."""
    tasks: list[TaskNews]


class News(BaseModel):
    """What one worker tells."""

    at: float
    """Unix seconds."""
    providers: list[ProviderNews]


@dataclass(frozen=True)
class TaskHealth:
    """How a provider is at one task."""

    news: TaskNews
    tally: Tally = field(default_factory=Tally)
    """Of the last day, over all workspaces."""


@dataclass(frozen=True)
class ProviderHealth:
    """How a provider is."""

    news: ProviderNews
    tasks: Sequence[TaskHealth]
    cost_usd: Decimal
    """What this workspace's calls cost this month, what may have been billed included."""


@dataclass(frozen=True)
class Providers:
    """All of them, and when workers last told."""

    at: datetime | None
    """None when no worker ever told."""
    fresh: bool
    providers: Sequence[ProviderHealth]


async def publish(redis: Redis, owner: str, news: News) -> None:
    """For workers: tell how providers are here, and forget who has told nothing for long."""
    await redis.hset(KEY, owner, news.model_dump_json())  # type: ignore[misc]
    told: dict[bytes, bytes] = await redis.hgetall(KEY)  # type: ignore[misc]
    stale = [name for name, data in told.items() if json.loads(data)["at"] < news.at - STALE_SECONDS]
    if stale:
        await redis.hdel(KEY, *[name.decode() for name in stale])  # type: ignore[misc]


async def providers_of(database: Database, everywhere: Database, redis: Redis, workspace_id: str) -> Providers:
    """How all providers are, for one workspace: others' spending is not in it.

    Args:
        database: The workspace's rows.
        everywhere: Where the metrics of all are.
        redis: Where workers tell.
        workspace_id: Whose costs are shown.
    """
    told = await _told(redis)
    lines = await Metrics(everywhere).since(SPAN)
    month = datetime.now(UTC).strftime("%Y-%m")
    spent = await Ledger(database).spent_by("provider", Scope(workspace=workspace_id, month=month))
    costs = {name: found.billed + found.maybe for name, found in spent.items()}
    merged = [_health(each, lines, costs) for each in _merged(told)]
    at = max((news.at for news in told), default=0.0)
    return Providers(datetime.fromtimestamp(at, UTC) if at else None, time.time() - at < STALE_SECONDS, merged)


async def _told(redis: Redis) -> list[News]:
    with contextlib.suppress(RedisError, OSError):
        found: dict[bytes, bytes] = await redis.hgetall(KEY)  # type: ignore[misc]
        news = [News.model_validate_json(data) for data in found.values()]
        newest = max((each.at for each in news), default=0.0)
        return [each for each in news if each.at > newest - STALE_SECONDS]
    return []


def _merged(told: Sequence[News]) -> list[ProviderNews]:
    """One line a provider: a circuit that is open in one worker is shown as open."""
    found: dict[str, ProviderNews] = {}
    for news in sorted(told, key=lambda each: each.at):
        for provider in news.providers:
            found[provider.name] = _worse(found.get(provider.name), provider)
    return list(found.values())


def _worse(one: ProviderNews | None, other: ProviderNews) -> ProviderNews:
    if one is None:
        return other
    before = {task.task: task for task in one.tasks}
    tasks = [_worse_task(before.get(task.task), task) for task in other.tasks]
    return other.model_copy(update={"tasks": tasks, "ok": one.ok and other.ok, "reason": other.reason or one.reason})


def _worse_task(one: TaskNews | None, other: TaskNews) -> TaskNews:
    if one is None:
        return other
    worst: dict[str, Any] = {"circuit": max((one.circuit, other.circuit), key=lambda each: WORST[each])}
    worst |= {"health": min(one.health, other.health), "at_work": one.at_work + other.at_work}
    return other.model_copy(update=worst | {"opens_again": max(one.opens_again, other.opens_again)})


def _health(news: ProviderNews, lines: Sequence[Line], costs: Mapping[str, Decimal]) -> ProviderHealth:
    tallies = {line.task: line.tally for line in lines if line.provider == news.name}
    tasks = [TaskHealth(task, tallies.get(task.task, Tally())) for task in news.tasks]
    return ProviderHealth(news, tasks, costs.get(news.name, Decimal("0")))
