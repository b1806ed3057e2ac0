"""The log of a run: what it tells is kept in the database, handed on through a stream, and read from any point on.

The database comes first: what a follower has seen is never forgotten. A stream that fell behind, because Redis was
away or a process died between the two, is filled up from the database.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.db.service import JobRow
from studio.errors import NotFound
from studio.events.agui import Payload, Picture, Translator, catch_up
from studio.events.log import BLOCK_SECONDS, START, Entry, Streams, id_of, seq_of
from studio.events.progress import Event
from studio.repos.events import EventRepo
from studio.repos.jobs import WANTED
from studio.repos.runs import RunRepo
from studio.services.channels import Channel

FLUSH_SECONDS = 0.05
"""How long events are gathered before they are written in one go."""

RETRY_SECONDS = 0.5
"""How long writing waits when the database or Redis does not answer."""

PAGE = 500
"""Events read from the database at once; a reader that missed more gets a snapshot instead of them."""

REMEMBERED = 10_000
"""Runs of which a process remembers whose they are."""

FoundT = TypeVar("FoundT")

log = logging.getLogger("studio.events")


class Telling:
    """Where a run that is at work tells its events."""

    def __init__(self, events: "Events", run_id: str, workspace_id: str, picture: Picture, last: int) -> None:
        self._events = events
        self._run = run_id
        self._workspace = workspace_id
        self._translator = Translator(run_id, picture)
        self._last = last
        self.epoch: Callable[[], int] = lambda: 0
        """The run's epoch, which must be held when something is told."""

    def tell(self, event: Event) -> None:
        """Take an event; it is written soon."""
        self._put(self._translator.translate(event))

    def fail(self, message: str, code: str = "failed") -> None:
        """End the log with an error."""
        self._put(self._translator.fail(message, code))

    @property
    def open(self) -> bool:
        """Whether a run was started and has not ended."""
        return self._translator.picture.started

    def _put(self, payloads: Sequence[Payload]) -> None:
        now, epoch = datetime.now(UTC), self.epoch()
        entries = []
        for payload in payloads:
            counter = self._last - seq_of(id_of(epoch, 0))
            entry = Entry.of(self._run, id_of(epoch, max(0, counter) + 1), payload, now)
            self._last = entry.seq
            entries.append(entry)
        self._events.put(self._workspace, entries)


