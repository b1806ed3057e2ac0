"""Who gets to answer one call: one after another, with a second started when the first dawdles, or all at once.

The first good answer wins. Losers are cancelled, at their vendor too, and waited for, so that nothing is left behind.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from providers.attempts import Attempts
from providers.calls import Call, Candidate
from providers.errors import ProviderError
from providers.gate import Gate
from providers.policy import Hedge
from providers.ranking import gate_key
from providers.requests import Result
from providers.shared import Shared

USUAL = 0.95
FADE = 1000
"""Calls after which the count of a hedge budget is halved, so that it goes by the recent ones."""


@dataclass
class Extra:
    """How many calls there were of a task, and how many extra ones."""

    calls: float = 0.0
    extra: float = 0.0


def _count(state: Extra) -> None:
    state.calls += 1
    if state.calls >= FADE:
        state.calls, state.extra = state.calls / 2, state.extra / 2


def _spend(state: Extra, share: float) -> bool:
    """Whether one more extra call stays within the share."""
    if state.extra + 1 > share * state.calls:
        return False
    state.extra += 1
    return True


@dataclass
class Contest:
    """One call, and those who compete for it."""

    attempts: Attempts
    shared: Shared
    call: Call
    waiting: deque[Candidate]
    running: dict["asyncio.Task[Result]", Candidate] = field(default_factory=dict)
    hedged: bool = False

    async def race(self) -> tuple[Result, Candidate]:
        """All at once."""
        while self.waiting:
            self._start("race")
        return await self._guarded()

    async def relay(self) -> tuple[Result, Candidate]:
        """One after another; a dawdler gets company."""
        await self.shared.change(Extra, self.call.task, _count)
        self._start("first of the chain")
        return await self._guarded()

    async def _guarded(self) -> tuple[Result, Candidate]:
        try:
            return await self._first()
        finally:
            await self._dismiss()

    async def _first(self) -> tuple[Result, Candidate]:
        while self.running:
            patience = await self._patience()
            done, _ = await asyncio.wait(self.running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                await self._hedge()
            for task in done:
                candidate = self.running.pop(task)
                error = task.exception()
                if error is None:
                    self.call.over = True
                    return task.result(), candidate
                if not isinstance(error, ProviderError):
                    raise error
                self.call.causes.append(error)
                if not error.failover:
                    raise error
            if done and self.waiting and (self.hedged or not self.running):
                self._start("failover")
        raise self.call.causes[-1]

    def _start(self, why: str) -> None:
        candidate = self.waiting.popleft()
        self.call.others = bool(self.waiting)
        task = asyncio.ensure_future(self.attempts.serve(self.call, candidate, why))
        self.running[task] = candidate

    async def _patience(self) -> float | None:
        """Seconds until a second call is started; None for never."""
        hedge = self.call.policy.hedge
        if not self._may_hedge(hedge):
            return None
        if hedge.after_seconds is not None:
            return hedge.after_seconds
        latest = list(self.running.values())[-1]
        gate = await self.shared.look(Gate, gate_key(latest.provider, self.call))
        if gate.latency.get("count", 0) < hedge.at_least:
            return None
        return gate.most if hedge.percentile == USUAL else gate.times().percentile(hedge.percentile)

    def _may_hedge(self, hedge: Hedge) -> bool:
        if not hedge.on or self.hedged or self.call.priority == "low":
            return False
        running = list(self.running.values())
        if any(self.call.task in c.provider.capabilities.jobs and c.usd for c in running + list(self.waiting)[:1]):
            return self.call.policy.hedge_paid_jobs or self.call.context.hedge_paid_jobs
        if running and running[-1].provider.local:
            return False
        return bool(self.waiting) or hedge.same_provider

    async def _hedge(self) -> None:
        """Start a second call: out of the budget of extra calls, or since the first one's vendor is now known ill."""
        ill = bool(self.waiting) and await self._is_ill(list(self.running.values())[-1])
        share = self.call.policy.hedge.extra_share
        if not ill and not await self.shared.change(Extra, self.call.task, lambda state: _spend(state, share)):
            return
        self.hedged = True
        if not self.waiting:
            self.waiting.append(next(iter(self.running.values())))
        self._start("failover" if ill else "hedge")

    async def _is_ill(self, candidate: Candidate) -> bool:
        return bool((await self.shared.look(Gate, gate_key(candidate.provider, self.call))).open_until)

    async def _dismiss(self) -> None:
        """Cancel whoever is still at it, and wait until they have put everything in order."""
        for task in self.running:
            task.cancel()
        if self.running:
            await asyncio.gather(*self.running, return_exceptions=True)
        self.running.clear()


def contest(attempts: Attempts, shared: Shared, call: Call, candidates: Sequence[Candidate]) -> Contest:
    """A contest among these, in this order."""
    return Contest(attempts, shared, call, deque(candidates))
