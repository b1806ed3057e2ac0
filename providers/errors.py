"""How a vendor fails. Four flags on every error tell the router what to do about it.

ProviderError                retry  fail over  hurts health  may have billed
 ├─ Unavailable                -        x           -             -           not installed, switched off, no key
 ├─ Auth                       -        x           x             -           the key is wrong (401)
 ├─ Permission                 -        x           -             -           not allowed (403), or no consent
 ├─ InvalidRequest             -        -           -             -           wrong for any vendor
 ├─ Unsupported                -        x           -             -           this vendor cannot do this
 ├─ RateLimited                x        x           -             -           429; `retry_after` seconds
 ├─ QuotaExhausted             -        x           x             -           no credit left at the vendor (402)
 ├─ ContentRejected            -        x           -             -           its moderation said no (451, 422)
 ├─ Busy                       -        x           -             -           our own limit on it is used up
 ├─ BudgetSpent                -        x           -             -           our own budget for it is used up
 ├─ Timeout                    x        x           x             x           no answer in time
 ├─ Connection                 x        x           x             -           never reached
 │   └─ Dropped                x        x           x             x           the line broke after sending
 ├─ VendorServer               x        x           x             -           5xx, or a local engine that crashed
 ├─ JobFailed                  -        x           x             -           a long job ended in failure
 ├─ BadOutput                  x        x           x             x           it answered with something unusable
 └─ AllProvidersFailed         -        -           -             -           nobody could; carries every cause
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from studio.domain.runs import Attempt
from studio.errors import StudioError


class ProviderError(StudioError):
    """A vendor did not deliver. The flags tell the router what to do about it."""

    retryable: ClassVar[bool] = False
    """Asking the same vendor again may help."""
    failover: ClassVar[bool] = True
    """Asking another vendor may help."""
    counts_against_health: ClassVar[bool] = True
    """The vendor, not the request, is to blame."""
    may_have_billed: bool = False
    """The vendor may charge for it nevertheless."""


@contextmanager
def unbilled() -> Iterator[None]:
    """What fails in here cannot have been charged for: an upload, a question about something else."""
    try:
        yield
    except ProviderError as error:
        error.may_have_billed = False
        raise


class Unavailable(ProviderError):
    """Not installed, switched off, or without a key."""

    counts_against_health = False


class Auth(ProviderError):
    """The vendor does not accept the key."""


class Permission(ProviderError):
    """The key, the plan or a missing consent does not allow this."""

    counts_against_health = False


class InvalidRequest(ProviderError):
    """The request is wrong for any vendor."""

    failover = False
    counts_against_health = False


class Unsupported(ProviderError):
    """This vendor cannot do this task, language, voice or size."""

    counts_against_health = False


class RateLimited(ProviderError):
    """Too many requests; `retry_after` is in seconds, None when the vendor did not say. It is left alone so long."""

    retryable = True
    counts_against_health = False

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class QuotaExhausted(ProviderError):
    """No credit is left at the vendor."""


class ContentRejected(ProviderError):
    """The vendor's moderation refused the content."""

    counts_against_health = False


class Busy(ProviderError):
    """Our own limit on this provider (concurrency, rate, breaker) left no place in time."""

    counts_against_health = False


class BudgetSpent(ProviderError):
    """Our own budget for this provider is used up."""

    counts_against_health = False


class Timeout(ProviderError):
    """No answer in time."""

    retryable = True
    may_have_billed = True


class Connection(ProviderError):
    """The vendor could not be reached; nothing was sent."""

    retryable = True


class Dropped(Connection):
    """The line broke after the request was sent."""

    may_have_billed = True


class VendorServer(ProviderError):
    """The vendor failed (5xx, or a local engine that crashed)."""

    retryable = True


class JobFailed(ProviderError):
    """A long job was accepted and ended in failure."""


class BadOutput(ProviderError):
    """The answer cannot be used."""

    retryable = True
    may_have_billed = True


class AllProvidersFailed(ProviderError):
    """Nobody could do it; `trail` has every attempt, `causes` every error and `__cause__` their ExceptionGroup."""

    failover = False

    def __init__(
        self, message: str, hint: str, trail: tuple[Attempt, ...], causes: tuple[ProviderError, ...] = ()
    ) -> None:
        super().__init__(message, hint)
        self.trail = trail
        self.causes = causes
        if causes:
            self.__cause__ = ExceptionGroup(message, list(causes))
