"""Consents: asked with three fresh words, given with a clip, taken back at any time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.db.library import AuditRow, ConsentRow
from studio.domain.accounts import display_name, new_id, utc_now
from studio.domain.consents import (
    LONGEST,
    NOT_CHECKED,
    STATEMENT,
    USUAL,
    VERSION,
    WORDS_LAST,
    Scope,
    State,
    challenge,
)
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.clones import CloneRepo
from studio.repos.library_assets import LibraryAssetRepo
from studio.repos.library_consents import ConsentRepo
from studio.repos.workspaces import WorkspaceRepo
from studio.security.roles import Principal
from studio.services.audit import Audit
from studio.services.cursors import cursor, place

GONE = "There is no such consent.", "GET /consents lists them."
NO_ASSET = "There is no such asset.", "Bring the clip with POST /assets first."


@dataclass(frozen=True)
class Asked:
    """A consent to ask a person for."""

    person: str
    scope: Sequence[Scope]
    lasts: timedelta = USUAL
    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class ConsentPage:
    """Some consents, the newest first, and where the next page begins."""

    consents: Sequence[ConsentRow]
    next: str


class Consents:
    """Consents of the principal's workspace. Whatever is done about them is in the audit."""

    def __init__(self, database: Database, who: Principal, clock: Callable[[], datetime] = utc_now) -> None:
        self._database, self._who, self._clock = database.of(who.workspace), who, clock

    async def ask(self, asked: Asked) -> ConsentRow:
        """Make the statement with its three words, for the person to say.

        Raises:
            BadRequest: The name, the scope or the time will not do.
        """
        self._who.require("clones:write")
        person, scope, now = display_name(asked.person), tuple(dict.fromkeys(asked.scope)), self._clock()
        if not scope or not timedelta(0) < asked.lasts <= LONGEST:
            raise BadRequest(
                f"A consent is for something, and for up to {LONGEST.days} days.", "Name a scope and a time."
            )
        async with self._database.write() as session:
            words, workspace = challenge(), await self._locked(session)
            row = ConsentRow(
                id=new_id("con"),
                person=person,
                statement=STATEMENT.format(
                    person=person, workspace=workspace, scope=" and ".join(scope), words=words
                ),
                statement_version=VERSION,
                words=words,
                words_expire=now + WORDS_LAST,
                scope=list(scope),
                valid_until=now + asked.lasts,
                proof="",
                match=NOT_CHECKED,
                revoked_because="",
                address=asked.address[:64],
                agent=asked.agent[:200],
                created_by=self._who.id,
                created=now,
            )
            ConsentRepo(session, self._who.workspace).add(row)
            await self._audit(session, "consent.asked", row.id, {"person": person, "scope": list(scope)})
        return row

    async def give(self, consent_id: str, sha256: str) -> ConsentRow:
        """Keep the clip in which the person says the statement. Nothing compares voice, face or words yet.

        Raises:
            NotFound: There is no such consent, or no such clip among the workspace's assets.
            Conflict: The words hold no more, the clip is older than they are, or the consent is given or revoked.
            BadRequest: It is a photo.
        """
        self._who.require("clones:write")
        now = self._clock()
        async with self._database.write() as session:
            await self._locked(session)
            row = await self._got(session, consent_id)
            clip = await LibraryAssetRepo(session, self._who.workspace).get(sha256)
            if clip is None:
                raise NotFound(*NO_ASSET)
            if clip.kind == "image":
                raise BadRequest("A photo says nothing.", "Bring a clip or a recording of the statement.")
            if state_of(row, now) != "asked":
                raise Conflict(f"The consent is {state_of(row, now)}.", "Ask for a new one: its words are fresh.")
            if clip.created < row.created:
                raise Conflict("The clip is older than the words.", "Record the statement with these words.")
            row.proof, row.valid_from = sha256, now
            await self._audit(session, "consent.given", row.id, {"proof": sha256, "match": row.match})
        return row

    async def revoke(self, consent_id: str, because: str = "") -> ConsentRow:
        """Take a consent back: every clone made under it is retired at the same moment.

        Raises:
            NotFound: There is no such consent.
        """
        self._who.require("clones:write")
        async with self._database.write() as session:
            await self._locked(session)
            row = await self._got(session, consent_id)
            if row.revoked is None:
                row.revoked, row.revoked_because = self._clock(), because[:200]
                retired = await self._retire(session, row.id)
                await self._audit(session, "consent.revoked", row.id, {"because": because[:200], "retired": retired})
        return row

    async def get(self, consent_id: str) -> tuple[ConsentRow, Sequence[AuditRow]]:
        """One consent, and what was done about it.

        Raises:
            NotFound: There is no such consent.
        """
        self._who.require("clones:read")
        async with self._database.read() as session:
            row = await self._got(session, consent_id)
            return row, await Audit(session, self._who.workspace).about(row.id)

    async def page(self, limit: int = 50, written: str = "") -> ConsentPage:
        """A page of consents.

        Raises:
            BadRequest: The cursor is none of ours.
        """
        self._who.require("clones:read")
        async with self._database.read() as session:
            rows = await ConsentRepo(session, self._who.workspace).page(limit + 1, place(written))
        shown = rows[:limit]
        return ConsentPage(shown, cursor(shown[-1].created, shown[-1].id) if len(rows) > limit else "")

    async def holding(self, session: AsyncSession, consent_id: str, kind: str) -> ConsentRow:
        """The consent, if it holds for this now; nobody takes it back until the session ends.

        Raises:
            NotFound: There is no such consent.
            Conflict: It is not given, revoked, outside its time, or for something else.
        """
        row = await self._got(session, consent_id)
        state = state_of(row, self._clock())
        if state != "given":
            raise Conflict(f"The consent is {state}.", "Ask the person for a new one.")
        if kind not in row.scope:
            raise Conflict(
                f"The consent is for {', '.join(row.scope)}, not for {kind}.", "Ask for one with that scope."
            )
        return row

    async def broken(self) -> int:
        """Number of the first entry of the audit that was tampered with; 0 when none was."""
        self._who.require("clones:read")
        async with self._database.read() as session:
            return await Audit(session, self._who.workspace).broken()

    async def _got(self, session: AsyncSession, consent_id: str) -> ConsentRow:
        row = await ConsentRepo(session, self._who.workspace).get(consent_id)
        if row is None:
            raise NotFound(*GONE)
        return row

    async def _locked(self, session: AsyncSession) -> str:
        workspace = await WorkspaceRepo(session, self._who.workspace).lock()
        return workspace.name if workspace else ""

    async def _retire(self, session: AsyncSession, consent_id: str) -> list[str]:
        repo = CloneRepo(session, self._who.workspace)
        live = [row.id for row in await repo.all() if row.consent_id == consent_id and row.retired is None]
        for clone_id in live:
            await repo.set(clone_id, retired=self._clock())
        return live

    async def _audit(self, session: AsyncSession, what: str, subject: str, detail: dict[str, Any]) -> None:
        await Audit(session, self._who.workspace).add(self._clock(), self._who.id, what, subject, detail)


def state_of(row: ConsentRow, now: datetime) -> State:
    """How a consent stands at a moment."""
    if row.revoked:
        return "revoked"
    if not row.proof:
        return "asked" if now < row.words_expire else "lapsed"
    until, since = row.valid_until, row.valid_from
    return "given" if since and since <= now and (until is None or now < until) else "over"
