"""What happens to a generation, as a stream in Redis: read from its beginning by whoever follows it.

Only the telling lies here. What counts is in the database, so a stream that is lost costs a follower the middle of
the story, never its end.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

KEPT = 2_000
"""Entries of one stream."""
LASTS = timedelta(hours=1)
START = "0-0"
ENDS = frozenset({"done", "failed"})
Name = str
"""`started`, `routed`, `delta`, `progress`, `done` or `failed`."""


@dataclass(frozen=True)
class Told:
    """One entry."""

    id: str
    name: Name
    data: Mapping[str, Any]

    @property
    def last(self) -> bool:
        """Whether nothing comes after it."""
        return self.name in ENDS


class GenerationStreams:
    """The streams of all generations."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def tell(self, generation_id: str, name: Name, data: Mapping[str, Any]) -> None:
        """Add an entry."""
        pipe: Any = self._redis.pipeline(transaction=False)
        entry = {"name": name, "data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
        pipe.xadd(_key(generation_id), entry, maxlen=KEPT)
        pipe.expire(_key(generation_id), LASTS)
        await pipe.execute()

    async def read(self, generation_id: str, after: str, *, block: float) -> list[Told]:
        """The entries after an id; waits so many seconds for one when there is none."""
        streams: dict[Any, Any] = {_key(generation_id): after}
        found = await self._redis.xread(streams, count=500, block=max(1, int(block * 1000)))
        return [_told(name, fields) for _, entries in found or [] for name, fields in entries]


def _key(generation_id: str) -> str:
    return f"studio:generation:{generation_id}"


def _told(name: bytes, fields: Mapping[bytes, bytes]) -> Told:
    return Told(name.decode(), fields[b"name"].decode(), json.loads(fields[b"data"]))
