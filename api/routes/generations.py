"""A voice, a picture, a clip or a text by itself: asked for here, made by workers, streamed back as it comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sse_starlette import EventSourceResponse

from api.deps import Given, Services, needs
from api.errors import Problem
from api.once import Key
from api.words import Id, Plain
from studio.domain.generations import Generation, GenerationKind
from studio.events.generations import GenerationStreams, Told
from studio.events.sse import OPTIONS
from studio.security.roles import Principal
from studio.services.generations import Generations, refusal

router = APIRouter(prefix="/generations", tags=["generations"])

Reader = Annotated[Principal, Depends(needs("generations:read"))]
Writer = Annotated[Principal, Depends(needs("generations:write"))]
Prefer = Annotated[str, Header(max_length=200)]
"""`respond-async` answers 202 at once instead of streaming."""
Aspect = Literal["9:16", "1:1", "16:9"]
FIRST_SECONDS, ASYNC_SECONDS = 10.0, 3.0
"""How long it is waited for a worker's price, so that a refusal is a status and not the end of a stream."""


class NewVoice(BaseModel):
    """Words to be spoken."""

    text: Plain = Field(min_length=1, max_length=5_000)
    voice: str = Field(default="heart", pattern="^[A-Za-z0-9_-]{1,80}$")
    """A voice of the product, or the id of a clone of this workspace whose consent holds."""
    language: str = Field(default="en", pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$")


class NewImage(BaseModel):
    """A picture to be drawn."""

    prompt: Plain = Field(min_length=1, max_length=4_000)
    aspect: Aspect = "9:16"
    count: int = Field(default=1, ge=1, le=4)
    seed: int = Field(default=0, ge=0, lt=2**31)


class NewVideo(BaseModel):
    """A clip to be filmed."""

    prompt: Plain = Field(min_length=1, max_length=4_000)
    seconds: float = Field(default=5.0, ge=1, le=20)
    aspect: Aspect = "9:16"
    resolution: Literal["480p", "720p", "1080p"] = "720p"
    image: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    """Id of an asset of this workspace to start from."""
    seed: int = Field(default=0, ge=0, lt=2**31)


class NewText(BaseModel):
    """Something to be written."""

    prompt: Plain = Field(min_length=1, max_length=20_000)
    system: Plain = Field(default="", max_length=10_000)
    max_tokens: int = Field(default=1_000, ge=1, le=8_000)
    temperature: float = Field(default=0.7, ge=0, le=2)


class FileView(BaseModel):
    """A file that was made."""

    id: str
    media_type: str
    bytes: int
    url: str
    """Good for an hour."""


class GenerationView(BaseModel):
    """A generation as it stands."""

    id: str
    kind: GenerationKind
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    request: dict[str, Any]
    provider: str
    model: str
    usd: Decimal
    """What vendors are owed for it."""
    credits: Decimal
    """What was charged."""
    text: str
    files: list[FileView]
    seconds: float
    """Length of what was made, where it has one."""
    error: Problem | None
    created: datetime
    finished: datetime | None


class GenerationList(BaseModel):
    """A page of generations, newest first."""

    generations: list[GenerationView]
    next: str


class Begun(BaseModel):
    """It will be made by a worker."""

    id: str


STORY = "started, routed, delta, progress, done or failed; what a delta said before a `routed` is void after it"

STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": STORY},
    202: {"model": Begun, "description": "with `Prefer: respond-async`"},
    503: {"model": Problem, "description": "nobody is set up here who could do it"},
}


class Door:
    """What every request for a generation brings along."""

    def __init__(self, given: Given, who: Writer, request: Request, key: Key, prefer: Prefer = "") -> None:
        self._given, self._request, self._key = given, request, key
        self._book, self._later = _book(given, who), "respond-async" in prefer.lower()

    async def made(self, kind: GenerationKind, asked: BaseModel) -> Response:
        """Have it made, and follow it or say where it is to be found."""
        book = self._book
        name = await book.ask(kind, asked.model_dump(mode="json"), self._key, await self._request.body())
        follow = book.follow(name)
        head, ahead = await _head(follow, ASYNC_SECONDS if self._later else FIRST_SECONDS)
        if head and head[0].name == "failed":
            found = await book.get(name)
            if found.trouble and (refused := refusal(found.trouble)):
                raise refused
        if not self._later:
            story = _sent(self._given, book, name, _rest(follow, head, ahead), begin=True)
            return EventSourceResponse(story, **OPTIONS)
        if ahead:
            ahead.cancel()
        return JSONResponse(Begun(id=name).model_dump(), 202, {"Location": f"/api/v1/generations/{name}"})


