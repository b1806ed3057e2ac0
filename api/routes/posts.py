"""Planned publications: a calendar of finished pieces."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.deps import Given, needs
from api.words import Id, Plain
from studio.db.library import PostRow
from studio.domain.accounts import utc_now
from studio.domain.platforms import PlatformName
from studio.errors import NotFound
from studio.security.roles import Principal
from studio.services.posts import NewPost, Posts, State, state_of

router = APIRouter(tags=["posts"])

Reader = Annotated[Principal, Depends(needs("posts:read"))]
Writer = Annotated[Principal, Depends(needs("posts:write"))]
Text = Annotated[Plain, Field(max_length=10_000)]
Web = Annotated[Plain, Field(pattern=r"^(https?://\S{1,2000})?$")]


class Plan(BaseModel):
    """A piece to publish at a moment."""

    run: Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,80}$")]
    piece: Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,80}$")]
    at: AwareDatetime
    """With its zone, as in 2026-12-01T18:00:00+01:00."""
    platform: PlatformName | None = None
    """The piece's own when left out."""
    text: Text = ""
    """What is written with it; the piece's post file has a proposal."""


class Change(BaseModel):
    """What to change; what is left out stays."""

    at: AwareDatetime | None = None
    platform: PlatformName | None = None
    text: Text | None = None
    state: Literal["scheduled", "published", "failed"] | None = None
    """What became of it: no platform is connected, so only you know."""
    address: Web | None = None
    """Where it was published."""
    note: Annotated[Plain, Field(max_length=500)] | None = None


class PostView(BaseModel):
    """A planned publication."""

    id: str
    run: str
    piece: str
    title: str
    platform: PlatformName
    at: datetime
    text: str
    state: State
    """`due`: its moment has come. No platform is connected: download the files, publish them, and set `published`."""
    address: str
    note: str
    files: dict[str, str]
    """Addresses of the piece's files, good for an hour."""
    created: datetime


class PostList(BaseModel):
    """Posts of a stretch of time, the earliest first."""

    posts: list[PostView]
    next: str
    """Cursor of the next page; empty on the last."""


@router.post("/posts", status_code=201)
async def plan(given: Given, who: Writer, asked: Plan) -> PostView:
    """Plan a publication. Nothing is sent anywhere: when its moment comes it is `due`, for you to publish by hand."""
    book = Posts(given.database, who)
    row = await book.create(NewPost(asked.run, asked.piece, _utc(asked.at), asked.platform, asked.text))
    return await _view(given, book, row)


@router.get("/posts")
async def posts(
    given: Given,
    who: Reader,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> PostList:
    """Posts of a stretch of time; from 31 days ago to 90 days ahead when it is left out."""
    book, now = Posts(given.database, who), utc_now()
    start, end = since or now - timedelta(days=31), until or now + timedelta(days=90)
    page = await book.between(_utc(start), _utc(end), limit, cursor)
    return PostList(posts=[await _view(given, book, row) for row in page.posts], next=page.next)


@router.get("/posts/{post_id}")
async def post(given: Given, who: Reader, post_id: Id) -> PostView:
    """One post."""
    book = Posts(given.database, who)
    return await _view(given, book, await book.get(post_id))


@router.patch("/posts/{post_id}")
async def change(given: Given, who: Writer, post_id: Id, asked: Change) -> PostView:
    """Change a post, or say what became of it."""
    book = Posts(given.database, who)
    changes = asked.model_dump(exclude_none=True)
    if asked.at:
        changes["at"] = _utc(asked.at)
    return await _view(given, book, await book.change(post_id, changes))


@router.delete("/posts/{post_id}", status_code=204)
async def remove(given: Given, who: Writer, post_id: Id) -> None:
    """Forget a post; the piece stays."""
    await Posts(given.database, who).remove(post_id)


async def _view(given: Given, book: Posts, row: PostRow) -> PostView:
    try:
        piece = await book.piece(row.run_id, row.piece_id)
    except NotFound:  # the run was edited: the piece is no more
        piece = None
    kept = piece.files.kept if piece and piece.files else {}
    names = ("id", "platform", "at", "text", "address", "note", "created")
    return PostView(
        **{name: getattr(row, name) for name in names},
        run=row.run_id,
        piece=row.piece_id,
        title=piece.title if piece else "",
        state=state_of(row, utc_now()),
        files={kind: given.shelf.link(asset).url for kind, asset in kept.items()},
    )


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in another zone
        return moment.replace(tzinfo=UTC)
