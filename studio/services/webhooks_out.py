"""Addresses that a workspace wants to be told at: kept only when they may be asked, with secrets shown once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.hooks import DeliveryRow, EndpointRow
from studio.domain.accounts import new_id
from studio.domain.hooks import OVERLAP, EventType, delivery_id, new_secret, payload_of
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.hooks import DeliveryRepo, EndpointRepo
from studio.security.net import Rules, check_address
from studio.security.roles import Principal
from studio.security.sealing import Sealer
from studio.services.cursors import cursor, place

RULES = Rules(schemes=frozenset({"https"}), max_bytes=64 * 1024, seconds=15.0, hops=0)
"""Only the public internet, only over TLS; of an answer nothing is needed but its status."""
MOST = 20
"""Addresses of a workspace."""
GONE = "There is no such webhook endpoint.", "GET /webhooks/endpoints lists yours."


@dataclass(frozen=True)
class WithSecret:
    """An address with the secret it was just given; it is not told again."""

    endpoint: EndpointRow
    secret: str


@dataclass(frozen=True)
class DeliveryPage:
    """Some messages, the newest first, and where the next page begins."""

    deliveries: Sequence[DeliveryRow]
    next: str


class WebhookEndpoints:
    """The addresses of the principal's workspace."""

    def __init__(self, database: Database, who: Principal, sealer: Sealer, rules: Rules = RULES) -> None:
        self._db, self._who, self._sealer, self._rules = database, who, sealer, rules

    async def create(self, url: str, events: Collection[EventType], description: str = "") -> WithSecret:
        """Keep an address.

        Raises:
            NotAllowed: It is not on the public internet, or not https.
            Conflict: There are too many already.
        """
        self._who.require("webhooks:manage")
        await check_address(url, self._rules)
        now, secret = datetime.now(UTC), new_secret()
        row = EndpointRow(
            id=new_id("whe"),
            url=url,
            description=description,
            events=_events(events),
            secret=self._sealer.seal(secret),
            enabled=True,
            looked=now,
            created=now,
        )
        async with self._db.write() as session:
            repo = EndpointRepo(session, self._who.workspace)
            if await repo.count() >= MOST:
                raise Conflict(f"A workspace has up to {MOST} endpoints.", "Delete one that is not needed.")
            repo.add(row)
        return WithSecret(row, secret)

    async def all(self) -> Sequence[EndpointRow]:
        """All addresses, the oldest first."""
        self._who.require("webhooks:read")
        async with self._db.read() as session:
            return await EndpointRepo(session, self._who.workspace).all()

    async def get(self, endpoint_id: str) -> EndpointRow:
        """One address.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("webhooks:read")
        async with self._db.read() as session:
            return _there(await EndpointRepo(session, self._who.workspace).get(endpoint_id))

    async def change(
        self,
        endpoint_id: str,
        *,
        url: str | None = None,
        events: Collection[EventType] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
    ) -> EndpointRow:
        """Change what is given. One that is switched on again is told what happens from then on.

        Raises:
            NotFound: The workspace has none of that id.
            NotAllowed: The new address is not on the public internet.
        """
        self._who.require("webhooks:manage")
        if url is not None:
            await check_address(url, self._rules)
        async with self._db.write() as session:
            row = _there(await EndpointRepo(session, self._who.workspace).get(endpoint_id, lock=True))
            if enabled and not row.enabled:
                row.note, row.failing_since, row.looked = "", None, datetime.now(UTC)
            row.url = row.url if url is None else url
            row.events = row.events if events is None else _events(events)
            row.description = row.description if description is None else description
            row.enabled = row.enabled if enabled is None else enabled
            return row

    async def rotate(self, endpoint_id: str) -> WithSecret:
        """A new secret; the old one signs beside it for a day.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("webhooks:manage")
        async with self._db.write() as session:
            row = _there(await EndpointRepo(session, self._who.workspace).get(endpoint_id, lock=True))
            row.old_secret, row.old_until = row.secret, datetime.now(UTC) + OVERLAP
            secret = new_secret()
            row.secret = self._sealer.seal(secret)
            return WithSecret(row, secret)

    async def remove(self, endpoint_id: str) -> None:
        """Forget an address, and all that was brought to it.

        Raises:
            NotFound: The workspace has none of that id.
        """
        self._who.require("webhooks:manage")
        async with self._db.write() as session:
            if not await EndpointRepo(session, self._who.workspace).remove(endpoint_id):
                raise NotFound(*GONE)

    async def deliveries(self, endpoint_id: str, limit: int = 50, written: str = "") -> DeliveryPage:
        """A page of what was brought to an address, or is to be.

        Raises:
            NotFound: The workspace has none of that id.
        """
        await self.get(endpoint_id)
        async with self._db.read() as session:
            repo = DeliveryRepo(session, self._who.workspace)
            rows = await repo.page(endpoint_id, limit + 1, place(written))
        shown = rows[:limit]
        return DeliveryPage(shown, cursor(shown[-1].created, shown[-1].id) if len(rows) > limit else "")

    async def redeliver(self, endpoint_id: str, name: str) -> DeliveryRow:
        """Have a message brought once more, under the same id.

        Raises:
            NotFound: There is no such message or address.
            Conflict: The address is switched off.
        """
        self._who.require("webhooks:manage")
        async with self._db.write() as session:
            endpoint = _there(await EndpointRepo(session, self._who.workspace).get(endpoint_id))
            row = await DeliveryRepo(session, self._who.workspace).get(name, lock=True)
            if row is None or row.endpoint_id != endpoint.id:
                raise NotFound("There is no such delivery.", "Look at the endpoint's deliveries.")
            if not endpoint.enabled:
                raise Conflict("This endpoint is switched off.", "Switch it on first.")
            row.state, row.due, row.attempts, row.finished = "waiting", datetime.now(UTC), 0, None
            return row


async def announce(
    session: AsyncSession,
    workspace_id: str,
    kind: EventType,
    key: str,
    data: Mapping[str, Any],
    endpoints: Sequence[EndpointRow] | None = None,
) -> None:
    """Keep a message for each address that wants to be told of such events, in the session of what happened.

    Args:
        session: Of the caller's transaction: what is undone is not told.
        workspace_id: Whose addresses.
        kind: What happened.
        key: To what: told twice, it is one message.
        data: What receivers are told.
        endpoints: The addresses; all of the workspace when left out.
    """
    now = datetime.now(UTC)
    found = await EndpointRepo(session, workspace_id).all() if endpoints is None else endpoints
    rows: list[dict[str, Any]] = [
        {
            "id": delivery_id(one.id, f"{kind} {key}"),
            "endpoint_id": one.id,
            "type": kind,
            "event_key": f"{kind} {key}"[:200],
            "payload": payload_of(kind, now, data),
            "state": "waiting",
            "attempts": 0,
            "due": now,
            "log": [],
            "created": now,
            "finished": None,
        }
        for one in found
        if one.enabled and kind in one.events
    ]
    await DeliveryRepo(session, workspace_id).add(rows)


def _events(given: Collection[EventType]) -> list[str]:
    chosen = [kind for kind in get_args(EventType) if kind in given]
    if not chosen:
        raise BadRequest(
            "An endpoint is told of at least one kind of event.", f"Of {', '.join(get_args(EventType))}."
        )
    return chosen


def _there(row: EndpointRow | None) -> EndpointRow:
    if row is None:
        raise NotFound(*GONE)
    return row
