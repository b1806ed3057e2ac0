"""Money in the books: what an attempt may cost is reserved before it, and settled or released after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, Protocol

EntryKind = Literal["reserve", "settle", "release"]
"""An attempt has one reserve and, once it has ended, one settle (what is owed) or one release (nothing is)."""

LEFT_RUNNING = "left running"
"""Outcome of an attempt that nobody waits for any more while its job goes on at the vendor."""

NOTHING = Decimal("0")


class Amount(Protocol):
    """So much of one unit."""

    @property
    def unit(self) -> str:
        """`character`, `second`, ..."""
        ...

    @property
    def amount(self) -> Decimal:
        """How much."""
        ...


class AttemptFacts(Protocol):
    """What the books must know of one call to one provider; `providers.records.AttemptRecord` has it all."""

    @property
    def id(self) -> str:
        """Of the attempt; no other one has it."""
        ...

    @property
    def call(self) -> str:
        """The same for all attempts of one call."""
        ...

    @property
    def workspace(self) -> str:
        """Who pays."""
        ...

    @property
    def run(self) -> str:
        """Id of the run, or empty."""
        ...

    @property
    def step(self) -> str:
        """Id of the step, or empty."""
        ...

    @property
    def provider(self) -> str:
        """Who was asked."""
        ...

    @property
    def task(self) -> str:
        """What for."""
        ...

    @property
    def model(self) -> str:
        """Its key of the price book."""
        ...

    @property
    def why(self) -> str:
        """`first of the chain`, `failover`, `retry`, `hedge`, `race`, perhaps with `, a probe` after it."""
        ...

    @property
    def started(self) -> datetime:
        """When it began."""
        ...

    @property
    def seconds(self) -> float:
        """How long it took."""
        ...

    @property
    def reserved_usd(self) -> Decimal:
        """What it was expected to cost."""
        ...

    @property
    def cost_usd(self) -> Decimal:
        """What is owed for it."""
        ...

    @property
    def reported(self) -> bool:
        """The vendor itself named the cost."""
        ...

    @property
    def billed(self) -> str:
        """`yes`, `no`, or `maybe`: the vendor may charge for it although it gave no result."""
        ...

    @property
    def usage(self) -> Sequence[Amount]:
        """What it used up."""
        ...

    @property
    def outcome(self) -> str:
        """`ok`, `cancelled`, `left running`, or the kind of its error."""
        ...

    @property
    def won(self) -> bool:
        """Its result was handed out."""
        ...

    @property
    def job(self) -> str:
        """The vendor's id of a long job, or empty."""
        ...


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. Lines are only ever added."""

    id: str
    """Follows from the attempt and the kind, so that a line written twice is there once."""
    attempt: str
    call: str
    workspace: str
    run: str
    step: str
    provider: str
    task: str
    model: str
    kind: EntryKind
    usd: Decimal
    """reserve: kept for it; settle: owed for it; release: given back."""
    billed: str
    reported: bool
    usage: dict[str, str]
    """Unit -> amount."""
    job: str
    at: datetime

    @property
    def month(self) -> str:
        """The calendar month it counts in, UTC: `2026-11`."""
        return self.at.astimezone(UTC).strftime("%Y-%m")


@dataclass(frozen=True)
class Reservation:
    """Money kept for an attempt of which nobody knows yet how it ended."""

    attempt: str
    workspace: str
    run: str
    step: str
    provider: str
    task: str
    usd: Decimal
    since: datetime
    job: str
    reserve: Entry


@dataclass(frozen=True)
class Spent:
    """Sums of US dollars."""

    billed: Decimal = NOTHING
    """Owed for certain."""
    maybe: Decimal = NOTHING
    """The vendor may charge it: a result that was lost on the way, a call cancelled too late."""
    held: Decimal = NOTHING
    """Kept for attempts that have not ended."""
    attempts: int = 0
    """How many are settled."""

    @property
    def usd(self) -> Decimal:
        """Settled in all: what to expect on the vendors' invoices at the most."""
        return self.billed + self.maybe

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.billed + other.billed,
            self.maybe + other.maybe,
            self.held + other.held,
            self.attempts + other.attempts,
        )


@dataclass(frozen=True)
class Scope:
    """Which lines are meant; None is any."""

    workspace: str | None = None
    run: str | None = None
    provider: str | None = None
    month: str | None = None
    """`2026-11`."""


def reserved(record: AttemptFacts, at: datetime) -> Entry:
    """The line before a call."""
    return _entry(record, "reserve", record.reserved_usd, at)


def ended(record: AttemptFacts, at: datetime) -> Entry | None:
    """The line after a call; None when there was no money in it.

    A job left running at its vendor stays reserved, under the job's id: it is settled by the attempt that takes the
    job up again, or as lost.
    """
    if not record.reserved_usd and not record.cost_usd:
        return None
    if record.outcome == LEFT_RUNNING:
        return _entry(record, "reserve", NOTHING, at, "job")
    if record.cost_usd or record.billed != "no":
        return _entry(record, "settle", record.cost_usd, at)
    return _entry(record, "release", record.reserved_usd, at)


def taken_over(found: Reservation, at: datetime) -> Entry:
    """The line that gives back what an earlier attempt held for a job that another one has settled."""
    return _after(found, "release", "no", at)


def lost(found: Reservation, at: datetime) -> Entry:
    """The line that settles what nobody came back for, at the reserved sum."""
    return _after(found, "settle", "maybe", at)


def open_among(entries: Sequence[Entry]) -> list[Reservation]:
    """The reservations that these reserve lines make up; the line that names a job belongs to the one before it."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.attempt, []).append(entry)
    return [_reservation(group) for group in grouped.values()]


def _reservation(group: Sequence[Entry]) -> Reservation:
    first = group[0]
    return Reservation(
        attempt=first.attempt,
        workspace=first.workspace,
        run=first.run,
        step=first.step,
        provider=first.provider,
        task=first.task,
        usd=sum((entry.usd for entry in group), NOTHING),
        since=max(entry.at for entry in group),
        job=next((entry.job for entry in group if entry.job), ""),
        reserve=first,
    )


def _after(found: Reservation, kind: EntryKind, billed: str, at: datetime) -> Entry:
    base = {**vars(found.reserve), "kind": kind, "id": f"{found.attempt}:{kind}"}
    return Entry(**{**base, "usd": found.usd, "billed": billed, "job": found.job, "at": at})


def _entry(record: AttemptFacts, kind: EntryKind, usd: Decimal, at: datetime, name: str = "") -> Entry:
    return Entry(
        id=f"{record.id}:{name or kind}",
        attempt=record.id,
        call=record.call,
        workspace=record.workspace,
        run=record.run,
        step=record.step,
        provider=record.provider,
        task=record.task,
        model=record.model,
        kind=kind,
        usd=usd,
        billed=record.billed,
        reported=record.reported,
        usage={part.unit: format(part.amount, "f") for part in record.usage},
        job=record.job,
        at=at,
    )
