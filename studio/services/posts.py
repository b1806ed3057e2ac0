"""Planned publications. No platform is connected: what is due lies ready for a person to publish by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from studio.db.database import Database
from studio.db.library import PostRow
from studio.domain.accounts import new_id, utc_now
from studio.domain.platforms import PLATFORMS, PlatformName
from studio.domain.runs import PieceRecord, StepStatus
from studio.errors import BadRequest, Conflict, NotFound
from studio.repos.library_posts import PostRepo
from studio.security.roles import Principal
from studio.services.cursors import cursor, place
from studio.services.workspace_runs import WorkspaceRuns

State = Literal["scheduled", "due", "published", "failed"]
"""scheduled: its moment is to come; due: its moment has come, and somebody is to publish it; published and failed:
what somebody said became of it."""
AHEAD = timedelta(days=2 * 365)
GONE = "There is no such post.", "GET /posts lists them."


@dataclass(frozen=True)
class NewPost:
    """A piece to publish."""

    run_id: str
    piece_id: str
    at: datetime
    platform: PlatformName | None = None
    """The piece's own when left out."""
    text: str = ""


@dataclass(frozen=True)
class PostPage:
    """Some posts, the earliest first, and where the next page begins."""

    posts: Sequence[PostRow]
    next: str


class Posts:
    """Posts of the principal's workspace."""

    def __init__(self, database: Database, who: Principal, clock: Callable[[], datetime] = utc_now) -> None:
        self._database, self._who, self._clock = database.of(who.workspace), who, clock

    async def create(self, new: NewPost) -> PostRow:
        """Plan a publication.

        Raises:
            NotFound: The workspace has no such run or piece.
            Conflict: The piece is not finished.
            BadRequest: The moment is too far off, or the text too long for the platform.
        """
        self._who.require("posts:write")
        piece = await self.piece(new.run_id, new.piece_id)
        if piece.status is not StepStatus.done or piece.files is None:
            raise Conflict(f"{piece.id} is not finished.", "Plan it once its video is there.")
        platform, now = _platform(new.platform or piece.details.get("platform")), self._clock()
        row = PostRow(
            id=new_id("pst"),
            run_id=new.run_id,
            piece_id=piece.id,
            platform=platform,
            at=self._moment(new.at),
            text=_text(new.text, platform),
            state="scheduled",
            address="",
            note="",
            created_by=self._who.id,
            created=now,
            updated=now,
        )
        async with self._database.write() as session:
            PostRepo(session, self._who.workspace).add(row)
        return row

    async def get(self, post_id: str) -> PostRow:
        """One post.

        Raises:
            NotFound: There is no such post.
        """
        self._who.require("posts:read")
        async with self._database.read() as session:
            return _there(await PostRepo(session, self._who.workspace).get(post_id))

    async def between(self, since: datetime, until: datetime, limit: int = 100, written: str = "") -> PostPage:
        """Posts of a stretch of time.

        Raises:
            BadRequest: The stretch ends before it begins, or the cursor is none of ours.
        """
        self._who.require("posts:read")
        if until <= since:
            raise BadRequest("The time ends before it begins.", "Give `from` and a later `to`.")
        async with self._database.read() as session:
            rows = await PostRepo(session, self._who.workspace).between(since, until, place(written), limit + 1)
        shown = rows[:limit]
        return PostPage(shown, cursor(shown[-1].at, shown[-1].id) if len(rows) > limit else "")

    async def change(self, post_id: str, changes: dict[str, Any]) -> PostRow:
        """Change a post: its moment, text or platform while it is to come, or say what became of it.

        Args:
            post_id: Which one.
            changes: Some of `at`, `text`, `platform`, `state` (published, failed, scheduled), `address`, `note`.

        Raises:
            NotFound: There is no such post.
            Conflict: It was published: only what is said of that can change.
            BadRequest: See `create`.
        """
        self._who.require("posts:write")
        async with self._database.write() as session:
            row = _there(await PostRepo(session, self._who.workspace).get(post_id))
            if row.state == "published" and changes.keys() & {"at", "text", "platform"}:
                raise Conflict("The post is published.", "Plan another one.")
            if "at" in changes:
                row.at = self._moment(changes["at"])
            row.platform = changes.get("platform", row.platform)
            row.text = _text(changes.get("text", row.text), _platform(row.platform))
            for name in ("state", "address", "note"):
                setattr(row, name, changes.get(name, getattr(row, name)))
            row.updated = self._clock()
        return row

    async def remove(self, post_id: str) -> None:
        """Forget a post.

        Raises:
            NotFound: There is no such post.
        """
        self._who.require("posts:write")
        async with self._database.write() as session:
            if not await PostRepo(session, self._who.workspace).remove(post_id):
                raise NotFound(*GONE)

    async def piece(self, run_id: str, piece_id: str) -> PieceRecord:
        """The piece that a post is of.

        Raises:
            NotFound: The workspace has no such run, or the run no such piece.
        """
        run = await WorkspaceRuns(self._database, self._who.workspace).get(run_id)
        found = next((piece for piece in run.record.pieces if piece.id == piece_id), None) if run.record else None
        if found is None:
            raise NotFound(f"There is no piece {piece_id} in that run.", "GET /runs/{id} lists them.")
        return found

    def _moment(self, at: datetime) -> datetime:
        if at > self._clock() + AHEAD:
            raise BadRequest("That is too far off.", f"Plan up to {AHEAD.days} days ahead.")
        return at


def state_of(row: PostRow, now: datetime) -> State:
    """How a post stands at a moment."""
    if row.state == "scheduled":
        return "due" if row.at <= now else "scheduled"
    return "published" if row.state == "published" else "failed"


def _platform(name: str | None) -> PlatformName:
    for known in PLATFORMS:
        if known == name:
            return known
    raise BadRequest("The post needs a platform.", f"One of {', '.join(PLATFORMS)}.")


def _text(text: str, platform: PlatformName) -> str:
    most = PLATFORMS[platform].caption_limit
    if len(text) > most:
        raise BadRequest(f"{PLATFORMS[platform].title} takes {most} characters.", "Shorten the text.")
    return text


def _there(row: PostRow | None) -> PostRow:
    if row is None:
        raise NotFound(*GONE)
    return row
