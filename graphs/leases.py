"""Limits on what may run at once: a lease is a name with a number of places, the most urgent waiter goes first."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count


class Leases:
    """Places of this process, by name. A name without a limit is free."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._free = dict(limits)
        self._waiting: dict[str, list[tuple[float, int, asyncio.Future[None]]]] = {name: [] for name in limits}
        self._order = count()

    @asynccontextmanager
    async def hold(self, name: str, urgency: float = 0.0) -> AsyncIterator[None]:
        """Hold a place; wait for one while all are taken.

        Args:
            name: Which lease; empty or unknown holds nothing.
            urgency: The greater, the sooner among those that wait.
        """
        if name not in self._free:
            yield
            return
        await self._take(name, urgency)
        try:
            yield
        finally:
            self._give(name)

    async def _take(self, name: str, urgency: float) -> None:
        if self._free[name] > 0:
            self._free[name] -= 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting[name], (-urgency, next(self._order), place))
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._give(name)
            raise

    def _give(self, name: str) -> None:
        while self._waiting[name]:
            _, _, place = heapq.heappop(self._waiting[name])
            if not place.done():
                place.set_result(None)
                return
        self._free[name] += 1
