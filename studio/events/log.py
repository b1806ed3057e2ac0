"""The events of runs as streams in Redis: one entry per event, read from any point on, also while they come.

An entry's id is `<epoch>-<counter>`: the epoch is the run's, so Redis itself refuses what a process writes that has
lost the run, and an entry that is written twice is there once.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from redis.asyncio import Redis

from studio.events.pictures import TERMINAL, Payload

KEPT = 2_000
"""Entries a stream keeps; what came before is in the database."""

AFTER_END = timedelta(hours=6)
"""How long the stream of a run that ended is kept."""

BLOCK_SECONDS = 10.0
"""How long a reader waits in Redis before it asks anew."""

START = "0-0"
_COUNTER_BITS = 32

_APPEND = """
local function number(id)
  local epoch, counter = string.match(id, '(%d+)-(%d+)')
  return tonumber(epoch) * 4294967296 + tonumber(counter)
end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local last = newest and number(newest[1]) or 0
if last < number(ARGV[1]) then return 0 end
for at = 3, #ARGV, 4 do
  if number(ARGV[at]) > last then
    last = number(ARGV[at])
    local fields = {'type', ARGV[at + 1], 'data', ARGV[at + 2], 'at', ARGV[at + 3]}
    redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], ARGV[at], unpack(fields))
  end
end
return 1
"""
"""Appends to one stream if it has all that came before. Epochs stay below 2^21, so a number holds an id exactly."""


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

    async def append(self, entries: Sequence[Entry], after: Mapping[str, str] | None = None) -> set[str]:
        """Write entries, in their order, in one go; those that are there already, or came too late, are left out.

        Args:
            entries: What to write.
            after: The id that a run's stream must have reached, for the runs of which it is known.

        Returns:
            The runs whose stream has not: the server forgot what it had taken. Nothing was written to them, as a
            reader would not notice what is missing.
        """
        runs = defaultdict[str, list[Entry]](list)
        for entry in entries:
            runs[entry.run_id].append(entry)
        pipe: Any = self._redis.pipeline(transaction=False)
        for run_id, own in runs.items():
            parts = [part for each in own for part in (each.id, each.type, each.data, each.at.isoformat())]
            pipe.eval(_APPEND, 1, _key(run_id), (after or {}).get(run_id, START), self._kept, *parts)
        for run_id, own in runs.items():
            if own[-1].terminal:
                pipe.expire(_key(run_id), AFTER_END)
            else:
                pipe.persist(_key(run_id))
        answers = await pipe.execute() if runs else []
        return {run_id for run_id, written in zip(runs, answers, strict=False) if not written}

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
