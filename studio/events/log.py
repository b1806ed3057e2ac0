"""The events of runs as streams in Redis: one entry per event, read from any point on, also while they come.

An entry's id is `<epoch>-<counter>`: the epoch is the run's, so Redis itself refuses what a process writes that has
lost the run, and an entry that is written twice is there once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from studio.events.pictures import TERMINAL, Payload

KEPT = 2_000
"""Entries a stream keeps; what came before is in the database."""

AFTER_END = timedelta(hours=6)
"""How long the stream of a run that ended is kept."""

BLOCK_SECONDS = 10.0
"""How long a reader waits in Redis before it asks anew."""

START = "0-0"
_COUNTER_BITS = 32


@dataclass(frozen=True)
class Entry:
    """One event of a run."""

    run_id: str
    id: str
    type: str
    """Which AG-UI event it is."""
    data: str
    """The event as JSON, ready for the wire."""
    at: datetime

    @classmethod
    def of(cls, run_id: str, entry_id: str, payload: Payload, at: datetime) -> "Entry":
        """An entry with this event."""
        data = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        return cls(run_id, entry_id, str(payload["type"]), data, at)

    @property
    def payload(self) -> Payload:
        """The event."""
        found: Payload = json.loads(self.data)
        return found

    @property
    def terminal(self) -> bool:
        """Whether nothing comes after it, unless the run is taken up again."""
        return self.type in TERMINAL

    @cached_property
    def seq(self) -> int:
        """The id as a number that grows with every entry."""
        return seq_of(self.id)

    @cached_property
    def wire(self) -> bytes:
        """The event as a server-sent one; without an id when a reader must not go on from there."""
        return (f"id: {self.id}\ndata: {self.data}\n\n" if self.id else f"data: {self.data}\n\n").encode()


def seq_of(entry_id: str) -> int:
    """An entry id as a number; 0 for one that is none."""
    epoch, _, counter = (entry_id or START).partition("-")
    if not (epoch.isdecimal() and (counter or "0").isdecimal()):
        return 0
    return (int(epoch) << _COUNTER_BITS) + int(counter or 0)


def id_of(epoch: int, counter: int) -> str:
    """The id of the so manieth entry that the holder of this epoch writes."""
    return f"{epoch}-{counter}"


class Streams:
    """The streams of all runs."""

    def __init__(self, redis: Redis, kept: int = KEPT) -> None:
        self._redis = redis
        self._kept = kept

    async def append(self, entries: Sequence[Entry]) -> None:
        """Write entries, in their order, in one go; those that are there already, or came too late, are left out."""
        if not entries:
            return
        pipe: Any = self._redis.pipeline(transaction=False)
        for entry in entries:
            fields = {"type": entry.type, "data": entry.data, "at": entry.at.isoformat()}
            pipe.xadd(_key(entry.run_id), fields, id=entry.id, maxlen=self._kept, approximate=False)
            if entry.terminal:
                pipe.expire(_key(entry.run_id), AFTER_END)
            elif entry.type == "RUN_STARTED":
                pipe.persist(_key(entry.run_id))
        for answer in await pipe.execute(raise_on_error=False):
            if isinstance(answer, Exception) and not _is_old(answer):
                raise answer

    async def first(self, run_id: str) -> Entry | None:
        """The oldest entry that is still there."""
        return await self._one(run_id, await self._redis.xrange(_key(run_id), count=1))

    async def last(self, run_id: str) -> Entry | None:
        """The newest entry."""
        return await self._one(run_id, await self._redis.xrevrange(_key(run_id), count=1))

    async def read(self, run_id: str, after: str, *, block: float = BLOCK_SECONDS) -> list[Entry]:
        """The entries after an id; waits so many seconds for one when there is none."""
        streams: dict[Any, Any] = {_key(run_id): after}
        found = await self._redis.xread(streams, count=500, block=max(1, int(block * 1000)))
        return [_entry(run_id, key, fields) for _, entries in found or [] for key, fields in entries]

    async def _one(self, run_id: str, found: Sequence[tuple[bytes, Mapping[bytes, bytes]]]) -> Entry | None:
        return _entry(run_id, *found[0]) if found else None


def _key(run_id: str) -> str:
    return f"studio:events:{run_id}"


def _entry(run_id: str, key: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    at = datetime.fromisoformat(fields[b"at"].decode()).astimezone(UTC)
    return Entry(run_id, key.decode(), fields[b"type"].decode(), fields[b"data"].decode(), at)


def _is_old(answer: Exception) -> bool:
    return isinstance(answer, ResponseError) and "equal or smaller" in str(answer)
