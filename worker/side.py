"""What a worker does beside runs: generations, webhooks in and out, and word of how providers are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from arq.connections import ArqRedis

from graphs.studio import Studio
from studio.db.database import Database
from studio.events.generations import GenerationStreams
from studio.queue.arq import ArqQueue
from studio.security.net import Rules
from studio.security.sealing import sealer_of
from studio.services.generation_work import GenerationWork
from studio.services.owner import me
from studio.services.webhook_work import WebhookWork
from studio.services.webhooks_in import WebhooksIn
from worker.generations import Generating, reap_generations
from worker.hooks import Hooks
from worker.provider_news import publish_on


@dataclass(frozen=True)
class SideWork:
    """What the lanes need of it."""

    generating: Generating


@asynccontextmanager
async def side_work(
    studio: Studio, database: Database, redis: ArqRedis, grace: float, rules: Rules
) -> AsyncIterator[SideWork]:
    """Have it all at work while this lasts.

    Args:
        studio: Whose router and store are used.
        database: One that sees the rows of all workspaces.
        redis: Where the streams and the queue are.
        grace: Seconds that generations get to end when the worker is told to stop.
        rules: Which addresses are told by webhook.
    """
    owner = me()
    work = GenerationWork(database, owner, studio.settings.credit_usd)
    generating = Generating(studio, work, GenerationStreams(redis), grace)
    work_out = WebhookWork(database, sealer_of(studio.settings), rules)
    hooks = Hooks(studio.router, redis, WebhooksIn(database, redis), work_out)
    tasks = [
        asyncio.ensure_future(one)
        for one in (
            generating.beat_on(),
            reap_generations(work, ArqQueue(redis)),
            hooks.bring_on(),
            hooks.take_on(),
            hooks.catch_up_on(),
            hooks.listen_on(),
            publish_on(studio.router, redis, owner),
        )
    ]
    try:
        yield SideWork(generating)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
