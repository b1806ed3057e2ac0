"""The one door to all providers: who does a task, for how much, and what happens when they do not."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self, Unpack, overload

from providers.attempts import Attempts
from providers.batch import Batcher
from providers.budget import Purse, begin
from providers.cache import Cache, OnDisk, OnRedis, key_of
from providers.calls import Call, Candidate, Routed
from providers.catalog import absent
from providers.contest import contest
from providers.context import CallContext
from providers.errors import AllProvidersFailed, Permission, ProviderError, Unavailable
from providers.gate import Gate
from providers.jobs import WebhookEvent
from providers.options import Names, Options, Payload, Quote
from providers.policy import Config, Priority, load_config
from providers.poller import Poller
from providers.ports import Health, Provider
from providers.prices import PriceBook
from providers.ranking import Ranking, month
from providers.records import Nowhere, Recorder
from providers.registry import build_providers
from providers.requests import (
    AvatarRequest,
    AvatarResult,
    ImageRequest,
    ImageResult,
    MediaRequest,
    MediaResult,
    MusicRequest,
    MusicResult,
    Request,
    Result,
    SpeechRequest,
    SpeechResult,
    TextRequest,
    TextResult,
    VideoRequest,
    VideoResult,
    VoiceEnrollRequest,
    VoiceEnrollResult,
)
from providers.shared import InMemory, InRedis, Shared
from providers.tasks import TASKS, Task, parse
from studio.domain.runs import Attempt
from studio.settings import Settings

log = logging.getLogger(__name__)


class Router:
    """Chooses among providers, within limits. They are handed in, in the order in which they are preferred."""

    def __init__(
        self,
        providers: Sequence[Provider],
        config: Config | None = None,
        *,
        shared: Shared | None = None,
        recorder: Recorder | None = None,
        book: PriceBook | None = None,
        cache: Cache | None = None,
    ) -> None:
        """Put a router together.

        Args:
            providers: Vendors first, local engines last.
            config: How hard to try whom; the defaults when left out.
            shared: State of breakers, limits and budgets; in memory when left out.
            recorder: Where attempts are written down; nowhere when left out.
            book: Prices; the book that ships when left out.
            cache: Results to use again; none when left out.
        """
        self._config = config or Config()
        self._providers = {p.name: p for p in providers}
        self._shared = shared or InMemory()
        self._cache = cache
        book = book or PriceBook.shipped(self._config.providers)
        self._poller = Poller(self._shared)
        self._ranking = Ranking(self._config, book, self._shared)
        self._attempts = Attempts(self._config, book, self._shared, recorder or Nowhere(), self._poller)
        self._batchers: dict[tuple[str, str], Batcher] = {}

    @classmethod
    def from_settings(cls, settings: Settings, recorder: Recorder | None = None) -> Self:
        """The router of this machine: vendors with a key first, local engines last."""
        config = load_config(settings.providers_path)
        shared, cache = _stores(config, settings.home / "cache" / "results")
        providers = build_providers(settings, config)
        return cls(providers, config, shared=shared, recorder=recorder, cache=cache)

    @overload
    async def generate(
        self, task: Literal["text"], payload: TextRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[TextResult]: ...
    @overload
    async def generate(
        self, task: Literal["image"], payload: ImageRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[ImageResult]: ...
    @overload
    async def generate(
        self,
        task: Literal["speech", "voice_clone"],
        payload: SpeechRequest | Payload,
        providers: Names = None,
        **options: Unpack[Options],
    ) -> Routed[SpeechResult]: ...
    @overload
    async def generate(
        self,
        task: Literal["voice_enroll"],
        payload: VoiceEnrollRequest,
        providers: Names = None,
        **options: Unpack[Options],
    ) -> Routed[VoiceEnrollResult]: ...
    @overload
    async def generate(
        self, task: Literal["avatar"], payload: AvatarRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[AvatarResult]: ...
    @overload
    async def generate(
        self, task: Literal["video"], payload: VideoRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[VideoResult]: ...
    @overload
    async def generate(
        self, task: Literal["music"], payload: MusicRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[MusicResult]: ...
    @overload
    async def generate(
        self, task: Literal["media"], payload: MediaRequest, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[MediaResult]: ...
    @overload
    async def generate(
        self, task: Task, payload: Request | Payload, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[Any]: ...

    async def generate(
        self, task: Task, payload: Request | Payload, providers: Names = None, **options: Unpack[Options]
    ) -> Routed[Any]:
        """Have a task done.

        Args:
            task: What is wanted.
            payload: The typed request of that task, or its fields; speech takes `text` and `voice_id` for short.
            providers: Names to ask, in this order; None asks all that can, in the order of their scores.
            options: See Options.

        Raises:
            AllProvidersFailed: Nobody could; carries the trail and every cause.
            InvalidRequest: The request is wrong for any provider.
            Permission: The task needs a consent and none is named.
        """
        request, context = parse(task, payload), options.get("context") or CallContext()
        parallel = options.get("parallel", False)
        if TASKS[task].needs_consent and not request.consent_id:
            raise Permission(f"{task} needs a recorded consent", "name it in consent_id; no vendor was asked")
        alone = parallel or bool(providers) or context.on_text is not None
        if isinstance(request, TextRequest) and self._config.task(task).batch > 1 and not alone:
            return await self._batcher(context).ask(request)
        call = self._call(task, request, options.get("priority", "normal"), context)
        return await self._one(call, providers, parallel)

    async def quote(
        self, task: Task, payload: Request | Payload, providers: Names = None, context: CallContext | None = None
    ) -> Quote | None:
        """Who would be asked first now, and the price; None when nobody can. Asks no vendor."""
        call = self._call(task, parse(task, payload), "normal", context or CallContext())
        ranked, _ = await self._ranking.of(call, self._chain(call, providers), providers is not None)
        return Quote(ranked[0].name, ranked[0].usd, ranked[0].seconds) if ranked else None

    async def remember(self, spent: Mapping[str, Decimal], workspace: str = "local") -> None:
        """Take in what this month has cost so far, by provider, so that monthly budgets hold over many processes.

        With shared state in Redis this is not needed: purses are kept there.
        """
        period, whole = month(datetime.now(UTC)), sum(spent.values(), Decimal("0"))
        totals = {f"month:{workspace}": whole, **{f"provider:{name}": usd for name, usd in spent.items()}}
        for key, usd in totals.items():
            await self._shared.change(Purse, key, partial(begin, period=period, spent=usd))

    async def webhook(self, provider: str, headers: Mapping[str, str], raw: bytes) -> WebhookEvent | None:
        """Take in a vendor's message about a job; None when the same one came before.

        Raises:
            Permission: It is forged, altered or too old.
            Unavailable: There is no such provider here.
        """
        if provider not in self._providers:
            raise Unavailable(f"there is no provider {provider} here")
        return await self._poller.receive(self._providers[provider], headers, raw)

    def ring(self, provider: str, job_id: str) -> None:
        """Ask a vendor at once about a job that is waited for here: another process took in its message."""
        self._poller.ring(provider, job_id)

    async def gates(self) -> dict[tuple[str, Task], Gate]:
        """What is known of each provider at each of its tasks: its circuit and how long it takes."""
        names = [(p.name, task) for p in self._providers.values() for task in sorted(p.capabilities.tasks)]
        return {(name, task): await self._shared.look(Gate, f"{name}:{task}") for name, task in names}

    def providers(self) -> tuple[Provider, ...]:
        """All providers, in order of preference."""
        return tuple(self._providers.values())

    @property
    def config(self) -> Config:
        """How it is set up."""
        return self._config

    def voice_ids(self, name: str) -> Mapping[str, str]:
        """The ids of one of the user's own voices, by provider; empty when there is none of that name."""
        return self._config.voices.get(name, {})

    def avatar_ids(self, name: str) -> Mapping[str, str]:
        """The ids of one of the user's own avatars, by provider; empty when there is none of that name."""
        return self._config.avatars.get(name, {})

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
        await self._shared.aclose()

    def _call(self, task: Task, request: Request, priority: Priority, context: CallContext) -> Call:
        plan = context.plan or self._config.plan
        return Call(task, request, context, self._config.task(task), plan, priority)

    def _batcher(self, context: CallContext) -> Batcher:
        async def send(request: TextRequest) -> Routed[TextResult]:
            return await self._one(self._call("text", request, "normal", context), None, False)

        key = (context.workspace, context.purse)
        return self._batchers.setdefault(key, Batcher(send, self._config.task("text").batch))

    async def _one(self, call: Call, names: Names, parallel: bool) -> Routed[Any]:
        key = await self._cache_key(call, names)
        if self._cache and key and (found := await self._cache.get(key, call.task)):
            once = Attempt(provider=found[1], why="made before", seconds=0, outcome="ok")
            return Routed(found[0], found[1], (once,), cached=True)
        ranked, skipped = await self._ranking.of(call, self._chain(call, names), names is not None)
        skipped |= {name: absent(name) for name in names or () if name not in self._providers}
        if not ranked:
            raise _all_failed(call, skipped)
        if self._cache and key:
            call.keep = partial(self._keep, self._cache, key, call.policy.cache_seconds)
        winner, candidate = await self._contested(call, ranked, skipped, parallel)
        cost = sum((a.cost_usd for a in call.trail), Decimal("0"))
        return Routed(winner, candidate.name, tuple(call.trail), skipped, cost)

    async def _keep(self, cache: Cache, key: str, seconds: float, result: Result, provider: str) -> None:
        try:
            await cache.put(key, result, provider, seconds)
        except Exception:
            log.exception("what %s made could not be kept for the next who asks the same", provider)

    async def _contested(
        self, call: Call, ranked: list[Candidate], skipped: Mapping[str, str], parallel: bool
    ) -> tuple[Result, Candidate]:
        held = contest(self._attempts, self._shared, call, _job_first(call, ranked))
        try:
            return await (held.race() if parallel else held.relay())
        except ProviderError as error:
            if not error.failover:
                raise
            failed = _all_failed(call, skipped)
            raise failed from failed.__cause__

    async def _cache_key(self, call: Call, names: Names) -> str:
        usable = self._cache is not None and call.context.use_cache and call.policy.cache_seconds > 0
        if not usable or not TASKS[call.task].cacheable or call.context.job:
            return ""
        return await asyncio.to_thread(key_of, call.task, call.request, tuple(names) if names is not None else None)

    def _chain(self, call: Call, names: Names) -> list[Provider]:
        if names is not None:
            return [self._providers[name] for name in names if name in self._providers]
        first = [self._providers[n] for n in call.policy.chain if n in self._providers]
        return first + [p for p in self._providers.values() if p not in first]


def _job_first(call: Call, ranked: list[Candidate]) -> list[Candidate]:
    """Whoever already has the job under way goes first."""
    job = call.context.job
    return sorted(ranked, key=lambda c: not (job and c.name == job.provider))


def _all_failed(call: Call, skipped: Mapping[str, str]) -> AllProvidersFailed:
    able = {n: why for n, why in skipped.items() if not why.startswith("it does not do ")}
    reasons = [cause.message for cause in call.causes] + [f"{name}: {why}" for name, why in able.items()]
    told = "; ".join(reasons) or "none is set up for it"
    hint = next((cause.hint for cause in call.causes if cause.hint), "`studio providers` shows what is missing")
    return AllProvidersFailed(f"nobody could do {call.task}: {told}", hint, tuple(call.trail), tuple(call.causes))


def _stores(config: Config, folder: Path) -> tuple[Shared, Cache]:
    if not config.redis_url:
        return InMemory(), Cache(OnDisk(folder))
    from redis.asyncio import Redis

    client = Redis.from_url(config.redis_url)
    return InRedis(client), Cache(OnRedis(client))