Asking = Annotated[Door, Depends()]


@router.post("/voice", response_class=EventSourceResponse, responses=STREAM)
async def voice(door: Asking, asked: NewVoice) -> Response:
    """Have words spoken. WAV."""
    return await door.made("voice", asked)


@router.post("/image", response_class=EventSourceResponse, responses=STREAM)
async def image(door: Asking, asked: NewImage) -> Response:
    """Have pictures drawn."""
    return await door.made("image", asked)


@router.post("/video", response_class=EventSourceResponse, responses=STREAM)
async def video(door: Asking, asked: NewVideo) -> Response:
    """Have a clip filmed. MP4."""
    return await door.made("video", asked)


@router.post("/text", response_class=EventSourceResponse, responses=STREAM)
async def text(door: Asking, asked: NewText) -> Response:
    """Have a language model write."""
    return await door.made("text", asked)


@router.get("")
async def generations(
    given: Given,
    who: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str, Query(max_length=400)] = "",
    kind: GenerationKind | None = None,
) -> GenerationList:
    """The workspace's generations, newest first."""
    page = await _book(given, who).page(limit, cursor, kind or "")
    return GenerationList(generations=[_view(given, one) for one in page.generations], next=page.next)


@router.get("/{generation_id}")
async def generation(given: Given, who: Reader, generation_id: Id) -> GenerationView:
    """One generation."""
    return _view(given, await _book(given, who).get(generation_id))


@router.get("/{generation_id}/events", response_class=EventSourceResponse)
async def events(
    given: Given,
    who: Reader,
    generation_id: Id,
    last: Annotated[str, Header(alias="Last-Event-ID", pattern=r"^(\d{1,19}-\d{1,19})?$")] = "",
) -> Response:
    """What happens to one, from its beginning or after an id, up to its end."""
    book = _book(given, who)
    await book.get(generation_id)
    return EventSourceResponse(_sent(given, book, generation_id, book.follow(generation_id, last)), **OPTIONS)


@router.post("/{generation_id}/cancel", status_code=202)
async def cancel(given: Given, who: Writer, generation_id: Id) -> GenerationView:
    """Stop one; what was not spent is given back. One that is over stays as it is."""
    return _view(given, await _book(given, who).cancel(generation_id))


async def _head(follow: AsyncIterator[Told], seconds: float) -> tuple[list[Told], "asyncio.Task[Told] | None"]:
    """The first thing that is told, if it is in time; else the task that still waits for it."""
    ahead = asyncio.ensure_future(anext(follow))
    done, _ = await asyncio.wait([ahead], timeout=seconds)
    return ([ahead.result()], None) if done else ([], ahead)


async def _rest(
    follow: AsyncIterator[Told], head: list[Told], ahead: "asyncio.Task[Told] | None"
) -> AsyncIterator[Told]:
    for told in head:
        yield told
    if ahead:
        yield await ahead
    async for told in follow:
        yield told


async def _sent(
    given: Services, book: Generations, name: str, story: AsyncIterator[Told], *, begin: bool = False
) -> AsyncIterator[dict[str, str]]:
    if begin:
        yield {"event": "started", "data": json.dumps({"id": name})}
    async for told in story:
        data = dict(told.data)
        if told.last:
            view = _view(given, await book.get(name))
            data = {"generation": view.model_dump(mode="json")}
            data |= view.error.model_dump() if view.error else {}
        found = {"event": told.name, "data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
        yield found | ({"id": told.id} if told.id else {})


def _book(given: Services, who: Principal) -> Generations:
    streams = GenerationStreams(given.queue.redis)
    return Generations(given.database, streams, given.queue, given.charges.credit_usd, who)


def _view(given: Services, found: Generation) -> GenerationView:
    files = [
        FileView(id=a.sha256, media_type=a.media_type, bytes=a.size, url=given.shelf.link(a).url)
        for a in found.assets
    ]
    hidden = {"voice_ids", "consent_id"}
    trouble = found.trouble
    return GenerationView(
        id=found.id,
        kind=found.kind,
        state=found.state,
        request={name: value for name, value in found.request.items() if name not in hidden},
        provider=found.provider,
        model=found.model,
        usd=found.usd,
        credits=found.credits,
        text=found.text,
        files=files,
        seconds=found.seconds,
        error=Problem(error=trouble.error, detail=trouble.detail, hint=trouble.hint) if trouble else None,
        created=found.created,
        finished=found.finished,
    )
