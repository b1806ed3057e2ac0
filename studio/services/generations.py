"""What a workspace asks for by itself: kept, queued, followed, cancelled. Workers do it: see `generation_work`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.generations import GenerationRow
from studio.domain.accounts import new_id
from studio.domain.assets import Asset
from studio.domain.credits import NotEnoughCredits
from studio.domain.generations import Generation, GenerationKind, Trouble
from studio.errors import BadRequest, Conflict, Forbidden, NotFound, StudioError
from studio.events.generations import START, GenerationStreams, Told
from studio.queue.port import JobQueue
from studio.repos.clones import CloneRepo
from studio.repos.generations import GenerationRepo
from studio.repos.library_assets import LibraryAssetRepo
from studio.security.roles import Principal
from studio.services.consents import Consents
from studio.services.cursors import cursor, place
from studio.services.generation_end import ended, generation_of
from studio.services.idempotency import Answer, Idempotency
from studio.services.owner import alive
from studio.services.transactions import transact

RETRY_SECONDS = 0.5
"""How long a follower waits when Redis does not answer."""
BLOCK_SECONDS = 2.0
"""How long a follower waits in Redis before it looks into the database."""
GONE = "There is no such generation.", "GET /generations lists yours."


class NoProvider(StudioError):
    """Nobody is set up here who could do it (HTTP 503)."""


@dataclass(frozen=True)
class GenerationPage:
    """Some generations, the newest first, and where the next page begins."""

    generations: Sequence[Generation]
    next: str


class Generations:
    """Generations, for one who asks."""

    def __init__(
        self, database: Database, streams: GenerationStreams, queue: JobQueue, credit_usd: Decimal, who: Principal
    ) -> None:
        self._db, self._streams, self._queue, self._who = database, streams, queue, who
        self._credit_usd = credit_usd

    async def ask(self, kind: GenerationKind, request: Mapping[str, Any], key: str, body: bytes) -> str:
        """Keep what is asked for and have a worker do it; the same key is the same generation.

        Returns:
            Its id.

        Raises:
            NotFound: It names a clone or an asset that the workspace has not.
            Forbidden: It uses a voice without a consent.
            Conflict: The voice is not ready, or its consent does not hold.
        """
        self._who.require("generations:write")
        book = Idempotency(self._db, self._who.workspace)
        answer = await book.once(
            f"POST /generations/{kind}", key, body, lambda session: self._keep(session, kind, request)
        )
        name: str = answer.body["id"]
        with contextlib.suppress(RedisError, OSError):
            await self._queue.enqueue("generate", name, answer.body["epoch"], self._who.workspace)
        return name

    async def get(self, generation_id: str) -> Generation:
        """One generation.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("generations:read")
        async with self._db.read() as session:
            row = await GenerationRepo(session, self._who.workspace).get(generation_id)
        return generation_of(_there(row))

    async def page(self, limit: int = 50, written: str = "", kind: str = "") -> GenerationPage:
        """A page of generations; of one kind only where that is given."""
        self._who.require("generations:read")
        async with self._db.read() as session:
            rows = await GenerationRepo(session, self._who.workspace).page(limit + 1, place(written), kind)
        shown = rows[:limit]
        more = cursor(shown[-1].created, shown[-1].id) if len(rows) > limit else ""
        return GenerationPage([generation_of(row) for row in shown], more)

    async def cancel(self, generation_id: str) -> Generation:
        """Stop one, whether it waits or is at work: what was not spent goes back. One that is over stays as it is.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("generations:write")

        async def work(session: AsyncSession) -> tuple[Generation, bool]:
            row = _there(await GenerationRepo(session, self._who.workspace).get(generation_id, lock=True))
            if generation_of(row).over:
                return generation_of(row), False
            if alive(row.owner, row.heartbeat):
                row.stop = True
                return generation_of(row), False
            await ended(session, row, "cancelled", self._credit_usd, trouble=CANCELLED)
            return generation_of(row), True

        found, here = await transact(self._db, work)
        if here:
            with contextlib.suppress(RedisError, OSError):
                await self._streams.tell(generation_id, "failed", {})
        return found

    async def follow(self, generation_id: str, after: str = "") -> AsyncIterator[Told]:
        """What happens to one after an entry, as it comes, up to its end.

        Raises:
            NotFound: The workspace has none of that id.
        """
        since = after or START
        while True:
            over = (await self.get(generation_id)).over
            for told in await self._news(generation_id, since, block=not over):
                yield told
                since = told.id
                if told.last:
                    return
            if over:
                found = await self.get(generation_id)
                yield Told("", "done" if found.state == "done" else "failed", {})
                return

    async def _news(self, generation_id: str, since: str, *, block: bool) -> Sequence[Told]:
        try:
            return await self._streams.read(generation_id, since, block=BLOCK_SECONDS if block else 0)
        except (RedisError, OSError):
            await asyncio.sleep(RETRY_SECONDS)
            return ()

    async def _keep(self, session: AsyncSession, kind: GenerationKind, asked: Mapping[str, Any]) -> Answer:
        request = dict(asked)
        if str(request.get("voice", "")).startswith("cln_"):
            request |= await self._clone(session, request["voice"])
        if request.get("image"):
            request["image"] = await self._image(session, request["image"])
        row = self._row(kind, request)
        GenerationRepo(session, self._who.workspace).add(row)
        return Answer(202, {"id": row.id, "epoch": row.epoch})

    async def _clone(self, session: AsyncSession, clone_id: str) -> dict[str, Any]:
        """What a worker must know of a clone, which may be used."""
        row = await CloneRepo(session, self._who.workspace).get(clone_id)
        if row is None or row.kind != "voice" or row.retired:
            raise NotFound("There is no such voice.", "GET /clones lists yours.")
        if row.status != "ready":
            raise Conflict(f"{row.name} is not ready: {row.status}.", "GET /clones tells when it is.")
        if not row.consent_id:
            raise Forbidden(f"There is no consent for {row.name}.", "Record one, then use the voice.")
        await Consents(self._db, self._who).holding(session, row.consent_id, "voice")
        return {"voice_ids": dict(row.provider_ids), "consent_id": row.consent_id}

    async def _image(self, session: AsyncSession, sha256: str) -> dict[str, Any]:
        row = await LibraryAssetRepo(session, self._who.workspace).get(sha256)
        if row is None:
            raise NotFound("There is no such asset.", "GET /assets lists yours.")
        if row.kind != "image":
            raise BadRequest(f"{row.name} is of kind {row.kind}.", "A clip starts from an image.")
        return Asset(sha256=row.sha256, media_type=row.media_type, size=row.size, name=row.name).model_dump()

    def _row(self, kind: GenerationKind, request: Mapping[str, Any]) -> GenerationRow:
        now = datetime.now(UTC)
        return GenerationRow(
            id=new_id("gen"),
            kind=kind,
            request=dict(request),
            plan=self._who.plan,
            state="waiting",
            epoch=0,
            created=now,
            updated=now,
            heartbeat=now,
        )


CANCELLED = Trouble("cancelled", "it was cancelled", "what was not spent is back among the credits")


def refusal(trouble: Trouble) -> StudioError | None:
    """What is raised when there was nothing to begin with; None when it failed later on."""
    kinds: dict[str, type[StudioError]] = {
        "not_enough_credits": NotEnoughCredits,
        "bad_request": BadRequest,
        "forbidden": Forbidden,
        "no_provider": NoProvider,
    }
    found = kinds.get(trouble.error)
    return found(trouble.detail, trouble.hint) if found else None


def _there(row: GenerationRow | None) -> GenerationRow:
    if row is None:
        raise NotFound(*GONE)
    return row
