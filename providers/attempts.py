"""One provider asked for one call: let in, money held, asked, retried, settled, written down."""

import asyncio
import logging
import random
import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from providers import gate as gates
from providers.budget import Purse, Volume, add_volume, hold, settle
from providers.calls import Call, Candidate, new_id
from providers.ends import NOTHING, End, closed, hold_seconds, is_job, let_off, pause, worth_retrying
from providers.errors import BudgetSpent, Busy, ProviderError, Timeout, VendorServer
from providers.gate import Gate, Outcome, Verdict
from providers.jobs import JobStatus
from providers.longjobs import JobRun
from providers.policy import Config, Limits
from providers.poller import Poller
from providers.prices import EXACT, PriceBook
from providers.ranking import gate_key, month, scopes
from providers.records import AttemptRecord, Billed, Recorder
from providers.requests import Result, TextRequest
from providers.shared import Shared
from providers.tasks import TASKS
from studio.domain.runs import Attempt
from studio.telemetry.redact import redact
from studio.telemetry.tracing import traced

log = logging.getLogger(__name__)
ASK_AGAIN = 0.25
"""The longest wait, in seconds, between two asks for a place."""


UNLIMITED = Limits(concurrency=0, careful=False)
"""For local engines: they queue by themselves."""
_KEEP = 40 * 86_400.0
"""Seconds a purse is remembered: longer than a month."""


