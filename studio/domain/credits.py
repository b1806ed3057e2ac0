"""Credits: what a workspace has, holds and spends, in exact decimals of four places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from studio.errors import BadRequest, OverBudget

PlanName = Literal["free", "standard", "premium"]

Account = Literal["wallet", "held", "spent", "refunded", "granted"]
"""wallet: free to use; held: kept for work under way; spent: paid for work; refunded and granted: where credits
that are given back or given come from, so these two are negative."""

TransactionKind = Literal["grant", "reserve", "settle", "release", "expire", "refund"]
HoldStatus = Literal["open", "settled", "released", "expired"]

PLACES = 4
UNIT = Decimal(1).scaleb(-PLACES)
"""The smallest part of a credit."""

MOST = Decimal(10) ** 12
"""The largest sum in one transaction: far over any price, far under what 64 bits hold."""

NONE = Decimal(0)

HOLD_LEASE = timedelta(hours=1)
"""After this a hold is looked at: of a run that lives it goes on, of one that does not it is given back."""

TOLERANCE = Decimal("0.10")
"""How much more than was held may be charged, as a part of the hold: what a person is quoted holds within it."""


class NotEnoughCredits(OverBudget):
    """The wallet has less than was asked for; nothing was taken."""


@dataclass(frozen=True)
class Allowance:
    """What a plan gives."""

    monthly_credits: Decimal
    requests_per_minute: int
    burst: int
    """How many requests may come at once."""


ALLOWANCES: Mapping[PlanName, Allowance] = {
    "free": Allowance(Decimal(100), requests_per_minute=300, burst=100),
    "standard": Allowance(Decimal(2_000), requests_per_minute=1_200, burst=300),
    "premium": Allowance(Decimal(10_000), requests_per_minute=6_000, burst=1_500),
}


@dataclass(frozen=True)
class Wallet:
    """What a workspace has."""

    balance: Decimal = NONE
    """Free to use."""
    held: Decimal = NONE
    """Kept for work under way."""


@dataclass(frozen=True)
class Posting:
    """One transaction before it is written: its lines sum to zero."""

    kind: TransactionKind
    key: str
    """No two transactions of a workspace have the same."""
    lines: Mapping[Account, Decimal]
    reason: str = ""
    run: str = ""
    hold: str = ""
    of: int | None = None
    """The settlement that is refunded."""
    waived: Decimal = NONE
    """What the work cost beyond what could be charged."""

    def __post_init__(self) -> None:
        if sum(self.lines.values(), NONE):
            raise ValueError(f"the lines of a {self.kind} do not sum to zero: {dict(self.lines)}")


@dataclass(frozen=True)
class Transaction:
    """A transaction as it is written; it is never changed."""

    id: int
    """Grows with time within a workspace."""
    workspace_id: str
    kind: TransactionKind
    key: str
    reason: str
    run: str
    hold: str
    of: int | None
    waived: Decimal
    at: datetime
    lines: Mapping[Account, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Hold:
    """Credits kept for one piece of work."""

    id: str
    workspace_id: str
    key: str
    """The caller's own: the same key is the same hold."""
    amount: Decimal
    reason: str
    run: str
    """Id of the run it is for, or empty."""
    status: HoldStatus
    round: int
    """How often it was reserved: a hold that expired is opened again by its key."""
    created: datetime
    expires: datetime


@dataclass(frozen=True)
class Settlement:
    """How a hold ended."""

    hold: str
    transaction: int
    charged: Decimal
    returned: Decimal
    """What went back to the wallet; negative when more was charged than was held."""
    waived: Decimal
    """What the work cost beyond what could be charged; the house bears it."""


def key_of(kind: TransactionKind, hold: Hold) -> str:
    """The key of what happens to a hold, once in each of its rounds."""
    return f"{kind}:{hold.id}:{hold.round}"


def granting(amount: Decimal, reason: str, key: str) -> Posting:
    """Credits are given."""
    return Posting("grant", key, {"granted": -amount, "wallet": amount}, reason)


def reserving(hold: Hold) -> Posting:
    """Credits are kept for work."""
    return _about(hold, "reserve", {"wallet": -hold.amount, "held": hold.amount})


def settling(hold: Hold, charged: Decimal, waived: Decimal) -> Posting:
    """The work is paid; the rest of the hold goes back, or what it lacks is taken."""
    lines: dict[Account, Decimal] = {"held": -hold.amount, "spent": charged, "wallet": hold.amount - charged}
    return _about(hold, "settle", lines, waived)


def giving_back(hold: Hold, kind: Literal["release", "expire"]) -> Posting:
    """A hold goes back whole."""
    return _about(hold, kind, {"held": -hold.amount, "wallet": hold.amount})


def refunding(paid: Transaction, amount: Decimal, reason: str, key: str) -> Posting:
    """Of what was paid, so much comes back."""
    return Posting("refund", key, {"refunded": -amount, "wallet": amount}, reason, paid.run, paid.hold, paid.id)


def settlement_of(transaction: Transaction) -> Settlement:
    """What a settling transaction says."""
    lines = transaction.lines
    charged, returned = lines.get("spent", NONE), lines.get("wallet", NONE)
    return Settlement(transaction.hold, transaction.id, charged, returned, transaction.waived)


def _about(hold: Hold, kind: TransactionKind, lines: Mapping[Account, Decimal], waived: Decimal = NONE) -> Posting:
    return Posting(kind, key_of(kind, hold), lines, hold.reason, hold.run, hold.id, waived=waived)


def checked(amount: Decimal, *, least: Decimal = NONE) -> Decimal:
    """The amount itself.

    Raises:
        BadRequest: It is no number, is under `least`, over `MOST`, or has more than four places.
    """
    if not amount.is_finite() or not least <= amount <= MOST:
        raise BadRequest(f"{amount} is not an amount of credits", f"give a number from {least} to {MOST}")
    if amount != amount.quantize(UNIT):
        raise BadRequest(f"{amount} has parts smaller than {UNIT} credits", "round it to four places")
    return amount


def credits_for(usd: Decimal, credit_usd: Decimal) -> Decimal:
    """Dollars in credits of `credit_usd` dollars each, rounded up to four places."""
    return (usd / credit_usd).quantize(UNIT, ROUND_CEILING)


def shown(amount: Decimal) -> str:
    """An amount for people, without idle zeros: `12.5`."""
    return f"{amount.normalize():f}"


def usd_for(amount: Decimal, credit_usd: Decimal) -> Decimal:
    """Credits in dollars, exactly."""
    return amount * credit_usd


def chargeable(held: Decimal, actual: Decimal, balance: Decimal, tolerance: Decimal) -> Decimal:
    """What of `actual` is charged: never over the hold and its tolerance, nor more than there is."""
    most = (held * (1 + tolerance)).quantize(UNIT, ROUND_CEILING)
    return min(actual, most, held + balance)


def plan_named(name: str) -> PlanName:
    """The plan of this name.

    Raises:
        BadRequest: There is none.
    """
    for plan in ALLOWANCES:
        if plan == name:
            return plan
    raise BadRequest(f"there is no plan {name!r}", f"it is one of {', '.join(ALLOWANCES)}")


def monthly_credits(plan: PlanName, with_account: bool) -> Decimal:
    """What a workspace is given each month.

    The free plan gives to the workspace that was made with a person's account, and to no other: else a person with
    many workspaces would have as many times the credits.
    """
    return ALLOWANCES[plan].monthly_credits if with_account or plan != "free" else NONE


def month_of(moment: datetime) -> str:
    """The calendar month of a moment, UTC: `2026-11`."""
    return moment.astimezone(UTC).strftime("%Y-%m")
