"""Clones of a workspace: versions of people's voices, faces and avatars."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import get_args

from studio.db.accounts import CloneRow
from studio.db.database import Database
from studio.domain.accounts import Clone, CloneKind, CloneStatus, display_name, new_id, utc_now
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.clones import CloneRepo
from studio.repos.workspaces import WorkspaceRepo
from studio.security.roles import Principal
from studio.services.audit import Audit
from studio.services.consents import Consents

CONSENT_LENGTH = 80
VERSION = re.compile(r"[a-z][a-z0-9_]{0,39}")
GONE = "There is no such clone.", "GET /clones lists them."


class Clones:
    """Clones of the principal's workspace. A version is never changed into another: a new one is made."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def create(
        self,
        who: Principal,
        name: str,
        kind: CloneKind,
        *,
        version: str = "",
        provider_ids: Mapping[str, str] | None = None,
        consent_id: str = "",
    ) -> Clone:
        """Begin a new version of a clone; its status is `training`.

        Args:
            who: an owner or editor, or a key for it.
            name: of whom it is.
            kind: voice, face or avatar.
            version: a word such as `avatar_pro`; the next of `voice_v1`, `voice_v2` ... when empty.
            provider_ids: vendor -> the id it goes by there.
            consent_id: the consent under which it is made.

        Raises:
            BadRequest: the name, the kind or the version will not do.
            Conflict: there is that version of that name.
        """
        who.require("clones:write")
        if kind not in get_args(CloneKind) or (version and not VERSION.fullmatch(version)):
            raise BadRequest("A clone is a voice, face or avatar; its version a word.", "Like voice and voice_v2.")
        if len(consent_id) > CONSENT_LENGTH:
            raise BadRequest("There is no consent of that id.", "GET /consents lists them.")
        row = self._row(name, kind, version, provider_ids or {}, consent_id)
        async with self._database.write() as session:
            await WorkspaceRepo(session, who.workspace).lock()
            await _add(CloneRepo(session, who.workspace), row)
        return _as_clone(row)

    async def under(
        self, who: Principal, consent_id: str, kind: CloneKind, name: str = "", version: str = ""
    ) -> Clone:
        """Begin a new version of a clone under a consent that holds.

        Args:
            who: an owner or editor, or a key for it.
            consent_id: the consent of the person.
            kind: voice, face or avatar; the consent is for it.
            name: of whom it is; the person of the consent when empty.
            version: as for `create`.

        Raises:
            NotFound: there is no such consent in this workspace.
            Conflict: it does not hold or is for something else, or there is that version of that name.
        """
        who.require("clones:write")
        async with self._database.write() as session:
            # Under the lock that a revocation takes, so that no clone comes after it.
            await WorkspaceRepo(session, who.workspace).lock()
            consent = await Consents(self._database, who, self._clock).holding(session, consent_id, kind)
            row = self._row(name or consent.person, kind, version, {}, consent.id)
            await _add(CloneRepo(session, who.workspace), row)
            said = {"kind": kind, "version": row.version, "consent": consent.id, "proof": consent.proof}
            await Audit(session, who.workspace).add(self._clock(), who.id, "clone.begun", row.id, said)
        return _as_clone(row)

    async def get(self, who: Principal, clone_id: str) -> Clone:
        """One clone, retired or not.

        Raises:
            NotFound: there is no such clone in this workspace.
        """
        who.require("clones:read")
        async with self._database.read() as session:
            row = await CloneRepo(session, who.workspace).get(clone_id)
        if row is None:
            raise NotFound(*GONE)
        return _as_clone(row)

    async def all(self, who: Principal, kind: CloneKind | None = None, *, retired: bool = False) -> Sequence[Clone]:
        """All clones, the oldest first; the retired ones too when asked for."""
        who.require("clones:read")
        async with self._database.read() as session:
            rows = await CloneRepo(session, who.workspace).all(kind=kind)
        return [_as_clone(row) for row in rows if retired or row.retired is None]

    async def versions(self, who: Principal, name: str, kind: CloneKind | None = None) -> Sequence[Clone]:
        """All versions of one name, the oldest first, the retired ones too."""
        who.require("clones:read")
        async with self._database.read() as session:
            rows = await CloneRepo(session, who.workspace).all(kind=kind, name=display_name(name))
        return [_as_clone(row) for row in rows]

    def _row(
        self, name: str, kind: CloneKind, version: str, provider_ids: Mapping[str, str], consent_id: str
    ) -> CloneRow:
        return CloneRow(
            id=new_id("cln"),
            name=display_name(name),
            kind=kind,
            version=version,
            status="training",
            provider_ids=dict(provider_ids),
            consent_id=consent_id,
            created=self._clock(),
        )

    async def finish(
        self, who: Principal, clone_id: str, status: CloneStatus, provider_ids: Mapping[str, str] | None = None
    ) -> Clone:
        """Say how the making of a clone went.

        Args:
            who: an owner or editor, or a key for it.
            clone_id: which one.
            status: `ready`, `failed`, or `training` when it is made anew.
            provider_ids: what to keep beside the ids that are known.

        Raises:
            NotFound: there is no such clone, or it is retired.
        """
        who.require("clones:write")
        if status not in get_args(CloneStatus):
            raise BadRequest("A clone is training, ready or failed.", "Give one of these.")
        async with self._database.write() as session:
            await WorkspaceRepo(session, who.workspace).lock()
            repo = CloneRepo(session, who.workspace)
            row = await repo.get(clone_id)
            if row is None or row.retired:
                raise NotFound(*GONE)
            row.status, row.provider_ids = status, {**row.provider_ids, **(provider_ids or {})}
        return _as_clone(row)

    async def retire(self, who: Principal, clone_id: str) -> None:
        """Use a clone no more; what was made with it stays.

        Raises:
            NotFound: there is no such clone, or it is retired already.
        """
        who.require("clones:write")
        async with self._database.write() as session:
            await WorkspaceRepo(session, who.workspace).lock()
            if not await CloneRepo(session, who.workspace).set(clone_id, retired=self._clock()):
                raise NotFound(*GONE)
            await Audit(session, who.workspace).add(self._clock(), who.id, "clone.retired", clone_id, {})


async def _add(repo: CloneRepo, row: CloneRow) -> None:
    """Keep a new clone, of the next version when it has none; the caller holds the workspace's lock."""
    taken = {other.version for other in await repo.all(name=row.name)}
    wanted, row.version = row.version, row.version or _next(row.kind, taken)
    if wanted in taken:
        raise Conflict(f"There is {wanted} of {row.name}.", "Leave the version out for the next one.")
    repo.add(row)


def _next(kind: str, taken: set[str]) -> str:
    numbers = [int(found[1]) for version in taken if (found := re.fullmatch(rf"{kind}_v(\d{{1,6}})", version))]
    return f"{kind}_v{max(numbers, default=0) + 1}"


def _as_clone(row: CloneRow) -> Clone:
    names = ("id", "name", "kind", "version", "status", "provider_ids", "consent_id", "created", "retired")
    return Clone(**{name: getattr(row, name) for name in names})