class Attempts:
    """Asks providers, under all limits."""

    def __init__(self, config: Config, book: PriceBook, shared: Shared, recorder: Recorder, poller: Poller) -> None:
        self._config, self._book, self._shared = config, book, shared
        self._recorder, self._poller = recorder, poller

    async def serve(self, call: Call, candidate: Candidate, why: str) -> Result:
        """The result of this provider, after retries where they can help.

        Raises:
            ProviderError: The last failure.
        """
        tried = 0
        while True:
            tried += 1
            try:
                with traced("provider", provider=candidate.name, task=call.task, attempt=str(tried)):
                    return await self._once(call, candidate, why if tried == 1 else "retry")
            except ProviderError as error:
                if tried >= call.policy.attempts or not worth_retrying(error, call, candidate):
                    raise
                await asyncio.sleep(pause(error, call, tried))

    async def _once(self, call: Call, candidate: Candidate, why: str) -> Result:
        token = new_id()
        began = time.monotonic()
        verdict = await self._enter(call, candidate, token)
        record = self._record(call, candidate, token, f"{why}, a probe" if verdict.probe else why)
        try:
            await self._reserve(call, candidate, record)
        except BaseException:
            await self._leave(call, candidate, token, End("not asked", "neutral"), 0.0)
            raise
        asked = time.monotonic()
        job = JobRun(candidate.provider, call, self._poller) if is_job(call, candidate) else None
        end = End("cancelled", "neutral")
        try:
            result = await self._ask(call, candidate, token, job)
            if call.keep and not candidate.provider.local:
                await call.keep(result, candidate.name)
            end = await self._went_well(candidate, result)
            return result
        except ProviderError as error:
            end = await self._failed(error, candidate, job)
            raise
        except asyncio.CancelledError:
            end = await self._cancelled(call, candidate, job, why)
            raise
        finally:
            await self._close(call, candidate, record, end, job, asked, began)

    async def _ask(self, call: Call, candidate: Candidate, token: str, job: JobRun | None) -> Result:
        provider, seconds = candidate.provider, call.policy.deadline_seconds
        tell, request = call.context.on_text, call.request
        try:
            async with asyncio.timeout(seconds):
                if job is not None:
                    return await job.result()
                if tell and isinstance(request, TextRequest):
                    return await provider.stream_text(request, partial(tell, token))
                result: Result = await getattr(provider, TASKS[call.task].method)(request)
                return result
        except ProviderError:
            raise
        except TimeoutError as error:
            raise Timeout(f"{provider.name} gave no answer in {seconds:g} s") from error
        except Exception as error:
            raise VendorServer(redact(f"{provider.name} failed: {type(error).__name__}: {error}")) from None

    async def _enter(self, call: Call, candidate: Candidate, token: str) -> Verdict:
        key, limits = gate_key(candidate.provider, call), self._config.provider(candidate.name).limits
        if candidate.provider.local:
            limits = UNLIMITED
        until = time.monotonic() + call.policy.queue_seconds
        while True:
            ask = partial(gates.admit, token=token, now=time.time(), limits=limits, breaker=self._config.breaker)
            verdict = await self._shared.change(Gate, key, ask)
            if verdict.token:
                return verdict
            left = until - time.monotonic()
            longest = min(left, call.policy.retry_after_most)
            if not verdict.wait or verdict.wait > longest or left <= 0:
                raise Busy(f"{candidate.name} was not asked: {verdict.reason}")
            await asyncio.sleep(min(verdict.wait, ASK_AGAIN) * random.uniform(0.8, 1.2))

    async def _leave(self, call: Call, candidate: Candidate, token: str, end: End, seconds: float) -> None:
        now, breaker = time.time(), self._config.breaker
        await self._shared.change(
            Gate,
            gate_key(candidate.provider, call),
            lambda g: gates.finish(g, token, now, end.health, seconds, breaker, end.hold),
        )

    async def _reserve(self, call: Call, candidate: Candidate, record: AttemptRecord) -> None:
        if not candidate.usd:
            return
        if not await self._hold(call, candidate, record.id):
            raise BudgetSpent(f"the budget does not allow {candidate.name}'s ${candidate.usd:f}")
        try:
            await self._recorder.began(record)
        except BaseException:
            await self._settle(call, candidate, record.id, NOTHING)
            raise

    async def _hold(self, call: Call, candidate: Candidate, token: str) -> bool:
        held: list[str] = []
        for key, limit, period in scopes(self._config, call, candidate.name):
            take = partial(hold, token=token, amount=candidate.usd, limit=limit, period=period)
            if not await self._shared.change(Purse, key, take, _KEEP):
                for taken in held:
                    await self._shared.change(Purse, taken, lambda p: settle(p, token, NOTHING), _KEEP)
                return False
            held.append(key)
        return True

    async def _settle(self, call: Call, candidate: Candidate, token: str, cost: Decimal) -> None:
        for key, _, _ in scopes(self._config, call, candidate.name):
            await self._shared.change(Purse, key, partial(settle, token=token, cost=cost), _KEEP)

    async def _close(
        self,
        call: Call,
        candidate: Candidate,
        record: AttemptRecord,
        end: End,
        job: JobRun | None,
        asked: float,
        began: float,
    ) -> None:
        seconds = time.monotonic() - asked
        await self._leave(call, candidate, record.id, end, seconds)
        if candidate.usd or end.cost:
            await self._settle(call, candidate, record.id, end.cost)
        try:
            await self._recorder.ended(closed(record, candidate, end, job, seconds))
        except Exception:
            log.exception("an attempt at %s could not be written down; its result is kept", candidate.name)
        told = f"{end.outcome}: {end.message}" if end.message else end.outcome
        call.trail.append(
            Attempt(
                provider=candidate.name,
                why=record.why,
                seconds=round(time.monotonic() - began, 3),
                cost_usd=end.cost,
                outcome=told,
            )
        )

    async def _went_well(self, candidate: Candidate, result: Result) -> End:
        said = result.cost_usd
        cost = await self._price(candidate, result) if said is None else said.quantize(EXACT)
        return End("ok", "ok", cost, "yes" if cost else "no", result=result)

    async def _failed(self, error: ProviderError, candidate: Candidate, job: JobRun | None) -> End:
        """A job that was accepted and given up is cancelled, and owed for unless its vendor says otherwise."""
        owed = candidate.usd if error.may_have_billed else NOTHING
        billed: Billed = "maybe" if owed else "no"
        if job is not None and job.ref is not None:
            owed, billed = self._owed(await job.cancel(), candidate)
        return End(
            type(error).__name__,
            "failed" if error.counts_against_health else "neutral",
            owed,
            billed,
            hold=hold_seconds(error),
            message=error.message,
        )

    async def _cancelled(self, call: Call, candidate: Candidate, job: JobRun | None, why: str) -> End:
        """Somebody else won, or nobody waits any more."""
        health: Outcome = "slow" if call.over and why not in ("hedge", "race") else "neutral"
        if job is None:
            return End("cancelled", health, candidate.usd, "maybe" if candidate.usd else "no")
        left = call.context.on_job is not None and call.context.leave_running()
        if not call.over and left and job.ref is not None:
            return End("left running", "neutral")
        status = await asyncio.shield(asyncio.ensure_future(job.cancel()))
        if job.ref is None and not job.asked:
            return End("cancelled", health)
        return End("cancelled", health, *self._owed(status, candidate))

    def _owed(self, status: JobStatus | None, candidate: Candidate) -> tuple[Decimal, Billed]:
        """What is owed for a job that gave no result; at the estimate when its vendor does not say."""
        if status is not None and status.cost_usd is not None:
            return status.cost_usd, "yes"
        if status is not None and status.usage:
            day = datetime.now(UTC).date()
            return self._book.cost(candidate.name, candidate.model, status.usage, day), "yes"
        if status is not None and let_off(status, candidate):
            return NOTHING, "no"
        return candidate.usd, "maybe" if candidate.usd else "no"

    async def _price(self, candidate: Candidate, result: Result) -> Decimal:
        """What the book says, the month's volume so far counted where prices fall with it."""
        now, model = datetime.now(UTC), result.model or candidate.model
        if not self._book.tiered(candidate.name):
            return self._book.cost(candidate.name, model, result.usage, now.date())
        add = partial(add_volume, period=month(now), usage=result.usage)
        before = await self._shared.change(Volume, f"{candidate.name}:{model}", add, _KEEP)
        return self._book.cost(candidate.name, model, result.usage, now.date(), before)

    def _record(self, call: Call, candidate: Candidate, token: str, why: str) -> AttemptRecord:
        return AttemptRecord(
            id=token,
            call=call.id,
            workspace=call.context.workspace,
            run=call.context.run,
            step=call.context.step,
            provider=candidate.name,
            task=call.task,
            model=candidate.model,
            why=why,
            started=datetime.now(UTC),
            reserved_usd=candidate.usd,
        )
