"""Finished pieces are shown to people who have no account: by an address that only its owner can hand on."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from api.deps import Given, Services, needs
from api.words import Id
from studio.domain.accounts import utc_now
from studio.domain.platforms import SIZES
from studio.security.ratelimit import Limit, Limited
from studio.security.roles import Principal
from studio.services.shares import LONGEST_DAYS, Share, SharedPiece, Shares, opened
from studio.services.shelf import LINK_SECONDS

router = APIRouter(tags=["shares"])

Reader = Annotated[Principal, Depends(needs("runs:read"))]
Writer = Annotated[Principal, Depends(needs("runs:write"))]
Piece = Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,80}$")]
VISITOR = Limit(per_minute=120, burst=60)
"""What one address may look at."""
SEEN = ("video", "cover", "cover_540", "captions_vtt")
KEPT = ("captions_srt",)
"""Files that are only handed out where downloads are allowed."""


class NewShare(BaseModel):
    """What to show."""

    pieces: list[Piece] = Field(default=[], max_length=100)
    """Ids, in the order to show them; none means all that are finished."""
    days: int = Field(default=30, ge=1, le=LONGEST_DAYS)
    """How long the address opens."""
    downloads: bool = False
    """Whether the page offers the files for keeping."""


class ShareView(BaseModel):
    """A share."""

    id: str
    run_id: str
    pieces: list[str]
    downloads: bool
    created: datetime
    created_by: str
    expires: datetime
    token: str = ""
    """The secret in the address; only in the answer that made it: it is shown this one time."""
    url: str = ""
    """The page; only in the answer that made it."""


class SharedPieceView(BaseModel):
    """A piece for strangers."""

    title: str
    seconds: float
    width: int
    height: int
    language: str
    files: dict[str, str]
    """Addresses for players and downloads, good for an hour at most: `video`, `cover`, captions where there are."""


class SharedView(BaseModel):
    """What a share lets strangers see."""

    title: str
    pieces: list[SharedPieceView]
    downloads: bool
    expires: datetime


@router.post("/runs/{run_id}/shares", status_code=201)
async def share(given: Given, who: Writer, run_id: Id, asked: NewShare) -> ShareView:
    """Make an address at which finished pieces can be seen without signing in; its secret is only in this answer."""
    made = await Shares(given.database, who).create(run_id, asked.pieces, asked.days, downloads=asked.downloads)
    return _view(given, made)


@router.get("/runs/{run_id}/shares")
async def shares(given: Given, who: Reader, run_id: Id) -> list[ShareView]:
    """Shares of a run that open now, the newest first."""
    return [_view(given, found) for found in await Shares(given.database, who).of_run(run_id)]


@router.delete("/shares/{share_id}", status_code=204)
async def revoke(given: Given, who: Writer, share_id: Id) -> None:
    """Take a share back: its address opens nothing from now on; a video that plays may play to its end."""
    await Shares(given.database, who).revoke(share_id)


@router.get("/share/{token}")
async def shared(
    given: Given, request: Request, response: Response, token: Annotated[str, Path(max_length=200)]
) -> SharedView:
    """What is shared at an address, for anybody who has it; one that opens nothing does not say why."""
    await _limited(given, request)
    found = await opened(given.database, token)
    response.headers["cache-control"] = "no-store"
    left = max(60, int((found.expires - utc_now()) / timedelta(seconds=1)))
    pieces = [_piece(given, piece, min(LINK_SECONDS, left), found.downloads) for piece in found.pieces]
    return SharedView(title=found.title, pieces=pieces, downloads=found.downloads, expires=found.expires)


async def _limited(given: Services, request: Request) -> None:
    visitor = request.client.host if request.client else "unknown"
    verdict = await given.limiter.check(f"visitor:{visitor}", "shares", VISITOR)
    if not verdict.allowed:
        raise Limited(verdict)


def _piece(given: Services, piece: SharedPiece, seconds: int, downloads: bool) -> SharedPieceView:
    width, height = SIZES[piece.asked.aspect if piece.asked else "9:16"]
    kept = piece.made.files.kept if piece.made.files else {}
    kinds = (*SEEN, *KEPT) if downloads else SEEN
    return SharedPieceView(
        title=piece.made.title,
        seconds=piece.made.seconds,
        width=width,
        height=height,
        language=piece.asked.language if piece.asked else "en",
        files={kind: given.shelf.link(kept[kind], seconds=seconds).url for kind in kinds if kind in kept},
    )


def _view(given: Services, found: Share) -> ShareView:
    url = f"{given.shelf.public}/share/{found.secret}" if found.secret else ""
    return ShareView.model_validate({**vars(found), "pieces": list(found.pieces), "token": found.secret, "url": url})
