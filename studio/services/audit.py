"""What was done about people's consents, as a chain: whoever changes an entry breaks all that follow it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.library import AuditRow
from studio.repos.library_consents import AuditRepo

FIRST = "0" * 64
"""What the first entry has for the hash of the one before."""


class Audit:
    """Writes and checks the chain of one workspace, as part of a caller's transaction."""

    def __init__(self, session: AsyncSession, workspace_id: str) -> None:
        self._repo = AuditRepo(session, workspace_id)
        self._workspace = workspace_id

    async def add(self, at: datetime, who: str, what: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Keep an entry; the caller holds the workspace's lock, so that no other one comes between."""
        last = await self._repo.last()
        row = AuditRow(
            workspace_id=self._workspace,
            number=last.number + 1 if last else 1,
            at=at.astimezone(UTC).isoformat(),
            who=who,
            what=what,
            subject=subject,
            detail=dict(detail),
            before=last.digest if last else FIRST,
        )
        row.digest = digest_of(row)
        self._repo.add(row)

    async def about(self, subject: str) -> Sequence[AuditRow]:
        """What was done about one thing, the oldest first."""
        return await self._repo.about(subject)

    async def broken(self) -> int:
        """Number of the first entry that does not hold; 0 when all do."""
        before = FIRST
        for number, row in enumerate(await self._repo.all(), 1):
            if (row.number, row.before, row.digest) != (number, before, digest_of(row)):
                return number
            before = row.digest
        return 0


def digest_of(row: AuditRow) -> str:
    """The hash of an entry: of all it says and of the hash before it."""
    fields = ("workspace_id", "number", "at", "who", "what", "subject", "detail", "before")
    said = json.dumps({name: getattr(row, name) for name in fields}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
