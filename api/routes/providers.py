"""Who does what here, and how well: for whoever wonders why something is slow, dear or missing."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.deps import Given, needs
from studio.security.roles import Principal
from studio.services.provider_health import ProviderHealth, TaskHealth, providers_of

router = APIRouter(tags=["providers"])

Reader = Annotated[Principal, Depends(needs("providers:read"))]


class TaskView(BaseModel):
    """How a provider is at one task; the numbers are of the last day."""

    task: str
    circuit: Literal["closed", "half_open", "open"]
    """open: it failed too often and is left alone for a while."""
    opens_again: float
    """Seconds until it is tried again."""
    health: float
    """Share of its last calls that went well."""
    at_work: int
    requests: int
    success: float
    """Share of the calls that gave a result, of those that came to an end of their own."""
    error_rate: float
    errors: dict[str, int]
    p50: float | None
    """Seconds; None when it gave no result yet."""
    p95: float | None
    failovers: int
    retries: int


class ProviderView(BaseModel):
    """A provider."""

    name: str
    title: str
    local: bool
    """It runs on the service's own machines, for nothing."""
    configured: bool
    ok: bool
    """Whether it says that it can be used."""
    last_failure: str
    """What it says is wrong, or the kind of error it gave most in the last day."""
    unlocks: list[str]
    """The tasks that its key would add; empty when it is on."""
    turn_on: str
    page: str
    cost_month_usd: Decimal
    """What this workspace's calls cost this month."""
    tasks: list[TaskView]


class ProvidersView(BaseModel):
    """All providers."""

    at: datetime | None
    """When workers last told of them."""
    fresh: bool
    """False when no worker has told for a while."""
    providers: list[ProviderView]


@router.get("/providers")
async def providers(given: Given, who: Reader) -> ProvidersView:
    """How every provider is, by task."""
    found = await providers_of(given.database, given.database.everywhere(), given.queue.redis, who.workspace)
    return ProvidersView(at=found.at, fresh=found.fresh, providers=[_view(each) for each in found.providers])


def _view(found: ProviderHealth) -> ProviderView:
    news = found.news
    return ProviderView(
        name=news.name,
        title=news.title,
        local=news.local,
        configured=news.configured,
        ok=news.ok,
        last_failure=news.reason or _most(found),
        unlocks=[] if news.configured else [each.news.task for each in found.tasks],
        turn_on=news.turn_on,
        page=news.page,
        cost_month_usd=found.cost_usd,
        tasks=[_task(each) for each in found.tasks],
    )


def _task(found: TaskHealth) -> TaskView:
    tally = found.tally
    return TaskView(
        task=found.news.task,
        circuit=found.news.circuit,
        opens_again=found.news.opens_again,
        health=found.news.health,
        at_work=found.news.at_work,
        requests=tally.requests,
        success=1 - tally.error_share,
        error_rate=tally.error_share,
        errors=tally.errors,
        p50=tally.seconds.percentile(0.5),
        p95=tally.seconds.percentile(0.95),
        failovers=tally.failovers,
        retries=tally.retries,
    )


def _most(found: ProviderHealth) -> str:
    counts: dict[str, int] = {}
    for task in found.tasks:
        for kind, count in task.tally.errors.items():
            counts[kind] = counts.get(kind, 0) + count
    return max(counts, key=lambda kind: counts[kind]) if counts else ""
