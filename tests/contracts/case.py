"""What the contract tests need to know of an adapter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from providers.ports import Provider
from providers.requests import Request
from providers.tasks import Task
from tests.fakes.vendors.base import FakeVendor


@dataclass(frozen=True)
class Case:
    """An adapter, its fake vendor, and one request of every task it does."""

    fake: type[FakeVendor]
    make: Callable[[Any], Provider]
    """The adapter, pointed at the running fake, with a timeout of about a second."""
    requests: Mapping[Task, Callable[[Path], Request]]
    """Task -> the request; the folder is for files it needs."""
    work: Mapping[Task, str]
    """Task -> part of the path of the call that does the (paid) work: `/v1/text-to-speech/`."""
    ended: Mapping[str, str] = field(default_factory=dict)
    """For jobs: `failed` and `rejected` -> the vendor's own word that `Job.end` takes."""
    billed_before: bool = True
    """Whether the amount is known before (characters are; seconds of a video may not be)."""
