"""A provider without a network, for what the router decides: answers late, fails, hangs or runs jobs as told."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any, cast

from providers.errors import ProviderError
from providers.jobs import JobRef, JobState, JobStatus
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import Message as Said
from providers.requests import Request, Result, TextRequest, TextResult, VideoRequest, VideoResult
from providers.tasks import Task
from providers.usage import Usage, used

HANG = 3600.0


def ask(text: str = "hello", **more: Any) -> TextRequest:
    """A text request."""
    return TextRequest(messages=(Said(role="user", content=text),), **more)


class Vendor(Provider):
    """Answers texts after `seconds`; each entry of `script` is a failure, or a length of time for one call."""

    def __init__(
        self,
        name: str = "vendor",
        *script: ProviderError | float,
        seconds: float = 0.0,
        usage: tuple[Usage, ...] = (),
        forever: bool = False,
        **able: Any,
    ) -> None:
        self.name = name  # type: ignore[misc]
        self.capabilities = Capabilities(**{"tasks": frozenset({"text"}), **able})  # type: ignore[misc]
        self.script = list(script)
        self.forever = forever
        """The first entry of the script is repeated for ever."""
        self.seconds, self.usage = seconds, usage
        self.asked = 0
        self.active = 0
        self.most = 0
        """The most calls at one time."""

    def estimate(self, task: Task, request: Request) -> Forecast:
        return Forecast(usage=self.usage, seconds=self.seconds, model="m")

    async def generate_text(self, request: TextRequest) -> TextResult:
        await self._work()
        return TextResult(text=f"{self.name}: {request.messages[-1].content}", model="m", usage=self.usage)

    async def _work(self) -> None:
        self.asked += 1
        self.active += 1
        self.most = max(self.most, self.active)
        try:
            step = self.script[0] if self.forever else (self.script.pop(0) if self.script else self.seconds)
            await asyncio.sleep(step if isinstance(step, float | int) else self.seconds)
            if isinstance(step, ProviderError):
                raise step
        finally:
            self.active -= 1


class Studio(Provider):
    """Films in jobs that end after some looks."""

    poll_seconds = 0.01

    def __init__(
        self, name: str = "studio", *, looks: int = 2, idempotent: bool = True, cancels: bool = True
    ) -> None:
        self.name = name  # type: ignore[misc]
        self.capabilities = Capabilities(  # type: ignore[misc]
            tasks=frozenset({"video"}),
            jobs=frozenset({"video"}),
            idempotent_start=idempotent,
            cancels=cancels,
        )
        self.looks = looks
        self.states: dict[str, JobState] = {}
        self.left: dict[str, int] = {}
        self.keys: dict[str, str] = {}
        self.starts: list[ProviderError] = []
        """Failures of the next starts; the job is made nevertheless."""
        self.failed_looks: list[ProviderError] = []
        self.usage = used("second", 5)
        self._ids = itertools.count(1)

    def estimate(self, task: Task, request: Request) -> Forecast:
        return Forecast(usage=self.usage, seconds=1.0, model="m")

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        if idempotency_key not in self.keys or not self.capabilities.idempotent_start:
            job = f"{self.name}-{next(self._ids)}"
            self.keys[idempotency_key], self.states[job], self.left[job] = job, "queued", self.looks
        if self.starts:
            raise self.starts.pop(0)
        return JobRef(provider=self.name, task=task, id=self.keys[idempotency_key])

    async def status(self, ref: JobRef) -> JobStatus:
        if self.failed_looks:
            raise self.failed_looks.pop(0)
        if self.states[ref.id] in ("queued", "running"):
            self.left[ref.id] -= 1
            self.states[ref.id] = "running" if self.left[ref.id] > 0 else "succeeded"
        return JobStatus(state=self.states[ref.id], error="it broke" if self.states[ref.id] == "failed" else "")

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        from pathlib import Path

        return VideoResult(video=Path(f"{ref.id}.mp4"), seconds=5, usage=self.usage, model="m")

    async def cancel(self, ref: JobRef) -> JobStatus:
        was = self.states[ref.id]
        self.states[ref.id] = "cancelled"
        return JobStatus(state="cancelled", usage=() if was == "queued" else self.usage)


def clip(prompt: str = "a dog runs") -> VideoRequest:
    """A request for a clip."""
    return VideoRequest(prompt=prompt)


def outcomes(trail: Sequence[Any]) -> list[tuple[str, str, str]]:
    """Who, why, and how it ended."""
    return [(a.provider, a.why, cast(str, a.outcome).split(":")[0]) for a in trail]
