"""How one attempt at a provider ends: what follows for its health, its bill, and whether it is tried again."""

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from providers.calls import Call, Candidate
from providers.errors import Connection, ProviderError, RateLimited
from providers.gate import Outcome
from providers.jobs import JobStatus
from providers.longjobs import JobRun
from providers.records import AttemptRecord, Billed
from providers.requests import Result

NOTHING = Decimal("0")
UNTOLD = 0.5
"""Seconds a vendor is left alone that answered 429 and did not say for how long."""


@dataclass
class End:
    """How an attempt ended."""

    outcome: str
    health: Outcome
    cost: Decimal = NOTHING
    billed: Billed = "no"
    hold: float = 0.0
    message: str = ""
    result: Result | None = None


def is_job(call: Call, candidate: Candidate) -> bool:
    """Whether this provider does the task as a long job."""
    return call.task in candidate.provider.capabilities.jobs


def worth_retrying(error: ProviderError, call: Call, candidate: Candidate) -> bool:
    """Whether the same provider is asked again.

    Not when the line to it broke and there are others, and never when that could start a second paid job.
    """
    if not error.retryable or call.over:
        return False
    if isinstance(error, Connection) and call.others:
        return False
    if isinstance(error, RateLimited) and (error.retry_after or 0) > call.policy.retry_after_most:
        return False
    if is_job(call, candidate) and not candidate.provider.capabilities.idempotent_start:
        return type(error) in (Connection, RateLimited)
    return True


def hold_seconds(error: ProviderError) -> float:
    """How long the vendor is to be left alone."""
    if not isinstance(error, RateLimited):
        return 0.0
    return UNTOLD if error.retry_after is None else error.retry_after


def pause(error: ProviderError, call: Call, tried: int) -> float:
    """Seconds before the next try: exponential, with jitter, and never less than the vendor asked for."""
    backoff: float = call.policy.backoff_seconds * 2 ** (tried - 1) * random.uniform(0.5, 1.5)
    return max(hold_seconds(error), backoff)


def let_off(status: JobStatus, candidate: Candidate) -> bool:
    """Whether the vendor does not charge for a job that ended so."""
    cancelled = status.state == "cancelled" and not candidate.provider.capabilities.bills_cancelled
    return status.state == "failed" or cancelled


def closed(
    record: AttemptRecord, candidate: Candidate, end: End, job: JobRun | None, seconds: float
) -> AttemptRecord:
    """The record of an attempt that has ended."""
    result = end.result
    return replace(
        record,
        seconds=round(seconds, 6),
        cost_usd=end.cost,
        billed=end.billed,
        reported=result is not None and result.cost_usd is not None,
        usage=result.usage if result else (candidate.usage if end.cost else ()),
        model=(result.model if result else "") or record.model,
        outcome=end.outcome,
        won=result is not None,
        job=job.ref.id if job and job.ref else "",
    )
