"""One call to the router while it is under way, and those who may do it."""

import itertools
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from providers.context import CallContext
from providers.errors import ProviderError
from providers.policy import Plan, Priority, TaskPolicy
from providers.ports import Provider
from providers.requests import Request, Result
from providers.tasks import Task
from providers.usage import Usage
from studio.domain.runs import Attempt

ResultT = TypeVar("ResultT", covariant=True)


_ORIGIN, _NUMBERS = secrets.token_hex(6), itertools.count(1)


def new_id() -> str:
    """A name that no other call or attempt has, in any process."""
    return f"{_ORIGIN}{next(_NUMBERS):08x}"


@dataclass(slots=True)
class Candidate:
    """A provider that may be asked, at what price, and how much speaks for it."""

    provider: Provider
    model: str
    usage: tuple[Usage, ...]
    usd: Decimal
    seconds: float
    score: float = 0.0

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.provider.name


@dataclass
class Call:
    """What is asked, within which limits, and what was tried so far."""

    task: Task
    request: Request
    context: CallContext
    policy: TaskPolicy
    plan: Plan
    priority: Priority = "normal"
    id: str = field(default_factory=new_id)
    trail: list[Attempt] = field(default_factory=list)
    causes: list[ProviderError] = field(default_factory=list)
    others: bool = False
    """Somebody else is there to be asked."""
    over: bool = False
    """Somebody has won: whoever is cancelled from here on has lost."""
    keep: Callable[[Result, str], Awaitable[None]] | None = None
    """Keeps what a provider made for the next who asks the same; before it is paid for, so that a process that dies
    in between has not paid for nothing."""


@dataclass(frozen=True)
class Routed(Generic[ResultT]):
    """A result, who made it, every attempt on the way, and who was passed over for which reason."""

    result: ResultT
    provider: str
    trail: tuple[Attempt, ...]
    skipped: Mapping[str, str] = field(default_factory=dict)
    cost_usd: Decimal = Decimal("0")
    """Of all attempts, the lost ones included."""
    cached: bool = False
