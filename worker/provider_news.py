"""Tells every few seconds how providers are in this process, for the face of the product, which has no router."""

import asyncio
import contextlib
import logging
import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from providers.catalog import GONE, VENDORS
from providers.gate import Gate, health
from providers.ports import Health, Provider
from providers.router import Router
from studio.errors import StudioError
from studio.services.provider_health import Circuit, News, ProviderNews, TaskNews, publish

EVERY_SECONDS = 3.0
ASK_SECONDS = 60.0
"""How often providers are asked for their own word; that may load a library."""

log = logging.getLogger("studio.worker")


async def publish_on(router: Router, redis: Redis, owner: str) -> None:
    """Tell it from now on."""
    asked, words = float("-inf"), dict[str, Health]()
    while True:
        if time.monotonic() - asked > ASK_SECONDS:
            asked = time.monotonic()
            words = await _words(router)
        with contextlib.suppress(RedisError, OSError):
            await publish(redis, owner, await news(router, words))
        await asyncio.sleep(EVERY_SECONDS)


async def news(router: Router, words: dict[str, Health]) -> News:
    """How all providers are: those that are set up, and those that a key would turn on."""
    gates = await router.gates()
    there = [_there(provider, words.get(provider.name), router, gates) for provider in router.providers()]
    known = {provider.name for provider in there}
    missing = [
        ProviderNews(
            name=vendor.name,
            title=vendor.title,
            local=False,
            configured=False,
            ok=False,
            reason=f"no key: set {vendor.key}",
            turn_on=vendor.key,
            page=vendor.keys_page,
            tasks=[TaskNews(task=task) for task in vendor.tasks],
        )
        for vendor in VENDORS.values()
        if vendor.name not in known and vendor.name not in GONE
    ]
    return News(at=time.time(), providers=[*there, *missing])


def _there(provider: Provider, word: Health | None, router: Router, gates: dict[Any, Gate]) -> ProviderNews:
    vendor = VENDORS.get(provider.name)
    tasks = [_task(task, gates[provider.name, task], router) for task in sorted(provider.capabilities.tasks)]
    return ProviderNews(
        name=provider.name,
        title=vendor.title if vendor else provider.name,
        local=provider.local,
        configured=True,
        ok=word is None or word.ok,
        reason=word.reason if word else "",
        turn_on="",
        page=vendor.keys_page if vendor else "",
        tasks=tasks,
    )


def _task(task: str, gate: Gate, router: Router) -> TaskNews:
    now, breaker = time.time(), router.config.breaker
    circuit: Circuit = "closed"
    if gate.open_until:
        circuit = "open" if gate.open_until > now else "half_open"
    return TaskNews(
        task=task,
        circuit=circuit,
        opens_again=max(0.0, gate.open_until - now) if gate.open_until else 0.0,
        health=round(health(gate, now, breaker), 4),
        at_work=sum(until > now for until in gate.leases.values()),
    )


async def _words(router: Router) -> dict[str, Health]:
    try:
        return await router.health()
    except (StudioError, OSError, ImportError) as error:
        log.warning("providers did not say how they are: %s", error)
        return {}