class Events:
    """Writes and reads the logs of all runs. `start()` before the first is written, `close()` at the end."""

    def __init__(self, database: Database, streams: Streams, *, block: float = BLOCK_SECONDS) -> None:
        self._db = database.everywhere()
        self._streams = streams
        self._block = block
        self._waiting: list[tuple[str, Entry]] = []
        self._behind: dict[str, str] = {}
        self._whose: dict[str, str] = {}
        self._channels: dict[str, Channel] = {}
        self._readings: set[asyncio.Future[Any]] = set()
        self._something = asyncio.Event()
        self._written = asyncio.Condition()
        self._writing = False
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write what is put."""
        self._writer = asyncio.ensure_future(self._write_on())

    async def close(self) -> None:
        """Write what is left, as far as that can be done, and stop."""
        try:
            async with asyncio.timeout(10 * RETRY_SECONDS):
                await self.flushed()
        except TimeoutError:
            log.warning("%d events were not written", len(self._waiting))
        for channel in list(self._channels.values()):
            channel.close()
        if self._writer:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    @asynccontextmanager
    async def telling(self, workspace_id: str, run_id: str) -> AsyncIterator[Telling]:
        """Go on with the log of a run; all of it is written at the end.

        Raises:
            NotFound: The workspace has no such run.
        """
        async with self._db.read() as session:
            repo = EventRepo(session, workspace_id)
            if not await repo.has(run_id):
                raise NotFound(f"there is no run {run_id!r}", "look at the list of runs")
            past = await repo.after(run_id, 0)
        self._behind[run_id] = workspace_id
        last = past[-1].seq if past else 0
        yield Telling(self, run_id, workspace_id, _picture(past), last)
        await self.flushed()

    def put(self, workspace_id: str, entries: Sequence[Entry]) -> None:
        """Take entries to be written, in the order they come."""
        self._waiting += [(workspace_id, entry) for entry in entries]
        self._something.set()

    async def flushed(self) -> None:
        """Wait until everything that was put is written."""
        async with self._written:
            await self._written.wait_for(lambda: not self._waiting and not self._writing)

    async def over(self, workspace_id: str, run_id: str, after: str = "") -> bool:
        """Whether there is nothing to follow after this id, now or later.

        Raises:
            NotFound: The workspace has no such run.
        """
        return await self._whole(self._over(workspace_id, run_id, after))

    async def _over(self, workspace_id: str, run_id: str, after: str) -> bool:
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
        task = asyncio.ensure_future(reading)
        self._readings.add(task)
        task.add_done_callback(self._readings.discard)
        return await asyncio.shield(task)

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

    async def batches(self, workspace_id: str, run_id: str, after: str = "") -> AsyncGenerator[Sequence[Entry]]:
        """The same in lists, as many as came at once, for one who knows that it is not `over`.

        All who follow a run in this process share one reader of it.
        """
        cursor = after if seq_of(after) else START
        channel = self._channel(workspace_id, run_id, cursor)
        with channel.followed():
            found: Sequence[Entry] = ()
            if not channel.has(seq_of(cursor)):
                found = _to_end(await self._whole(self._missed(workspace_id, run_id, seq_of(after))))
            while True:
                if found:
                    yield found
                    cursor = next((entry.id for entry in reversed(found) if entry.id), cursor)
                    if found[-1].terminal:
                        return
                found = _to_end(await self._after(channel, workspace_id, run_id, cursor))

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

    async def _missed(self, workspace_id: str, run_id: str, seq: int) -> Sequence[Entry]:
        try:
            first = await self._streams.first(run_id)
        except (RedisError, OSError):
            return ()
        if first and first.seq <= seq + 1:
            return ()
        async with self._db.read() as session:
            repo = EventRepo(session, workspace_id)
            missed = await repo.after(run_id, seq, PAGE + 1, before=first.seq if first else None)
            if len(missed) <= PAGE:
                return missed
            return _snapshot(run_id, await repo.after(run_id, 0), seq)

    async def _write_on(self) -> None:
        while True:
            await self._something.wait()
            await asyncio.sleep(FLUSH_SECONDS)
            self._something.clear()
            batch, self._waiting, self._writing = _merged(self._waiting), [], True
            if batch:
                await self._keep_at_last(batch)
            async with self._written:
                self._writing = False
                self._written.notify_all()

    async def _keep_at_last(self, batch: list[tuple[str, Entry]]) -> None:
        while not await self._keep(batch):  # noqa: ASYNC110 - a database does not tell that it is back
            await asyncio.sleep(RETRY_SECONDS)

    async def _keep(self, batch: list[tuple[str, Entry]]) -> bool:
        """Write a batch to the database, then to the streams. False when the database did not take it."""
        try:
            held = await self._keep_rows(batch)
        except (SQLAlchemyError, OSError):
            log.warning("the database does not take events", exc_info=True)
            return False
        try:
            for run_id, workspace_id in list(self._behind.items()):
                await self._fill_up(workspace_id, run_id)
                self._behind.pop(run_id, None)
            await self._streams.append([entry for _, entry in held])
        except (RedisError, OSError):
            log.warning("the streams do not take events", exc_info=True)
            self._behind |= {entry.run_id: workspace_id for workspace_id, entry in held}
            self._something.set()
        return True

    async def _keep_rows(self, batch: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
        """Keep what comes from those who still hold their run; the rest is dropped."""
        async with self._db.write() as session:
            epochs = {(entry.run_id, entry.seq >> 32) for _, entry in batch}
            held = {one for one in sorted(epochs) if await RunRepo(session).held(*one)}
            kept = [(workspace, entry) for workspace, entry in batch if (entry.run_id, entry.seq >> 32) in held]
            for workspace_id in {workspace for workspace, _ in kept}:
                entries = [entry for workspace, entry in kept if workspace == workspace_id]
                await EventRepo(session, workspace_id).add(entries)
            return kept

    async def _fill_up(self, workspace_id: str, run_id: str) -> None:
        """Bring a stream up to what the database has."""
        last = await self._streams.last(run_id)
        async with self._db.read() as session:
            missing = await EventRepo(session, workspace_id).after(run_id, last.seq if last else 0)
        await self._streams.append(missing)


def _to_end(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Up to the first that ends a run."""
    end = next((place for place, entry in enumerate(entries) if entry.terminal), len(entries))
    return entries[: end + 1]


def _picture(entries: Sequence[Entry]) -> Picture:
    picture = Picture()
    for entry in entries:
        picture.see(entry.payload)
    return picture


def _snapshot(run_id: str, known: Sequence[Entry], seq: int) -> Sequence[Entry]:
    """What brings a reader that saw everything up to `seq` to the end of what is known."""
    newest = known[-1]
    then = _picture([entry for entry in known if entry.seq <= seq])
    now = _picture(known[:-1] if newest.terminal else known)
    payloads = catch_up(run_id, then, now)
    if newest.terminal:
        payloads.append(newest.payload)
    ids = [""] * (len(payloads) - 1) + [newest.id]
    return [Entry.of(run_id, name, payload, newest.at) for name, payload in zip(ids, payloads, strict=True)]


def _merged(batch: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    """Of the progress of a step in one batch only the last is written."""
    whose = [_progress(entry) for _, entry in batch]
    newest = {name: place for place, name in enumerate(whose)}
    return [item for place, item in enumerate(batch) if not whose[place] or newest[whose[place]] == place]


def _progress(entry: Entry) -> str:
    """Whose progress an event tells and nothing else; empty for other events."""
    if entry.type != "STATE_DELTA" or '/part"' not in entry.data:
        return ""
    path: str = entry.payload["delta"][0]["path"]
    return f"{entry.run_id}{path}" if path.startswith("/steps/") and path.endswith("/part") else ""
