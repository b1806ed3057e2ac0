"""Chooses who does a task: the chain in order, retrying and failing over, every attempt recorded."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, Self, TypeVar, cast, overload

from providers.errors import AllProvidersFailed, ProviderError, Timeout, VendorServer
from providers.ports import Health, Provider
from providers.registry import build_providers
from providers.requests import (
    AvatarRequest,
    AvatarResult,
    MusicRequest,
    MusicResult,
    Request,
    SpeechRequest,
    SpeechResult,
    TextRequest,
    TextResult,
)
from providers.tasks import TASKS, Task
from studio.domain.runs import Attempt
from studio.settings import Settings

ResultT = TypeVar("ResultT", covariant=True)


@dataclass(frozen=True)
class Routed(Generic[ResultT]):
    """A result, who made it, and every attempt on the way."""

    result: ResultT
    provider: str
    trail: tuple[Attempt, ...]


@dataclass(frozen=True)
class Policy:
    """How hard to try one provider before the next."""

    attempts: int = 2
    deadline_seconds: float = 300.0
    backoff_seconds: float = 0.2
    """Doubled at each retry, times a random factor in 0.5..1.5."""


class Router:
    """The one door to all providers. Providers are handed in, in the order in which they are preferred."""

    def __init__(self, providers: Sequence[Provider], policies: Mapping[Task, Policy] | None = None) -> None:
        self._providers = {p.name: p for p in providers}
        self._policies = dict(policies or {})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The router of this machine: configured vendors first, local engines last."""
        return cls(build_providers(settings), {"text": Policy(deadline_seconds=settings.model_timeout_seconds)})

    @overload
    async def generate(
        self, task: Literal["text"], request: TextRequest, providers: Sequence[str] | None = None
    ) -> Routed[TextResult]: ...
    @overload
    async def generate(
        self, task: Literal["speech"], request: SpeechRequest, providers: Sequence[str] | None = None
    ) -> Routed[SpeechResult]: ...
    @overload
    async def generate(
        self, task: Literal["avatar"], request: AvatarRequest, providers: Sequence[str] | None = None
    ) -> Routed[AvatarResult]: ...
    @overload
    async def generate(
        self, task: Literal["music"], request: MusicRequest, providers: Sequence[str] | None = None
    ) -> Routed[MusicResult]: ...

    async def generate(self, task: Task, request: Request, providers: Sequence[str] | None = None) -> Routed[Any]:
        """Run a task with the first provider of the chain that can.

        Args:
            task: What is wanted.
            request: The typed request of that task.
            providers: Names to try, in this order; None tries all that can do the task.

        Raises:
            AllProvidersFailed: Nobody could; carries the trail and every cause.
            InvalidRequest: The request is wrong for any provider.
        """
        trail: list[Attempt] = []
        causes: list[ProviderError] = []
        for provider in self._chain(task, request, providers):
            try:
                result = await self._try(provider, task, request, trail)
            except ProviderError as error:
                causes.append(error)
                if not error.failover:
                    raise
            else:
                return Routed(result, provider.name, tuple(trail))
        raise _all_failed(task, causes, tuple(trail))

    def providers(self) -> tuple[Provider, ...]:
        """All providers, in order of preference."""
        return tuple(self._providers.values())

    def can(self, task: Task) -> bool:
        """Whether any provider does this task."""
        return any(task in p.capabilities.tasks for p in self._providers.values())

    async def health(self) -> dict[str, Health]:
        """Each provider's own word on whether it can be used now."""
        names = list(self._providers)
        states = await asyncio.gather(*(p.health() for p in self._providers.values()))
        return dict(zip(names, states, strict=True))

    async def aclose(self) -> None:
        """Let go of every provider's connections and child processes."""
        await asyncio.gather(*(p.aclose() for p in self._providers.values()), return_exceptions=True)

    def _chain(self, task: Task, request: Request, names: Sequence[str] | None) -> list[Provider]:
        wanted = names if names is not None else list(self._providers)
        known = [self._providers[n] for n in wanted if n in self._providers]
        return [p for p in known if p.supports(task, request)]

    async def _try(self, provider: Provider, task: Task, request: Request, trail: list[Attempt]) -> Any:
        policy = self._policies.get(task, Policy())
        for attempt in range(policy.attempts):
            started = time.monotonic()
            why = "retry" if attempt else ("failover" if trail else "first of the chain")
            try:
                result = await self._call(provider, task, request, policy)
            except ProviderError as error:
                outcome = f"{type(error).__name__}: {error.message}"
                trail.append(_attempt(provider, why, started, outcome=outcome))
                if not error.retryable or attempt + 1 == policy.attempts:
                    raise
                await asyncio.sleep(policy.backoff_seconds * 2**attempt * random.uniform(0.5, 1.5))
            else:
                trail.append(_attempt(provider, why, started, cost=result.cost_usd or Decimal("0")))
                return result
        raise AssertionError("a policy has at least one attempt")

    async def _call(self, provider: Provider, task: Task, request: Request, policy: Policy) -> Any:
        method = getattr(provider, TASKS[task].method)
        try:
            async with asyncio.timeout(policy.deadline_seconds):
                return await method(request)
        except ProviderError:
            raise
        except TimeoutError as error:
            raise Timeout(f"{provider.name} gave no answer in {policy.deadline_seconds:g} s") from error
        except Exception as error:
            raise VendorServer(f"{provider.name} failed: {type(error).__name__}: {error}") from error


def _attempt(
    provider: Provider, why: str, started: float, *, cost: Decimal = Decimal("0"), outcome: str = "ok"
) -> Attempt:
    seconds = round(time.monotonic() - started, 3)
    return Attempt(provider=provider.name, why=why, seconds=seconds, cost_usd=cost, outcome=outcome)


def _all_failed(task: Task, causes: list[ProviderError], trail: tuple[Attempt, ...]) -> AllProvidersFailed:
    reasons = "; ".join(cause.message for cause in causes) or "none is set up for it"
    hint = next((cause.hint for cause in causes if cause.hint), "`studio doctor` shows what is missing")
    error = AllProvidersFailed(f"nobody could do {task}: {reasons}", hint, trail)
    if causes:
        error.__cause__ = ExceptionGroup(f"{task} attempts", cast(list[Exception], causes))
    return error
