"""What workers do about webhooks: find out what is to be told, bring it, and give up on addresses that are dead."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.hooks import DeliveryRow, EndpointRow
from studio.domain.credits import monthly_credits, plan_named, shown
from studio.domain.hooks import LEASE, LOW, PATIENCE, body_of, next_wait, signed
from studio.errors import BrokenInstall, StudioError
from studio.repos.hooks import HappenedRepo, HookDesk
from studio.repos.workspaces import WorkspaceRepo
from studio.security.net import Rules, fetch
from studio.security.sealing import Sealer
from studio.services.credit_book import CreditBook
from studio.services.transactions import transact
from studio.services.webhooks_out import RULES, announce

LOOK_EVERY = timedelta(seconds=2)
OVERLAP = timedelta(seconds=30)
"""How far back it is looked over again: a transaction may be kept a little after its moment."""
KEPT = timedelta(days=30)
AT_ONCE = 50
LOG_LENGTH = 20

log = logging.getLogger("studio.webhooks")


@dataclass(frozen=True)
class Parcel:
    """A message about to be sent."""

    id: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """How a try ended."""

    status: int
    """The answer's; 0 when there was none."""
    error: str
    seconds: float
    at: datetime

    @property
    def well(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


class WebhookWork:
    """Rules about messages, for one process."""

    def __init__(self, database: Database, sealer: Sealer, rules: Rules = RULES) -> None:
        self._db, self._sealer, self._rules = database, sealer, rules

    async def look(self) -> None:
        """Keep messages of what happened since the last look; of several processes one looks for each address."""
        now = datetime.now(UTC)
        async with self._db.read() as session:
            found = await HookDesk(session).unlooked(now - LOOK_EVERY)
        for endpoint in found:
            await transact(self._db, partial(_look, endpoint=endpoint, now=now))

    async def take(self) -> Sequence[Parcel]:
        """Messages that are to be sent now, claimed for this process."""
        now = datetime.now(UTC)
        async with self._db.read() as session:
            due = await HookDesk(session).due(now, AT_ONCE)
        found = [await transact(self._db, partial(_claim, sealer=self._sealer, row=row, now=now)) for row in due]
        return [parcel for parcel in found if parcel]

    async def send(self, parcel: Parcel) -> None:
        """Try to bring a message, and keep how it went."""
        began, at = time.monotonic(), datetime.now(UTC)
        status, error = 0, ""
        try:
            answer = await fetch(
                parcel.url, self._rules, method="POST", headers=parcel.headers, content=parcel.body, follow=False
            )
            status = answer.status
        except StudioError as refused:
            error = refused.message
        outcome = Outcome(status, error, round(time.monotonic() - began, 3), at)
        await transact(self._db, partial(_keep, parcel=parcel, outcome=outcome))

    async def renew(self) -> None:
        """Seal every secret with the newest key, and forget those that sign no more."""
        now = datetime.now(UTC)
        async with self._db.write() as session:
            for row in await HookDesk(session).endpoints():
                row.secret = self._sealer.renewed(row.secret)
                row.old_secret = self._sealer.renewed(row.old_secret) if _overlaps(row, now) else ""

    async def forget(self) -> None:
        """Forget messages that ended long ago."""
        async with self._db.write() as session:
            await HookDesk(session).forget(datetime.now(UTC) - KEPT)


async def _claim(session: AsyncSession, sealer: Sealer, row: DeliveryRow, now: datetime) -> Parcel | None:
    desk = HookDesk(session)
    if not await desk.claim(row, now + LEASE):
        return None
    pair = await desk.both(row.id)
    if pair is None:
        return None
    delivery, endpoint = pair
    sealed = [endpoint.secret, endpoint.old_secret] if _overlaps(endpoint, now) else [endpoint.secret]
    body = body_of(delivery.payload)
    try:
        headers = signed(delivery.id, now, body, [sealer.open(one) for one in sealed])
    except BrokenInstall as broken:
        log.error("the secret of webhook endpoint %s: %s %s", endpoint.id, broken.message, broken.hint)
        await _record(session, delivery, endpoint, Outcome(0, "The secret cannot be read: rotate it.", 0.0, now))
        return None
    return Parcel(delivery.id, endpoint.url, headers, body)


def _overlaps(endpoint: EndpointRow, now: datetime) -> bool:
    """Whether the secret before still signs beside the new one."""
    return bool(endpoint.old_secret and endpoint.old_until and endpoint.old_until > now)


async def _keep(session: AsyncSession, parcel: Parcel, outcome: Outcome) -> None:
    if pair := await HookDesk(session).both(parcel.id):
        await _record(session, *pair, outcome)


async def _record(session: AsyncSession, row: DeliveryRow, endpoint: EndpointRow, outcome: Outcome) -> None:
    entry = {"at": outcome.at.isoformat(), "status": outcome.status, "seconds": outcome.seconds}
    row.log = [*row.log, {**entry, "error": outcome.error}][-LOG_LENGTH:]
    if outcome.well:
        row.state, row.finished, endpoint.failing_since = "done", outcome.at, None
        return
    wait = next_wait(row.attempts)
    row.due = outcome.at + (wait or timedelta())
    if wait is None:
        row.state, row.finished = "failed", outcome.at
    endpoint.failing_since = endpoint.failing_since or outcome.at
    await _judge(session, endpoint, outcome)


async def _judge(session: AsyncSession, endpoint: EndpointRow, outcome: Outcome) -> None:
    """Switch an address off that wants no more, or that was dead for long."""
    why = ""
    if outcome.status == 410:
        why = "It answered 410 Gone."
    elif endpoint.failing_since and outcome.at - endpoint.failing_since > PATIENCE:
        why = f"Every call failed for {PATIENCE.days} days, the last with {outcome.error or outcome.status}."
    if why and endpoint.enabled:
        endpoint.enabled = False
        endpoint.note = f"{why} It was switched off on {outcome.at:%d %B %Y}. Mend it, then switch it on again."
        await HookDesk(session).drop(endpoint.id, outcome.at)


async def _look(session: AsyncSession, endpoint: EndpointRow, now: datetime) -> None:
    since = endpoint.looked - OVERLAP
    if not await HookDesk(session).looking(endpoint, now):
        return
    await _runs(session, endpoint, since)
    if "piece.done" in endpoint.events:
        for step in await HappenedRepo(session, endpoint.workspace_id).exports(since):
            piece = step.step_id.rpartition(".")[0] or step.step_id
            data = {"run_id": step.run_id, "piece_id": piece}
            await announce(
                session, endpoint.workspace_id, "piece.done", f"{step.run_id} {step.key}", data, [endpoint]
            )
    if "credits.low" in endpoint.events:
        await _credits(session, endpoint, now)


async def _runs(session: AsyncSession, endpoint: EndpointRow, since: datetime) -> None:
    happened = HappenedRepo(session, endpoint.workspace_id)
    for kind, status in (("run.planned", "planned"), ("run.done", "done"), ("run.failed", "failed")):
        if kind not in endpoint.events:
            continue
        for row in await happened.runs(status, max(since, endpoint.created)):
            data: dict[str, Any] = {"run_id": row.id, "status": row.status}
            if row.error:
                data["error"] = row.error
            key = f"{row.id} {row.plan_hash[:16]} {row.error[:60]}"
            await announce(session, endpoint.workspace_id, kind, key, data, [endpoint])  # type: ignore[arg-type]


async def _credits(session: AsyncSession, endpoint: EndpointRow, now: datetime) -> None:
    workspace = await WorkspaceRepo(session, endpoint.workspace_id).get()
    if workspace is None:
        return
    wallet = await CreditBook(session, endpoint.workspace_id).wallet()
    monthly = monthly_credits(plan_named(workspace.plan), workspace.with_account)
    if wallet.balance * LOW >= monthly:
        return
    data = {"balance": shown(wallet.balance), "monthly": shown(monthly)}
    await announce(session, endpoint.workspace_id, "credits.low", f"{now:%Y-%m-%d}", data, [endpoint])
