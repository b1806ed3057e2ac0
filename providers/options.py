"""How a call to the router may be made, and what it would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

from providers.context import CallContext
from providers.policy import Priority

Names = Sequence[str] | None
Payload = Mapping[str, Any]


class Options(TypedDict, total=False):
    """How a call is made."""

    parallel: bool
    """Ask all at once; the first good answer is taken, the others are cancelled, at the vendor too."""
    priority: Priority
    """high weighs speed more; low weighs cost more and is never hedged."""
    context: CallContext | None
    """For whom, within which limits."""


@dataclass(frozen=True)
class Quote:
    """Who would do a request now, for how much, and in how many seconds."""

    provider: str
    usd: Decimal
    seconds: float
