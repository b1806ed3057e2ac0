"""What libraries of stock have in common: which hits fit a piece, which file of each to take, and fetching them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from providers.errors import BadOutput, ProviderError, Unsupported
from providers.http import VendorHttp
from providers.requests import Aspect, MediaHit, MediaRequest, MediaResult
from providers.usage import used

LEAST, ENOUGH, MOST = 720, 1080, 1440
"""Short side in pixels of a file cut to the piece's shape: below LEAST it is not taken, above MOST only for want of
another; ENOUGH is the short side of the pieces made here."""
AT_ONCE = 4
"""Files downloaded at the same time."""
MOST_BYTES = 256 * 1024 * 1024
RATIOS: dict[Aspect, float] = {"9:16": 9 / 16, "1:1": 1.0, "16:9": 16 / 9}


@dataclass(frozen=True)
class Rendition:
    """One file of a hit, width and height in pixels."""

    url: str
    width: int
    height: int
    media_type: str


@dataclass(frozen=True)
class Found:
    """A clip or photograph as a library lists it."""

    renditions: tuple[Rendition, ...]
    author: str
    page: str
    seconds: float = 0.0


def choose(found: Iterable[Found], request: MediaRequest) -> list[tuple[Found, Rendition]]:
    """The hits that are long and large enough, each with its best file.

    Those whose picture mostly survives the cut to the piece's shape come first; else the library's order is kept.
    """
    ratio = RATIOS[request.aspect]
    lasting = (f for f in found if request.kind == "photo" or f.seconds >= request.min_seconds)
    fitting = [(f, best) for f in lasting if (best := _best(f.renditions, ratio)) is not None]
    return sorted(fitting, key=lambda pair: _kept(pair[1], ratio) < 0.5)


async def collect(http: VendorHttp, request: MediaRequest, found: Iterable[Found], licence: str) -> MediaResult:
    """Download the best hits; one whose file does not arrive is left out.

    Raises:
        Unsupported: Nothing fits.
        ProviderError: No file arrived; the first reason.
    """
    chosen = choose(found, request)[: request.count]
    if not chosen:
        raise Unsupported(f"{http.name} has no {request.kind} for {request.query!r}", "try other words")
    hits: dict[int, MediaHit] = {}
    failures: list[ProviderError] = []
    places = asyncio.Semaphore(AT_ONCE)

    async def take(number: int, found: Found, file: Rendition) -> None:
        async with places:
            try:
                hits[number] = await _hit(http, found, file, licence)
            except ProviderError as error:
                failures.append(error)

    try:
        async with asyncio.TaskGroup() as group:
            for number, pair in enumerate(chosen):
                group.create_task(take(number, *pair))
    except BaseException:
        for hit in hits.values():
            hit.file.unlink(missing_ok=True)
        raise
    if not hits:
        raise failures[0]
    return MediaResult(hits=tuple(hits[n] for n in sorted(hits)), usage=used("call", Decimal(1)), model="search")


async def _hit(http: VendorHttp, found: Found, file: Rendition, licence: str) -> MediaHit:
    kind, _, suffix = file.media_type.partition("/")
    path = await http.download(file.url, accept=f"{kind}/", suffix=f".{suffix}", limit=MOST_BYTES)
    width, height, media_type = file.width, file.height, file.media_type
    if kind == "image":
        try:
            width, height, media_type = await asyncio.to_thread(_measured, path, http.name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return MediaHit(
        file=path,
        media_type=media_type,
        width=width,
        height=height,
        seconds=found.seconds,
        author=found.author,
        page=found.page,
        licence=licence,
    )


def _measured(path: Path, name: str) -> tuple[int, int, str]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            return picture.width, picture.height, picture.get_format_mimetype() or "image/jpeg"
    except (UnidentifiedImageError, OSError) as error:
        raise BadOutput(f"{name}'s picture does not open ({type(error).__name__})") from None


def _best(renditions: Iterable[Rendition], ratio: float) -> Rendition | None:
    sized = sorted(((_short(r, ratio), r) for r in renditions), key=lambda pair: pair[0])
    fine = [r for short, r in sized if ENOUGH <= short <= MOST]
    smaller = [r for short, r in sized if LEAST <= short < ENOUGH]
    larger = [r for short, r in sized if short > MOST]
    return next(iter([*fine[:1], *smaller[-1:], *larger[:1]]), None)


def _cut(file: Rendition, ratio: float) -> tuple[float, float]:
    return min(file.width, file.height * ratio), min(file.height, file.width / ratio)


def _short(file: Rendition, ratio: float) -> int:
    return round(min(_cut(file, ratio)))


def _kept(file: Rendition, ratio: float) -> float:
    width, height = _cut(file, ratio)
    return width * height / (file.width * file.height)
