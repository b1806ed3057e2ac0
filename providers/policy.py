"""How hard to try whom: the typed form of `providers.yaml`. Seconds and US dollars throughout."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from providers.tasks import Task
from studio.errors import BadRequest

Plan = Literal["free", "standard", "premium"]
"""free routes cheap, standard keeps the chain's order, premium routes to the best."""
Priority = Literal["low", "normal", "high"]


class Part(BaseModel):
    """Frozen, and unknown words are refused: a misspelt setting must not be lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BreakerPolicy(Part):
    """When a circuit opens, and for how long. Shares and least count follow Portkey's defaults."""

    failure_share: float = Field(default=0.2, gt=0, le=1)
    at_least: int = Field(default=10, ge=1)
    """Calls in the window before the share counts; and the most calls an unproven vendor gets at once."""
    streak: int = Field(default=5, ge=1)
    """Failures in a row that open it at once."""
    window_seconds: float = Field(default=60.0, gt=0)
    open_seconds: float = Field(default=30.0, gt=0)
    """Doubled each time the probe fails."""
    most_open_seconds: float = 300.0


class Limits(Part):
    """What one provider is asked for at the most."""

    concurrency: int = Field(default=10, ge=0)
    """Calls at a time, over all processes; 0 for no limit."""
    per_minute: float = Field(default=0.0, ge=0)
    """0 for no limit."""
    burst: int = Field(default=5, ge=1)
    lease_seconds: float = 1200.0
    """After this a place is free again even if its holder died."""
    careful: bool = True
    """An unproven vendor gets few calls at once, so that a dead one is not hit by all."""


class Hedge(Part):
    """A second call when the first takes longer than most do."""

    on: bool = True
    percentile: float = Field(default=0.95, gt=0, lt=1)
    after_seconds: float | None = None
    """A fixed time instead of the observed percentile."""
    at_least: int = 20
    """Observed calls before the percentile counts."""
    extra_share: float = Field(default=0.1, ge=0, le=1)
    """The most extra calls, as a share of all."""
    same_provider: bool = True
    """With nobody else left, ask the same provider a second time."""


class TaskPolicy(Part):
    """How one task is routed."""

    chain: tuple[str, ...] = ()
    """Providers in the order preferred; those not named follow in their own order."""
    attempts: int = Field(default=2, ge=1)
    """Tries at one provider."""
    deadline_seconds: float = Field(default=60.0, gt=0)
    """For one attempt; for a long job, from its start to its end."""
    backoff_seconds: float = 0.2
    """Doubled at each retry, times a random factor in 0.5 to 1.5."""
    queue_seconds: float = 20.0
    """The longest wait for a place at a provider before the next one is asked."""
    retry_after_most: float = 5.0
    """A vendor that wants to be left alone for longer is passed over."""
    hedge: Hedge = Hedge()
    hedge_paid_jobs: bool = False
    cache_seconds: float = 86_400.0
    """How long a result may be used again; 0 for never."""
    batch: int = Field(default=1, ge=1)
    """Text only: up to so many similar requests of one moment go out as one."""


class PriceOverride(Part):
    """A negotiated price."""

    model: str = "*"
    unit: str
    usd: Decimal


class ProviderPolicy(Part):
    """How one provider is used."""

    on: bool = True
    base_url: str = ""
    limits: Limits = Limits()
    budget_usd: Decimal | None = None
    """The most spent there in a calendar month."""
    plans: frozenset[Plan] = frozenset({"free", "standard", "premium"})
    discount: Decimal = Field(default=Decimal("0"), ge=0, lt=1)
    """Negotiated, off the price book's prices."""
    prices: tuple[PriceOverride, ...] = ()
    options: Mapping[str, Any] = {}
    """Passed to the adapter: voices, avatars, models of its own."""


class ModelPolicy(Part):
    """Language or picture models of one more vendor, through LiteLLM."""

    name: str
    """Of the provider: `claude`."""
    model: str = ""
    """For text, by its LiteLLM name: `anthropic/claude-sonnet-4-5`."""
    image_model: str = ""
    base_url: str = ""
    key: str = ""
    """The environment variable of its key; the vendor's usual one when left empty."""


class Config(Part):
    """The whole of `providers.yaml`."""

    plan: Plan = "standard"
    breaker: BreakerPolicy = BreakerPolicy()
    tasks: Mapping[Task, TaskPolicy] = {}
    providers: Mapping[str, ProviderPolicy] = {}
    models: tuple[ModelPolicy, ...] = ()
    """More language models than the one of STUDIO_MODEL, in the order preferred."""
    voices: Mapping[str, Mapping[str, str]] = {}
    """Your own voices: a name of your choice -> provider -> the id of the voice there."""
    avatars: Mapping[str, Mapping[str, str]] = {}
    """Your own avatars: a name of your choice -> provider -> the id of the avatar there."""
    monthly_budget_usd: Decimal | None = None
    """For one workspace, over all providers."""
    regions: frozenset[str] = frozenset()
    """Where data may be processed; empty for anywhere. Local engines are always allowed."""
    redis_url: str = ""
    """Shared state of many processes; empty keeps it in memory."""

    @field_validator("tasks", mode="before")
    @classmethod
    def _over_defaults(cls, tasks: Any) -> Any:
        """What is not said of a task keeps that task's own default."""
        if not isinstance(tasks, Mapping):
            return tasks
        plain = {name: _DEFAULTS[name].model_dump() for name in tasks if name in _DEFAULTS}
        return {
            n: {**plain.get(n, {}), **given} if isinstance(given, Mapping) else given for n, given in tasks.items()
        }

    def task(self, task: Task) -> TaskPolicy:
        """The policy of a task."""
        return self.tasks.get(task) or _DEFAULTS[task]

    def provider(self, name: str) -> ProviderPolicy:
        """The policy of a provider."""
        return self.providers.get(name) or _PLAIN


_PLAIN = ProviderPolicy()
_JOB = TaskPolicy(attempts=2, deadline_seconds=1200.0, queue_seconds=300.0)
_DEFAULTS: Mapping[Task, TaskPolicy] = {
    "text": TaskPolicy(deadline_seconds=60.0),
    "image": TaskPolicy(deadline_seconds=120.0),
    "speech": TaskPolicy(deadline_seconds=300.0),
    "voice_clone": TaskPolicy(deadline_seconds=300.0),
    "voice_enroll": TaskPolicy(deadline_seconds=300.0, attempts=1, hedge=Hedge(on=False)),
    "video": _JOB,
    "avatar": _JOB,
    "music": TaskPolicy(deadline_seconds=60.0),
    "media": TaskPolicy(deadline_seconds=60.0, attempts=2),
}


class _Loader(yaml.SafeLoader):
    """Only true and false are truth values (YAML 1.2): the setting `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def load_config(path: Path) -> Config:
    """Read `providers.yaml`; a missing file is the default.

    Raises:
        BadRequest: It is no YAML, or a setting is unknown or out of range; says which.
    """
    if not path.is_file():
        return Config()
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _Loader) or {}
        return Config.model_validate(found)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise BadRequest(f"{path.name} is no YAML{f' (line {where.line + 1})' if where else ''}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"{path.name}: {name}: {first['msg']}", "docs/providers.md lists every setting") from None
