"""D-ID: a portrait speaks recorded audio (`/talks`)."""

import math
import re
import time
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from providers import avatars, media_in, webhooks
from providers.errors import unbilled
from providers.http import VendorHttp
from providers.jobs import JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import AvatarRequest, AvatarResult, MediaFile, Request
from providers.tasks import Task
from providers.usage import Usage, used

URL = "https://api.d-id.com"
MODEL = "talks"
CREDIT_SECONDS = 15
"""A credit pays for up to this much video; each video is rounded up to whole credits."""
MOST_SECONDS = 600.0
MOST_AUDIO, MOST_IMAGE = 15 << 20, 10 << 20
"""Bytes that `/audios` and `/images` take."""
PICTURE = re.compile(r"(https|s3):.*\.(jpg|jpeg|png)", re.IGNORECASE)
SOUND = re.compile(r"(https|s3)://\S+\.(m4a|flac|mp3|mp4|wav)([?#].*)?", re.IGNORECASE)
"""Addresses that `/talks` takes."""
STATES: Mapping[str, JobState] = {"created": "queued", "started": "running"}


class DID(Provider):
    """D-ID over its REST API.

    A talk under way cannot be stopped: `DELETE /talks/{id}` answers 409 until it is done, and then only removes it.
    Moderation and faces of celebrities are refused with 451.
    """

    name = "did"
    capabilities = Capabilities(
        tasks=frozenset({"avatar"}),
        jobs=frozenset({"avatar"}),
        webhooks=True,
        quality=0.6,
        models={"avatar": MODEL},
    )
    poll_seconds = 3.0

    def __init__(
        self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0, whole_picture: bool = True
    ) -> None:
        """Take a key as the studio shows it.

        Args:
            key: Sent as `Basic` credentials.
            base_url: Of the API.
            timeout_seconds: To wait for an answer.
            whole_picture: Put the moving face back into the portrait; off gives the face alone, on every plan.
        """
        self._http = VendorHttp(
            self.name,
            base_url,
            secrets=(key,),
            headers={"authorization": f"Basic {key.get_secret_value()}"},
            timeout=timeout_seconds,
        )
        self._whole_picture = whole_picture

    def refusal(self, task: Task, request: Request) -> str:
        """It needs the speech, and a portrait: as a file, or the address of a picture as the avatar's id."""
        if told := super().refusal(task, request):
            return told
        if not isinstance(request, AvatarRequest):
            return ""
        return avatars.unspeakable(request, MOST_SECONDS) or self._faceless(request) or _unheard(request.audio)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Credits: one for each 15 seconds begun. A talk is made about as fast as it plays."""
        seconds = request.timing.seconds if isinstance(request, AvatarRequest) else 0.0
        return Forecast(_credits(seconds), 10.0 + seconds)

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """Upload speech and portrait (`POST /audios`, `POST /images`), then `POST /talks`.

        D-ID knows no idempotency key, and calls back at https addresses only: another one is left out.
        """
        asked = avatars.accepted(self, task, request)
        sound, seconds = await self._sound(asked)
        body: dict[str, Any] = {
            "source_url": await self._picture(asked),
            "script": {"type": "audio", "audio_url": sound},
            "config": {"stitch": self._whole_picture, "result_format": "mp4"},
        }
        if asked.title:
            body["name"] = asked.title
        if webhook_url and webhook_url.startswith("https://"):
            body["webhook"] = webhook_url
        answer = await self._http.json("POST", "/talks", json=body)
        return JobRef(
            provider=self.name,
            task=task,
            id=avatars.picked(self.name, answer, "id"),
            model=MODEL,
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": seconds},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /talks/{id}`."""
        found = await self._http.json("GET", f"/talks/{ref.id}")
        state = avatars.picked(self.name, found, "status")
        if state in ("error", "rejected"):
            return self._failed(state, found.get("error"))
        if state != "done":
            return JobStatus(state=STATES.get(state, "running"))
        seconds = found.get("duration") or ref.data.get("seconds", 0.0)
        output = {"url": avatars.picked(self.name, found, "result_url"), "seconds": seconds}
        return JobStatus(state="succeeded", progress=1.0, output=output, usage=_credits(seconds))

    async def fetch(self, ref: JobRef, status: JobStatus) -> AvatarResult:
        """Download the video from its presigned address."""
        return await avatars.film(self._http, status, ref.model)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Read a message (the talk as `GET` tells it). It is unsigned: never more than a hint to ask again."""
        found = webhooks.body(raw)
        job = str(avatars.picked(self.name, found, "id"))
        event = f"{job}:{found.get('status', '')}"
        return WebhookEvent(provider=self.name, event_id=event, job_id=job, trusted=False)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    def _faceless(self, request: AvatarRequest) -> str:
        if avatar := request.avatar_ids.get(self.name):
            return "" if PICTURE.match(avatar) else "takes the https address of a PNG or JPEG as an avatar's id"
        if request.image and request.image.path is None and not PICTURE.match(request.image.url):
            return "takes pictures at https addresses that end in .png or .jpg"
        return avatars.faceless(request.image)

    async def _picture(self, asked: AvatarRequest) -> str:
        if avatar := asked.avatar_ids.get(self.name):
            return avatar
        assert asked.image is not None
        if asked.image.path is None:
            return asked.image.url
        return str(avatars.picked(self.name, await self._upload(asked.image, "image", MOST_IMAGE), "url"))

    async def _sound(self, asked: AvatarRequest) -> tuple[str, float]:
        assert asked.audio is not None
        if asked.audio.path is None:
            return asked.audio.url, asked.timing.seconds
        found = await self._upload(asked.audio, "audio", MOST_AUDIO)
        return str(avatars.picked(self.name, found, "url")), found.get("duration") or asked.timing.seconds

    async def _upload(self, file: MediaFile, what: str, limit: int) -> Any:
        media = await media_in.read(file, vendor=self.name, limit=limit, stem=what)
        with unbilled():
            return await self._http.json("POST", f"/{what}s", files={what: media.part})

    def _failed(self, state: str, error: Any) -> JobStatus:
        said = error if isinstance(error, dict) else {"description": str(error or f"the talk ended as {state}")}
        words = self._http.scrub(str(said.get("description", "")))
        if state == "rejected":
            return JobStatus(state="failed", error=words, error_kind="rejected")
        return avatars.why(str(said.get("kind", "")), words)


def _unheard(audio: MediaFile | None) -> str:
    if audio and audio.path is None and not SOUND.fullmatch(audio.url):
        return "takes audio at https addresses that end in .wav, .mp3, .m4a or .flac"
    return ""


def _credits(seconds: float) -> tuple[Usage, ...]:
    return used("credit", math.ceil(round(seconds, 3) / CREDIT_SECONDS))
