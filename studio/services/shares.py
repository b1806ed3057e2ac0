"""Shares: addresses at which finished pieces can be seen without signing in, until a day or until taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from studio.db.database import Database
from studio.db.library import ShareRow
from studio.domain.accounts import new_id, utc_now
from studio.domain.brief import Piece
from studio.domain.runs import PieceRecord, StepStatus
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.library_shares import ShareRepo, share_of
from studio.security import api_keys as opaque
from studio.security.roles import Principal
from studio.services.runs import Run
from studio.services.workspace_runs import WorkspaceRuns, title_of

MOST = 50
"""Shares of one run that open at the same time."""
LONGEST_DAYS = 90
CLOSED = "There is nothing to see here.", "The link is wrong, has run out, or was taken back: ask for a new one."
GONE = "There is no such share.", "GET /runs/{id}/shares lists them."


@dataclass(frozen=True)
class Share:
    """A share, as those see it who may take it back."""

    id: str
    run_id: str
    pieces: tuple[str, ...]
    downloads: bool
    """Whether the page offers the files for keeping."""
    created_by: str
    created: datetime
    expires: datetime
    secret: str = ""
    """Only where it was made just now: of it, only a hash is kept."""


@dataclass(frozen=True)
class SharedPiece:
    """A piece for strangers."""

    made: PieceRecord
    asked: Piece | None
    """What was asked for; None when the plan has no such piece any more."""


@dataclass(frozen=True)
class Shown:
    """What a share lets strangers see, and nothing else of its workspace."""

    title: str
    pieces: Sequence[SharedPiece]
    downloads: bool
    expires: datetime


class Shares:
    """Shares of the principal's workspace."""

    def __init__(self, database: Database, who: Principal, clock: Callable[[], datetime] = utc_now) -> None:
        self._database, self._who, self._clock = database.of(who.workspace), who, clock

    async def create(self, run_id: str, pieces: Sequence[str], days: int, *, downloads: bool) -> Share:
        """Share finished pieces of a run.

        Args:
            run_id: Whose pieces.
            pieces: Ids of those to share, in the order to show them; none means all that are finished.
            days: How long, 1 to 90.
            downloads: Whether the page offers the files for keeping.

        Returns:
            The share with its secret, which is shown this one time.

        Raises:
            NotFound: The workspace has no such run, or the run no such piece.
            Conflict: A piece is not finished, or the run has too many shares.
            BadRequest: It is to last too long.
        """
        self._who.require("runs:write")
        if not 1 <= days <= LONGEST_DAYS:
            raise BadRequest(f"A share lasts 1 to {LONGEST_DAYS} days.", "Make another one when it has run out.")
        run = await WorkspaceRuns(self._database, self._who.workspace).get(run_id)
        now, secret = self._clock(), opaque.new(opaque.SHARE)
        made = Share(
            id=new_id("shr"),
            run_id=run.id,
            pieces=_shareable(run, pieces),
            downloads=downloads,
            created_by=self._who.id,
            created=now,
            expires=now + timedelta(days=days),
            secret=secret,
        )
        async with self._database.write() as session:
            shares = ShareRepo(session, self._who.workspace)
            if len(await shares.live(run_id, now)) >= MOST:
                raise Conflict(f"{MOST} links to this run are open already.", "Take one back first.")
            shares.add(_as_row(made))
        return made

    async def of_run(self, run_id: str) -> Sequence[Share]:
        """Shares of a run that open now, the newest first, without their secrets.

        Raises:
            NotFound: The workspace has no such run.
        """
        self._who.require("runs:read")
        await WorkspaceRuns(self._database, self._who.workspace).get(run_id)
        async with self._database.read() as session:
            rows = await ShareRepo(session, self._who.workspace).live(run_id, self._clock())
        return [_as_share(row) for row in rows]

    async def revoke(self, share_id: str) -> None:
        """Let a share open no more.

        Raises:
            NotFound: There is no such share, or it is over.
        """
        self._who.require("runs:write")
        async with self._database.write() as session:
            if not await ShareRepo(session, self._who.workspace).revoke(share_id, self._clock()):
                raise NotFound(*GONE)


async def opened(database: Database, secret: str, clock: Callable[[], datetime] = utc_now) -> Shown:
    """What the secret of an address lets strangers see.

    Raises:
        NotFound: It opens nothing; whether it never did, has run out or was taken back is not said.
    """
    async with database.everywhere().read() as session:
        row = await share_of(session, opaque.digest(secret), clock())
    if row is None:
        raise NotFound(*CLOSED)
    run = await WorkspaceRuns(database, row.workspace_id).get(row.run_id)
    shown = _shown(run, row)
    if not shown.pieces:
        raise NotFound(*CLOSED)
    return shown


def _shown(run: Run, row: ShareRow) -> Shown:
    made = _finished(run)
    asked = {piece.id: piece for piece in run.plan.spec.pieces} if run.plan else {}
    pieces = [SharedPiece(made[name], asked.get(name)) for name in row.pieces if name in made]
    title = (
        pieces[0].made.title
        if len(pieces) == 1
        else title_of(run.brief, run.plan.spec if run.plan else None, run.record)
    )
    return Shown(title, pieces, row.downloads, row.expires)


def _finished(run: Run) -> dict[str, PieceRecord]:
    pieces = run.record.pieces if run.record else ()
    return {piece.id: piece for piece in pieces if piece.status is StepStatus.done and piece.files}


def _shareable(run: Run, wanted: Sequence[str]) -> tuple[str, ...]:
    known = {piece.id for piece in (run.plan.spec.pieces if run.plan else ())}
    known |= {piece.id for piece in (run.record.pieces if run.record else ())}
    made = _finished(run)
    names = tuple(dict.fromkeys(wanted)) or tuple(made)
    for name in names:
        if name not in known:
            raise NotFound(f"There is no piece {name} in that run.", "GET /runs/{id} lists them.")
    if missing := [name for name in names if name not in made]:
        raise Conflict(f"{', '.join(missing)} is not finished.", "Share it once its video is there.")
    if not names:
        raise Conflict("Nothing of this run is finished.", "Share it once a video is there.")
    return names


def _as_row(share: Share) -> ShareRow:
    return ShareRow(
        id=share.id,
        run_id=share.run_id,
        digest=opaque.digest(share.secret),
        pieces=list(share.pieces),
        downloads=share.downloads,
        created_by=share.created_by,
        created=share.created,
        expires=share.expires,
    )


def _as_share(row: ShareRow) -> Share:
    return Share(row.id, row.run_id, tuple(row.pieces), row.downloads, row.created_by, row.created, row.expires)
