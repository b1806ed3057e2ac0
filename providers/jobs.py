"""A vendor's long task: plain data that any process can take up again."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from providers.tasks import Task
from providers.usage import Usage

JobState = Literal["queued", "running", "succeeded", "failed", "cancelled"]
ENDED: frozenset[JobState] = frozenset({"succeeded", "failed", "cancelled"})


class JobRef(BaseModel):
    """Where a job is: stored as JSON, enough to ask, fetch or cancel from another process."""

    model_config = ConfigDict(frozen=True)

    provider: str
    task: Task
    id: str
    """The vendor's own id."""
    model: str = ""
    started_at: float = 0.0
    """Unix seconds."""
    idempotency_key: str = ""
    data: dict[str, Any] = {}
    """What else the vendor wants to know again: addresses, the length asked for. JSON, no secret."""


class JobStatus(BaseModel):
    """How a job stands."""

    model_config = ConfigDict(frozen=True)

    state: JobState
    progress: float = 0.0
    """0 to 1, as far as the vendor says."""
    output: dict[str, Any] = {}
    """What the vendor said of the result (addresses, length); only when succeeded. JSON."""
    error: str = ""
    """Why it failed, in the vendor's words, without secrets."""
    error_kind: Literal["failed", "rejected", "quota", "invalid"] = "failed"
    """rejected: by moderation. quota: no credit. invalid: the request."""
    cost_usd: Decimal | None = None
    """What the vendor says it charged."""
    usage: tuple[Usage, ...] = ()


class WebhookEvent(BaseModel):
    """A vendor's message about a job, verified (or, where it is unsigned, only a hint to ask again)."""

    model_config = ConfigDict(frozen=True)

    provider: str
    event_id: str
    """The same for a message sent twice."""
    job_id: str
    trusted: bool
    """False: unsigned; ask the vendor before believing it."""
    status: JobStatus | None = None
