"""One pool of threads for all renders of the process: whoever came first is served first."""

import heapq
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from threading import Condition, Thread
from typing import Any, TypeVar

Result = TypeVar("Result")

Task = tuple[int, int, Callable[[], Any], "Future[Any]"]


class Pool:
    """Threads that take the tasks of the oldest render first, in the order they were handed in."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self._changed = Condition()
        self._threads = 0
        self._tickets = count()
        self._order = count()

    def ticket(self) -> int:
        """A place in the line, for all tasks of one render."""
        return next(self._tickets)

    def grow(self, threads: int) -> None:
        """Have at least so many threads."""
        with self._changed:
            while self._threads < threads:
                self._threads += 1
                Thread(target=self._work, name=f"render-{self._threads}", daemon=True).start()

    def submit(self, ticket: int, task: Callable[[], Result]) -> "Future[Result]":
        """Hand in a task; a cancelled future is skipped."""
        future: Future[Result] = Future()
        with self._changed:
            heapq.heappush(self._tasks, (ticket, next(self._order), task, future))
            self._changed.notify()
        return future

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._tasks:
                    self._changed.wait()
                _, _, task, future = heapq.heappop(self._tasks)
            if future.set_running_or_notify_cancel():
                _run(task, future)


def _run(task: Callable[[], Any], future: "Future[Any]") -> None:
    try:
        future.set_result(task())
    except BaseException as error:
        future.set_exception(error)


POOL = Pool()
"""The process's pool."""
