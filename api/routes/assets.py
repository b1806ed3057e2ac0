"""Photos, clips and sounds that a workspace brings, and the addresses at which files are handed out."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.deps import Given, needs
from api.errors import Problem
from api.incoming import OPENAPI, Incoming
from studio.db.library import LibraryAssetRow
from studio.security.roles import Principal
from studio.services.library import Library
from studio.services.shelf import Handed
from studio.storage.blobs import disposition

router = APIRouter(tags=["assets"])
files = APIRouter(tags=["assets"])
"""Handed out by links that are signed: nobody signs in for these."""

Reader = Annotated[Principal, Depends(needs("assets:read"))]
Writer = Annotated[Principal, Depends(needs("assets:write"))]
Id = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
MediaKind = Literal["image", "video", "audio"]


class AssetView(BaseModel):
    """A file of the workspace."""

    id: str
    """The SHA-256 of its content: the same file is one asset, however often it is brought."""
    name: str
    kind: MediaKind
    media_type: str
    bytes: int
    width: int
    height: int
    """Pixels; 0 for sounds."""
    seconds: float
    """0 for photos."""
    url: str
    """For an hour, as GET /assets/{id}/link gives it."""
    created: datetime


class AssetList(BaseModel):
    """A page of assets, the newest first."""

    assets: list[AssetView]
    next: str
    """Cursor of the next page; empty on the last."""


class LinkView(BaseModel):
    """An address that gives a file to whoever has it."""

    url: str
    expires: datetime


@router.post("/assets", status_code=201, openapi_extra=OPENAPI, responses={415: {"model": Problem}})
async def bring(given: Given, who: Writer, request: Request) -> AssetView:
    """Bring a photo, clip or sound. What it is, is told by its content; the same file twice is one asset."""
    library = Library(given.database, given.shelf, who)
    incoming = Incoming(request, given.shelf.bounds.bytes)
    name = await incoming.open()
    return _view(library, await library.take(incoming.chunks(), name))


@router.get("/assets")
async def assets(
    given: Given,
    who: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str, Query(max_length=400)] = "",
    kind: MediaKind | None = None,
) -> AssetList:
    """The workspace's files, the newest first."""
    library = Library(given.database, given.shelf, who)
    page = await library.page(limit, cursor, kind or "")
    return AssetList(assets=[_view(library, row) for row in page.assets], next=page.next)


@router.get("/assets/{asset_id}")
async def asset(given: Given, who: Reader, asset_id: Id) -> AssetView:
    """One file."""
    library = Library(given.database, given.shelf, who)
    return _view(library, await library.get(asset_id))


@router.get("/assets/{asset_id}/link")
async def link(given: Given, who: Reader, asset_id: Id) -> LinkView:
    """An address for a player or a download: an hour long, or until the file is deleted."""
    library = Library(given.database, given.shelf, who)
    found = library.link(await library.get(asset_id))
    return LinkView(url=found.url, expires=found.expires)


@router.delete("/assets/{asset_id}", status_code=204)
async def remove(given: Given, who: Writer, asset_id: Id) -> None:
    """Delete a file from the workspace: its links end at once. Videos made with it stay as they are."""
    await Library(given.database, given.shelf, who).remove(asset_id)


@files.get(
    "/files/{token}",
    response_class=StreamingResponse,
    responses={
        206: {"description": "The bytes asked for"},
        304: {"description": "The same as the one that is there already"},
        416: {"model": Problem},
    },
)
async def file(
    given: Given,
    token: Annotated[str, Path(max_length=4096)],
    wanted: Annotated[str, Header(alias="Range", max_length=200)] = "",
    known: Annotated[str, Header(alias="If-None-Match", max_length=2000)] = "",
    unless: Annotated[str, Header(alias="If-Range", max_length=200)] = "",
) -> Response:
    """A file by a signed link, or a part of it."""
    tag = f'"{given.shelf.named(token)}"'
    if tag in known or known.strip() == "*":
        await given.shelf.opened(token)
        return Response(status_code=304, headers={"etag": tag})
    handed = await given.shelf.opened(token, wanted if unless in ("", tag) else "")
    return StreamingResponse(
        given.shelf.read(handed), 206 if handed.span else 200, _headers(handed, tag), handed.ticket.media_type
    )


def _headers(handed: Handed, tag: str) -> dict[str, str]:
    headers = {
        "etag": tag,
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=3600, immutable",
        "content-disposition": disposition(handed.ticket.name),
        "content-length": str(handed.size),
    }
    if handed.span:
        start, stop = handed.span
        headers["content-range"] = f"bytes {start}-{stop - 1}/{handed.size}"
        headers["content-length"] = str(stop - start)
    return headers


def _view(library: Library, row: LibraryAssetRow) -> AssetView:
    return AssetView(
        id=row.sha256,
        name=row.name,
        kind=row.kind,
        media_type=row.media_type,
        bytes=row.size,
        width=row.width,
        height=row.height,
        seconds=round(row.seconds, 3),
        url=library.link(row).url,
        created=row.created,
    )
