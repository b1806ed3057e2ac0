"""Tavus: a replica of a person speaks recorded audio (`/v2/videos`)."""

import math
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from providers import avatars, webhooks
from providers.http import VendorHttp
from providers.jobs import ENDED, JobRef, JobState, JobStatus, WebhookEvent
from providers.ports import Capabilities, Forecast, Provider
from providers.requests import AvatarRequest, AvatarResult, MediaFile, Request
from providers.tasks import Task
from providers.usage import Usage, used

URL = "https://tavusapi.com"
MODEL = "replica-video"
MOST_SECONDS = 600.0
STATES: Mapping[str, JobState] = {"queued": "queued", "generating": "running"}


class Tavus(Provider):
    """Tavus over its v2 API. It takes no uploads: the speech must lie at a public address, as WAV or MP3.

    `DELETE /v2/videos/{id}` is its only way to stop a video. Nothing says that a deleted one is not billed, so it
    counts as billed in full.
    """

    name = "tavus"
    capabilities = Capabilities(
        tasks=frozenset({"avatar"}),
        jobs=frozenset({"avatar"}),
        needs_avatar_id=True,
        cancels=True,
        webhooks=True,
        quality=0.75,
        models={"avatar": MODEL},
    )
    poll_seconds = 5.0

    def __init__(self, key: SecretStr, *, base_url: str = URL, timeout_seconds: float = 60.0) -> None:
        """Take a key."""
        self._http = VendorHttp(
            self.name,
            base_url,
            secrets=(key,),
            headers={"x-api-key": key.get_secret_value()},
            timeout=timeout_seconds,
        )

    def refusal(self, task: Task, request: Request) -> str:
        """It needs a replica's id, and the speech at a public address."""
        if told := super().refusal(task, request):
            return told
        if not isinstance(request, AvatarRequest):
            return ""
        return avatars.unspeakable(request, MOST_SECONDS) or _unheard(request.audio)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Whole seconds of video."""
        seconds = request.timing.seconds if isinstance(request, AvatarRequest) else 0.0
        return Forecast(_billed(seconds), 60.0 + 6.0 * seconds)

    async def start(
        self, task: Task, request: Request, *, idempotency_key: str, webhook_url: str | None = None
    ) -> JobRef:
        """`POST /v2/videos`. Tavus knows no idempotency key."""
        asked = avatars.accepted(self, task, request)
        assert asked.audio is not None
        body = {"replica_id": asked.avatar_ids[self.name], "audio_url": asked.audio.url}
        body |= {"video_name": asked.title} if asked.title else {}
        body |= {"callback_url": webhook_url} if webhook_url else {}
        answer = await self._http.json("POST", "/v2/videos", json=body)
        return JobRef(
            provider=self.name,
            task=task,
            id=avatars.picked(self.name, answer, "video_id"),
            model=MODEL,
            started_at=time.time(),
            idempotency_key=idempotency_key,
            data={"seconds": asked.timing.seconds},
        )

    async def status(self, ref: JobRef) -> JobStatus:
        """`GET /v2/videos/{id}`."""
        found = await self._http.json("GET", f"/v2/videos/{ref.id}")
        state = avatars.picked(self.name, found, "status")
        seconds = ref.data.get("seconds", 0.0)
        if state == "error":
            words = found.get("error_message") or found.get("status_details") or ""
            return avatars.why("", self._http.scrub(str(words)))
        if state == "deleted":
            return JobStatus(state="cancelled", error="the video was deleted", usage=_billed(seconds))
        if state != "ready":
            return JobStatus(state=STATES.get(state, "running"), progress=_progress(found.get("generation_progress")))
        output = {"url": avatars.picked(self.name, found, "download_url"), "seconds": seconds}
        return JobStatus(state="succeeded", progress=1.0, output=output, usage=_billed(seconds))

    async def fetch(self, ref: JobRef, status: JobStatus) -> AvatarResult:
        """Download the video."""
        return await avatars.film(self._http, status, ref.model)

    async def cancel(self, ref: JobRef) -> JobStatus:
        """`DELETE /v2/videos/{id}`; one that is ready already stays, and is told as it is."""
        now = await self.status(ref)
        if now.state in ENDED:
            return now
        await self._http.request("DELETE", f"/v2/videos/{ref.id}")
        return await self.status(ref)

    def verify_webhook(self, headers: Mapping[str, str], raw: bytes) -> WebhookEvent:
        """Read a callback (the video as `GET` tells it). It is unsigned: never more than a hint to ask again."""
        found = webhooks.body(raw)
        job = str(avatars.picked(self.name, found, "video_id"))
        event = f"{job}:{found.get('status', '')}"
        return WebhookEvent(provider=self.name, event_id=event, job_id=job, trusted=False)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()


def _unheard(audio: MediaFile | None) -> str:
    address = urlsplit(audio.url if audio else "")
    if address.scheme != "https" or not address.hostname:
        return "takes no uploads: the speech must lie at a public https address"
    return ""


def _billed(seconds: float) -> tuple[Usage, ...]:
    return used("second", math.ceil(round(seconds, 3)))


def _progress(told: Any) -> float:
    """`45/100` as a share."""
    done, _, whole = str(told or "").partition("/")
    return min(1.0, int(done) / int(whole)) if done.isdigit() and whole.isdigit() and int(whole) else 0.0
