"""What is asked of a provider for a generation, and what is kept of its answer."""

import asyncio
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from providers.calls import Routed
from providers.requests import (
    ImageRequest,
    ImageResult,
    MediaFile,
    Message,
    Request,
    Result,
    SpeechRequest,
    SpeechResult,
    SpeechSegment,
    TextRequest,
    TextResult,
    VideoRequest,
    VideoResult,
)
from providers.tasks import Task
from studio.domain.assets import Asset
from studio.domain.generations import Generation, Made
from studio.domain.voices import VOICES
from studio.errors import BadRequest
from studio.storage.store import AssetStore


def asked(generation: Generation, store: AssetStore) -> tuple[Task, Request]:
    """The task and its typed request.

    Raises:
        BadRequest: It names a voice that there is not.
    """
    given = generation.request
    if generation.kind == "voice":
        return ("voice_clone" if given.get("consent_id") else "speech"), _speech(given)
    if generation.kind == "image":
        return "image", ImageRequest(**{k: given[k] for k in ("prompt", "aspect", "count", "seed")})
    if generation.kind == "video":
        return "video", _video(given, store)
    return "text", _text(given)


def _speech(given: Mapping[str, Any]) -> SpeechRequest:
    if not given.get("consent_id") and given["voice"] not in VOICES:
        raise BadRequest(f"There is no voice {given['voice']}.", f"Voices are {', '.join(VOICES)}, or a clone's id.")
    return SpeechRequest(
        segments=(SpeechSegment(scene="s1", text=given["text"]),),
        voice=given["voice"],
        voice_ids=given.get("voice_ids") or {},
        language=given["language"],
        consent_id=given.get("consent_id"),
    )


def _video(given: Mapping[str, Any], store: AssetStore) -> VideoRequest:
    same = {k: given[k] for k in ("prompt", "seconds", "aspect", "resolution", "seed")}
    image = Asset.model_validate(given["image"]) if given.get("image") else None
    file = MediaFile(path=store.path(image.sha256), media_type=image.media_type) if image else None
    return VideoRequest(**same, image=file)


def _text(given: Mapping[str, Any]) -> TextRequest:
    system = (Message(role="system", content=given["system"]),) if given.get("system") else ()
    messages = (*system, Message(role="user", content=given["prompt"]))
    return TextRequest(messages=messages, max_tokens=given["max_tokens"], temperature=given["temperature"])


async def kept(routed: Routed[Any], kind: str, store: AssetStore) -> Made:
    """Put the files of an answer into the store, where they stay."""
    result: Result = routed.result
    assets = tuple([await asyncio.to_thread(_put, path, kind, routed.provider, store) for path in _files(result)])
    return Made(
        provider=routed.provider,
        model=result.model,
        assets=assets,
        text=result.text if isinstance(result, TextResult) else "",
        seconds=_seconds(result),
        trail=tuple(attempt.model_dump(mode="json") for attempt in routed.trail),
    )


def _files(result: Result) -> tuple[Path, ...]:
    if isinstance(result, SpeechResult):
        return (result.audio,)
    if isinstance(result, VideoResult):
        return (result.video,)
    return result.images if isinstance(result, ImageResult) else ()


def _seconds(result: Result) -> float:
    if isinstance(result, SpeechResult):
        return result.timing.seconds
    return result.seconds if isinstance(result, VideoResult) else 0.0


def _put(path: Path, kind: str, provider: str, store: AssetStore) -> Asset:
    media_type = "audio/wav" if kind == "voice" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        return store.put_file(path, media_type, name=f"{kind}{path.suffix}", origin=provider)
    finally:
        path.unlink(missing_ok=True)
