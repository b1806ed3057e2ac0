"""What a worker does with a generation that comes out of the queue: quoted, held for, made, kept, settled.

The price is asked of the router here, just before the credits are held: nobody else knows what it will route to, and
a table published beforehand would be wrong whenever a vendor is ill.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from arq.worker import RetryJob
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from graphs.studio import Studio
from providers.context import CallContext
from providers.errors import AllProvidersFailed, ContentRejected, InvalidRequest, Permission, ProviderError
from providers.jobs import JobRef
from providers.policy import Plan
from studio.domain.credits import NotEnoughCredits, plan_named
from studio.domain.generations import MOST_STARTS, Generation, Trouble
from studio.errors import BadRequest, Forbidden, StudioError
from studio.events.generations import GenerationStreams
from studio.queue.port import JobQueue, QueueDown
from studio.services.generation_work import GenerationWork
from studio.services.generations import CANCELLED
from studio.settings import Settings
from studio.telemetry.redact import redact
from worker import drawn_pictures
from worker.generation_requests import asked, kept
from worker.generation_text import Words

BEAT_SECONDS = 1.0
REAP_SECONDS = 1.0
NOTHING = Decimal("0")
HOOKS = "/api/v1/webhooks/{provider}"
GIVEN_UP = Trouble("failed", f"given up after {MOST_STARTS} starts: its worker died each time", "ask for it anew")

log = logging.getLogger("studio.worker")


class Generating:
    """The generations at work in this process. `do` is the function of their lane."""

    def __init__(self, studio: Studio, work: GenerationWork, streams: GenerationStreams, grace: float) -> None:
        self._studio, self._work, self._streams, self._grace = studio, work, streams, grace
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping: dict[str, str] = {}
        """Generation -> why its task was cancelled: `stop`, `lost` or `drain`."""
        self._drained = 0.0

    async def do(self, _ctx: dict[str, Any], generation_id: str) -> None:
        """Do one, or go on with it; it is left to another worker when this one is told to end."""
        if generation_id in self._tasks or (taken := await self._work.take(generation_id)) is None:
            return
        if taken.attempts > MOST_STARTS:
            await self._fail(taken, GIVEN_UP)
            return
        task = self._tasks[generation_id] = asyncio.ensure_future(self._make(taken))
        try:
            await asyncio.wait([task])
            await self._after(taken, task)
        finally:
            task.cancel()
            self._tasks.pop(generation_id, None)
            self._stopping.pop(generation_id, None)

    async def _after(self, taken: Generation, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            if self._stopping.get(taken.id) == "stop":
                await self._fail(taken, CANCELLED)
            elif self._stopping.get(taken.id) == "drain":
                await self._work.leave(taken)
                raise RetryJob
        elif error := task.exception():
            log.error("generation %s broke: %s", taken.id, redact(str(error)), exc_info=error)
            if not isinstance(error, SQLAlchemyError | OSError):
                await self._fail(taken, Trouble("failed", "it broke on our side", "ask for it anew"))

    async def _make(self, taken: Generation) -> None:
        try:
            task, request = asked(taken, self._studio.store)
            quote = await self._studio.router.quote(task, request, context=self._context(taken, None))
            if quote is None and task == "image":
                await self._draw(taken)
                return
            budget = await self._work.hold(taken, quote.usd if quote else NOTHING)
            if quote:
                why = f"first on the {plan_named(taken.plan)} plan, by price, health and quality"
                await self._tell(taken, "routed", {"provider": quote.provider, "why": why, "usd": f"{quote.usd:f}"})
            words = Words(lambda text: self._tell(taken, "delta", {"text": text}))
            context = replace(self._context(taken, budget), on_text=words.write)
            routed = await self._studio.router.generate(task, request, context=context)
            made = await kept(routed, taken.kind, self._studio.store)
            other = quote is not None and routed.provider != quote.provider
            if quote and (other or not words.belong_to(made.text)):
                why = f"{quote.provider} did not do it" if other else "it was asked again"
                told = {"provider": routed.provider, "why": why, "usd": f"{routed.cost_usd:f}"}
                await self._tell(taken, "routed", told)
                words.forget()
        except StudioError as error:
            await self._fail(taken, trouble(error))
            return
        await words.end(made.text)
        if await self._work.end(taken, "done", made=made):
            await self._tell(taken, "done", {})

    async def _draw(self, taken: Generation) -> None:
        await self._tell(taken, "routed", {"provider": drawn_pictures.NAME, "why": drawn_pictures.WHY, "usd": "0"})
        made = await drawn_pictures.drawn(taken.request, self._studio.store)
        if await self._work.end(taken, "done", made=made):
            await self._tell(taken, "done", {})

    def _context(self, taken: Generation, budget: Decimal | None) -> CallContext:
        async def keep(ref: JobRef) -> None:
            await self._work.keep_job(taken, ref.model_dump(mode="json"))

        async def progress(part: float) -> None:
            if part:
                await self._tell(taken, "progress", {"part": round(part, 4)})

        plan: Plan = plan_named(taken.plan)
        return CallContext(
            workspace=taken.workspace_id,
            run=taken.id,
            step="generate",
            plan=plan,
            budget_usd=budget,
            budget_key=f"{taken.id}:{taken.epoch}",
            idempotency_key=taken.id,
            job=JobRef.model_validate(taken.job) if taken.job else None,
            on_job=keep,
            on_progress=progress,
            leave_running=lambda: self._stopping.get(taken.id) != "stop",
            webhook_url=hook_address(self._studio.settings),
        )

    async def _fail(self, taken: Generation, why: Trouble) -> None:
        state = "cancelled" if why.error == "cancelled" else "failed"
        if await self._work.end(taken, state, trouble=why):  # type: ignore[arg-type]
            await self._tell(taken, "failed", {})

    async def _tell(self, taken: Generation, name: str, data: Mapping[str, Any]) -> None:
        with contextlib.suppress(RedisError, OSError):  # who follows looks into the database as well
            await self._streams.tell(taken.id, name, data)

    async def beat_on(self) -> None:
        """Say that they are at work, and stop those that were cancelled or that another process has."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if self._tasks:
                with contextlib.suppress(SQLAlchemyError, OSError):
                    await self._beat()

    async def _beat(self) -> None:
        mine = list(self._tasks)
        found = await self._work.beat(mine)
        for name in mine:
            if found.get(name) is not False:
                self._stop(name, "stop" if name in found else "lost")

    def _stop(self, name: str, why: str) -> None:
        if (task := self._tasks.get(name)) and not task.done() and name not in self._stopping:
            self._stopping[name] = why
            task.cancel()

    async def drain(self) -> None:
        """Give those at work the grace of running steps, then leave them to other workers."""
        until = time.monotonic() + self._grace
        while self._tasks and time.monotonic() < until:
            await asyncio.wait(list(self._tasks.values()), timeout=max(0.05, until - time.monotonic()))
        for name in list(self._tasks):
            self._stop(name, "drain")


