"""Requests that may come twice and must have their effect once.

A request begins in a transaction of its own, so that a second one sees it; its answer is kept in the transaction of
its effect, so that there is never one without the other. A request whose process died is begun again after its
lease, under a new token; should the first one live after all, its answer, and so its effect, is refused.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.errors import BadRequest, Conflict
from studio.repos.idempotency import IdempotencyRepo, Request, forget_before
from studio.services.transactions import transact

LEASE = timedelta(seconds=60)
"""How long a request at work is believed to live; longer than any that does not renew it."""

KEPT = timedelta(hours=24)
"""How long an answer is given again."""

LONGEST_KEY = 200


class KeyReused(BadRequest):
    """The key came before with another body (HTTP 422); nothing was done."""


class InFlight(Conflict):
    """The same request is at work right now (HTTP 409)."""


@dataclass(frozen=True)
class Answer:
    """What a request is answered: an HTTP status and JSON."""

    code: int
    body: Any


@dataclass(frozen=True)
class Replay:
    """The request was answered before; this is the answer."""

    answer: Answer


@dataclass(frozen=True)
class Started:
    """The request is this caller's to do."""

    route: str
    key: str
    token: str


def body_hash(body: bytes) -> str:
    """What tells one body from another."""
    return hashlib.sha256(body).hexdigest()


class Idempotency:
    """The requests of one workspace."""

    def __init__(self, database: Database, workspace_id: str, lease: timedelta = LEASE) -> None:
        self._db = database.of(workspace_id)
        self._workspace = workspace_id
        self._lease = lease

    async def once(
        self, route: str, key: str, body: bytes, effect: Callable[[AsyncSession], Awaitable[Answer]]
    ) -> Answer:
        """The answer of a request: of its effect, done now in one transaction with it, or the one it got before.

        When the effect raises, all of it is undone and the request forgotten, so it can be sent again. The effect
        must touch nothing but its session: it is begun again when it lost a race.

        Raises:
            InFlight: The same request is at work.
            KeyReused: The key came with another body before.
        """
        found = await self.begin(route, key, body_hash(body))
        if isinstance(found, Replay):
            return found.answer

        async def work(session: AsyncSession) -> Answer:
            answer = await effect(session)
            await self.finish(session, found, answer)
            return answer

        try:
            return await transact(self._db, work)
        except BaseException:
            await self.abandon(found)
            raise

    async def begin(self, route: str, key: str, digest: str) -> Replay | Started:
        """Ask for a request; `Started` obliges to `finish` or `abandon` it within the lease.

        Raises:
            InFlight: The same request is at work.
            KeyReused: The key came with another body before.
            BadRequest: The key is empty or too long.
        """
        if not 0 < len(key) <= LONGEST_KEY:
            raise BadRequest(f"an Idempotency-Key has 1 to {LONGEST_KEY} characters", "use a UUID")

        return await transact(
            self._db, lambda session: self._take(self._repo(session, route, key), route, key, digest)
        )

    async def finish(self, session: AsyncSession, started: Started, answer: Answer) -> None:
        """Keep the answer, in the session of the effect and as its last act.

        Raises:
            Conflict: Another request took this one's place after its lease; let the session be rolled back.
        """
        repo = self._repo(session, started.route, started.key)
        if not await repo.answer(started.token, answer.code, answer.body):
            raise _overtaken(started)

    async def renew(self, started: Started) -> None:
        """Ask for another lease, from a request that takes long.

        Raises:
            Conflict: Another request took this one's place after its lease; stop.
        """
        until = datetime.now(UTC) + self._lease
        if not await transact(
            self._db, lambda s: self._repo(s, started.route, started.key).renew(started.token, until)
        ):
            raise _overtaken(started)

    async def abandon(self, started: Started) -> None:
        """Forget a request that had no effect, so that it can be sent again."""
        with suppress(DBAPIError):  # its lease ends it as well
            await transact(self._db, lambda s: self._repo(s, started.route, started.key).forget(started.token))

    async def _take(self, repo: IdempotencyRepo, route: str, key: str, digest: str) -> Replay | Started:
        mine = self._request(digest)
        kept = None
        while kept is None:  # one that is forgotten between the two statements leaves the place free again
            await repo.add(mine)
            kept = await repo.found()
        if kept.token == mine.token:
            return Started(route, key, mine.token)
        if answer := _judged(kept, mine):
            return answer
        await repo.replace(mine)
        return Started(route, key, mine.token)

    def _request(self, digest: str) -> Request:
        now = datetime.now(UTC)
        return Request(digest, "started", secrets.token_hex(16), now + self._lease, code=0, answer=None, created=now)

    def _repo(self, session: AsyncSession, route: str, key: str) -> IdempotencyRepo:
        return IdempotencyRepo(session, self._workspace, route, key)


async def forget_old_answers(database: Database, now: datetime | None = None) -> int:
    """Forget the requests of all workspaces that are older than `KEPT` and not at work; gives how many."""
    moment = now or datetime.now(UTC)
    return await transact(database, lambda session: forget_before(session, moment - KEPT, moment))


def _judged(kept: Request, mine: Request) -> Replay | None:
    """What is kept about the same key, seen by a later request; None when it does not count any more."""
    now = mine.created
    at_work = kept.status == "started" and kept.lease > now
    if kept.created <= now - KEPT and not at_work:
        return None
    if kept.body_hash != mine.body_hash:
        raise KeyReused("this Idempotency-Key came with another body before", "use a new key for a new request")
    if at_work:
        raise InFlight("the same request is at work", "ask again in a moment for its answer")
    return Replay(Answer(kept.code, kept.answer)) if kept.status == "done" else None


def _overtaken(started: Started) -> Conflict:
    return Conflict(
        f"the request {started.key!r} took so long that it was begun again", "ask again in a moment for its answer"
    )
