"""Waits for vendors' long jobs: asks now and then, or at once when the vendor sends word."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from providers.errors import ProviderError, RateLimited, Timeout
from providers.jobs import ENDED, JobRef, JobStatus, WebhookEvent
from providers.ports import Provider
from providers.shared import Shared

PATIENCE = 6
"""Failed looks in a row before a job is given up as unreachable."""
LONGEST = 15.0
"""Seconds between two looks at the most: with PATIENCE, a vendor that is gone is given up after about a minute."""
REMEMBERED = 86_400.0
"""Seconds for which a message's id is known, so that the same one sent again is not taken for news."""


@dataclass
class Inbox:
    """Messages of one provider: id -> when it came."""

    seen: dict[str, float] = field(default_factory=dict)


class Poller:
    """One for all jobs of a process. A message taken in by another process is seen at the next look, or by `ring`."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._bells: dict[tuple[str, str], asyncio.Event] = {}

    async def wait(
        self,
        provider: Provider,
        ref: JobRef,
        deadline: float,
        told: Callable[[float], Awaitable[None]] | None = None,
    ) -> JobStatus:
        """The status in which a job ended.

        Args:
            provider: Where it runs.
            ref: Which job.
            deadline: Unix seconds after which it is no longer waited for.
            told: Hears how far it is at each look.

        Raises:
            Timeout: It had not ended by the deadline.
            ProviderError: Its vendor could not be asked, again and again.
        """
        bell = self._bells.setdefault((ref.provider, ref.id), asyncio.Event())
        failures = 0
        try:
            while True:
                pause = provider.poll_seconds
                try:
                    status = await provider.status(ref)
                    if status.state in ENDED:
                        return status
                    failures = 0
                    if told is not None:
                        await told(status.progress)
                except ProviderError as error:
                    failures += 1
                    if not error.retryable or failures >= PATIENCE:
                        raise
                    pause = _pause(error, provider.poll_seconds, failures)
                await self._rest(bell, ref, min(pause, deadline - time.time()), provider.name)
        finally:
            self._bells.pop((ref.provider, ref.id), None)

    async def _rest(self, bell: asyncio.Event, ref: JobRef, seconds: float, name: str) -> None:
        if seconds <= 0:
            raise Timeout(f"{name}'s job {ref.id} had not ended in time", "raise its deadline_seconds")
        try:
            await asyncio.wait_for(bell.wait(), seconds)
        except TimeoutError:
            return
        bell.clear()

    async def receive(self, provider: Provider, headers: Mapping[str, str], raw: bytes) -> WebhookEvent | None:
        """Take in a vendor's message; None when the same one came before.

        Raises:
            Permission: It is forged, altered or too old.
        """
        event = await asyncio.to_thread(provider.verify_webhook, headers, raw)
        now = time.time()
        if not await self._shared.change(
            Inbox, provider.name, lambda box: _note(box, event.event_id, now), REMEMBERED
        ):
            return None
        self.ring(provider.name, event.job_id)
        return event

    def ring(self, provider: str, job_id: str) -> None:
        """Have whoever waits for this job in this process ask its vendor now."""
        if bell := self._bells.get((provider, job_id)):
            bell.set()


def _note(box: Inbox, event_id: str, now: float) -> bool:
    box.seen = {key: at for key, at in box.seen.items() if at > now - REMEMBERED}
    if event_id in box.seen:
        return False
    box.seen[event_id] = now
    return True


def _pause(error: ProviderError, usual: float, failures: int) -> float:
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after
    return float(min(usual * 1.5**failures, LONGEST))
