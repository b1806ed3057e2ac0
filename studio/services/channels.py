"""A run's log read once in a process for all who follow it there; what was read lately stays for who comes back."""

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from studio.events.log import Entry, seq_of

RECENT = 500
"""Entries that a channel keeps for followers who come back; who missed more reads the log itself."""

LINGER_SECONDS = 15.0
"""How long a channel without followers goes on: most of those who left come back at once."""

Next = Callable[[str], Awaitable[Sequence[Entry]]]
"""The entries after an id, as they come; nothing after a while without any."""


class Channel:
    """The reader of one run and its followers. They hold no queues: each looks for what comes after its own place."""

    def __init__(self, start: str, following: Next, on_end: Callable[["Channel"], None]) -> None:
        """Begin to read.

        Args:
            start: Id after which it reads.
            following: Reads on.
            on_end: Called when nobody follows any more, or it cannot be read.
        """
        self.floor = seq_of(start)
        """All that came after this is here."""
        self._cursor = start
        self._next = following
        self._on_end = on_end
        self._entries: list[Entry] = []
        self._seqs: list[int] = []
        self._whole = False
        self._waiting: set[asyncio.Future[None]] = set()
        self._followers = 0
        self._lingering: asyncio.TimerHandle | None = None
        self._task = asyncio.ensure_future(self._read())
        self._task.add_done_callback(self._ended)

    @property
    def goes_on(self) -> bool:
        """Whether more is sure to come after the last entry, or the first."""
        if self._task.done():
            return False
        return not self._entries[-1].terminal if self._entries else self._whole and not self.floor

    def has(self, seq: int) -> bool:
        """Whether all that came after this is known to be here."""
        return (self._whole or bool(self._entries)) and seq >= self.floor and not self._task.done()

    def vouch(self, seq: int) -> None:
        """Say that the log has nothing after this but what the reader finds in the stream."""
        self._whole |= not self._entries and seq == self.floor

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Be a follower for as long as this lasts."""
        self._followers += 1
        if self._lingering:
            self._lingering.cancel()
        try:
            yield
        finally:
            self._followers -= 1
            if not self._followers:
                self._lingering = asyncio.get_running_loop().call_later(LINGER_SECONDS, self.close)

    async def after(self, seq: int) -> Sequence[Entry]:
        """What came after this, waiting for it; nothing when one must look oneself, as it is not (all) here."""
        while seq >= self.floor and not self._task.done():
            place = bisect_right(self._seqs, seq)
            if place < len(self._seqs):
                return self._entries[place:]
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)
        return ()

    def close(self) -> None:
        """Stop reading."""
        self._on_end(self)
        self._task.cancel()

    async def _read(self) -> None:
        while True:
            if found := await self._next(self._cursor):
                self._take(found)

    def _take(self, found: Sequence[Entry]) -> None:
        if not self._entries and not self._whole:  # the log may have been cut before them
            self.floor = found[0].seq
        self._cursor = found[-1].id
        self._entries += found
        self._seqs += [entry.seq for entry in found]
        if len(self._entries) > 2 * RECENT:
            self.floor = self._seqs[-RECENT - 1]
            del self._entries[:-RECENT], self._seqs[:-RECENT]
        self._wake()

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def _ended(self, task: "asyncio.Future[None]") -> None:
        if self._lingering:
            self._lingering.cancel()
        if not task.cancelled():
            task.exception()  # those who look themselves will meet it too
        self._on_end(self)
        self._wake()
