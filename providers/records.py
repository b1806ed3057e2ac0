"""What is written down of every attempt: for the ledger, for the metrics, for the bill."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from providers.tasks import Task
from providers.usage import Usage

Billed = Literal["yes", "no", "maybe"]
"""maybe: the vendor may charge for it although it gave no result; counted at the estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One call to one provider, as it ended (or, with an empty outcome, as it began)."""

    id: str
    call: str
    """The same for all attempts of one `generate`."""
    workspace: str
    run: str = ""
    step: str = ""
    provider: str
    task: Task
    model: str = ""
    why: str
    """Why this provider, and why now: `first of the chain`, `failover`, `retry`, `hedge`, `race`."""
    started: datetime
    seconds: float = 0.0
    reserved_usd: Decimal = Decimal("0")
    cost_usd: Decimal = Decimal("0")
    reported: bool = False
    """The cost is the vendor's own figure, not the price book's."""
    billed: Billed = "no"
    usage: tuple[Usage, ...] = ()
    outcome: str = ""
    """`ok`, `cancelled`, or the error's kind: `RateLimited`. Never the error's text."""
    won: bool = False
    """Its result was the one handed out."""
    job: str = ""
    """The vendor's id of a long job."""


class Recorder(Protocol):
    """Where attempts are written down."""

    async def began(self, record: AttemptRecord) -> None:
        """Before the vendor is called: money is reserved."""
        ...

    async def ended(self, record: AttemptRecord) -> None:
        """After it: what is not owed is given back."""
        ...


class Memory:
    """Keeps records in a list; what is under way is in `open`."""

    def __init__(self) -> None:
        self.open: dict[str, AttemptRecord] = {}
        self.records: list[AttemptRecord] = []

    async def began(self, record: AttemptRecord) -> None:
        """Keep it as open."""
        self.open[record.id] = record

    async def ended(self, record: AttemptRecord) -> None:
        """Close it."""
        self.open.pop(record.id, None)
        self.records.append(record)


class Nowhere:
    """Writes nothing down."""

    async def began(self, record: AttemptRecord) -> None:
        """Forget it."""

    async def ended(self, record: AttemptRecord) -> None:
        """Forget it."""
