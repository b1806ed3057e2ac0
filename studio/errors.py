"""Errors of the product: each says what happened, why, and what to do.

StudioError
 ├─ BadRequest        the caller asked for something that cannot be (exit 2)
 │   ├─ NotFound      a run, piece, asset or voice that does not exist
 │   ├─ Unauthorised  nobody is signed in, or the sign-in does not hold (HTTP 401)
 │   ├─ Forbidden     the one who asks may not do this               (HTTP 403)
 │   ├─ Conflict      it stands against what is there already        (HTTP 409)
 │   └─ TooMany       too often for now; come back later             (HTTP 429)
 ├─ OverBudget        the plan costs more than the budget allows   (exit 3)
 ├─ StepFailed        a step of a run gave up                      (exit 1)
 ├─ DependencyFailed  a step was left out because one it needs failed
 └─ BrokenInstall     a file the product ships is missing or altered (exit 1)
"""

from typing import ClassVar


class StudioError(Exception):
    """The base: a message for people, and a hint that says what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadRequest(StudioError):
    """The request cannot be met as it stands; nothing was started."""

    exit_code = 2


class NotFound(BadRequest):
    """The named thing does not exist here."""


class Unauthorised(BadRequest):
    """Nobody is signed in, or what was shown for it does not hold."""


class Forbidden(BadRequest):
    """Whoever asks is known, and may not do this."""


class Conflict(BadRequest):
    """It stands against what is there already; nothing was changed."""


class TooMany(BadRequest):
    """Asked too often for now."""

    def __init__(self, message: str, hint: str = "", *, retry_after: float = 1.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after
        """Seconds after which it may be asked again."""


class OverBudget(StudioError):
    """The plan would cost more than allowed; nothing was spent."""

    exit_code = 3


class StepFailed(StudioError):
    """A step gave up; what it depends on is kept and the run can be resumed."""


class DependencyFailed(StepFailed):
    """A step was left out because one that it needs failed."""


class BrokenInstall(StudioError):
    """A file that ships with the product is missing or is not the one expected."""
