"""Vendors' messages: handed to a worker that can tell whether they are real, or kept until there is one.

The face of the product knows no vendor. It puts a message, byte for byte, where workers wait for it, and waits a few
seconds for their word. A message that nobody spoke about in time is kept in the database and worked on later.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from studio.db.database import Database
from studio.db.hooks import ReceivedRow
from studio.domain.accounts import new_id
from studio.domain.vendors import SENDERS
from studio.errors import NotFound, TooMany, Unauthorised
from studio.repos.received import ReceivedRepo

WORD_SECONDS = 3.0
"""How long a vendor is kept waiting for a worker's word."""
SEEN = timedelta(days=1)
MOST_WAITING = 1_000
"""Messages kept while no worker is there: whoever may send without a name must not fill a disk."""
LATE = timedelta(seconds=5)
AT_ONCE = 50
INBOX, RUNG = "studio:hooks:in", "studio:hooks:rung"
UNUSED = frozenset({"authorization", "cookie", "host", "connection", "content-length"})

Word = Literal["verified", "duplicate", "forged", "unknown", "later"]
"""What a worker says of a message; `later`: nobody could tell now."""


@dataclass(frozen=True)
class Message:
    """A message as it came."""

    id: str
    provider: str
    headers: Mapping[str, str]
    raw: bytes

    def packed(self) -> bytes:
        """As it goes through Redis."""
        body = base64.b64encode(self.raw).decode()
        return json.dumps([self.id, self.provider, dict(self.headers), body]).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> "Message":
        """The message again."""
        name, provider, headers, body = json.loads(data)
        return cls(name, provider, headers, base64.b64decode(body))


class WebhooksIn:
    """Where messages are handed over."""

    def __init__(self, database: Database, redis: Redis, word_seconds: float = WORD_SECONDS) -> None:
        self._db, self._redis, self._seconds = database.everywhere(), redis, word_seconds

    async def receive(self, provider: str, headers: Mapping[str, str], raw: bytes) -> bool:
        """Take in a message.

        Returns:
            True when it was verified (or came before); False when it is kept, for nobody could tell yet.

        Raises:
            NotFound: No such vendor is set up here.
            Unauthorised: It is forged, altered or too old.
            TooMany: As many are kept as can be.
        """
        if provider not in SENDERS:
            raise NotFound(f"no vendor {provider[:40]!r} sends messages here", "check the address")
        used = {name.lower(): value for name, value in headers.items() if name.lower() not in UNUSED}
        message = Message(new_id("hook"), provider, used, raw)
        word = await self._word(message)
        if word == "unknown":
            raise NotFound(f"{provider} is not set up here", "set its key, or remove the address at the vendor")
        if word == "forged":
            raise Unauthorised("the message's signature does not fit", "it was forged, altered or sent too late")
        if word == "later":
            await self._keep(message)
        return word != "later"

    async def _word(self, message: Message) -> Word:
        try:
            packed = message.packed()
            await self._redis.rpush(INBOX, packed)  # type: ignore[misc]
            key = _answer(message.id)
            found = cast(Any, await self._redis.blpop([key], timeout=self._seconds))  # type: ignore[misc,arg-type]
            if found:
                return cast(Word, found[1].decode())
            await self._redis.lrem(INBOX, 1, packed)  # type: ignore[misc,arg-type]
        except (RedisError, OSError):
            pass
        return "later"

    async def _keep(self, message: Message) -> None:
        digest = hashlib.sha256(json.dumps(sorted(message.headers.items())).encode() + message.raw).hexdigest()
        async with self._db.write() as session:
            repo = ReceivedRepo(session)
            if await repo.waiting() >= MOST_WAITING:
                raise TooMany("too many messages are waiting", "send it again later", retry_after=60)
            await repo.add(
                {
                    "id": f"{message.provider}-{digest[:24]}"[:40],
                    "provider": message.provider,
                    "digest": digest,
                    "headers": dict(message.headers),
                    "body": message.raw,
                    "state": "waiting",
                    "received": datetime.now(UTC),
                }
            )

    async def next(self, seconds: float) -> Message | None:
        """For workers: the next message that is handed over; None when none came."""
        found = cast(Any, await self._redis.blpop([INBOX], timeout=seconds))  # type: ignore[misc,arg-type]
        return Message.unpacked(found[1]) if found else None

    async def say(self, message: Message, word: Word) -> None:
        """For workers: what there is to say of a message."""
        pipe: Any = self._redis.pipeline(transaction=False)
        pipe.rpush(_answer(message.id), word)
        pipe.expire(_answer(message.id), 60)
        await pipe.execute()

    async def first(self, provider: str, event_id: str) -> bool:
        """For workers: whether this message is new to all of them."""
        key = f"studio:hooks:seen:{provider}:{hashlib.sha256(event_id.encode()).hexdigest()}"
        return bool(await self._redis.set(key, 1, nx=True, ex=SEEN))

    async def ring(self, provider: str, job_id: str) -> None:
        """For workers: tell all of them that there is news of a job."""
        await self._redis.publish(RUNG, json.dumps([provider, job_id]))

    async def late(self) -> Sequence[Message]:
        """For workers: kept messages that nobody spoke about."""
        async with self._db.read() as session:
            rows: Sequence[ReceivedRow] = await ReceivedRepo(session).kept(datetime.now(UTC) - LATE, AT_ONCE)
        return [Message(row.id, row.provider, row.headers, row.body) for row in rows]

    async def done(self, message: Message) -> None:
        """For workers: a kept message was worked on; it is forgotten."""
        async with self._db.write() as session:
            await ReceivedRepo(session).forget(message.id)


def _answer(name: str) -> str:
    return f"studio:hooks:answer:{name}"
