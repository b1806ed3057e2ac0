"""A long job while the router waits for it: started once, stored, polled, fetched, or cancelled at the vendor."""

import asyncio
import time
from contextlib import suppress

from providers.calls import Call
from providers.errors import ProviderError
from providers.jobs import ENDED, JobRef, JobStatus
from providers.poller import Poller
from providers.ports import Provider, job_error
from providers.requests import Result

FETCHES = 3
"""Tries to download a finished result: it is paid for."""
CANCEL_SECONDS = 10.0
CANCELS = 4
"""Tries to cancel: what is not cancelled is paid for."""


class JobRun:
    """One job at one provider."""

    def __init__(self, provider: Provider, call: Call, poller: Poller) -> None:
        self._provider, self._call, self._poller = provider, call, poller
        self.ref: JobRef | None = None
        self.status: JobStatus | None = None
        self.asked = False
        """A start was sent: the vendor may know of the job even if we have no ref."""

    async def result(self) -> Result:
        """Start it (or take it up), wait, fetch.

        Raises:
            ProviderError: It could not be started, failed, or its result could not be fetched.
        """
        deadline = time.time() + self._call.policy.deadline_seconds
        self.ref = self._stored() or await self._start()
        if self._call.context.on_job is not None:
            await self._call.context.on_job(self.ref)
        told = self._call.context.on_progress
        self.status = await self._poller.wait(self._provider, self.ref, deadline, told)
        if self.status.state != "succeeded":
            raise job_error(self._provider.name, self.status)
        return await self._fetch(self.ref, self.status)

    async def cancel(self) -> JobStatus | None:
        """Stop it at the vendor, if it can be; gives how it then stands, None when nobody knows."""
        if self.ref is None or (self.status is not None and self.status.state in ENDED):
            return self.status
        if not self._provider.capabilities.cancels:
            return None
        try:
            async with asyncio.timeout(CANCEL_SECONDS):
                self.status = await self._surely_cancelled(self.ref)
        except (ProviderError, TimeoutError):
            return None
        return self.status

    async def _surely_cancelled(self, ref: JobRef) -> JobStatus:
        """Cancel; when the answer is lost, look how it stands and try again."""
        for _ in range(CANCELS - 1):
            try:
                return await self._provider.cancel(ref)
            except ProviderError:
                with suppress(ProviderError):
                    status = await self._provider.status(ref)
                    if status.state in ENDED:
                        return status
        return await self._provider.cancel(ref)

    def _stored(self) -> JobRef | None:
        job = self._call.context.job
        return job if job and (job.provider, job.task) == (self._provider.name, self._call.task) else None

    async def _start(self) -> JobRef:
        context = self._call.context
        key = f"{context.idempotency_key or self._call.id}-{self._provider.name}"
        hook = context.webhook_url if self._provider.capabilities.webhooks else None
        self.asked = True
        try:
            return await self._provider.start(
                self._call.task,
                self._call.request,
                idempotency_key=key,
                webhook_url=hook.format(provider=self._provider.name) if hook else None,
            )
        except ProviderError as error:
            self.asked = error.may_have_billed
            raise

    async def _fetch(self, ref: JobRef, status: JobStatus) -> Result:
        for last in (False,) * (FETCHES - 1) + (True,):
            try:
                result = await self._provider.fetch(ref, status)
                break
            except ProviderError as error:
                if last or not error.retryable:
                    raise
                await asyncio.sleep(self._call.policy.backoff_seconds)
        if result.cost_usd is None and status.cost_usd is not None:
            return result.model_copy(update={"cost_usd": status.cost_usd})
        return result
