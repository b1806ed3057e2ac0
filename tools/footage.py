"""Stock footage for a piece: one search, clips made plain, and who is to be named for them."""

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

from providers.errors import AllProvidersFailed
from providers.requests import MediaHit, MediaRequest
from render.importer import import_file
from render.scenes.look import Medium
from studio.domain.platforms import Aspect
from studio.domain.runs import Attempt
from studio.domain.script import Script
from studio.errors import StudioError
from studio.storage.store import AssetStore
from tools.base import ToolContext

MOST_CLIPS = 6
"""Longer pieces show some of them twice, from another moment on."""
LEFT = 2
"""So many of the best hits are left to each sibling before; after LAPS siblings it starts again."""
LAPS = 3
LEAST_SECONDS = 4.0
"""A clip is at least this long, or as long as a scene."""
SPARE = 2.0
"""A clip is kept for so many times the length of a scene, since scenes differ in length."""
TOPIC_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_TELLING = 5
"""Letters from which a word of a headline may say what is seen."""
_PALE = frozenset(
    _WORD.findall(
        "fifteen eleven twelve twenty thirty forty fifty hundred "
        "about after again always another before being better between because could doing during easily eight enough "
        "every everyone everything first follow going great helps instead later learn little makes maybe minute "
        "minutes month months myths never nobody often other others people really right save second seconds seven "
        "should simple small start still stop their there these thing things think those three times today tomorrow "
        "tonight trick tried truth under until using watch weeks where which while whole without works would wrong "
        "years yours yourself"
    )
)
"""English words that show nothing."""


class Footage(NamedTuple):
    """What was found for a piece."""

    media: tuple[Medium, ...] = ()
    credits: tuple[str, ...] = ()
    """One for each clip: author, page, licence."""
    authors: tuple[str, ...] = ()
    note: str = ""
    """What the record must say."""


def wanted(query: str, script: Script, aspect: Aspect, place: int) -> MediaRequest:
    """The search for a piece: a clip for each scene, and some that are left to the siblings before it."""
    scenes = max(len(script.scenes), 1)
    return MediaRequest(
        query=query,
        aspect=aspect,
        count=min(scenes, MOST_CLIPS) + LEFT * (place % LAPS),
        min_seconds=round(min(LEAST_SECONDS, script.seconds / scenes), 1),
        language=script.language,
    )


def query_of(topic: str, script: Script) -> str:
    """Two to four words: the topic's, and the most telling one of the piece's own headlines or hashtags."""
    found = [word.casefold() for word in _WORD.findall(topic or script.title)]
    words = list(dict.fromkeys([word for word in found if len(word) > 3] or found or [script.mood]))
    return " ".join([*words[:TOPIC_WORDS], *_telling(script, words)])


def _telling(script: Script, topic: Sequence[str]) -> list[str]:
    said = f"{script.narration} {' '.join(script.hashtags)}".casefold()
    shown = [
        word.casefold() for scene in script.scenes if scene.kind != "cta" for word in _WORD.findall(scene.headline)
    ]
    ours = shown if script.language.startswith("en") else [tag.casefold() for tag in script.hashtags]
    fresh = [w for w in dict.fromkeys(ours) if len(w) >= _TELLING and w not in _PALE and not _akin(w, topic)]
    return sorted(fresh, key=lambda word: -said.count(word))[:1]


def _akin(word: str, topic: Sequence[str]) -> bool:
    return any(word.startswith(known[:5]) or known in word for known in topic)


async def find_footage(request: MediaRequest, script: Script, place: int, context: ToolContext) -> Footage:
    """Search, with a word less as long as nobody has any, and take the clips into the store; else leave a note.

    Args:
        request: From `wanted`.
        script: Whose scenes they are for.
        place: Of the piece in its batch, from 0.
        context: Gets the attempts in its trail.
    """
    narrow, _, rest = request.query.rpartition(" ")
    try:
        routed = await context.router.generate("media", request, context=context.calls)
    except StudioError as error:
        context.trail.extend(_told(error))
        if narrow and rest:
            return await find_footage(request.model_copy(update={"query": narrow}), script, place, context)
        return Footage(note=f"no stock footage ({error.message}): the drawn backdrops are used")
    context.trail.extend(routed.trail)
    hits = routed.result.hits
    first = LEFT * (place % LAPS) % len(hits)
    return await _taken([*hits[first:], *hits[:first]], routed.provider, script, context)


def _told(error: StudioError) -> tuple[Attempt, ...]:
    if isinstance(error, AllProvidersFailed) and error.trail:
        return error.trail
    return (Attempt(provider="stock", why="footage for the scenes", seconds=0.0, outcome=f"none: {error.message}"),)


async def _taken(hits: Sequence[MediaHit], origin: str, script: Script, context: ToolContext) -> Footage:
    scenes = max(len(script.scenes), 1)
    most, seconds = min(scenes, MOST_CLIPS), max(LEAST_SECONDS, SPARE * script.seconds / scenes)
    media: dict[str, tuple[Medium, MediaHit]] = {}
    try:
        for hit in hits:
            medium = await asyncio.to_thread(_medium, hit, origin, seconds, context.store)
            if medium is not None:
                media.setdefault(medium.asset, (medium, hit))
            context.progress(len(media) / most)
            if len(media) == most:
                break
    finally:
        for hit in hits:
            hit.file.unlink(missing_ok=True)
    return _footage(list(media.values()), origin)


def _medium(hit: MediaHit, origin: str, seconds: float, store: AssetStore) -> Medium | None:
    """The clip as the user's own are taken in: upright, BT.709, 30 frames a second; None when it cannot be read."""
    taken = import_file(hit.file, store, name=f"{origin} {hit.author}".strip(), origin=origin, max_seconds=seconds)
    if taken.asset is None or taken.kind != "video":
        return None
    return Medium(asset=taken.asset.sha256, video=True, width=taken.width, height=taken.height, seconds=taken.seconds)


def _footage(found: Sequence[tuple[Medium, MediaHit]], origin: str) -> Footage:
    if not found:
        return Footage(note=f"no stock footage (no clip from {origin} can be read): the drawn backdrops are used")
    named = tuple(", ".join(filter(None, (hit.author, hit.page, hit.licence))) or origin for _, hit in found)
    authors = tuple(dict.fromkeys(hit.author for _, hit in found if hit.author))
    return named_footage([medium for medium, _ in found], named)._replace(authors=authors)


def named_footage(media: Sequence[Medium], credits: Sequence[str]) -> Footage:
    """Clips that are there, with the credit of each."""
    return Footage(tuple(media), tuple(credits), (), f"stock footage: {'; '.join(credits)}")
