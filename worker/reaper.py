"""Puts runs back into the queue that dropped out of it: their worker is gone, or Redis forgot them."""

import asyncio
import logging
import random
from typing import cast

from sqlalchemy.exc import SQLAlchemyError

from studio.queue.port import JobQueue, Kind, QueueDown
from studio.services.jobs import JobService

EVERY_SECONDS = 1.0

log = logging.getLogger("studio.worker")


async def reap(jobs: JobService, queue: JobQueue) -> int:
    """Queue every order that nobody is at work on; those that wait already stay as they are.

    Returns:
        How many were put back.
    """
    count = 0
    for waiting in await jobs.lost():
        kind = cast(Kind, waiting.kind)
        count += await queue.enqueue(kind, waiting.run_id, waiting.epoch, waiting.workspace_id)
    if count:
        log.info("put %d runs back into the queue", count)
    return count


async def reap_on(jobs: JobService, queue: JobQueue) -> None:
    """Do so at the start and from then on; several workers may, each at its own moments."""
    while True:
        try:
            await reap(jobs, queue)
        except (QueueDown, SQLAlchemyError, OSError) as error:
            log.warning("could not look for lost runs: %s", error)
        await asyncio.sleep(EVERY_SECONDS * random.uniform(0.75, 1.25))
