"""The queue on Redis or Valkey, through ARQ.

A lane is a sorted set that workers read from its lowest score on. The score is not the time but a turn: a
workspace's next job gets the turn after its last one, and never one before that of the first job waiting. So the
lanes are read round and round the workspaces, and nobody who has 30 runs waiting keeps another one from starting.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlparse

from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.constants import abort_jobs_ss, in_progress_key_prefix, job_key_prefix, retry_key_prefix
from arq.utils import timestamp_ms
from redis.exceptions import RedisError

from studio.queue.port import KINDS, LEASE_SECONDS, Kind, QueueDown

KEEP = timedelta(days=7)
"""How long a job may wait; the database puts it back later still."""

TURNS = "studio:turns:"
"""Prefix of a lane's hash: workspace -> the last turn it was given."""

_TURN = """
local first = 0
for place = 0, redis.call('ZCARD', KEYS[1]) - 1 do
  local found = redis.call('ZRANGE', KEYS[1], place, place, 'WITHSCORES')
  local turn = tonumber(found[2]) / 1000
  if turn > 1e9 then break end
  if redis.call('EXISTS', ARGV[2] .. found[1]) == 0 then first = turn break end
end
if redis.call('ZCARD', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
local last = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local turn = math.max(first, last + 1)
redis.call('HSET', KEYS[2], ARGV[1], turn)
return turn
"""
"""The turn of a workspace's next job: after its own last one, not before the first job that waits. A score above
1e9 is a time: of a job that was put off. Turns are forgotten when the lane is empty."""


def lane(kind: Kind) -> str:
    """Name of a lane in Redis."""
    return f"studio:queue:{kind}"


def job_id(run_id: str, epoch: int) -> str:
    """A job's id in the queue."""
    return f"run:{run_id}:{epoch}"


def redis_settings(url: str) -> RedisSettings:
    """Where the queue is: `redis://`, `rediss://` or `unix:///path/to.sock`."""
    settings = RedisSettings.from_dsn(url)
    if settings.unix_socket_path:
        settings.host = "localhost"
    if password := urlparse(url).password:
        settings.password = password
    return settings


class ArqQueue:
    """JobQueue on Redis."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = self.redis = redis
        self._turn = redis.register_script(_TURN)

    @classmethod
    async def open(cls, url: str) -> "ArqQueue":
        """Connect.

        Raises:
            QueueDown: Redis does not answer, or does not let us in.
        """
        try:
            return cls(await create_pool(redis_settings(url)))
        except (RedisError, OSError) as error:
            hint = "Check STUDIO_REDIS_URL: host, port and password; and that the server runs."
            raise QueueDown(f"Redis does not answer ({type(error).__name__})", hint) from None

    async def ping(self) -> None:
        """Raise unless Redis answers."""
        await self._redis.ping()

    async def close(self) -> None:
        """Disconnect."""
        await self._redis.aclose(close_connection_pool=True)

    async def enqueue(self, kind: Kind, run_id: str, epoch: int, workspace: str) -> bool:
        """Put a run into a lane; see `JobQueue`.

        Raises:
            QueueDown: Redis does not answer.
        """
        name = job_id(run_id, epoch)
        try:
            if await self._redis.exists(job_key_prefix + name):
                return False
            turn = await self._turn(keys=[lane(kind), TURNS + kind], args=[workspace, in_progress_key_prefix])
            job = await self._redis.enqueue_job(
                kind,
                run_id,
                _job_id=name,
                _queue_name=lane(kind),
                _defer_until=datetime.fromtimestamp(int(cast(bytes, turn)), UTC),
                _expires=KEEP,
            )
        except (RedisError, OSError) as error:
            raise QueueDown(f"the queue does not answer: {error}", "nothing is lost; it goes on by itself") from error
        return job is not None

    async def abort(self, run_id: str) -> None:
        """Take a run out of all lanes, and have its worker stop; see `JobQueue`."""
        try:
            for kind in KINDS:
                async for name, _ in self._redis.zscan_iter(lane(kind), match=job_id(_literal(run_id), "*")):  # type: ignore[arg-type]
                    await self._drop(lane(kind), name.decode())
        except (RedisError, OSError) as error:
            raise QueueDown(f"the queue does not answer: {error}", "cancel the run in the database") from error

    async def _drop(self, queue: str, name: str) -> None:
        if await self._redis.exists(in_progress_key_prefix + name):
            await self._redis.zadd(abort_jobs_ss, {name: timestamp_ms()})
            return
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zrem(queue, name)
            pipe.delete(job_key_prefix + name, retry_key_prefix + name)
            await pipe.execute()

    async def heartbeat(self, jobs: Collection[str]) -> None:
        """Extend the leases of these jobs; see `JobQueue`."""
        if not jobs:
            return
        pipe: Any
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in jobs:
                pipe.pexpire(in_progress_key_prefix + name, int(LEASE_SECONDS * 1000))
            await pipe.execute()


def _literal(text: str) -> str:
    return "".join(f"\\{char}" if char in "*?[]\\" else char for char in text)
