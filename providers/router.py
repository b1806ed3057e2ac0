"""Chooses who does a task: in order of the chain, failing over, with every attempt recorded."""

from typing import Any


class Router:
    """Placeholder signature, completed with the provider layer."""

    async def generate(self, task: str, request: Any, providers: tuple[str, ...] | None = None) -> Any:
        """Run a task with the first provider that can."""
        raise LookupError(task)
