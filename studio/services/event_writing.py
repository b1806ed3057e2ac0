"""How the log of a run is written: to the database first, then to the stream that followers read.

What a follower has seen is never forgotten. A stream that fell behind, because Redis was away or a process died
between the two, is filled up from the database.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from studio.db.database import Database
from studio.errors import NotFound
from studio.events.agui import Translator
from studio.events.log import Entry, Streams, id_of, seq_of
from studio.events.pictures import Payload, Picture
from studio.events.progress import Event
from studio.repos.events import EventRepo
from studio.repos.runs import RunRepo

FLUSH_SECONDS = 0.05
"""How long events are gathered before they are written in one go."""

RETRY_SECONDS = 0.5
"""How long writing waits when the database or Redis does not answer."""

log = logging.getLogger("studio.events")


class Telling:
    """Where a run that is at work tells its events."""

    def __init__(self, writer: "EventWriter", run_id: str, workspace_id: str) -> None:
        self._writer = writer
        self._run = run_id
        self._workspace = workspace_id
        self._translator = Translator(run_id)
        self._last = 0
        self.epoch: Callable[[], int] = lambda: 0
        """The run's epoch, which must be held when something is told."""
        self.kept = False
        """Whether all that was told is in the log: known at the end, and not so when another has taken the run."""

    async def catch_up(self) -> None:
        """Learn what was told until now.

        What was known before the run was taken may not be all: who had it may have told of its end since.

        Raises:
            NotFound: The workspace has no such run.
        """
        past = await self._writer.past(self._workspace, self._run)
        self._translator = Translator(self._run, Picture.of(entry.payload for entry in past))
        self._last = past[-1].seq if past else 0

    def tell(self, event: Event) -> None:
        """Take an event; it is written soon."""
        self._put(self._translator.translate(event))

    def fail(self, message: str, code: str = "failed") -> None:
        """End the log with an error."""
        self._put(self._translator.fail(message, code))

    @property
    def picture(self) -> Picture:
        """What a reader of the log knows."""
        return self._translator.picture

    @property
    def open(self) -> bool:
        """Whether a run was started and has not ended."""
        return self.picture.started

    def _put(self, payloads: Sequence[Payload]) -> None:
        now, epoch = datetime.now(UTC), self.epoch()
        entries = []
        for payload in payloads:
            counter = self._last - seq_of(id_of(epoch, 0))
            entry = Entry.of(self._run, id_of(epoch, max(0, counter) + 1), payload, now)
            self._last = entry.seq
            entries.append(entry)
        self._writer.put(self._workspace, entries)


class EventWriter:
    """Writes the logs of all runs. `start()` before the first is written, `close()` at the end."""

    def __init__(self, database: Database, streams: Streams) -> None:
        self._db = database
        self._streams = streams
        self._waiting: list[tuple[str, Entry]] = []
        self._behind: dict[str, str] = {}
        self._reached: dict[str, str] = {}
        self._refused: set[str] = set()
        self._something = asyncio.Event()
        self._written = asyncio.Condition()
        self._writing = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write what is put."""
        self._task = asyncio.ensure_future(self._write_on())

    async def close(self) -> None:
        """Write what is left, as far as that can be done, and stop."""
        try:
            async with asyncio.timeout(10 * RETRY_SECONDS):
                await self.flushed()
        except TimeoutError:
            log.warning("%d events were not written", len(self._waiting))
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @asynccontextmanager
    async def telling(self, workspace_id: str, run_id: str) -> AsyncIterator[Telling]:
        """Go on with the log of a run; all of it is written at the end.

        Raises:
            NotFound: The workspace has no such run.
        """
        telling = Telling(self, run_id, workspace_id)
        await telling.catch_up()
        self._refused.discard(run_id)
        try:
            yield telling
            await self.flushed()
            telling.kept = run_id not in self._refused
        finally:
            self._reached.pop(run_id, None)
            self._refused.discard(run_id)

    async def past(self, workspace_id: str, run_id: str) -> Sequence[Entry]:
        """The log of a run as it is now; its stream is brought there with the next entry.

        Raises:
            NotFound: The workspace has no such run.
        """
        async with self._db.read() as session:
            repo = EventRepo(session, workspace_id)
            if not await repo.has(run_id):
                raise NotFound(f"there is no run {run_id!r}", "look at the list of runs")
            past = await repo.after(run_id, 0)
        if past:
            self._behind[run_id] = workspace_id
        return past

    def put(self, workspace_id: str, entries: Sequence[Entry]) -> None:
        """Take entries to be written, in the order they come."""
        self._waiting += [(workspace_id, entry) for entry in entries]
        self._something.set()

    async def flushed(self) -> None:
        """Wait until everything that was put is written."""
        async with self._written:
            await self._written.wait_for(lambda: not self._waiting and not self._writing)

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
            await self._append(held)
        except (RedisError, OSError):
            log.warning("the streams do not take events", exc_info=True)
            self._behind |= {entry.run_id: workspace_id for workspace_id, entry in held}
            self._something.set()
        return True

    async def _append(self, held: list[tuple[str, Entry]]) -> None:
        """Hand on what the database has; a server that died may have forgotten what it took just before."""
        behind = await self._streams.append([entry for _, entry in held], self._reached)
        for run_id, workspace_id in {entry.run_id: workspace for workspace, entry in held}.items():
            if run_id in behind:
                await self._fill_up(workspace_id, run_id)
        self._reached |= {entry.run_id: entry.id for _, entry in held}

    async def _keep_rows(self, batch: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
        """Keep what comes from those who still hold their run; the rest is dropped."""
        async with self._db.write() as session:
            held = await RunRepo(session).current({(entry.run_id, entry.seq >> 32) for _, entry in batch})
            kept = [(workspace, entry) for workspace, entry in batch if (entry.run_id, entry.seq >> 32) in held]
            self._refused |= {entry.run_id for _, entry in batch} - {run_id for run_id, _ in held}
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
