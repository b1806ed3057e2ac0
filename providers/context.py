"""For whom a call is made, and within which limits."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from providers.jobs import JobRef
from providers.policy import Plan


@dataclass(frozen=True)
class CallContext:
    """What the router must know besides the request itself."""

    workspace: str = "local"
    run: str = ""
    step: str = ""
    plan: Plan | None = None
    """None takes the configured one."""
    regions: frozenset[str] | None = None
    """Where data may be processed (`eu`, `us`); None takes the configured ones, empty is anywhere."""
    budget_usd: Decimal | None = None
    """The most that may be spent under `budget_key` in all; None for no limit, 0 for free routes only."""
    budget_key: str = ""
    """What the budget is for, such as `run:2026-11-23-ab12`; the run's id when left empty."""
    vendor_consents: Mapping[str, str] = field(default_factory=dict)
    """Provider -> the id of a consent recorded at that provider, where it has a consent gate of its own."""
    hedge_paid_jobs: bool = False
    use_cache: bool = True
    idempotency_key: str = ""
    """The same for a call repeated after a crash: a vendor that knows it starts no second job."""
    job: JobRef | None = None
    """A job started before a crash, to be taken up instead of starting another."""
    on_job: Callable[[JobRef], Awaitable[None]] | None = None
    """Told of each started job before it is waited for, so that it can be stored."""
    leave_running: Callable[[], bool] = lambda: True
    """Asked when nobody waits for a job any more: True leaves it to a later call with `job`, False cancels it."""
    on_progress: Callable[[float], Awaitable[None]] | None = None
    """Told how far a job is, 0 to 1, as often as its vendor is asked."""
    on_text: Callable[[str, str], Awaitable[None]] | None = None
    """Told what a language model writes while it does: the attempt's name, and the words since. Only the result
    counts, as an attempt that told may fail, or lose."""
    webhook_url: str | None = None
    """Address for vendors' messages; `{provider}` stands for the name. None polls only."""

    @property
    def purse(self) -> str:
        """Key of the budget."""
        return self.budget_key or self.run or f"workspace:{self.workspace}"
