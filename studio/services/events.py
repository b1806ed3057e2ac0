"""The log of a run: what it tells is kept, handed on through a stream, and read from any point on."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from functools import partial
from typing import Any, TypeVar

from redis.exceptions import RedisError

from studio.db.database import Database
from studio.db.service import JobRow
from studio.errors import NotFound
from studio.events.log import BLOCK_SECONDS, START, Entry, Streams, seq_of
from studio.events.pictures import Payload, Picture, catch_up
from studio.repos.events import EventRepo
from studio.repos.jobs import WANTED
from studio.services.channels import Channel
from studio.services.event_writing import RETRY_SECONDS, EventWriter, Telling

PAGE = 500
"""Events read from the database at once; a reader that missed more gets a snapshot instead of them."""

AGAIN_SECONDS = 1.0
"""How often one who waits for the next round looks whether it is still to come."""

REMEMBERED = 10_000
"""Runs of which a process remembers whose they are."""

FoundT = TypeVar("FoundT")


class Events:
    """Writes and reads the logs of all runs. `start()` before the first is written, `close()` at the end."""

    def __init__(self, database: Database, streams: Streams, *, block: float = BLOCK_SECONDS) -> None:
        self._db = database.everywhere()
        self._streams = streams
        self._block = block
        self._writer = EventWriter(self._db, streams)
        self._whose: dict[str, str] = {}
        self._channels: dict[str, Channel] = {}
        self._readings: set[asyncio.Future[Any]] = set()
        self._asking: dict[tuple[str, str, str], asyncio.Future[bool]] = {}

    def start(self) -> None:
        """Begin to write what is told."""
        self._writer.start()

    async def close(self) -> None:
        """Write what is left, as far as that can be done, and stop."""
        await self._writer.close()
        for channel in list(self._channels.values()):
            channel.close()

    def telling(self, workspace_id: str, run_id: str) -> AbstractAsyncContextManager[Telling]:
        """Go on with the log of a run; all of it is written at the end.

        Raises:
            NotFound: The workspace has no such run.
        """
        return self._writer.telling(workspace_id, run_id)

    async def flushed(self) -> None:
        """Wait until everything that was told is written."""
        await self._writer.flushed()

    async def over(self, workspace_id: str, run_id: str, after: str = "") -> bool:
        """Whether there is nothing to follow after this id, now or later; those who ask at once are told at once.

        Raises:
            NotFound: The workspace has no such run.
        """
        key = (workspace_id, run_id, after)
        if key not in self._asking:
            self._asking[key] = self._kept_on(self._over(*key))
        return await asyncio.shield(self._asking[key])

    async def _over(self, workspace_id: str, run_id: str, after: str) -> bool:
        del self._asking[workspace_id, run_id, after]  # who asks from here on may know more than is read now
        await self._known_to(workspace_id, run_id)
        if await self._goes_on(run_id):
            return False
        async with self._db.read() as session:
            last = await EventRepo(session, workspace_id).last(run_id)
            if last is None or not last.terminal or last.seq > seq_of(after):
                return False
            job = await session.get(JobRow, run_id)
        return job is None or job.state != WANTED

    async def _whole(self, reading: Coroutine[Any, Any, FoundT]) -> FoundT:
        """Read to the end even when the follower goes away meanwhile.

        A query that is cut costs its connection, and followers that come back in numbers would then wait for
        connections to be made more than for answers.
        """
        return await asyncio.shield(self._kept_on(reading))

    def _kept_on(self, reading: Coroutine[Any, Any, FoundT]) -> "asyncio.Future[FoundT]":
        task = asyncio.ensure_future(reading)
        self._readings.add(task)
        task.add_done_callback(self._readings.discard)
        return task

    async def _known_to(self, workspace_id: str, run_id: str) -> None:
        """Go on only if it is the workspace's run; a run never changes hands, so a yes is remembered."""
        if self._whose.get(run_id) == workspace_id:
            return
        async with self._db.read() as session:
            if not await EventRepo(session, workspace_id).has(run_id):
                raise NotFound(f"there is no run {run_id!r}", "look at the list of runs")
        while len(self._whose) >= REMEMBERED:
            self._whose.pop(next(iter(self._whose)))
        self._whose[run_id] = workspace_id

    async def _goes_on(self, run_id: str) -> bool:
        """Whether the stream ends in an event after which more comes; the database need not be asked then."""
        channel = self._channels.get(run_id)
        if channel and channel.goes_on:
            return True
        try:
            newest = await self._streams.last(run_id)
        except (RedisError, OSError):
            return False
        return newest is not None and not newest.terminal

    async def follow(self, workspace_id: str, run_id: str, after: str = "") -> AsyncGenerator[Entry]:
        """The events of a run after an id, as they come, up to the one that ends it.

        What the stream no longer has comes from the database: event by event, or as a snapshot when it is much;
        only the last entry of a snapshot has an id. A reader that comes back after the end gets nothing.

        Raises:
            NotFound: The workspace has no such run.
        """
        if await self.over(workspace_id, run_id, after):
            return
        async with aclosing(self.batches(workspace_id, run_id, after)) as found:
            async for entries in found:
                for entry in entries:
                    yield entry

    async def batches(
        self, workspace_id: str, run_id: str, after: str = "", *, joins: bool = False
    ) -> AsyncGenerator[Sequence[Entry]]:
        """The same in lists, as many as came at once, for one who knows that it is not `over`.

        All who follow a run in this process share one reader of it. Who `joins`, knowing the state but not the
        events up to this id, is told of the round that is under way as one that begins there.
        """
        if joins and (opening := await self._whole(self._opening(workspace_id, run_id, seq_of(after)))):
            yield opening
        cursor = after if seq_of(after) else START
        channel = self._channel(workspace_id, run_id, cursor)
        with channel.followed():
            found, ended = await self._first(channel, workspace_id, run_id, cursor), False
            while True:
                if found:
                    yield found
                    cursor = next((entry.id for entry in reversed(found) if entry.id), cursor)
                    ended = found[-1].terminal
                if ended and not await self._another(channel, workspace_id, run_id, cursor):
                    return
                found = _to_end(await self._after(channel, workspace_id, run_id, cursor))

    async def _first(self, channel: Channel, workspace_id: str, run_id: str, cursor: str) -> Sequence[Entry]:
        """What a new follower must be told of before it listens to the channel."""
        if channel.has(seq_of(cursor)):
            return ()
        missed = await self._whole(self._missed(workspace_id, run_id, seq_of(cursor)))
        if missed is not None and not missed:
            channel.vouch(seq_of(cursor))
        return _to_end(missed or ())

    async def _another(self, channel: Channel, workspace_id: str, run_id: str, cursor: str) -> bool:
        """Whether another round follows the one that ended; one that is ordered and not begun is waited for."""
        while not await self.over(workspace_id, run_id, cursor):
            try:
                async with asyncio.timeout(AGAIN_SECONDS):
                    await channel.after(seq_of(cursor))
                    return True
            except TimeoutError:
                continue
        return False

    async def _after(self, channel: Channel, workspace_id: str, run_id: str, cursor: str) -> Sequence[Entry]:
        """What comes next: from the channel, or from the log for one who is far behind."""
        return await channel.after(seq_of(cursor)) or await self._next(workspace_id, run_id, cursor)

    def _channel(self, workspace_id: str, run_id: str, cursor: str) -> Channel:
        """The channel of a run; the first who follows it makes it read from where they are."""
        if run_id not in self._channels:

            def gone(channel: Channel) -> None:
                if self._channels.get(run_id) is channel:
                    del self._channels[run_id]

            self._channels[run_id] = Channel(cursor, partial(self._next, workspace_id, run_id), gone)
        return self._channels[run_id]

    async def _next(self, workspace_id: str, run_id: str, cursor: str) -> Sequence[Entry]:
        """What comes next from the stream; when nothing does, or Redis is away, from the database."""
        try:
            if found := await self._streams.read(run_id, cursor, block=self._block):
                return found
        except (RedisError, OSError):
            await asyncio.sleep(RETRY_SECONDS)
        return await self._whole(self._kept(workspace_id, run_id, cursor))

    async def _kept(self, workspace_id: str, run_id: str, cursor: str) -> Sequence[Entry]:
        async with self._db.read() as session:
            return await EventRepo(session, workspace_id).after(run_id, seq_of(cursor), PAGE)

    async def _opening(self, workspace_id: str, run_id: str, seq: int) -> Sequence[Entry]:
        """A beginning for one who joins in the middle of a round; nothing between two rounds."""
        async with self._db.read() as session:
            known = await EventRepo(session, workspace_id).after(run_id, 0, before=seq + 1)
        picture = Picture.of(entry.payload for entry in known)
        return _ending_at(known[-1], catch_up(run_id, Picture(), picture)) if picture.started else ()

    async def _missed(self, workspace_id: str, run_id: str, seq: int) -> Sequence[Entry] | None:
        """What the stream no longer has after this; None when the stream cannot be asked."""
        try:
            first = await self._streams.first(run_id)
        except (RedisError, OSError):
            return None
        if first and first.seq <= seq + 1:
            return ()
        async with self._db.read() as session:
            repo = EventRepo(session, workspace_id)
            missed = await repo.after(run_id, seq, PAGE + 1, before=first.seq if first else None)
            if len(missed) <= PAGE:
                return missed
            return _snapshot(run_id, await repo.after(run_id, 0), seq)


def _to_end(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Up to the first that ends a run."""
    end = next((place for place, entry in enumerate(entries) if entry.terminal), len(entries))
    return entries[: end + 1]


def _snapshot(run_id: str, known: Sequence[Entry], seq: int) -> Sequence[Entry]:
    """What brings a reader that saw everything up to `seq` to the end of what is known."""
    newest = known[-1]
    then = Picture.of(entry.payload for entry in known if entry.seq <= seq)
    now = Picture.of(entry.payload for entry in (known[:-1] if newest.terminal else known))
    payloads = catch_up(run_id, then, now)
    return _ending_at(newest, [*payloads, newest.payload] if newest.terminal else payloads)


def _ending_at(newest: Entry, payloads: Sequence[Payload]) -> Sequence[Entry]:
    """Entries that stand for all up to one; only the last has its id, as no reader can go on from the others."""
    ids = [""] * (len(payloads) - 1) + [newest.id]
    return [Entry.of(newest.run_id, name, payload, newest.at) for name, payload in zip(ids, payloads, strict=True)]
