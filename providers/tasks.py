"""The tasks, and for each its typed request, its result and the method of a provider that does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from providers.errors import InvalidRequest
from providers.requests import (
    AvatarRequest,
    AvatarResult,
    ImageRequest,
    ImageResult,
    MediaRequest,
    MediaResult,
    MusicRequest,
    MusicResult,
    Request,
    Result,
    SpeechRequest,
    SpeechResult,
    TextRequest,
    TextResult,
    VideoRequest,
    VideoResult,
    VoiceEnrollRequest,
    VoiceEnrollResult,
)

Task = Literal["text", "image", "speech", "voice_clone", "voice_enroll", "video", "avatar", "music", "media"]
"""speech speaks with a stock voice, voice_clone with a cloned one; voice_enroll makes the clone."""


@dataclass(frozen=True)
class TaskKind:
    """What a task takes and gives, and who in a provider does it."""

    method: str
    request: type[Request]
    result: type[Result]
    cacheable: bool = True
    """The same request may be answered from before."""
    needs_consent: bool = False


TASKS: Mapping[Task, TaskKind] = {
    "text": TaskKind("generate_text", TextRequest, TextResult),
    "image": TaskKind("generate_image", ImageRequest, ImageResult),
    "speech": TaskKind("synthesize_speech", SpeechRequest, SpeechResult),
    "voice_clone": TaskKind("synthesize_speech", SpeechRequest, SpeechResult),
    "voice_enroll": TaskKind(
        "clone_voice", VoiceEnrollRequest, VoiceEnrollResult, cacheable=False, needs_consent=True
    ),
    "video": TaskKind("generate_video", VideoRequest, VideoResult),
    "avatar": TaskKind("generate_avatar", AvatarRequest, AvatarResult),
    "music": TaskKind("find_music", MusicRequest, MusicResult),
    "media": TaskKind("search_media", MediaRequest, MediaResult),
}


def parse(task: Task, payload: Request | Mapping[str, Any]) -> Request:
    """The typed request of a task from a payload.

    Raises:
        InvalidRequest: The task is unknown, or the payload does not fit it; says which field and why.
    """
    kind = TASKS.get(task)
    if kind is None:
        raise InvalidRequest(f"there is no task {task!r}", f"tasks are: {', '.join(TASKS)}")
    if isinstance(payload, kind.request):
        return payload
    try:
        return kind.request.model_validate(dict(payload) if isinstance(payload, Mapping) else payload)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "payload"
        raise InvalidRequest(f"{task}: {where}: {first['msg']}", f"{kind.request.__name__} has the fields") from None
