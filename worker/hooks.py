"""Webhooks in a worker: vendors' messages are verified and wake who waits; ours are brought where they are wanted."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from providers.errors import Connection, Permission, ProviderError, Unavailable, Unsupported
from providers.router import Router
from studio.errors import StudioError
from studio.services.webhook_work import Parcel, WebhookWork
from studio.services.webhooks_in import RUNG, Message, WebhooksIn, Word
from studio.telemetry.redact import redact

BRING_SECONDS = 0.5
WAIT_SECONDS = 2.0
CATCH_UP_SECONDS = 3.0
AT_ONCE = 8
"""Messages on their way at the same time."""
TIDY_SECONDS = 3600.0

log = logging.getLogger("studio.worker")


class Hooks:
    """Both ways. Each method ending in `_on` goes on until it is cancelled."""

    def __init__(self, router: Router, redis: Redis, taken_in: WebhooksIn, work: WebhookWork) -> None:
        self._router, self._redis, self._in, self._work = router, redis, taken_in, work
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tidied = float("-inf")

    async def bring_on(self) -> None:
        """Find out what is to be told, and bring it."""
        await self._ever(self._bring, BRING_SECONDS)

    async def take_on(self) -> None:
        """Verify messages as they come."""
        await self._ever(self._take, 0)

    async def catch_up_on(self) -> None:
        """Work on messages that were kept while no worker was there."""
        await self._ever(self._catch_up, CATCH_UP_SECONDS)

    async def listen_on(self) -> None:
        """Wake who waits here for a job whose message another process took in."""
        await self._ever(self._listen, 0)

    async def _ever(self, work: Callable[[], Awaitable[None]], pause: float) -> None:
        while True:
            try:
                await work()
            except (RedisError, SQLAlchemyError, OSError, StudioError) as error:
                log.warning("webhooks: %s", redact(str(error)))
                await asyncio.sleep(1.0)
            except Exception:
                log.exception("webhooks broke, and go on")
                await asyncio.sleep(1.0)
            await asyncio.sleep(pause)

    async def _bring(self) -> None:
        await self._work.look()
        parcels = await self._work.take()
        await asyncio.gather(*(self._send(parcel) for parcel in parcels))
        now = asyncio.get_running_loop().time()
        if now - self._tidied > TIDY_SECONDS:
            self._tidied = now
            await self._work.forget()
            await self._work.renew()

    async def _send(self, parcel: Parcel) -> None:
        async with self._places:
            await self._work.send(parcel)

    async def _take(self) -> None:
        if message := await self._in.next(WAIT_SECONDS):
            await self._in.say(message, await self._word(message))

    async def _catch_up(self) -> None:
        for message in await self._in.late():
            word = await self._word(message)
            if word != "later":
                await self._in.done(message)
                log.info("a kept message of %s was %s", message.provider, word)

    async def _word(self, message: Message) -> Word:
        """Verify a message and wake who waits for its job, in whichever process."""
        try:
            event = await self._router.webhook(message.provider, message.headers, message.raw)
        except (Unavailable, Unsupported):
            return "unknown"
        except Permission:
            return "forged"
        except Connection:
            return "later"
        except ProviderError as error:
            log.info("a message of %s cannot be read: %s", message.provider, redact(error.message))
            return "forged"
        except Exception as error:  # whatever strangers send must not end the worker's ears
            log.warning("a message of %s broke its reader: %s", message.provider, type(error).__name__)
            return "forged"
        if event is None or not await self._in.first(message.provider, event.event_id):
            return "duplicate"
        await self._in.ring(message.provider, event.job_id)
        return "verified"

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:
            await channel.subscribe(RUNG)
            async for heard in channel.listen():
                if heard["type"] == "message":
                    provider, job_id = json.loads(heard["data"])
                    self._router.ring(provider, job_id)