async def reap_generations(work: GenerationWork, queue: JobQueue) -> None:
    """Queue those that dropped out of the queue or whose worker is gone, from now on."""
    while True:
        try:
            for one in await work.lost():
                await queue.enqueue("generate", one.id, one.epoch, one.workspace_id)
        except (QueueDown, SQLAlchemyError, OSError) as error:
            log.warning("could not look for lost generations: %s", error)
        await asyncio.sleep(REAP_SECONDS)


def hook_address(settings: Settings) -> str | None:
    """Where vendors send word about jobs; None where they could not reach us."""
    return settings.public_url + HOOKS if settings.public_url.startswith("https://") else None


def trouble(error: StudioError) -> Trouble:
    """Why there is no result, for people and programs."""
    return Trouble(_word(error), redact(error.message), redact(error.hint))


def _word(error: StudioError) -> str:
    if isinstance(error, NotEnoughCredits):
        return "not_enough_credits"
    if isinstance(error, AllProvidersFailed):
        if not error.trail and not error.causes:
            return "no_provider"
        return "rejected" if _all(error.causes, ContentRejected) else "failed"
    if isinstance(error, Permission | Forbidden):
        return "forbidden"
    if isinstance(error, InvalidRequest | BadRequest):
        return "bad_request"
    return "rejected" if isinstance(error, ContentRejected) else "failed"


def _all(causes: tuple[ProviderError, ...], kind: type[ProviderError]) -> bool:
    return bool(causes) and all(isinstance(cause, kind) for cause in causes)
