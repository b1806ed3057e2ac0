"""Runway: clips from words or a picture, and its own avatars speaking our audio. Long jobs, billed in credits."""

import contextlib
import re
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from pydantic import SecretStr

from providers import clips
from providers.errors import BadOutput, Unsupported
from providers.http import VendorHttp
from providers.jobs import ENDED, JobRef, JobState, JobStatus
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import AvatarRequest, AvatarResult, Request, Result, VideoRequest, VideoResult
from providers.tasks import Task
from providers.usage import Usage, used

URL = "https://api.dev.runwayml.com"
VERSION = "2024-11-06"
MODEL = "gen4.5"
AVATAR_MODEL = "gwm1_avatars"
CREDITS_A_SECOND = 12
"""Of gen4.5 (docs.dev.runwayml.com/guides/pricing)."""
AVATAR_CREDITS, AVATAR_STEP = 2, 6
"""What avatars are expected to take: two credits for each six seconds begun. The task tells what it really took."""
SECONDS = range(2, 11)
WORDS_RATIOS = {"9:16": "720:1280", "16:9": "1280:720"}
"""From words alone."""
PICTURE_RATIOS = {**WORDS_RATIOS, "1:1": "960:960"}
PROMPT_UNITS = 1000
"""Most UTF-16 code units of a prompt."""
PICTURE_BYTES, AUDIO_BYTES = 3_900_000, 12_500_000
"""What fits into the data URIs it takes: 5 and 16 MiB of base64."""
PRESETS = frozenset(
    {
        *("game-character", "music-superstar", "game-character-man", "cat-character", "influencer"),
        *("tennis-coach", "human-resource", "fashion-designer", "cooking-teacher"),
    }
)
"""Avatars everybody has; one's own go by a UUID."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
STATES: Mapping[str, JobState] = {
    "PENDING": "queued",
    "THROTTLED": "queued",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
}


class _Gone(Unsupported):
    """404: the task was cancelled or deleted."""


class Runway(Provider):
    """`POST /v1/text_to_video`, `/v1/image_to_video`, `/v1/avatar_videos`; unit: credit, as its tasks report them.

    A start has no idempotency key. The shape of an avatar's video is the avatar's own.
    """

    name = "runway"
    capabilities = Capabilities(
        tasks=frozenset({"video", "avatar"}),
        jobs=frozenset({"video", "avatar"}),
        needs_avatar_id=True,
        cancels=True,
        quality=0.85,
        models={"video": MODEL, "avatar": AVATAR_MODEL},
    )
    poll_seconds = 5.0
    """More often brings nothing new, it says."""

    def __init__(self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0) -> None:
        """Take the API secret.

        Args:
            key: RUNWAYML_API_SECRET.
            base_url: The address of the API, without `/v1`.
            timeout_seconds: For one answer.
        """
        headers = {"authorization": f"Bearer {key.get_secret_value()}", "x-runway-version": VERSION}
        self._http = _http(base_url, key, headers, timeout_seconds)

    def refusal(self, task: Task, request: Request) -> str:
        """Why this request cannot be met here."""
        if found := super().refusal(task, request):
            return found
        if isinstance(request, AvatarRequest):
            return _avatar_refusal(request)
        return _video_refusal(request) if isinstance(request, VideoRequest) else ""

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Credits and typical seconds; exact for clips, a guess for avatars."""
        if isinstance(request, VideoRequest):
            seconds = clips.round_up(request.seconds, SECONDS) or SECONDS[-1]
            return Forecast(used("credit", seconds * CREDITS_A_SECOND), 30.0 + 10.0 * seconds, MODEL)
        if isinstance(request, AvatarRequest):
            steps = -(-request.timing.seconds // AVATAR_STEP)
            return Forecast(used("credit", int(steps) * AVATAR_CREDITS), 30.0 + 2.0 * request.timing.seconds)
        return Forecast()

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Submit a task; files go along as data URIs. There are no webhooks."""
        if said := self.refusal(task, request):
            raise Unsupported(f"runway {said}")
        path, body = await (_avatar(request) if isinstance(request, AvatarRequest) else _video(request))
        answer = await self._http.json("POST", path, json=body)
        return JobRef(
            provider=self.name,
            task=task,
            id=clips.text(answer, "id", self.name),
            model=body["model"],
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": body.get("duration", 0)},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /v1/tasks/{id}`; a task that is gone was cancelled."""
        try:
            found = await self._http.json("GET", _path(ref))
        except _Gone:
            return JobStatus(state="cancelled", error="the task is gone: it was cancelled or deleted")
        return _status(clips.mapping(found, self.name))

    async def fetch(self, ref: JobRef, status: JobStatus) -> Result:
        """Download the clip; its length is the one asked for, rounded up to whole seconds."""
        url = clips.text(status.output, "url", self.name)
        file = await self._http.download(url, accept="video/", suffix=".mp4")
        if ref.task == "avatar":
            return AvatarResult(video=file, usage=status.usage, model=ref.model)
        return VideoResult(video=file, seconds=float(ref.data["seconds"]), usage=status.usage, model=ref.model)

    async def cancel(self, ref: JobRef) -> JobStatus:
        """`DELETE /v1/tasks/{id}`, unless it has ended: then that would delete the result."""
        before = await self.status(ref)
        if before.state in ENDED:
            return before
        with contextlib.suppress(_Gone):
            await self._http.request("DELETE", _path(ref))
        after = await self.status(ref)
        return after if after.state in ENDED else JobStatus(state="cancelled")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()


def _http(base_url: str, key: SecretStr, headers: Mapping[str, str], timeout: float) -> VendorHttp:
    return VendorHttp("runway", base_url, secrets=(key,), headers=headers, timeout=timeout, statuses={404: _Gone})


def _path(ref: JobRef) -> str:
    return f"/v1/tasks/{quote(ref.id, safe='')}"


def _video_refusal(request: VideoRequest) -> str:
    ratios = PICTURE_RATIOS if request.image else WORDS_RATIOS
    if request.aspect not in ratios:
        return f"makes no {request.aspect} clip from words alone"
    if request.resolution == "1080p":
        return "makes 720p at most"
    if clips.round_up(request.seconds, SECONDS) is None:
        return f"makes {SECONDS[-1]} seconds at most"
    units = len(request.prompt.encode("utf-16-le")) // 2
    return "" if 0 < units <= PROMPT_UNITS else f"takes prompts of 1 to {PROMPT_UNITS} characters"


def _avatar_refusal(request: AvatarRequest) -> str:
    if request.audio is None:
        return "needs the speech as audio"
    avatar = request.avatar_ids["runway"]
    return "" if avatar in PRESETS or UUID.fullmatch(avatar) else f"has no avatar {avatar!r}"


async def _video(request: Request) -> tuple[str, dict[str, Any]]:
    assert isinstance(request, VideoRequest)
    body: dict[str, Any] = {
        "model": MODEL,
        "promptText": request.prompt,
        "ratio": PICTURE_RATIOS[request.aspect],
        "duration": clips.round_up(request.seconds, SECONDS),
        "seed": request.seed % (1 << 32),
    }
    if request.image is None:
        return "/v1/text_to_video", body
    picture = await clips.address(request.image, vendor="runway", limit=PICTURE_BYTES)
    return "/v1/image_to_video", {**body, "promptImage": picture}


async def _avatar(request: AvatarRequest) -> tuple[str, dict[str, Any]]:
    assert request.audio is not None
    avatar = request.avatar_ids["runway"]
    preset = {"type": "runway-preset", "presetId": avatar}
    who = preset if avatar in PRESETS else {"type": "custom", "avatarId": avatar}
    audio = await clips.address(request.audio, vendor="runway", limit=AUDIO_BYTES)
    speech = {"type": "audio", "audio": audio}
    return "/v1/avatar_videos", {"model": AVATAR_MODEL, "avatar": who, "speech": speech}


def _status(found: Mapping[str, Any]) -> JobStatus:
    state = STATES.get(clips.text(found, "status", "runway"))
    if state is None:
        raise BadOutput(f"runway's task has an unknown status {found['status']!r}")
    output = found.get("output") or []
    return JobStatus(
        state=state,
        progress=float(found.get("progress") or (state == "succeeded")),
        output={"url": output[0]} if state == "succeeded" and output else {},
        error=str(found.get("failure") or "") if state == "failed" else "",
        error_kind=_kind(str(found.get("failureCode") or "")),
        usage=_charged(found) if state in ENDED else (),
    )


def _kind(code: str) -> Literal["failed", "rejected"]:
    """docs.dev.runwayml.com/errors/task-failures: SAFETY.* and INPUT_PREPROCESSING.SAFETY.* are moderation."""
    return "rejected" if "SAFETY" in code.split(".") else "failed"


def _charged(found: Mapping[str, Any]) -> tuple[Usage, ...]:
    """The final cost of a task; a refunded one reports 0."""
    credits = (found.get("cost") or {}).get("credits")
    return used("credit", Decimal(str(credits))) if credits is not None else ()
