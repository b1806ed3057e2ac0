"""Runs the asynchronous part of a command, and turns its outcome into an exit code."""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from graphs.drive import Outcome

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it to its end. Signals belong to the run itself, so the loop does not turn them into exceptions."""
    import asyncio

    from studio.settings import get_settings
    from studio.telemetry.logfile import open_log

    open_log(get_settings().home)
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def finished(outcome: "Outcome", *, as_json: bool) -> int:
    """Show how a run ended; the exit code says the same."""
    from api.cli.show import show_outcome

    return show_outcome(outcome, as_json=as_json)


def asker() -> Callable[[dict[str, Any]], Awaitable[bool]]:
    """Asks the person at the terminal whether to spend; without a terminal the answer is no."""
    import asyncio

    async def ask(question: dict[str, Any]) -> bool:
        if not sys.stdin.isatty():
            print(f"this run costs ${question['usd']} and was not approved: add --yes", file=sys.stderr)
            return False
        print(f"This run costs ${question['usd']}. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
        answer = await asyncio.to_thread(sys.stdin.readline)
        return answer.strip().casefold() in ("y", "yes")

    return ask
